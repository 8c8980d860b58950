"""What is raised when a figure cannot be drawn; apart from what draws, which loads matplotlib."""

from care2040.files.problems import CareError


class CannotDrawError(CareError):
    """A result lacks what a figure needs; the message says what."""
