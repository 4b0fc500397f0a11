"""The words of an answer, as tables: what each word or phrase can mean, in both languages. To teach it one, add it.

Phrases stand between commas. A word may have several meanings; the rules in `reading` look at those around it.
"""

from collections.abc import Iterator, Mapping
from functools import cache

from followupd.answers.deed_words import DID, PLANNED, THINGS
from followupd.answers.other_words import OTHERS
from followupd.answers.words import all_near
from followupd.text.folding import folded

_MENDED = ("done", "did", "plan", "thing", "snooze", "skip", "promised", "thanked", "told", "helped", "delivered",
           "deliver", "answer", "resume", "newcomer", "booked", "rest", "forgot", "event", "milestone")  # fmt: skip
"""Meanings of words in which a slip of the finger is mended. Never those that turn everything round: not, undo, pause."""
_LONGEST_PHRASE = 5
_COMPOUNDS = ("möte", "mötet", "samtal", "samtalet", "lunch", "lunchen", "promenad", "middag", "meddelande", "mejl")
"""What Swedish words of being in touch end with ("frukostmöte")."""


@cache
def phrases() -> Mapping[tuple[str, ...], frozenset[str]]:
    """Every phrase, as its words, with its meanings; "kind:call" is the kind of contact that a word tells."""
    found: dict[tuple[str, ...], set[str]] = {}
    for meaning, by_kind in (("did", DID), ("plan", PLANNED), ("thing", THINGS)):
        for kind, listed in by_kind.items():
            for phrase in _split(listed):
                found.setdefault(phrase, set()).update({meaning, *([f"kind:{kind}"] if kind else [])})
    for meaning, listed in OTHERS.items():
        for phrase in _split(listed):
            found.setdefault(phrase, set()).add(meaning)
    return {phrase: frozenset(meanings) for phrase, meanings in found.items()}


def _split(listed: str) -> Iterator[tuple[str, ...]]:
    return (tuple(phrase.split()) for phrase in listed.split(", "))


@cache
def _by_folded() -> Mapping[str, str]:
    """Single words as they look without accents, where that is no other word; four letters at least."""
    found: dict[str, set[str]] = {}
    for phrase in phrases():
        if len(phrase) == 1 and len(phrase[0]) >= 4:
            found.setdefault(folded(phrase[0]), set()).add(phrase[0])
    return {plain: words.copy().pop() for plain, words in found.items() if len(words) == 1}


@cache
def _mended_words() -> frozenset[str]:
    return frozenset(
        phrase[0] for phrase, meanings in phrases().items()
        if len(phrase) == 1 and len(phrase[0]) > 3 and meanings.intersection(_MENDED)
    )  # fmt: skip


@cache
def _mend(word: str) -> str:
    if (word,) in phrases() or not word.isalpha():
        return word
    if (plain := _by_folded().get(folded(word))) is not None:
        return plain
    return max(sorted(all_near(word, _mended_words())), key=len, default=word)


def is_known(word: str) -> bool:
    """Whether a word (without capitals) is in the tables as it stands."""
    return (word,) in phrases()


def meaning_at(spoken: list[str], position: int, *, mend: bool = True) -> tuple[int, frozenset[str]]:
    """How many words from a position on are a phrase of the tables, the longest one, and what it means."""
    known = phrases()
    for length in range(min(_LONGEST_PHRASE, len(spoken) - position), 0, -1):
        phrase = tuple(spoken[position : position + length])
        if phrase in known:
            return length, known[phrase]
        if mend and (mended := tuple(map(_mend, phrase))) != phrase and mended in known:
            return length, known[mended]
    suffix = next((ending for ending in _COMPOUNDS if spoken[position].endswith(ending)), None)
    return 1, known[(suffix,)] if suffix is not None else frozenset()
