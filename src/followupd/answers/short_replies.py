"""Answers to what a mail asked under a number, in the few words it proposed: what becomes of a goal, and how somebody
was in a talk."""

import re
from datetime import date

from followupd.answers.dates import moments
from followupd.answers.deeds import PEOPLE_KINDS, AnsweredMail, Deed
from followupd.answers.words import words
from followupd.domain.journal import KEEP, LET_GO, NEW_DATE, REACHED

_NUMBERED = re.compile(r"\W{0,3}(\d{1,2})\b\s*([:.)–-]?)\s*(.{1,80})")
_DIGITS = re.compile(r"(?:betyg |rate |rating )?([1-5])[ ,/]?\s?([1-5])[ ,/]?\s?([1-5])[.!]?")
_GOAL_KINDS = frozenset({"goal-midway", "goal-end"})
_ENDS: tuple[tuple[str, str], ...] = (
    (REACHED, r"(?:ja,? )?(?:målet )?(?:är )?(?:nått|uppnått|nåddes|klart?|i hamn|reached|done|achieved|✓|✔|✅)"),
    (
        LET_GO,
        r"(?:släpp(?:er|t)?|lägg(?:er)? ner|strunta(?:r)? i|let (?:it )?go|drop(?: it)?)(?: det| målet| the goal)?",
    ),
    (
        KEEP,
        r"(?:ja|japp|stämmer(?: än)?|fortsätt(?:er)?|behåll|kör vidare|yes|keep(?: it)?|still right|go on|continue)",
    ),
)
_NEW_DATE = re.compile(r"(?i)(?:nytt datum|ny dag|flytta(?: det)? till|new date|move (?:it )?to|till|until|by)\b:?\s*")


def short_reply(line: str, mail: AnsweredMail, today: date) -> Deed | None:
    """What such a line does; None for every other line, which is read as a sentence."""
    match = _NUMBERED.fullmatch(line.partition(" – ")[0].strip() if " – " in line else line.strip())
    item = mail.by_number(int(match[1])) if match is not None else None
    if match is None or item is None:
        return None
    mark, said = match[2], match[3].strip()
    if item.kind in _GOAL_KINDS:
        return _of_goal(said, item.subject, today)
    if item.kind in PEOPLE_KINDS and (rated := _DIGITS.fullmatch(said.casefold())):
        # "2 4 5 3" may be four numbers of the mail, unless a mark or the three together say that it is not.
        apart = not mark and " " in said and all(mail.by_number(int(digit)) for digit in rated.groups())
        return None if apart else Deed("rate", item.subject, what="".join(rated.groups()))
    return None


def _of_goal(said: str, goal: str, today: date) -> Deed | None:
    plain = said.casefold().rstrip(".!").strip()
    for kind, regex in _ENDS:
        if re.fullmatch(regex, plain):
            return Deed("goal", kind=kind, handle=f"goal/{goal}")
    spoken = [word.low for word in words(_NEW_DATE.sub("", said, count=1))]
    day = next((moment.future for moment in moments(spoken, today)), None)
    return Deed("goal", kind=NEW_DATE, until=day, handle=f"goal/{goal}") if day is not None and day > today else None
