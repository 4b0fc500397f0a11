"""The words of a line as atoms: a phrase with its meanings, a name, a number, a date or a mark."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from followupd.answers.dates import Moment, moments
from followupd.answers.names import Directory, Mention
from followupd.answers.vocabulary import meaning_at
from followupd.answers.words import Word, words

_COUNTED = {"ettan": "1", "tvåan": "2", "trean": "3", "fyran": "4", "femman": "5", "sexan": "6"}
_BEFORE_AN_HOUR = re.compile(
    r"(?<=[\w.])\s*[,–-]\s*(?=(?:(?:kl\.? ?|klockan |at )?\d{1,2}[.:]\d\d(?![\d-])|\d{1,2} ?(?:o'clock|[ap]m\b)))"
)
"""A mark between a day and its hour."""
_POLITE = re.compile(
    r"(?i)^(?:(?:hej|hi|hello|good morning|tack|please|snälla|sorry|ja)[ ,!.]+)*(?:(?:skulle|kan|kunde|vill|would|could|can|will) (?:du|ni|you)(?: (?:möjligen|kanske|possibly|maybe|please|kind))* ?"
    r"(?:vara (?:så )?snäll (?:och|att)|be so kind as to|be so kind to|be kind and|please|kunna|mind)?|jag (?:vore|är) tacksam om du(?: kan| kunde)?|"
    r"i would be grateful if you (?:could|would)|i'd appreciate it if you (?:could|would)|jag (?:skulle vilja|vill) att du|i(?:'d| would) like you to|"
    r"might i ask you to|får jag be dig att|var snäll och|please|snälla|vänligen|hej du kan du|kan vi|can we|could we)\s+"
)
"""What people put before a wish; the wish itself is what counts."""


@dataclass(frozen=True, slots=True)
class Atom:
    """A word or phrase, a name, a number, a date or a mark; `start` and `end` count characters of the line."""

    kind: Literal["word", "name", "number", "date", "mark"]
    text: str
    start: int
    end: int
    tags: frozenset[str] = frozenset()
    mention: Mention | None = None
    moment: Moment | None = None

    def has(self, *tags: str) -> bool:
        """Whether it has one of these meanings."""
        return not self.tags.isdisjoint(tags)


def prepared(line: str) -> str:
    """A line without what would mislead: dots of "kl." and "t.o.m.", "w/", and the wish before a wish."""
    line = re.sub(r"(?i)\bt\. ?o\. ?m\.(?= )", lambda match: "tom".ljust(len(match[0])), line)
    line = re.sub(r"(?i)\bw/ ?(?=\w)", "with ", line)
    line = _BEFORE_AN_HOUR.sub(lambda match: " " * len(match[0]), line)
    if (polite := _POLITE.match(line)) is not None:
        line = " " * polite.end() + line[polite.end() :].replace("?", ".")
    return re.sub(
        r"(?i)\b(kl|nr|ca|tel|no)\. ?(?=\d)", lambda match: match[1] + " " * (len(match[0]) - len(match[1])), line
    )


def atoms(line: str, directory: Directory, today: date) -> list[Atom]:
    """The atoms of a line, in order."""
    listed = list(words(line))
    named = _named(listed, directory)
    dated = _dated(listed, named, today)
    low = ["\0" if word.is_mark or number in named else word.low for number, word in enumerate(listed)]
    found: list[Atom] = []
    position = 0
    while position < len(listed):
        length, atom = _atom_at(listed, position, named, dated, low)
        text = line[atom.start : atom.end]
        found.append(replace(atom, text=_COUNTED.get(text.casefold(), text) if atom.kind == "number" else text))
        position += length
    return found


def _atom_at(
    listed: Sequence[Word],
    position: int,
    named: dict[int, tuple[int, Mention]],
    dated: dict[int, Moment],
    low: list[str],
) -> tuple[int, Atom]:
    word = listed[position]
    if position in named:
        length, mention = named[position]
        return length, Atom("name", "", word.start, listed[position + length - 1].end, mention=mention)
    if position in dated:
        moment = dated[position]
        last = listed[moment.end - 1]
        return moment.end - position, Atom("date", "", word.start, last.end, moment=moment)
    if word.is_mark and word.text not in ("&", "+", "#", "@"):
        return 1, Atom("mark", "", word.start, word.end)
    if re.fullmatch(r"\+?\d+(?::an|:en|:[ae]|[ae])?|\d{1,2}-\d{1,2}", word.low) or word.low in _COUNTED:
        following = listed[position + 1] if position + 1 < len(listed) else None
        ended = following is not None and following.start == word.end and following.low in ("an", "en", "ean")
        return 1 + ended, Atom("number", "", word.start, listed[position + ended].end)
    spoken = low[position:]
    spoken[0] = word.low
    if word.low == "i":
        return 1, Atom("word", "", word.start, word.end, _first_person(word, spoken))
    stop = next((number for number, one in enumerate(spoken) if one == "\0" or position + number in dated), len(spoken))
    length, tags = meaning_at(spoken[: max(stop, 1)], 0, mend=not word.text[:1].isupper() or position == 0)
    return length, Atom("word", "", word.start, listed[position + length - 1].end, tags)


def _first_person(word: Word, spoken: list[str]) -> frozenset[str]:
    """ "I", or the Swedish preposition: on a phone both are written small."""
    _length, following = meaning_at(spoken[1:], 0, mend=False) if len(spoken) > 1 else (0, frozenset[str]())
    verb = spoken[1:2] in (["am"], ["are"], ["have"], ["had"]) or following & {
        "did",
        "will",
        "promised",
        "thanked",
        "told",
        "helped",
        "delivered",
        "not",
        "forgot",
        "couldn't",
    }
    return frozenset({"i"}) if word.text == "I" or verb else frozenset({"filler"})


def _named(listed: Sequence[Word], directory: Directory) -> dict[int, tuple[int, Mention]]:
    found: dict[int, tuple[int, Mention]] = {}
    position = 0
    while position < len(listed):
        begins = position == 0 or listed[position - 1].is_mark
        mention = directory.mention(listed, position, begins=begins)
        if mention is not None:
            found[position] = mention
        position += mention[0] if mention is not None else 1
    return found


def _dated(listed: Sequence[Word], named: dict[int, tuple[int, Mention]], today: date) -> dict[int, Moment]:
    found: dict[int, Moment] = {}
    begin = 0
    covered = {place for number, (length, _one) in named.items() for place in range(number, number + length)}
    for number in range(len(listed) + 1):
        if number < len(listed) and not listed[number].is_mark:
            continue
        spoken = ["\0" if place in covered else listed[place].low for place in range(begin, number)]
        for moment in moments(spoken, today):
            found[begin + moment.start] = replace(moment, start=begin + moment.start, end=begin + moment.end)
        begin = number + 1
    return found
