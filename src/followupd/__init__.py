"""followupd keeps a person's professional network alive: one kind mail, and a calendar."""

__version__ = "0.4.0"
