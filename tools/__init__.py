"""What makes the checkout, and is not part of the package."""
