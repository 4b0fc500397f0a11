"""The mails: what they say, which is due, and how they are delivered."""
