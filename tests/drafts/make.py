"""Every draft there is, in both languages and tones, as files a person can read. After the words have changed:

python -m tests.drafts.make
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from followupd.domain.agenda import Celebration, Obligation
from followupd.domain.book import Birthday, Book, Cadence, Contact, DevelopmentGoal, Milestone, NetworkingEvent
from followupd.domain.journal import Entry, ListedJournal
from followupd.mail.drafts.draft import Drafter
from followupd.practice.state import PracticeState
from tests.conftest import MONDAY, STOCKHOLM, at

FOLDER = Path(__file__).parent
DAY = timedelta(days=1)
WORDS = {
    "en": {
        "about": "a third-year energy engineer at Chalmers", "goal": "Read a balance sheet", "role": "Head of Grid",
        "learn": "How she reads a report in ten minutes.", "help": "read my CV", "note": "she is moving to Lund",
        "promise": "the article on batteries", "milestone": "New job at ABB", "ask": "her exam in Lund",
    },
    "sv": {
        "about": "energiingenjör på tredje året på Chalmers", "goal": "Läsa en balansräkning", "role": "Chef för nätplanering",
        "learn": "Hur hon läser en rapport på tio minuter.", "help": "läste mitt cv", "note": "hon flyttar till Lund",
        "promise": "artikeln om batterier", "milestone": "Nytt jobb på ABB", "ask": "tentan i Lund",
    },
}  # fmt: skip


def drafts() -> Iterator[tuple[str, str]]:
    """Name of the file and text of each draft, its short form below it."""
    for language, words in WORDS.items():
        for tone in ("informal", "formal"):
            contact = _contact(words, language, tone)
            for name, kind, history, obligation, celebration in _situations(contact, words):
                facts_of = (
                    contact if name != "connect-nothing-known" else Contact("anna", "Anna Lind", *[contact.cadence] * 2)
                )
                known = _state(facts_of, words, history)
                drafter = Drafter("Maja Berg", language, words["about"])
                facts = drafter.facts(facts_of, known, language, obligation, celebration)
                draft = drafter.draft(kind, facts, formal=tone == "formal", language=language)
                short = drafter.short(kind, facts, formal=tone == "formal", language=language)
                yield f"{name}.{language}.{tone}.txt", f"{draft.subject}\n\n{draft.body}\n\n---\n{short}\n"


def _contact(words: dict[str, str], language: str, tone: str) -> Contact:
    every = Cadence(6, "week")
    return Contact(
        "anna", "Professor Anna Lind", every, every, emails=("anna@example.org",), language=language, company="Ellevio",
        role=words["role"], goals=("goal",), learn=words["learn"], tone="formal" if tone == "formal" else "informal",
        birthday=Birthday(11, 23),
    )  # fmt: skip


def _state(contact: Contact, words: dict[str, str], history: list[Entry]) -> PracticeState:
    fair = at(MONDAY - 5 * DAY, "10:00")
    event = NetworkingEvent("charm", "CHARM", "fair", fair, fair + timedelta(hours=6))
    book = Book((contact,), (event,), (DevelopmentGoal("goal", words["goal"]),))
    return PracticeState(book, ListedJournal(history), at(MONDAY, "18:00"), STOCKHOLM)


Situation = tuple[str, str, list[Entry], Obligation | None, Celebration | None]


def _situations(contact: Contact, words: dict[str, str]) -> Iterator[Situation]:
    def entry(n: int, day: date, kind: str = "coffee", **more: object) -> Entry:
        plain = Entry(n, contact.id, "interaction", day, datetime(2026, 11, 1, tzinfo=UTC), kind=kind)
        return replace(plain, **more)  # type: ignore[arg-type]

    def owes(kind: str, about: str = "", handle: str = "x-1") -> Obligation:
        return Obligation(kind, handle, MONDAY, MONDAY, MONDAY - 5 * DAY, about=about)  # type: ignore[arg-type]

    note = [entry(1, MONDAY - 40 * DAY, note=words["note"])]
    met = [entry(1, MONDAY - 5 * DAY, "met", about="charm", note=words["note"])]
    talk = entry(
        2, MONDAY - 20 * DAY, "booked", type="interview", at=at(MONDAY - 5 * DAY, "15:00"), place="Café Kringlan"
    )
    yield "connect", "connect", met, None, None
    yield "connect-nothing-known", "connect", [], None, None
    yield "after-event", "after-event", met, owes("met", "CHARM"), None
    yield "advice", "advice", [], owes("ask", handle="interview"), None
    yield "advice-reminder", "advice", [], owes("remind", handle="interview"), None
    yield "thanks-for-a-talk", "thanks", [talk], owes("report", handle="interview"), None
    yield "thanks-for-help", "thanks", [], owes("thanks", words["help"]), None
    yield "thanks-nothing-known", "thanks", [], owes("thanks"), None
    yield "congratulate-birthday", "congratulate", note, None, Celebration(contact, MONDAY, 40)
    milestone = Milestone(contact.id, words["milestone"], MONDAY)
    yield "congratulate-milestone", "congratulate", note, None, Celebration(contact, MONDAY, None, milestone)
    yield "reconnect", "reconnect", note, None, None
    yield "reconnect-promise", "reconnect", note, owes("promise", words["promise"]), None
    yield "reconnect-question", "reconnect", note, owes("question", words["ask"]), None
    yield "reconnect-appointment", "reconnect", note, owes("appointment"), None
    yield "reconnect-long-ago", "reconnect", [entry(1, MONDAY - 400 * DAY)], None, None
    yield "outcome-of-help", "outcome", [], owes("outcome", words["help"]), None
    held = replace(talk, kind="thanked", day=MONDAY - 4 * DAY)
    yield "outcome-of-a-talk", "outcome", [talk, held], owes("outcome", handle="interview"), None
    yield "introduction", "introduction", [], None, None


if __name__ == "__main__":
    for path in FOLDER.glob("*.txt"):
        path.unlink()
    for name, text in drafts():
        (FOLDER / name).write_text(text)
