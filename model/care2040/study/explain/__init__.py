"""What a name of the model means: facts, causes and uses, its course in a result."""
