"""The calendar over HTTP, for programs that subscribe. An extra: nothing here loads for those who use only files."""
