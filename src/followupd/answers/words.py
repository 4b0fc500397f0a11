"""Words of a line: cut, folded and compared as people type them on a phone."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_WORD = re.compile(
    r"[\w.+-]{1,64}@[\w.-]+\.\w{2,}"  # an address
    r"|https?://[^\s<>\"]+|(?:www|linkedin)\.[^\s<>\",;]+"
    r"|\d{1,2}[.:]\d\d ?[ap]m\b|\d{1,4}(?:[.:/-]\d{1,2}){1,2}(?![\w])"  # 3:30pm, 10.30, 4/12, 2026-12-04
    r"|\d+:(?:an|en|[ae])\b|[+]?\d+(?:st|nd|rd|th|e|a)?(?![\w])|[+]?\d+(?=[^\W\d])"
    r"|[^\W\d_]+(?:['’:./&-][^\W_]+)*|[✓✔✅☑👍❌✗✘⏰💤]"
    r"|[^\w\s]"
)
BREAKS = frozenset(',;.!?:()[]{}"”“–—-|/•*…')
"""Marks that end a clause, or a part of one."""
_LEAST_FOR_A_SLIP, _LEAST_FOR_A_SWAP = 5, 4


@dataclass(frozen=True, slots=True)
class Word:
    """One word or mark, and where it stands in its line (characters)."""

    text: str
    start: int
    end: int

    @property
    def low(self) -> str:
        """The word without capitals."""
        return self.text.casefold()

    @property
    def is_mark(self) -> bool:
        """A mark, and no word."""
        return self.text in BREAKS or not any(letter.isalnum() or letter in "✓✔✅☑👍❌✗✘⏰💤" for letter in self.text)


def words(line: str) -> Iterator[Word]:
    """The words and marks of a line; what looks like a time, an address or a number with a dot stays whole."""
    for found in _WORD.finditer(line):
        yield Word(found[0], found.start(), found.end())


def cleaned(text: str) -> str:
    """Text as it was typed, without what programs put in between: zero-width characters, odd spaces and quotes."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = re.sub(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufe0f\u00ad]", "", text)
    return re.sub(r"[\u00a0\u2000-\u200a\u202f\t]", " ", text).replace("’", "'").replace("`", "'")


def is_slip(typed: str, meant: str) -> bool:
    """Whether one slip of a finger turns `meant` into `typed`: a letter more, less or other, or two neighbours swapped.

    Both begin with the same letter and are long enough that few other words are as near: five letters, four for a
    swap. (Optimal string alignment distance 1.)
    """
    if typed == meant or not typed or typed[0] != meant[:1] or abs(len(typed) - len(meant)) > 1:
        return False
    if min(len(typed), len(meant)) < _LEAST_FOR_A_SWAP:
        return False
    same = 0
    while same < min(len(typed), len(meant)) and typed[same] == meant[same]:
        same += 1
    rest, wanted = typed[same:], meant[same:]
    if len(rest) > 1 and len(rest) == len(wanted) and rest[:2] == wanted[1::-1] and rest[2:] == wanted[2:]:
        return True
    if min(len(typed), len(meant)) < _LEAST_FOR_A_SLIP:
        return False
    return wanted in (rest[1:],) or rest == wanted[1:] or rest[1:] == wanted[1:]


def near(typed: str, known: Iterable[str]) -> str | None:
    """The one known word that a slip of a finger turns into what was typed; None for none, or several."""
    found = all_near(typed, known)
    return found.pop() if len(found) == 1 else None


def all_near(typed: str, known: Iterable[str]) -> set[str]:
    """Every known word that is one slip away."""
    return {word for word in known if is_slip(typed, word)}
