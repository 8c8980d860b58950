"""What is raised when a figure cannot be drawn; in a file of its own, for drawing loads matplotlib and this does not."""

from care2040.files.problems import CareError


class CannotDrawError(CareError):
    """A result lacks what a figure needs; the message says what."""
