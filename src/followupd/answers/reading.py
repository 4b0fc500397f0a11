"""A clause, as the rules look at it, and what they find it says."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from functools import cached_property
from itertools import pairwise
from typing import Literal

from followupd.answers.atoms import Atom
from followupd.answers.clauses import Clause
from followupd.answers.dates import Moment
from followupd.answers.names import Mention

SaidKind = Literal[
    "courtesy", "topic", "too-large", "undo", "why", "question", "pause", "resume", "snooze", "no-answer", "skip",
    "nothing", "promise", "thanks", "told", "received", "gave", "contact", "delivered", "appointment", "done",
    "milestone", "ask", "fact", "plan", "several", "when",
]  # fmt: skip
Everybody = Literal["", "all", "rest"]
_SMALL = frozenset(
    {"filler", "person", "and", "about", "courtesy", "i", "this time", "but", "me", "them", "theirs", "request"}
)
"""Meanings of words that say nothing of what was done."""
_CRUMBS = _SMALL | {"third", "fact", "will", "all", "rest", "theirs"}
_HOW_MANY = frozenset({"båda", "bägge", "båda två", "both", "both of them"})
WANTS = frozenset({"vill", "ville", "wants", "wanted"})
"""A clause that begins so goes on about the other ("ringde Ben, vill ses i januari")."""
_ACTS = ("couldn't", "fact", "did", "will", "told", "thanked", "promised", "helped", "gave", "delivered", "plan",
         "deliver", "got")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Said:
    """What a clause says, of those it names (`who`), or else of whoever was named before."""

    kind: SaidKind
    who: tuple[Mention, ...] = ()
    everybody: Everybody = ""
    but: tuple[Mention, ...] = ()
    moment: Moment | None = None
    on: date | None = None
    contact_kind: str | None = None
    note: str = ""
    what: str = ""
    text: str = ""
    spoken_of: tuple[Mention, ...] = ()
    """Whom it only talks of, which is whom what follows may be about."""
    own: bool = False
    """It tells of the writer and of nobody else."""
    theirs: bool = False
    """Another than the writer does it: "hon flyttar i maj"."""
    ahead: Moment | None = None
    """Of a fact: the day to come that it names."""

    @property
    def is_of_everything(self) -> bool:
        """ "Paus" and "semester" are of everything; whom "vila" means has to be said."""
        return re.match(r"(?i)\W*(?:vila|vilar|rest|rests|låt vila)\b", self.text) is None


@dataclass(frozen=True)
class View:
    """A clause and what the rules ask of it."""

    clause: Clause
    today: date
    people_open: bool
    """Whether somebody was named before, whom a clause without a name is about."""
    topic_before: bool = False
    """Whether the clause before was only their name ("Anna: …")."""
    clock: time = time.max
    """When it was written, by the person's clock."""
    used: set[int] = field(default_factory=set)
    """The atoms that have said what they say, and are no part of a note."""

    @property
    def atoms(self) -> tuple[Atom, ...]:
        return self.clause.atoms

    @property
    def text(self) -> str:
        """As it was written."""
        return self.clause.text

    def has(self, *tags: str) -> bool:
        """Whether any of its words has one of these meanings."""
        return self.clause.has(*tags)

    @cached_property
    def first_name(self) -> int | None:
        """Where the first name stands that the clause is about; one after "about" is only talked of."""
        begins = next((atom for atom in self.atoms if not atom.has("filler", "courtesy", "and")), None)
        owned = begins is not None and begins.mention is not None and begins.mention.owner
        if owned and not any(one.has("i") and other.has("did") for one, other in pairwise(self.atoms)):
            return None  # "Cleos kille heter också Ben"
        for number, atom in enumerate(self.atoms):
            if atom.mention is not None and not atom.mention.owner and not (number and self._only_spoken_of(number)):
                return number
        return None

    def _only_spoken_of(self, number: int) -> bool:
        before = self.atoms[number - 1]
        return before.has("about", "except") and not before.has("person")

    @cached_property
    def who(self) -> tuple[Mention, ...]:
        """The first name, and those joined to it."""
        if self.first_name is None or self.is_about_third or self.but:
            return ()
        if self.people_open and any(atom.has("them") for atom in self.atoms[: self.first_name]):
            return ()  # "promised to introduce her to Per": about her
        found = []
        for number in range(self.first_name, len(self.atoms)):
            atom = self.atoms[number]
            if atom.mention is not None and not atom.mention.owner:
                found.append(atom.mention)
            elif not (atom.has("and") and any(one.kind == "name" for one in self.atoms[number + 1 : number + 3])):
                break
            self.used.add(number)
        if self.first_name and self.atoms[self.first_name - 1].has("person"):
            self.used.add(self.first_name - 1)
        return tuple(found)

    @cached_property
    def but(self) -> tuple[Mention, ...]:
        """Those left out of everybody ("alla utom Ben")."""
        place = self.clause.index("except")
        if place is None or not self.has("all", "rest"):
            return ()
        return tuple(atom.mention for atom in self.atoms[place:] if atom.mention is not None)

    @cached_property
    def spoken_of(self) -> tuple[Mention, ...]:
        """Somebody who is only talked of ("jag måste berätta om Per")."""
        found = [atom.mention for number, atom in enumerate(self.atoms)
                 if atom.mention is not None and number and self._only_spoken_of(number)]  # fmt: skip
        return tuple(found) if len(found) == 1 and not self.who else ()

    @cached_property
    def other_names(self) -> bool:
        """Whether anybody else is named in it too."""
        return sum(atom.mention is not None for atom in self.atoms) > max(1, len(self.who))

    @cached_property
    def is_about_third(self) -> bool:
        """Whether it begins with he, she or theirs, and so is about whoever was named before."""
        first = next((atom for atom in self.atoms if not atom.has("filler", "courtesy", "and", "but")
                      or atom.has("third")), None)  # fmt: skip
        wants = (
            first is not None and first.text.casefold() in WANTS and not self.topic_before and not self.clause.mentions
        )
        about = first is not None and (wants or (first.has("third", "theirs") and not first.has("did")))
        return about and self.people_open

    @cached_property
    def third_person(self) -> bool:
        """Whether another than the writer does what it says: "han lovade …", "Ben har tenta"."""
        first = next((atom for atom in self.atoms if not atom.has("courtesy", "and", "but") or atom.has("third")), None)
        if self.is_about_third or (first is not None and first.has("third", "theirs") and not first.has("did")):
            return True
        if first is None or first.mention is None or first.mention.number is not None:
            return False
        begin = self.atoms.index(first)
        if begin + 2 < len(self.atoms) and self.atoms[begin + 1].has("and") and self.atoms[begin + 2].has("i"):
            return False  # "Anna and I had lunch"
        while begin + 2 < len(self.atoms) and self.atoms[begin + 1].has("and") and self.atoms[begin + 2].kind == "name":
            begin += 2
        rest = self.atoms[begin + 1 :]
        if rest and rest[0].text.casefold() in ("does", "gör", "hosts"):
            return True
        verb = next((number for number, atom in enumerate(rest) if atom.kind == "word"
                     and (not atom.has("filler") or atom.has("fact", "did"))), None)  # fmt: skip
        if verb is None or any(atom.has("i") for atom in rest[:verb]):
            return False
        if (verb + 1 < len(rest) and rest[verb + 1].has("i")) or rest[verb].text.casefold().endswith((" jag", " vi")):
            return False  # "Ben ringde jag", "Ben hinner jag inte"
        return rest[verb].has(*_ACTS) and not rest[verb].has("done", "thing")

    @property
    def negated(self) -> bool:
        return self.has("not")

    def moment(self, tense: str) -> Moment | None:
        """The first date that can be one of this tense."""
        found = (atom.moment for atom in self.atoms if atom.moment is not None)
        return next((moment for moment in found if moment.of(tense) is not None), None)

    @property
    def until(self) -> Moment | None:
        """The day it says until when, or else the first to come."""
        ends = [one for one in self._ahead() if one.ends]
        return ends[-1] if ends else self.moment("future")

    @cached_property
    def ahead(self) -> Moment | None:
        """A date after today, or an hour of today, that is no mere length of time."""
        return next(
            (one for one in self._ahead() if one.past != self.today or (one.at is not None and one.at > self.clock)),
            None,
        )

    @property
    def by(self) -> Moment | None:
        """The same, today included: by when something is promised."""
        return next(self._ahead(), None)

    def _ahead(self) -> Iterator[Moment]:
        for atom in self.atoms:
            moment = atom.moment
            if moment is not None and moment.future is not None and moment.precision != "length":
                yield moment

    def day_it_was(self) -> date | None:
        """The day in the past that it names."""
        moment = self.moment("past")
        return moment.past if moment is not None else None

    @property
    def content(self) -> list[Atom]:
        """What is left that says something: no filler, no names, no dates."""
        return [
            atom for atom in self.atoms if atom.kind in ("word", "number") and not (atom.tags and atom.tags <= _SMALL)
        ]

    def only(self, *tags: str) -> bool:
        """Whether all that says something has one of these meanings."""
        return all(atom.has(*tags) for atom in self.content)

    def unknown_before(self, place: int, *fine: str) -> bool:
        """Whether words that nobody here understands, or with a meaning that is not `fine`, stand before a place."""
        had = next((number for number, atom in enumerate(self.atoms[:place]) if atom.has("had")), place)
        return any(atom.kind == "word" and not (atom.has(*_SMALL, *fine, "had", "yes", "all", "rest", "except", "done", "got", "yet")
                   or atom.text.casefold() in ("har", "have", "has", "hade", "had", "'ve")) for atom in self.atoms[:had])  # fmt: skip

    @property
    def contact_kind(self) -> str | None:
        """The kind of contact its words tell, the most particular one."""
        for tag in ("did", "thing", "plan"):
            told = (one for atom in self.atoms if atom.has(tag) for one in sorted(atom.tags) if one.startswith("kind:"))
            kind = next((one.removeprefix("kind:") for one in told if one != "kind:meeting"), None)
            if kind is not None:
                return kind
        return "meeting" if self.has("kind:meeting") else None

    def everybody(self) -> Everybody:
        """Whether it is about all in the mail, or those not named yet."""
        if self.who:
            return ""
        return "rest" if self.has("rest") else "all" if self.has("all") else ""

    def text_without(self, *tags: str, dates: Sequence[Moment | None] = ()) -> str:
        """The clause without the names it is about, words with these meanings and dates: what is left to remember.

        Empty when only crumbs are left.
        """
        _ = self.who
        drop = set(self.used)
        for number, atom in enumerate(self.atoms):
            if (tags and atom.has(*tags)) or (atom.moment is not None and atom.moment in dates):
                drop.add(number)
        kept = [number for number in range(len(self.atoms)) if number not in drop]
        while kept and self._is_crumb(kept[0]):
            kept.pop(0)
        while kept and self._is_crumb(kept[-1]):
            kept.pop()
        return self._joined(kept) if any(not self._is_small(number) for number in kept) else ""

    def _joined(self, kept: Sequence[int]) -> str:
        pieces: list[str] = []
        for number in kept:
            joined = pieces and number - 1 in kept
            gap = self.clause.line[self.atoms[number - 1].end : self.atoms[number].start] if joined else " "
            pieces.append((gap if pieces else "") + self.atoms[number].text)
        return "".join(pieces).strip()

    def _is_small(self, number: int) -> bool:
        atom = self.atoms[number]
        return atom.kind == "word" and bool(atom.tags) and atom.tags <= _CRUMBS

    def _is_crumb(self, number: int) -> bool:
        """At an end of the clause; "hon", "har" or "ska" stay where a fact begins with them."""
        atom = self.atoms[number]
        begins = atom.has("fact", "third", "theirs", "about", "will") and number + 1 < len(self.atoms)
        return self._is_small(number) and not begins


Rule = Callable[[View], Said | None]
