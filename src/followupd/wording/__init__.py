"""How things are said: the sentences that digest, calendar and commands share."""
