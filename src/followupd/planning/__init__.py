"""Deciding who is due and when: pure functions of values. No clock, no file, no database."""
