"""Whom a name in an answer means: somebody in the mail it answers, or else in the book."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from followupd.answers.dates import is_date_word
from followupd.answers.vocabulary import is_known, meaning_at
from followupd.answers.words import Word, is_slip
from followupd.answers.words import words as words_of
from followupd.domain.book import Contact
from followupd.text.folding import folded

_TOLD = {"did", "plan", "thanked", "helped", "promised", "pause", "snooze", "skip", "resume", "no answer"}
_SHORT_WORDS = frozenset("aeåäömnorstuvwxy")
"""Letters that people write for a word: "o" (och), "m" (med), "w" (with)."""
_BEFORE_A_DATE = frozenset(
    ["in", "i", "till", "until", "by", "from", "since", "this", "next", "på", "on", "nästa", "förra", "last"]
)
_BEFORE_A_NAME = frozenset(
    [
        "m",
        "w",
        "med",
        "till",
        "på",
        "av",
        "från",
        "with",
        "to",
        "from",
        "of",
        "i",
        "for",
        "ringde",
        "ringt",
        "mejlade",
        "träffade",
        "mötte",
        "called",
        "met",
    ]
)
_AFTER_IS = frozenset(
    [
        "in",
        "on",
        "at",
        "away",
        "off",
        "back",
        "not",
        "getting",
        "going",
        "having",
        "moving",
        "starting",
        "leaving",
        "a",
        "an",
        "the",
        "very",
        "so",
        "sick",
        "pregnant",
        "hiring",
        "looking",
        "expecting",
        "out",
        "now",
        "still got been",
    ]
)
"""What follows "Ben's" when it is "Ben is"."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A name or number as it was written, and the ids of those it can mean: none, one or several."""

    text: str
    ids: tuple[str, ...]
    assumed: bool = False
    """Others in the book have that name too, or it is a slip of the finger: what was taken is said."""
    owner: bool = False
    """Only something of theirs is spoken of ("Annas syster")."""
    number: int | None = None
    surname: bool = False
    """Only a surname was written."""


@dataclass(frozen=True, slots=True)
class Name:
    """A contact's name, cut into folded parts."""

    id: str
    parts: tuple[str, ...]


@dataclass(frozen=True)
class Directory:
    """The names of a book, as far as the words of one answer can mean them."""

    contacts: Sequence[Contact]
    in_mail: frozenset[str]
    chosen: Mapping[str, str]
    typed: frozenset[str]
    """Every word of the answer, folded, and each without the "s" it may end with."""

    @cached_property
    def names(self) -> list[Name]:
        """Those of whom a part was typed, and those in the mail."""
        return list(self._found())

    def _found(self) -> Iterator[Name]:
        for contact in self.contacts:
            parts = tuple(folded(part) for part in contact.name.replace(",", " ").split())
            if contact.id in self.in_mail or contact.id in self.typed or self._is_typed(parts, whole=contact.unsorted):
                yield Name(contact.id, parts)

    def _is_typed(self, parts: tuple[str, ...], *, whole: bool) -> bool:
        """Whether a part of a name was typed; of the unsorted, who may be thousands, first and last name."""
        return {*parts[:1], *parts[-1:]} <= self.typed if whole else not self.typed.isdisjoint(parts)

    @cached_property
    def first_names(self) -> list[Name]:
        """Everybody, for a slip of the finger."""
        return [
            Name(contact.id, (folded(contact.name.split()[0]),))
            for contact in self.contacts
            if contact.name.split() and not contact.unsorted
        ]

    def mention(self, words: Sequence[Word], position: int, *, begins: bool) -> tuple[int, Mention] | None:
        """The name that stands at a position, and how many words it takes. `begins`: it stands first in its clause."""
        if words[position].is_mark or not words[position].text[:1].isalpha():
            return None
        if (found := self._exact(words, position)) is not None:
            length, ids = found
            if self._is_a_firm(words, position, ids):
                return None
            if length == 1 and (self._is_a_word(words, position, begins) or self._is_another(words, position)):
                return None
            return length, self._narrowed(words, position, length, ids)
        return self._owner(words, position) or self._nearly(words, position)

    def _is_a_firm(self, words: Sequence[Word], position: int, ids: tuple[str, ...]) -> bool:
        """ "Johan & Nyström" is nobody's first and last name."""
        typed = [folded(word.text) for word in words[max(0, position - 2) : position + 3]]
        pairs = [(one, other) for one, mark, other in zip(typed, typed[1:], typed[2:], strict=False) if mark == "&"]
        if any(other.endswith("'s") for _one, other in pairs):
            return True  # "Ben & Jerry's"
        return any(one == name.parts[0] and other in name.parts[1:] for one, other in pairs
                   for name in self.names if name.id in ids)  # fmt: skip

    def _is_a_word(self, words: Sequence[Word], position: int, begins: bool) -> bool:
        """Whether a single name is more likely the word that it also is: "Klara", "May", "Per"."""
        word = words[position]
        if not is_known(word.low) and not is_date_word(word.low):
            return False
        following = words[position + 1] if position + 1 < len(words) else None
        if word.text[:1].islower():
            ends = (
                following is None or following.is_mark or is_date_word(following.low) or following.low in _BEFORE_A_DATE
            )
            before = words[position - 1].low if position else ""
            told = bool(before) and bool(meaning_at([before], 0)[1] & _TOLD)
            stands = (before in _BEFORE_A_NAME and ends) or told
            if begins and following is not None and not following.is_mark:
                stands = bool(meaning_at([following.low], 0)[1] & {"fact", "milestone", "did", "will"} - {"filler"})
            return not stands or is_date_word(word.low)
        if position and words[position - 1].low in _BEFORE_A_DATE and is_date_word(word.low):
            return True
        return begins and (following is None or not (following.text == ":" or is_known(following.low)))

    def _is_another(self, words: Sequence[Word], position: int) -> bool:
        """Whether a name that goes on is that of somebody else: "Anna Svensson" is not Anna Lind."""
        before, after = (words[place] if 0 <= place < len(words) else None for place in (position - 1, position + 1))
        word, first = words[position], folded(words[position].text)
        after_a_name = before is not None and _is_name_like(before)
        meant = before is not None and before.low in ("alltså", "menar", "mean", "meant", "dvs", "nämligen")
        surname = not any(name.parts[:1] == (first,) for name in self.names)
        if surname and not meant and (word.text[:1].islower() or after_a_name):
            return True
        if after_a_name and position > 1 and word.text[:1].isupper():
            return True
        if after is None or not _is_name_like(after) or word.text.isupper():
            return False
        parts = [part for name in self.names if name.parts[:1] == (first,) for part in name.parts[1:]]
        return not any(is_slip(folded(after.text), part) for part in parts)

    def _exact(self, words: Sequence[Word], position: int) -> tuple[int, tuple[str, ...]] | None:
        typed = [folded(word.text) for word in words[position : position + 4]]
        for length in range(len(typed), 1, -1):
            if any(word.is_mark for word in words[position : position + length]):
                continue
            if ids := self._with(lambda parts, wanted=tuple(typed[:length]): _is_called(parts, wanted)):  # type: ignore[misc]
                return length, ids
        initial = len(typed) > 1 and len(typed[1]) == 1 and typed[1] != "i"
        if initial and (words[position + 1].text.isupper() or typed[1] not in _SHORT_WORDS):
            fits = self._with(lambda parts: parts[0] == typed[0] and any(part[:1] == typed[1] for part in parts[1:]))
            if fits:
                dotted = position + 2 < len(words) and words[position + 2].text == "."
                return 2 + dotted, fits
        ids = self._with(lambda parts: parts[0] == typed[0]) or self._with(lambda parts: typed[0] in parts[1:])
        ids = ids or tuple(name.id for name in self.names if name.id == words[position].low)
        return (1, ids) if ids else None

    def _with(self, fits: Callable[[tuple[str, ...]], bool]) -> tuple[str, ...]:
        return tuple(name.id for name in self.names if name.parts and fits(name.parts))

    def _narrowed(self, words: Sequence[Word], position: int, length: int, ids: tuple[str, ...]) -> Mention:
        text = " ".join(word.text for word in words[position : position + length] if not word.is_mark)
        if (settled := self.chosen.get(folded(text))) is not None:
            return Mention(text, (settled,))
        here = tuple(one for one in ids if one in self.in_mail)
        first = folded(words[position].text)
        surname = length == 1 and not any(name.parts[:1] == (first,) for name in self.names)
        return Mention(text, here or ids, assumed=len(ids) > 1 and len(here) == 1, surname=surname)

    def _owner(self, words: Sequence[Word], position: int) -> tuple[int, Mention] | None:
        """ "Annas", "Anna Bergs", "Anna's": only something of theirs; but "Ben's in Japan" is Ben."""
        for length in (2, 1):
            several = words[position : position + length]
            if len(several) < length or any(word.is_mark for word in several):
                continue
            last = several[-1].text
            short = last.endswith("'s")
            bare = last[:-2] if short else last[:-1] if last.casefold().endswith("s") else ""
            typed = (*(folded(word.text) for word in several[:-1]), folded(bare))
            ids = self._with(lambda parts, typed=typed: parts[: len(typed)] == typed) if len(bare) > 1 else ()  # type: ignore[misc]
            whole = several[0].text[:1].isupper() or (len(bare) > 2 and not is_known(last.casefold()))
            if ids and whole:
                following = words[position + length].low if position + length < len(words) else ""
                at_theirs = position > 0 and words[position - 1].low in ("at", "hos")
                small = not several[0].text[:1].isupper()  # "bens not answering"
                owner = not ((short or small) and (following in _AFTER_IS or at_theirs))
                return length, replace(self._narrowed(words, position, length, ids), owner=owner)
        return None

    def _nearly(self, words: Sequence[Word], position: int) -> tuple[int, Mention] | None:
        """A name with one slip of the finger, of exactly one person: in the mail, or else in the book."""
        word = words[position]
        typed = folded(word.text)
        if len(typed) < 4 or is_known(word.low) or is_date_word(word.low):
            return None
        for names in (
            [name for name in self.names if name.id in self.in_mail],
            self.first_names if word.text[:1].isupper() else [],
        ):
            fits = [name for name in names if name.parts and is_slip(typed, name.parts[0]) and not _owns(typed, name)]
            if len(fits) == 1:
                return self._with_surname(words, position, fits[0])
        return None

    def _with_surname(self, words: Sequence[Word], position: int, name: Name) -> tuple[int, Mention] | None:
        rest = tuple(folded(word.text) for word in words[position + 1 : position + len(name.parts)])
        whole = len(name.parts) > 1 and rest == name.parts[1:]
        following = words[position + 1] if position + 1 < len(words) else None
        if not whole and following is not None and _is_name_like(following):
            return None  # somebody else, with a first name that is nearly the same
        length = len(name.parts) if whole else 1
        text = " ".join(word.text for word in words[position : position + length])
        return length, Mention(text, (name.id,), assumed=True)


def directory_for(
    lines: Iterable[str], contacts: Sequence[Contact], in_mail: Iterable[str], chosen: Mapping[str, str]
) -> Directory:
    """The directory for the words of these lines."""
    typed = {folded(word.text) for line in lines for word in words_of(line)}
    typed |= {word[:-1].rstrip("'") for word in typed if word.endswith("s")}
    return Directory(contacts, frozenset(in_mail), chosen, frozenset(typed))


def _is_name_like(word: Word) -> bool:
    """A word with a capital inside a sentence that is no other word."""
    return word.text[:1].isupper() and len(word.text) > 1 and not is_known(word.low) and not is_date_word(word.low)


def _owns(typed: str, name: Name) -> bool:
    """ "Johans" is what is Johan's."""
    return typed == name.parts[0] + "s"


def _is_called(parts: tuple[str, ...], typed: tuple[str, ...]) -> bool:
    """The whole name, or first and last name of one with more between."""
    if parts[: len(typed)] == typed:
        return True
    return len(typed) == 2 and len(parts) > 2 and (parts[0], parts[-1]) == typed
