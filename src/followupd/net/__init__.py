"""What every conversation with a server over HTTP has in common."""
