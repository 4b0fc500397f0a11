"""Answers to "keep in touch?": "1 close, 2 no", "Karin regular", "the rest no"."""

import re
from collections.abc import Iterator

from followupd.answers.deeds import SORT_KIND, AnsweredMail, Deed, Numbered
from followupd.answers.words import folded
from followupd.practice.sorting import circle_of
from followupd.practice.state import PracticeState

_PART = re.compile(
    r"\s*(?:,|;|\.|\boch\b|\band\b)?\s*(?P<who>[^\W_][\w', -]{0,60}?)[\s:.)–-]+(?P<circle>(?!och\b|and\b)[^\W\d_]{2,30}(?:-[^\W\d_]+){0,2})"
    r"(?=\s*(?:[,;.!]|$|\d|\boch\b|\band\b))"
)
_THE_REST = frozenset({"resten", "övriga", "andra", "alla", "samtliga", "rest", "the rest", "others", "the others", "all",
                       "everyone", "everybody"})  # fmt: skip


def sorted_out(line: str, mail: AnsweredMail, practice_state: PracticeState) -> tuple[Deed, ...]:
    """What a line that only sorts does; nothing for any other line."""
    asked = [item for item in mail.items if item.kind == SORT_KIND]
    found: dict[str, str] = {}
    place, line = 0, line.partition(" – ")[0].strip().rstrip(".!")
    while asked and place < len(line):
        part = _PART.match(line, place)
        circle = circle_of(part["circle"], practice_state.book.circles) if part is not None else None
        meant = list(_meant(part["who"], asked, found, practice_state)) if part is not None else []
        if part is None or circle is None or not meant:
            return ()
        found |= dict.fromkeys(meant, circle)
        place = part.end()
    return tuple(Deed("sort", who, kind=circle) for who, circle in found.items())


def _meant(
    text: str, asked: list[Numbered], found: dict[str, str], practice_state: PracticeState
) -> Iterator[str]:  # fmt: skip
    """Who is meant by a number, a name or "the rest", of those that were asked about."""
    said = folded(text.strip())
    if said in _THE_REST:
        yield from (item.subject for item in asked if item.subject not in found)
        return
    only_numbers = re.fullmatch(r"\d{1,2}(?:(?:\s|,|och|and|&)+\d{1,2})*", said) is not None
    numbers = {int(number) for number in re.findall(r"\d+", said)} if only_numbers else set()
    for item in asked:
        contact = practice_state.contacts.get(item.subject)
        name = folded(contact.name) if contact is not None else ""
        if item.number in numbers or (name and said in (name, name.split()[0])):
            yield item.subject
