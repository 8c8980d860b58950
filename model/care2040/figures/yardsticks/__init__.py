"""What a figure lays its numbers beside: the ratios that the vision names, its path, the Netherlands, targets."""
