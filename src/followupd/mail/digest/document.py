"""The parts of a mail, and what a digest is made for: values that contents fills and templates set."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from followupd.domain.book import Budget, Cadence, Contact
from followupd.domain.journal import Source
from followupd.errors import Fault
from followupd.mail.drafts.draft import Drafter
from followupd.text.catalog import _


@dataclass(frozen=True, slots=True)
class Action:
    """Something to tap. `main`: the one thing to do; `plain` is what the text part says of it, if anything."""

    label: str
    link: str
    main: bool = False
    plain: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing under its short number. `subject` is the stable identity: the id of a contact, an event, a practice."""

    number: int
    kind: str
    subject: str
    day: date
    title: str
    about: str
    lines: tuple[str, ...]
    memory: str = ""
    """What to remember, quoted."""
    act: str = ""
    """The one thing to do, in words, where the button does not say it."""
    links: tuple[Action, ...] = ()
    """Ways to the person or the event, one of them perhaps `main`."""
    copy: str | None = None
    """The draft as text to copy, for a contact without an e-mail address."""
    command: str | None = None
    answers: tuple[tuple[str, str], ...] = ()
    """What can be answered to it, where it has answers of its own: a label, and the words."""
    actions: tuple[Action, ...] = ()
    """Answers to this mail, ready to send."""
    brief: bool = False
    """Set on one line, because it can wait."""

    @property
    def main(self) -> Action | None:
        """The one button."""
        return next((action for action in (*self.links, *self.actions) if action.main), None)

    @property
    def prompt(self) -> str:
        """What stands before the command."""
        asks = {"capture": _("For each:"), "goal": _("Have you looked?"), "sort": _("How often?")}
        return asks.get(self.kind, _("Done?"))


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG inside the mail; `text` says the same for those who do not see it."""

    name: str
    content: bytes
    text: str
    width: int


@dataclass(frozen=True, slots=True)
class Section:
    heading: str
    items: tuple[Item, ...] = ()
    lines: tuple[str, ...] = ()
    lead: str = ""
    """A sentence before the items."""
    picture: Picture | None = None
    matters: bool = True
    """Worth a mail by itself; what does not matter waits for a day with something that does."""
    boxed: bool = False
    """Set apart, as what is not about people."""


@dataclass(frozen=True, slots=True)
class Digest:
    slot: date
    subject: str
    preview: str
    greeting: str
    sections: tuple[Section, ...]
    opening: str = ""
    """The headline: what the mail is about, in a sentence."""
    tells: tuple[str, ...] = ()
    """The names of the mails whose troubles it tells of."""
    remark: str | None = None
    """Which pattern it has a kind word about."""
    proposed: tuple[tuple[str, str, date], ...] = ()
    """What it proposes beside its numbers, kind, subject and day: "idea" with contact and idea, "step" with goal and
    contact."""
    answerable: bool = False
    """Whether an answer to it is read."""

    @property
    def items(self) -> Iterator[Item]:
        """Everything with a short number, in order."""
        for section in self.sections:
            yield from section.items

    @property
    def pictures(self) -> Iterator[Picture]:
        """Every picture, in order."""
        return (section.picture for section in self.sections if section.picture is not None)

    @property
    def is_empty(self) -> bool:
        """Nothing worth a mail by itself; what is merely coming can wait for the day it comes."""
        return not any(section.matters for section in self.sections)


@dataclass(frozen=True, slots=True)
class Occasion:
    """What a digest is made for: its slot, the last day it has to last, and what else there is to say."""

    slot: date
    until: date
    zone: ZoneInfo
    person: str
    lookahead: Cadence
    birthday_lead: Cadence
    previous: date | None
    """The slot of the last digest that was sent or had nothing to say, and in `told_until` the last day it covered."""
    told_until: date | None
    drafter: Drafter
    budget: Budget
    short_names: Mapping[str, str]
    """By the ids of contacts."""
    remarks: bool = True
    evenings: bool = True
    """Whether what has a clock gets a mail of its own in the evening."""
    practices: Literal["daily", "weekly", "off"] = "weekly"
    """How the person's own habits come: each on its day, or the week's in one card."""
    digest_days: frozenset[int] = frozenset(range(7))
    """The weekdays with a digest, 0 for Monday."""
    faults: Sequence[Fault] = ()
    asks: bool = False
    """The faults are no faults, but the question whether people are meant to be gone."""
    troubles: Sequence[tuple[str, date, str, str]] = ()
    """Earlier mails that did not get through: name, slot, state and the server's answer."""
    told_entry: int = 0
    """The newest entry of the journal that the last digest knew: what was written since is news."""
    left_out: Sequence[str] = ()
    """Names of records that were left out, because something about them goes wrong."""
    calendar_troubles: Sequence[tuple[datetime, str]] = ()
    """What is wrong with a calendar on a server, and since when."""
    meetings_trouble: tuple[datetime, str] | None = None
    """The same of the calendars whose meetings are noticed."""
    sign_in_trouble: tuple[datetime, str] | None = None
    """Since when, and in which words, a provider lets us in no more."""
    notice: Sequence[Source] = ()
    """What is watched for contact."""
    where: Callable[[Contact], str] = lambda contact: contact.file
    """Where a contact stands in the book, as "file:line"."""

    def called(self, contact: Contact) -> str:
        """What a contact is called in a subject and a headline."""
        return self.short_names.get(contact.id, contact.name)

    @property
    def days(self) -> int:
        """How many days it has to last."""
        return (self.until - self.slot).days + 1

    @property
    def is_weekly(self) -> bool:
        """Whether it has to last so long that what can wait is only listed."""
        return self.days > 4

    def comes_now(self, day: date) -> bool:
        """Whether a day has been reached since the digest before, or is reached before the next one."""
        return (self.told_until or self.slot) < day <= self.until or day == self.slot
