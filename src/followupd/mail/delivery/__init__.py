"""Getting a digest out exactly once: the outbox and its states, Maildir and SMTP."""
