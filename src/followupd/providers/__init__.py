"""Where an address has its mail servers, and what its provider wants of a program that logs in."""
