"""The values of the domain: the book, the journal and the agenda. Nothing here reads a clock, a file or a database."""
