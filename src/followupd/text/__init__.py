"""Text: two languages, and harmless characters."""
