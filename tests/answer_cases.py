"""The answers of tests/answers: who is in the book, how a line is read, and how far an understanding agrees with it."""

import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from followupd.answers.deeds import AnsweredMail, Deed, Numbered, Understood
from followupd.answers.understand import understand
from followupd.domain.book import Book, Contact, NetworkingEvent
from followupd.domain.journal import Entry, ListedJournal
from followupd.inbox.reply import new_text
from followupd.practice.state import PracticeState
from tests.conftest import MONDAY, STOCKHOLM, at, person

FOLDER = Path(__file__).parent / "answers"
NAMES = ("Anna Lind", "Ben Ek", "Cleo Andersson", "Anna Berg", "Johan Nyström", "Eva Holm", "Dan Olsson", "Kim Persson",
         "Maria Sjögren", "Sofia Lindqvist", "Per Åberg")  # fmt: skip
DIGEST = AnsweredMail([Numbered(number, "follow-up", who) for number, who in
                       enumerate(("anna-lind", "ben-ek", "cleo-andersson"), 1)])  # fmt: skip
EVENING = AnsweredMail([Numbered(1, "capture", "charm")], evening=True)
_FREE = frozenset({"note", "what"})
"""What is written in words of its own: only that there is something."""
Wanted = dict[str, str]


def people() -> tuple[Contact, ...]:
    return tuple(person(name) for name in NAMES)


def state() -> PracticeState:
    """Johan helped with the CV and has not been thanked; Eva was promised an article; CHARM was on Saturday."""
    entries = [
        Entry(1, "johan-nyström", "interaction", date(2026, 11, 20), datetime(2026, 11, 20, 9, tzinfo=UTC),
              direction="received", note="CV"),
        Entry(2, "eva-holm", "promise", date(2026, 11, 20), datetime(2026, 11, 20, 9, tzinfo=UTC),
              until=date(2026, 11, 27), note="skicka artikeln"),
    ]  # fmt: skip
    events = (
        NetworkingEvent("charm", "CHARM", "fair", at(date(2026, 11, 21), "09:00"), at(date(2026, 11, 21), "16:00")),
        NetworkingEvent("tech-night", "Tech Night", "other", at(date(2026, 12, 10), "17:00"), at(date(2026, 12, 10), "20:00")),
    )  # fmt: skip
    return PracticeState(Book(people(), events), ListedJournal(entries), at(MONDAY, "09:00"), STOCKHOLM)


@dataclass(frozen=True)
class Case:
    answer: str
    expected: str
    evening: bool

    def understood(self, practice_state: PracticeState) -> Understood:
        text = new_text(self.answer.replace("\\n", "\n"))
        return understand(text, practice_state, EVENING if self.evening else DIGEST)


def cases(name: str) -> Iterator[Case]:
    for line in (FOLDER / f"{name}.tsv").read_text().splitlines():
        if line and not line.startswith("#"):
            answer, expected = line.split("\t")
            yield Case(answer, expected, name == "fair")


@dataclass(frozen=True)
class Verdict:
    """Deeds that nobody wanted, and whether everything was understood."""

    wrong: tuple[str, ...]
    whole: bool


def judged(expected: str, found: Understood) -> Verdict:
    """The verdict by the reading that fits best."""
    verdicts = [_by_one(reading, found) for reading in expected.split(" OR ")]
    return min(verdicts, key=lambda verdict: (len(verdict.wrong), not verdict.whole))


def _by_one(reading: str, found: Understood) -> Verdict:
    parts = [part.strip() for part in reading.split(";") if part.strip() and part.strip() != "nothing"]
    asks = any(part.strip("()").startswith("asked") for part in parts)
    parts = [part for part in parts if not part.strip("()").startswith("asked")]
    left = list(found.deeds)
    missing = []
    for part in parts:
        wanted = _wanted(part.strip("()"))
        fitting = next((deed for deed in left if _fits(wanted, deed)), None)
        if fitting is not None:
            left.remove(fitting)
        elif not part.startswith("(") and not _noted_elsewhere(wanted, found):
            missing.append(part)
    wrong = tuple(f"{deed.action} {deed.contact or deed.name or ''}" for deed in left if deed.action != "note")
    only_notes = bool(left) and not wrong and not parts and not asks
    return Verdict(wrong, not wrong and not missing and not only_notes and (not asks or bool(found.asked)))


def _wanted(part: str) -> Wanted:
    action, *words = shlex.split(part)
    wanted = {"action": action, "contact": ""}
    for word in words:
        key, equals, value = word.partition("=")
        wanted[key if equals else "contact"] = value if equals else word
    return wanted


def _noted_elsewhere(wanted: Wanted, found: Understood) -> bool:
    """A fact may stand with a contact instead of by itself."""
    return wanted["action"] == "note" and any(deed.note and deed.contact == wanted["contact"] for deed in found.deeds)


def _fits(wanted: Wanted, deed: Deed) -> bool:
    if wanted["action"] != deed.action or (wanted["contact"] and wanted["contact"] != deed.contact):
        return False
    if not wanted["contact"] and deed.contact and deed.action != "met":
        return False
    return all(_agrees(key, value, deed) for key, value in wanted.items() if key not in ("action", "contact"))


def _agrees(key: str, value: str, deed: Deed) -> bool:
    if key in _FREE or (key == "kind" and deed.action != "log"):
        return True
    if key == "phone":
        return value in (deed.note or "")
    if key == "at":
        return deed.at is not None and deed.at.isoformat().startswith(value)
    if key == "email":
        return value in deed.email
    return str(getattr(deed, key) or "").casefold() == value.casefold()
