"""WebDAV: a line to a server of calendars or contacts, found by its name, with deadlines; an extra."""
