"""Commands, flags, exit codes: all that prints."""
