"""What a council reads of a choice: mixes with a name, what the next million does, and what each lever does."""
