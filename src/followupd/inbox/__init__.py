"""Answers to mails: read from a mailbox or given as text, carried out, acknowledged."""
