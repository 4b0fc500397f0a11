"""A message to somebody, in their language and tone. Private notes go in as gaps only, never as sentences."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from pathlib import Path
from urllib.parse import quote

from followupd.config.settings import Settings
from followupd.domain.agenda import Celebration, Obligation
from followupd.domain.book import Contact
from followupd.domain.journal import MET, Entry
from followupd.errors import Fault, InputError
from followupd.mail.drafts import KINDS
from followupd.mail.drafts.templates import rendered
from followupd.practice.state import PracticeState
from followupd.text import catalog
from followupd.text.catalog import speaking
from followupd.text.sanitize import one_line, shorten, web_address
from followupd.wording.names import first_name

SHORT = 300
"""Two text messages."""
INVITATION = 200
"""LinkedIn takes this many characters with an invitation from a free account (300 with a paid one)."""
_SOME_WEEKS = 14
_MAILTO = 1800
"""Windows hands on addresses of about 2,000 characters; what is longer would be cut."""
_BY_OBLIGATION = {
    "met": "after-event", "thanks": "thanks", "report": "thanks", "outcome": "outcome", "promise": "reconnect",
    "question": "reconnect", "appointment": "reconnect",
    "ask": "advice", "remind": "advice", "congratulate": "congratulate", "step": "advice",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Draft:
    subject: str
    body: str


@dataclass(frozen=True)
class Drafter:
    """Writes drafts for one person. `folder` holds templates of their own; what is broken there is kept in `faults`."""

    name: str
    language: str
    about: str | None = None
    folder: Path | None = None
    faults: list[Fault] = field(default_factory=list)

    @classmethod
    def of(cls, settings: Settings) -> "Drafter":
        """What writes drafts for the person of a config."""
        person, folder = settings.person, settings.drafts.templates
        return cls(person.name, person.language, person.about, settings.path(folder) if folder else None)

    def draft(self, kind: str, facts: Mapping[str, object], *, formal: bool, language: str) -> Draft:
        """Raises InputError when the template is one of the person's own and broken."""
        subject, body = rendered(kind, language, self.folder, {"brief": False, **facts, "formal": formal})
        if kind == "connect" and len(body) > INVITATION:
            subject, body = rendered(kind, language, self.folder, {**facts, "formal": formal, "brief": True})
            body = shorten(body, INVITATION)
        return Draft(shorten(subject, 120), body)

    def always(self, kind: str, facts: Mapping[str, object], *, formal: bool, language: str) -> Draft:
        """The same where no template may stop anything: a broken one is noted, and ours takes its place."""
        try:
            return self.draft(kind, facts, formal=formal, language=language)
        except InputError as error:
            if kind not in KINDS:
                raise
            self.faults.extend(fault for fault in error.faults if fault not in self.faults)
        return replace(self, folder=None).draft(kind, facts, formal=formal, language=language)

    def short(self, kind: str, facts: Mapping[str, object], *, formal: bool, language: str) -> str:
        """The same for a text message: a few words, on one line."""
        body = self.always(kind, {**facts, "brief": kind != "connect"}, formal=formal, language=language).body
        return shorten(one_line(body), SHORT)

    def message(
        self, kind: str, contact: Contact, practice_state: PracticeState, obligation: Obligation | None = None,
        celebration: Celebration | None = None, goal: str | None = None,
    ) -> tuple[Draft, str]:  # fmt: skip
        """A draft to a contact, in their language and tone, and the same for a text message. `goal`: the name of the
        one it is about, where that is not one of theirs."""
        language, formal = self.language_of(contact), contact.tone == "formal"
        facts = self.facts(contact, practice_state, language, obligation, celebration)
        facts |= {"goal": goal} if goal is not None else {}
        draft = self.always(kind, facts, formal=formal, language=language)
        return draft, self.short(kind, facts, formal=formal, language=language)

    def language_of(self, contact: Contact) -> str:
        """The language in which one writes to a contact."""
        return contact.language or self.language

    def facts(
        self,
        contact: Contact,
        practice_state: PracticeState,
        language: str,
        obligation: Obligation | None = None,
        celebration: Celebration | None = None,
    ) -> dict[str, object]:
        """Template variables. `about` is given only when `language` is the user's own."""
        history = practice_state.of(contact)
        meeting = next((entry for entry in history if entry.kind == MET and entry.about), None)
        event = practice_state.event(meeting.about or "") if meeting is not None else None
        helped = next((entry.note for entry in reversed(history) if entry.direction == "received" and entry.note), None)
        noted = next((entry.note for entry in reversed(history) if entry.note and entry.in_touch), None)
        goal = next(
            (goal.name for goal in practice_state.book.goals if goal.id in contact.goals and goal.is_open), None
        )
        kind, about = (obligation.kind, obligation.about) if obligation is not None else ("", "")
        of_talk = obligation is None or obligation.handle == "interview"
        talk = practice_state.interviews.get(contact.id) if of_talk else None
        talked = talk.talked_on(practice_state.now, practice_state.zone) if talk is not None else None
        helped_on = talked or _helped_on(history, obligation)
        said = partial(_day_in, language=language, today=practice_state.today)
        return {
            "name": contact.name,
            "first": first_name(contact.name),
            "me": self.name,
            "my_first": first_name(self.name),
            "about": self.about if language == self.language else None,
            "company": contact.company,
            "role": contact.role,
            "event": shorten(event.name, 60) if event else None,
            "goal": about if kind == "step" else goal,
            "weeks_ago": helped_on is not None and (practice_state.today - helped_on).days >= _SOME_WEEKS,
            "met": said(meeting.day) if meeting is not None else None,
            "talk": said(talked) if talked is not None else None,
            "place": talk.place if talked and talk and talk.place and not web_address(talk.place) else None,
            "learn": shorten(one_line(contact.learn), 160) if contact.learn else None,
            "help": about if kind in ("thanks", "outcome") and about else helped,
            "occasion": celebration.milestone.what
            if celebration and celebration.milestone
            else kind == "congratulate" and about,
            "birthday": celebration is not None and celebration.milestone is None,
            "promise": about if kind == "promise" else None,
            "asking": about if kind == "question" else None,
            "seen": said(obligation.since) if obligation is not None and kind == "appointment" else None,
            "reminder": kind == "remind",
            "note": shorten(one_line(noted), 120) if noted else None,
            "long_ago": practice_state.relation(contact).warmth == "cool",
        }


def kind_for(
    contact: Contact,
    practice_state: PracticeState,
    obligation: Obligation | None,
    celebration: Celebration | None = None,
) -> str:
    """The draft that fits the moment."""
    if celebration is not None:
        return "congratulate"
    if obligation is not None:
        return _BY_OBLIGATION[obligation.kind]
    if practice_state.relation(contact).warmth == "new":
        return "connect"
    return "reconnect"


def _helped_on(history: Sequence[Entry], obligation: Obligation | None) -> date | None:
    """When the person was helped: by what the draft is for, else the last time."""
    if obligation is not None and obligation.kind in ("thanks", "outcome"):
        return obligation.since
    return max((entry.day for entry in history if entry.direction == "received"), default=None)


def _day_in(day: date, language: str, today: date) -> str:
    with speaking(language):
        return catalog.past_day(day, today=today)


def mailto(address: str, draft: Draft) -> str:
    """A link that opens a mail program with the draft in it (RFC 6068); without it where it would be too long."""
    to = "mailto:" + quote(address, safe="@")
    body = quote(draft.body.replace("\n", "\r\n"), safe="")
    full = f"{to}?subject={quote(draft.subject, safe='')}&body={body}"
    return full if len(full) <= _MAILTO else to
