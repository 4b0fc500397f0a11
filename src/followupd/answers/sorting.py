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


def sorted_out(line: str, mail: AnsweredMail, practice_state: PracticeState) -> tuple[tuple[Deed, ...], str]:
    """What the beginning of a line sorts, and the rest of the line, which is read like any other; a rest that names
    nobody is about the last one."""
    asked = [item for item in mail.items if item.kind == SORT_KIND]
    found: dict[str, str] = {}
    rest, who = line.partition(" – ")[0].strip().rstrip(".!") if asked else line, ""
    while asked and (part := _PART.match(rest)) is not None:
        circle = circle_of(part["circle"], practice_state.book.circles)
        meant = list(_meant(part["who"], mail, asked, found, practice_state)) if circle is not None else []
        if circle is None or not meant:
            break
        found |= dict.fromkeys(meant, circle)
        rest, who = rest[part.end() :].strip(" ,;.!"), part["who"]
    if not found:
        return (), line
    deeds = tuple(Deed("sort", one, kind=circle) for one, circle in found.items())
    return deeds, rest if not rest or rest[:1].isdigit() else f"{who}: {rest}"


def _meant(
    text: str, mail: AnsweredMail, asked: list[Numbered], found: dict[str, str], practice_state: PracticeState
) -> Iterator[str]:  # fmt: skip
    """Who is meant by a number, a name or "the rest", of those that were asked about; nobody by a name that several in
    the mail have."""
    said = folded(text.strip())
    if said in _THE_REST:
        yield from (item.subject for item in asked if item.subject not in found)
        return
    only_numbers = re.fullmatch(r"\d{1,2}(?:(?:\s|,|och|and|&)+\d{1,2})*", said) is not None
    if only_numbers:
        numbers = {int(number) for number in re.findall(r"\d+", said)}
        yield from (item.subject for item in asked if item.number in numbers)
        return
    named = [who for who in (*mail.people, *(item.subject for item in asked)) if _is_called(who, said, practice_state)]
    if len(set(named)) == 1:
        yield from (item.subject for item in asked if item.subject == named[0])


def _is_called(who: str, said: str, practice_state: PracticeState) -> bool:
    contact = practice_state.contacts.get(who)
    name = folded(contact.name) if contact is not None else ""
    return bool(name) and said in (name, name.split()[0])
