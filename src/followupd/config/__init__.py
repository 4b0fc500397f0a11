"""The configuration and the files around it."""
