"""Automatic answers by their words: an out-of-office is no answer, whatever dates stand in it."""

import re

_AUTOMATIC = re.compile(
    r"(?i)\b(?:autosvar|automatiskt (?:svar|meddelande|mejl)|automatic(?:ally)? (?:reply|response|generated)|auto-?reply|out of (?:the )?office|"
    r"frånvaromeddelande|frånvaroassistent|ooo\b|this is an automated|detta är ett automatiskt|"
    r"(?:begränsad|sporadisk) tillgång till (?:min )?(?:e-?post|mejl|mail)|limited access to (?:my )?e-?mail|"
    r"(?:för närvarande|just nu) (?:inte på kontoret|ej på kontoret|på semester|frånvarande|på tjänsteresa)|"
    r"(?:är|am|i'm) (?:inte på kontoret|ej på kontoret|not in the office|away from (?:the|my) (?:office|desk))|"
    r"(?:jag |i )?(?:åter på kontoret|tillbaka på kontoret|back in the office|return to the office|återkommer (?:så snart|när) jag|"
    r"(?:will|shall) (?:respond|reply|get back to you) (?:when|as soon|upon|on my return))|"
    r"kontakta (?:gärna )?min kollega|vid brådskande ärenden|for urgent matters|in urgent cases)"
)


def is_automatic(text: str) -> bool:
    """Whether the text itself says that nobody wrote it."""
    return _AUTOMATIC.search(text[:2000]) is not None
