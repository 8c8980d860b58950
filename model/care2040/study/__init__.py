"""What a notebook calls and the command line uses: a project, a run, a sweep, a result."""
