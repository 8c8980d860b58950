"""``python -m tools.changes_of_the_answer``: what each row of the second edition did to the answer of the first."""
