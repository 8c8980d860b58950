"""What each lever does, costs, and how little of it is enough."""
