"""``python -m care2040``: the same as the command ``care2040``."""

from care2040.cli.app import main

if __name__ == "__main__":
    main()
