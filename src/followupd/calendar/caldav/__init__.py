"""CalDAV (RFC 4791): a calendar on a server, kept up to date and listened to."""
