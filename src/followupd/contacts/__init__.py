"""The person's files: reading, checking with file and line, careful appending."""
