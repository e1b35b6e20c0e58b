"""The command line; it uses the public library only."""
