"""A line of an answer, cut into clauses: one thing said, of one person or several."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from followupd.answers.atoms import Atom, atoms, prepared
from followupd.answers.deeds import AnsweredMail
from followupd.answers.names import Directory, Mention

_VERBS = frozenset({"did", "plan", "will", "promised", "thanked", "told", "helped", "delivered", "answer", "got", "gave", "third",
                    "attempt", "no answer", "milestone", "not", "i", "snooze", "skip", "pause", "resume", "fact", "couldn't", "forgot"})  # fmt: skip
_COMMANDS = frozenset({"thing"}) | frozenset({"done", "snooze", "skip", "pause", "resume", "not", "no", "undo", "why", "did", "plan", "except", "thanked",
                       "number", "no answer", "thank"})  # fmt: skip
_NO_NUMBER_BEFORE = frozenset(["timmar", "ggr", "timmes", "hrs", "hr", "kids", "barn", "days", "dagar", "timme", "tim", "h", "min", "minuter", "minutes", "hours", "hour", "personer", "people", "st", "gånger", "times", "kr", "%", "år", "years", "sek", "kronor", "euro", "euros", "dollar", "dollars", "bucks", "spänn", "procent", "percent", "poäng", "hp", "km", "mil", "kg", "grader", "tentor", "exams", "av", "of", "utav"])  # fmt: skip
_JOINING = frozenset({",", "/", ";", "", "(", "=", ":", "–", "-", "—"})
_HAVE = frozenset({"har", "have", "has", "hade", "had"})
_TAKEN_UP = frozenset({"ta det", "tar det", "vi tar det", "provar igen", "försöker igen", "testar igen", "try again"})
_CLOSERS = frozenset({"done", "skip", "no answer"})


@dataclass(frozen=True, slots=True)
class Clause:
    """The atoms of one clause, without marks, the line they stand in, and the mark after them."""

    line: str
    atoms: tuple[Atom, ...]
    after: str = ""
    topic: bool = False
    """Only names, which what follows is about ("Anna: …")."""

    @property
    def text(self) -> str:
        """As it was written."""
        return self.line[self.atoms[0].start : self.atoms[-1].end] if self.atoms else ""

    def has(self, *tags: str) -> bool:
        """Whether any atom has one of these meanings."""
        return any(atom.has(*tags) for atom in self.atoms)

    def index(self, *tags: str) -> int | None:
        """Where the first atom with one of these meanings stands."""
        return next((number for number, atom in enumerate(self.atoms) if atom.has(*tags)), None)

    @property
    def mentions(self) -> list[Mention]:
        """Everybody named or numbered in it."""
        return [atom.mention for atom in self.atoms if atom.mention is not None]


def clauses(line: str, directory: Directory, mail: AnsweredMail, today: date) -> list[Clause]:
    """The clauses of a line, in order."""
    line = prepared(line)
    listed = atoms(line, directory, today)
    runs = [_with_numbers(run, mail) for run in _runs(line, listed)]
    joined = _joined(runs)
    return [part for run in joined for part in _split(run)]


def _runs(line: str, atoms: Sequence[Atom]) -> list[Clause]:
    found: list[Clause] = []
    run: list[Atom] = []
    for atom in atoms:
        if atom.kind != "mark":
            run.append(atom)
            continue
        if run:
            found.append(Clause(line, tuple(run), atom.text))
        elif found and atom.text in "?:":
            found[-1] = replace(found[-1], after=atom.text)
        run = []
    return [*found, Clause(line, tuple(run))] if run else found


def _with_numbers(clause: Clause, mail: AnsweredMail) -> Clause:
    """Numbers that stand where a name could, as what the mail shows under them."""
    atoms = list(clause.atoms)
    found: list[Atom] = []
    for place, atom in enumerate(atoms):
        if atom.kind == "number" and _is_mention([*found, *atoms[place:]], len(found)):
            found += [replace(atom, kind="name", mention=one) for one in numbered(atom.text, mail)]
        else:
            found.append(atom)
    atoms = [atom for place, atom in enumerate(found)
             if not (atom.has("number") and place + 1 < len(found) and found[place + 1].kind == "name")]  # fmt: skip
    return replace(clause, atoms=tuple(atoms))


def _is_mention(atoms: Sequence[Atom], place: int) -> bool:
    following = atoms[place + 1] if place + 1 < len(atoms) else None
    if following is not None and following.text.casefold() in _NO_NUMBER_BEFORE:
        return False
    if len(re.sub(r"\D", "", atoms[place].text)) > 3:
        return False
    before = atoms[:place]
    named_so = before[-1].mention if before else None
    if named_so is not None and named_so.number is None and not (following is None or following.has(*_COMMANDS)):
        return False  # "ringde Kim 3 ggr"
    small = ("filler", "number", "and", "but", "person", "i", "couldn't", "all", "rest", *_COMMANDS)
    if not all(atom.kind in ("name", "date") or atom.has(*small) or atom.text.casefold() in _HAVE for atom in before):
        return False
    named = any(atom.kind == "name" or atom.has("number", *_COMMANDS) for atom in before)
    dated = bool(before) and before[-1].has("person") and any(atom.kind == "date" for atom in before)
    return named or dated or all(atom.has("and", "but", "courtesy") for atom in before)


def numbered(text: str, mail: AnsweredMail) -> list[Mention]:
    """What the mail shows under a number, or under each number of a range, "1-3"; nobody where it has no such number."""
    digits = [int(part) for part in re.findall(r"\d+", text)[:2]]
    wanted = range(digits[0], digits[-1] + 1) if 0 < digits[-1] - digits[0] < 100 else digits[:1]
    items = [(number, mail.by_number(number)) for number in wanted]
    return [Mention(str(number), (item.key,) if item is not None else (), number=number) for number, item in items]


def _only_names(clause: Clause, *, dates: bool = False) -> bool:
    names = [atom for atom in clause.atoms if atom.kind == "name"]
    others = [
        atom
        for atom in clause.atoms
        if atom.kind != "name" and not atom.has("and") and not (dates and atom.kind == "date")
    ]
    return bool(names) and not others


def _joined(runs: Sequence[Clause]) -> list[Clause]:
    """ "Anna, Ben och Cleo klara" is one clause; so is "1, 2, 3 klara"."""
    found: list[Clause] = []
    for run in runs:
        before = found[-1] if found else None
        if (
            before is not None
            and before.after in _JOINING
            and (_continues(before, run) or _only_a_date(before, run) or _commands(before, run))
        ):
            found[-1] = Clause(run.line, before.atoms + run.atoms, run.after)
        else:
            found.append(run)
    return [replace(run, topic=_is_topic(run)) for run in found]


def _is_topic(run: Clause) -> bool:
    """Only names, and before a colon perhaps small words beside them ("3 first:")."""
    if run.after != ":":
        return _only_names(run)
    return any(atom.kind == "name" for atom in run.atoms) and all(
        atom.kind == "name"
        or atom.has("filler", "and", "but", "courtesy")
        or atom.text.casefold() in ("first", "först")
        for atom in run.atoms
    )


def _commands(before: Clause, run: Clause) -> bool:
    """ "Klart: Anna, Ben": a command, and after the colon those it is for."""
    told = ("done", "skip", "snooze", "pause", "resume", "no answer", "thanked", "why")
    said = all(atom.has(*told) or atom.has("filler", "i") or atom.kind == "date" for atom in before.atoms)
    return (
        before.after == ":" and said and any(atom.has(*told) for atom in before.atoms) and run.atoms[0].kind == "name"
    )


def _only_a_date(before: Clause, run: Clause) -> bool:
    """ "Lunch, last Tue": the day of what stands before, where that has none."""
    dated = any(atom.kind == "date" for atom in before.atoms)
    bare = all(atom.kind == "date" or atom.has("filler") for atom in run.atoms) and any(
        atom.kind == "date" for atom in run.atoms
    )
    ends = any(atom.moment is not None and atom.moment.ends for atom in run.atoms)
    if bare and ends and any(atom.has("pause", "snooze") for atom in before.atoms):
        return True
    told = ("did", "thing", "pause", "snooze", "booked", "couldn't")
    return bare and not dated and any(atom.has(*told) for atom in before.atoms)


def _continues(before: Clause, run: Clause) -> bool:
    if not before.atoms or before.atoms[-1].kind != "name" or run.atoms[0].kind != "name":
        return False
    if before.after not in (",", "/", ";", ""):
        return False
    if _only_names(before):
        return True
    lists_more = any(atom.has("and") for atom in run.atoms[:4])
    return _only_names(run) or (lists_more and _only_names(run, dates=True))


def _split(clause: Clause) -> Iterator[Clause]:
    """At "och", "and" and "men" where another thing begins, and where the next number or name begins its own."""
    begin = 0
    atoms = clause.atoms
    for place in range(1, len(atoms)):
        if place > begin and _begins_another(atoms, begin, place):
            part = atoms[begin:place]
            yield replace(clause, atoms=part, after="", topic=_only_names(replace(clause, atoms=part)))
            begin = place + (
                1
                if atoms[place].has("and", "but") and atoms[place].kind == "word" and not atoms[place].has("did")
                else 0
            )
    if rest := atoms[begin:]:
        yield replace(clause, atoms=rest, topic=_only_names(replace(clause, atoms=rest)))


def _begins_another(atoms: Sequence[Atom], begin: int, place: int) -> bool:
    atom, following = atoms[place], atoms[place + 1 : place + 4]
    if atom.kind == "word" and atom.has("and", "but") and following:
        if atom.has("except") and any(before.has("all") for before in atoms[begin:place]):
            return False
        first = next((one for one in following if not one.has("filler") or one.has(*_VERBS)), None)
        if first is None:
            return False
        if atom.has("but"):
            return True
        before = atoms[begin:place]
        if first.kind == "name":
            dated = following[1:2] and following[1].kind == "date" and any(one.kind == "date" for one in before)
            after = atoms[place + 1 :]
            return bool(dated) or _own_statement(before, after) or _goes_on_about_another(before, after)
        if first.has("i") and before[-1].kind == "name" and not any(one.has("did", "done") for one in before):
            return False  # "Cleo o jag ses fredag"
        return first.kind == "word" and first.has(*_VERBS) and not first.has("all", "theirs")
    if atom.kind == "name":
        return _own_statement(atoms[begin:place], atoms[place:])
    if atom.has("third") and not atom.has("them") and _is_closed(atoms[begin:place]):
        return bool(following) and following[0].has("fact", "will", "did", "not")
    if atom.text.casefold() in _TAKEN_UP:
        return any(one.kind == "name" for one in atoms[begin:place]) and not atoms[place - 1].has("will", "i", "name")
    return (
        atom.has("not", "snooze", "no")
        and not atom.has("done")
        and any(one.kind == "name" for one in following[:2])
        and (_is_closed(atoms[begin:place]) and atoms[begin].kind == "name")
    )


def _own_statement(before: Sequence[Atom], after: Sequence[Atom]) -> bool:
    """Whether a name begins a statement of its own: the one before began with a name too, and is complete."""
    if not before or before[-1].has("and", "person", "about", "not", "except"):
        return False
    says_more = any(atom.kind != "name" for atom in after[1:2])
    return before[0].kind == "name" and says_more and _is_closed(before)


def _goes_on_about_another(before: Sequence[Atom], after: Sequence[Atom]) -> bool:
    """ "ringde Ben och Cleo ska jag ringa imorgon": what follows the name is no end of a list."""
    if not any(atom.has("did", "done", "thanked") for atom in before):
        return False
    following = next((atom for atom in after if atom.kind != "name" and not atom.has("and")), None)
    return (
        following is not None
        and following.has("will", "fact", "not", "skip", "no answer", "snooze")
        and not (following.has("filler", "person"))
    )


def _is_closed(before: Sequence[Atom]) -> bool:
    last = next((atom for atom in reversed(before) if not atom.has("filler")), None)
    return last is not None and (last.kind == "date" or last.has(*_CLOSERS))
