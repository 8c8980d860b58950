"""What was observed: which counts stand for which quantity of the model, checked and read."""
