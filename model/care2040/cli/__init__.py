"""The commands, one file each; whatever is heavy is imported when a command runs, so that ``--help`` stays fast."""
