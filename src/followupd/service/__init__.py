"""What runs: one round of an account, and the daemon that calls it."""
