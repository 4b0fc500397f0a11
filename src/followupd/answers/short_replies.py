"""Answers to what a mail asked under a number, in the few words it proposed: what becomes of a goal, how somebody was
in a talk, which habits were kept."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from followupd.answers.dates import moments
from followupd.answers.deeds import MEND_KINDS, PEOPLE_KINDS, AnsweredMail, Deed, Numbered
from followupd.answers.sorting import sorted_out
from followupd.answers.words import words
from followupd.domain.journal import HALF, KEEP, LET_GO, NEW_DATE, REACHED, WEEK
from followupd.practice.state import PracticeState

_NUMBERED = re.compile(r"\W{0,3}(\d{1,2})\b\s*([:.)–-]?)\s*(.{1,80})")
_DIGITS = re.compile(r"(betyg |rate |rating )?([1-5])([ ,/]{0,2})([1-5])\3([1-5])[.!]?")
_JUST_TALKED = timedelta(days=14)
_YES = re.compile(r"(?:ja|japp|ok|okej|gör det|yes|do it|please|✓|✔|✅|klart|done)(?: tack)?")
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


def short_reply(line: str, mail: AnsweredMail, practice_state: PracticeState) -> tuple[tuple[Deed, ...], str]:
    """What such a line does, and what of it is left to be read as a sentence."""
    sorted_ones, rest = sorted_out(line, mail, practice_state)
    deeds = _reply(rest, mail, practice_state) if rest else ()
    return (*sorted_ones, *deeds), "" if deeds else rest


def _reply(line: str, mail: AnsweredMail, practice_state: PracticeState) -> tuple[Deed, ...]:
    match = _NUMBERED.fullmatch(line.partition(" – ")[0].strip())
    item = mail.by_number(int(match[1])) if match is not None else None
    if match is None or item is None:
        return ()
    mark, said = match[2], match[3].strip()
    if item.kind in _GOAL_KINDS:
        return _of_goal(said, item.subject, practice_state.today)
    if item.kind in MEND_KINDS:
        return _mended(item, practice_state) if _YES.fullmatch(said.casefold().rstrip(".!")) else ()
    if item.kind in PEOPLE_KINDS and (rated := _DIGITS.fullmatch(said.casefold())):
        digits = rated[2] + rated[4] + rated[5]
        # "2 4 5 3" may be four numbers of the mail, unless a mark or the three together say that it is not.
        apart = not mark and " " in said and all(mail.by_number(int(digit)) for digit in digits)
        asked = rated[1] or _has_talked(item.subject, practice_state)
        return (Deed("rate", item.subject, what=digits),) if asked and not apart else ()
    return ()


def _has_talked(who: str, practice_state: PracticeState) -> bool:
    """Whether there was a talk just now, of which the mail asks."""
    talk = practice_state.interviews.get(who)
    day = talk.talked_on(practice_state.now, practice_state.zone) if talk is not None else None
    return day is not None and practice_state.today - day <= _JUST_TALKED


def _mended(item: Numbered, practice_state: PracticeState) -> tuple[Deed, ...]:
    """A mend of what is more than a week holds."""
    if item.kind == "mend-rest":
        return tuple(Deed("pause", who) for who in item.subject.split(",") if who in practice_state.contacts)
    return (Deed("pace", kind=HALF if item.kind == "mend-slower" else WEEK, what=item.subject),)


def habit_deeds(key: str, on: date, note: str | None, practice_state: PracticeState) -> Iterator[Deed]:
    """A habit that was kept, or with "practices/…" all those of the week that begins on that Monday."""
    kind, _slash, begins = key.partition("/")
    until = date.fromisoformat(begins) + timedelta(days=6) if kind == "practices" else None
    for habit in practice_state.habits:
        of_week = until is not None and habit.kind == "practice" and habit.due <= until
        if habit.key == key or of_week:
            yield Deed("practice", on=on, note=note, what=habit.name, handle=habit.key)


def _of_goal(said: str, goal: str, today: date) -> tuple[Deed, ...]:
    plain = said.casefold().rstrip(".!").strip()
    for kind, regex in _ENDS:
        if re.fullmatch(regex, plain):
            return (Deed("goal", kind=kind, handle=f"goal/{goal}"),)
    spoken = [word.low for word in words(_NEW_DATE.sub("", said, count=1))]
    day = next((moment.future for moment in moments(spoken, today)), None)
    return (Deed("goal", kind=NEW_DATE, until=day, handle=f"goal/{goal}"),) if day is not None and day > today else ()
