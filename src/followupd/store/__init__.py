"""What happened and what was planned. Instants are stored in UTC; days are the person's calendar days."""
