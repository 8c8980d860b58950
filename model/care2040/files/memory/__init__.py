"""What is kept from one command to the next, and by which program."""
