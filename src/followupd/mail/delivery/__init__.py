"""Delivering what waits in the outbox, and nothing twice by itself: by Maildir or SMTP."""
