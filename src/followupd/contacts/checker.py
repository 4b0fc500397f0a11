"""Records → Book: each is checked by its schema, then against the others; what is wrong is said with its line."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

import msgspec
from pydantic import ValidationError

from followupd import __version__
from followupd.config.did_you_mean import suggestion
from followupd.config.faults import explain
from followupd.contacts.living import as_another, first_length, ratings_of, same_person
from followupd.contacts.reading import MOST_FAULTS
from followupd.contacts.records import Record, Source
from followupd.contacts.schema import (
    ROWS,
    AboutRow,
    CardRow,
    CircleRow,
    ContactRow,
    EventRow,
    GoalRow,
    MilestoneRow,
    PracticeRow,
    ProjectRow,
    Row,
)
from followupd.domain.book import (
    Book,
    Cadence,
    Circle,
    Contact,
    DevelopmentGoal,
    Milestone,
    NetworkingEvent,
    Practice,
    Project,
    in_zone,
    slug,
)
from followupd.domain.circles import BUILT_IN, DEFAULT_CADENCE, FORMAL, UNSORTED
from followupd.errors import Fault
from followupd.store.books import Origin
from followupd.text.catalog import _
from followupd.text.causes import cause
from followupd.text.sanitize import one_line

READING = 3
"""The version of the rules by which contacts are read; another number has all of them read anew."""
UNENDED = timedelta(hours=2)
"""How long an event takes that has no end."""


Unwanted = Callable[[Contact], bool]


@dataclass
class Checker:
    """Takes the files one after the other. Local times of events are in `zone` unless they carry an offset."""

    zone: ZoneInfo
    unwanted: Unwanted = lambda _contact: False
    """Whether somebody of a file that another program keeps was to be forgotten."""
    faults: list[Fault] = field(default_factory=list)
    circles: dict[str, Circle] = field(default_factory=lambda: dict(BUILT_IN))
    own_circles: set[str] = field(default_factory=set)
    goals: dict[str, DevelopmentGoal] = field(default_factory=dict)
    practices: dict[str, Practice] = field(default_factory=dict)
    projects: dict[str, Project] = field(default_factory=dict)
    milestones: list[Milestone] = field(default_factory=list)
    events: dict[str, NetworkingEvent] = field(default_factory=dict)
    about: dict[str, AboutRow] = field(default_factory=dict)
    rows: list[tuple[Source, Record, ContactRow | Contact]] = field(default_factory=list)
    marks: list[bytes] = field(default_factory=list)
    fresh: list[Contact] = field(default_factory=list)
    told: list[tuple[Source, Record]] = field(default_factory=list)

    def check(self, source: Source) -> None:
        """Checks a file's records, and gathers what is good and what is wrong."""
        self.faults += source.faults
        for record in source.records:
            if record.known is not None:
                self.rows.append((source, record, record.known))
                continue
            if record.kind in ("about", "contact", "project", "milestone"):
                self.told.append((source, record))
            if len(self.faults) >= MOST_FAULTS:
                return
            try:
                self._keep(source, record, _row(source, record).model_validate(record.data))
            except ValidationError as error:
                for where, what in explain(error, _row(source, record)):
                    self._fault(source, record, where, _owner(record) + what)
            except Exception as error:  # noqa: BLE001 - what nobody foresaw about a record is said with its line
                self._fault(source, record, (), _owner(record) + _("cannot be read: %s") % cause(error)[:240])

    def _fault(self, source: Source, record: Record, where: tuple[str | int, ...], message: str) -> None:
        self.faults.append(Fault(source.name, source.line(record.kind, record.number, where), message))

    def _keep(self, source: Source, record: Record, row: Row) -> None:
        if isinstance(row, CircleRow):
            name = slug(row.id)
            self._unique(source, record, row.id, self.own_circles)
            self.own_circles.add(row.id)
            self.circles[name] = Circle(name, row.every, row.at_most)
        elif isinstance(row, ContactRow):
            self.rows.append((source, record, row))
        elif isinstance(row, AboutRow):
            self._unique(source, record, row.contact, self.about)
            self.about[row.contact] = row
        elif isinstance(row, EventRow):
            self._unique(source, record, row.identity, self.events)
            event = self.events[row.identity] = self._event(row)
            if event.ends <= event.starts:  # one local, the other with an offset
                self._fault(source, record, ("ends",), _owner(record) + _("ends must come after starts"))
        elif isinstance(row, GoalRow):
            self._unique(source, record, row.identity, self.goals)
            self.goals[row.identity] = DevelopmentGoal(
                row.identity, row.name, row.why, row.by, tuple(row.tags), row.reached, row.every
            )  # fmt: skip
        elif isinstance(row, PracticeRow):
            self._unique(source, record, row.identity, self.practices)
            self.practices[row.identity] = Practice(row.identity, row.name, row.every, tuple(row.checklist))
        elif isinstance(row, ProjectRow):
            self._unique(source, record, row.identity, self.projects)
            self.projects[row.identity] = Project(row.identity, row.name, row.every, tuple(row.members), row.ended)
        elif isinstance(row, MilestoneRow):
            self.milestones.append(Milestone(row.contact, row.what, row.on, row.yearly))

    def _unique(self, source: Source, record: Record, identity: str, taken: Iterable[str]) -> None:
        if identity in taken:
            self._fault(source, record, ("id",), _('"%s" is there already; give one of them another id') % identity)

    def _event(self, row: EventRow) -> NetworkingEvent:
        def aware(value: datetime) -> datetime:
            return value if value.tzinfo else value.replace(tzinfo=self.zone)

        starts = aware(row.starts)
        ends = aware(row.ends) if row.ends is not None else _later(starts, UNENDED)
        found = NetworkingEvent(
            row.identity, row.name, row.kind, starts, ends, row.place, row.url,
            row.meet, row.pitch, tuple(row.questions), row.companion, tuple(row.company), tuple(row.tags), row.online,
            row.prepare, row.cancelled,
        )  # fmt: skip
        return in_zone(found, self.zone)

    def book(self) -> Book:
        """The checked contacts, once every circle, goal and person of every file is known."""
        people = {row.id if isinstance(row, Contact) else row.identity for _source, _record, row in self.rows}
        for source, record in self.told:
            for where, what in _strangers(record, people):
                self._fault(source, record, where, _owner(record) + what)
            for where, what in self._loose_ends(record):
                self._fault(source, record, where, _owner(record) + what)
        contacts: dict[str, Contact] = {}
        for source, record, row in self.rows:
            contact = _in_place(row, source, record) if isinstance(row, Contact) else self._contact(source, record, row)
            if _is_card(source) and self.unwanted(contact):
                continue
            if contact.id in contacts and _is_card(source):
                if same_person(contact, contacts[contact.id]):
                    continue  # a phone's exports overlap
                contact = as_another(contact) if source.living else contact
            self._unique(source, record, contact.id, contacts)
            contacts[contact.id] = contact
            if record.known is None:
                self.fresh.append(contact)
            self.marks.append(record.mark or b"")
        return Book(
            tuple(contacts.values()),
            tuple(self.events.values()),
            tuple(self.goals.values()),
            tuple(self.practices.values()),
            tuple(self.projects.values()),
            tuple(_once(self.milestones)),
            tuple(self.circles[slug(name)] for name in sorted(self.own_circles)),
        )

    def origin(self) -> Origin:
        """What the contacts of the book were read from, and by which circles and goals."""
        circles = [self.circles[slug(name)] for name in sorted(self.own_circles)]
        premises = repr((__version__, READING, BUILT_IN, circles, sorted(self.goals)))
        return Origin(sha256(premises.encode()).hexdigest(), tuple(self.marks))

    def _loose_ends(self, record: Record) -> Iterator[tuple[tuple[str | int, ...], str]]:
        """Circles and goals that do not exist, also in a record that has other faults."""
        circle, goals = record.data.get("circle"), record.data.get("goals")
        if isinstance(circle, str) and slug(circle) not in (known := self.circles.keys() | UNSORTED):
            near = suggestion(slug(circle), known)
            yield ("circle",), _('there is no circle "%s"') % one_line(circle) + near
        for goal in [goals] if isinstance(goals, str) else goals if isinstance(goals, list) else []:
            if isinstance(goal, str) and goal not in self.goals:
                yield ("goals",), _('there is no goal "%s"') % one_line(goal) + suggestion(goal, self.goals)

    def _contact(self, source: Source, record: Record, row: ContactRow) -> Contact:
        if isinstance(row, CardRow) and (said := self._said_of(row)) is not None:
            row = row.model_copy(update=said.model_dump(exclude_unset=True, exclude={"contact"}) | ratings_of(said))
        name = slug(row.circle) if row.circle else _first_known(row.circle_names, self.circles)
        circle = self.circles.get(name) if name else None
        every = row.every or (first_length(row.circle_names) if circle is None else None)
        unsorted = (name in UNSORTED and circle is None) or (source.living and name is None)
        cadence = every or (circle.cadence if circle else DEFAULT_CADENCE)
        limit = row.at_most or (circle.at_most if circle and not every else None)
        return Contact(
            id=row.identity, name=row.name, cadence=cadence, at_most=_outer(cadence, limit),
            circle=None if unsorted else name, emails=tuple(row.email), last=row.last, birthday=row.birthday,
            language=row.language,
            channel=row.channel, phone=row.phone, company=row.company, role=row.role, url=row.url,
            goals=tuple(row.goals),
            notes=row.notes, paused_until=row.paused_until, tags=tuple(row.tags), ratings=row.ratings.as_ratings(),
            tone=row.tone or ("formal" if name in FORMAL else "informal"), purpose=row.purpose, learn=row.learn,
            questions=tuple(row.questions), vcard_uid=row.vcard_uid if isinstance(row, CardRow) else None,
            unsorted=unsorted and every is None,
            file=source.name, record=record.number,
        )  # fmt: skip

    def _said_of(self, row: CardRow) -> AboutRow | None:
        """What the person says of somebody whose card another program keeps."""
        return next((self.about[by] for by in (row.vcard_uid, row.identity, row.name) if by in self.about), None)


def _in_place(known: Contact, source: Source, record: Record) -> Contact:
    if (known.file, known.record) == (source.name, record.number):
        return known
    return msgspec.structs.replace(known, file=source.name, record=record.number)


def _row(source: Source, record: Record) -> type[Row]:
    return CardRow if record.kind == "contact" and _is_card(source) else ROWS[record.kind]


def _is_card(source: Source) -> bool:
    return source.path.suffix.lower() == ".vcf"


def _later(moment: datetime, by: timedelta) -> datetime:
    """So much time later, also when the clock is changed meanwhile."""
    return (moment.astimezone(UTC) + by).astimezone(moment.tzinfo)


def _once(milestones: Iterable[Milestone]) -> Iterable[Milestone]:
    """Written twice it is still one; and yearly, if one of the two says so."""
    found: dict[tuple[str, str, date], Milestone] = {}
    for milestone in milestones:
        key = (milestone.contact, milestone.what, milestone.on)
        if key not in found or milestone.yearly:
            found[key] = milestone
    return found.values()


def _strangers(record: Record, people: set[str]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Members of projects and people of milestones who are not in the book."""
    key = {"project": "members", "milestone": "contact"}.get(record.kind)
    named = record.data.get(key) if key else None
    for who in [named] if isinstance(named, str) else named if isinstance(named, list) else []:
        if key and isinstance(who, str) and who not in people:
            said = _('nobody in your book has the id "%s"') % one_line(who)[:80]
            yield (key,), said + suggestion(slug(who), people)


def _outer(cadence: Cadence, limit: Cadence | None) -> Cadence:
    """The outer limit: as the person said, else twice the cadence; never shorter than the cadence itself."""
    if limit is None:
        return cadence.times(2)
    return limit if limit.days >= cadence.days else cadence


def _first_known(names: Iterable[str], circles: Mapping[str, Circle]) -> str | None:
    return next((slug(name) for name in names if slug(name) in circles), None)


def _owner(record: Record) -> str:
    name = record.known.name if record.known is not None else record.data.get("name", record.data.get("id"))
    return f"{name[:60]}: " if isinstance(name, str) and name.isprintable() else ""
