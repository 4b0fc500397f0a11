"""People from elsewhere: what other programs export, read, compared with the book, and written into it."""
