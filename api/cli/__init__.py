"""The command line, `prassi`."""
