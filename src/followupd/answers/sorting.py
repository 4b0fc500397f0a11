"""Answers to "keep in touch?": "1 close, 2 no", "Karin regular", "the rest no", also among what else a line says."""

import re
from collections.abc import Iterator, Sequence

from followupd.answers.deeds import SORT_KIND, AnsweredMail, Deed, Numbered
from followupd.practice.sorting import circle_of
from followupd.practice.state import PracticeState
from followupd.text.folding import folded

_BETWEEN = re.compile(r"\s*[,;]\s*|(?<=\w)[.!]+(?:\s+|$)|\s+(?:och|and)\s+(?=\d|resten|the rest)")
_THE_REST = frozenset({"resten", "ovriga", "andra", "de andra", "alla", "samtliga", "rest", "the rest", "others", "the others",
                       "all", "everyone", "everybody"})  # fmt: skip
_MOST_WORDS = 4
"""So many words may say how often."""
_NUMBERS = re.compile(r"\d{1,2}(?:\s*[-–]\s*\d{1,2})?(?:(?:\s|,|och|and|&)+\d{1,2}(?:\s*[-–]\s*\d{1,2})?)*")


def sorted_out(line: str, mail: AnsweredMail, practice_state: PracticeState) -> tuple[tuple[Deed, ...], str]:
    """What a line sorts, and the rest of the line, which is read like any other; a rest that begins with nobody is about
    the one who was sorted before it."""
    asked = [item for item in mail.items if item.kind == SORT_KIND]
    if not asked:
        return (), line
    found: dict[str, str] = {}
    rest: list[str] = []
    before = ""
    for piece in _pieces(line.partition(" – ")[0]):
        who, circle = _read(piece, practice_state)
        meant = list(_meant(who, mail, asked, found, practice_state)) if circle is not None else []
        if circle is not None and meant:
            found |= dict.fromkeys(meant, circle)
            before = who
        else:
            rest.append(f"{before}: {piece}" if before and not rest and not piece[:1].isdigit() else piece)
    if not found:
        return (), line
    return tuple(Deed("sort", one, kind=circle) for one, circle in found.items()), ", ".join(rest)


def _pieces(line: str) -> Iterator[str]:
    """The line cut at its marks; numbers alone belong to what follows ("2, 3 och 4 nej")."""
    numbers = ""
    for piece in (part.strip() for part in _BETWEEN.split(line)):
        if piece and _NUMBERS.fullmatch(piece):
            numbers += f"{piece} och "
        elif piece:
            yield numbers + piece
            numbers = ""
    if numbers:
        yield numbers.removesuffix(" och ")


def _read(piece: str, practice_state: PracticeState) -> tuple[str, str | None]:
    """Who, and the circle that the last words mean, if they mean one."""
    words: Sequence[str] = re.sub(r"(?i)[\s,]+(?:tack|thanks|thank you|please)$", "", piece.rstrip(" .!")).split()
    for many in range(min(_MOST_WORDS, len(words) - 1), 0, -1):
        circle = circle_of(" ".join(words[-many:]), practice_state.book.circles)
        if circle is not None:
            return " ".join(words[:-many]).rstrip(" :.)–-"), circle
    return piece, None


def _meant(
    text: str, mail: AnsweredMail, asked: list[Numbered], found: dict[str, str], practice_state: PracticeState
) -> Iterator[str]:  # fmt: skip
    """Who is meant by a number, a name or "the rest", of those that were asked about; nobody by a name that several in
    the mail have."""
    said = folded(text.strip())
    if said in _THE_REST:
        yield from (item.subject for item in asked if item.subject not in found and _waits(item, practice_state))
    elif _NUMBERS.fullmatch(said):
        numbers = set(_numbers(said))
        several = {item.number: item.subject for item in asked}
        if numbers <= several.keys():
            yield from (several[number] for number in sorted(numbers))
    else:
        both = (*mail.people, *(item.subject for item in asked))
        named = {who for who in both if _is_called(who, said, practice_state)}
        yield from (item.subject for item in asked if named == {item.subject})


def _numbers(said: str) -> Iterator[int]:
    for first, last in re.findall(r"(\d{1,2})(?:\s*[-–]\s*(\d{1,2}))?", said):
        yield from range(int(first), int(last or first) + 1)


def _waits(item: Numbered, practice_state: PracticeState) -> bool:
    """Whether nothing has been said of them yet."""
    contact, summary = practice_state.contacts.get(item.subject), practice_state.summaries.get(item.subject)
    return contact is not None and contact.unsorted and (summary is None or not summary.sorted_into)


def _is_called(who: str, said: str, practice_state: PracticeState) -> bool:
    contact = practice_state.contacts.get(who)
    name = folded(contact.name) if contact is not None else ""
    return bool(name) and said in (name, name.split()[0])
