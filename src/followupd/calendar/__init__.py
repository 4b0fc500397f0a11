"""Agenda → iCalendar (RFC 5545): items that keep their identity, and a file that changes only when they do."""
