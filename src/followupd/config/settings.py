"""The configuration as everybody reads it: plain values, checked by `config.schema` when the file is new or changed.

Loading them does not import pydantic, so a command whose config has not changed starts fast.
"""

import re
from dataclasses import dataclass, replace
from datetime import date, time
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from followupd.domain.book import Budget, Cadence, Vacation
from followupd.domain.journal import MAIL, MEETING, Source

FOLLOW_UPS, EVENTS = "followups", "events"
"""The names of the calendars, in addresses."""
Login = Literal["password", "microsoft"]
"""How a mail server knows who asks: by a password, or by a sign-in at Microsoft."""
WEEK = Cadence(7, "day")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    email: str
    timezone: str = "Europe/Stockholm"
    language: Literal["sv", "en"] = "en"
    about: str | None = None


@dataclass(frozen=True, slots=True)
class Contacts:
    files: tuple[str, ...] = ("contacts.toml",)


@dataclass(frozen=True, slots=True)
class Digest:
    at: time = time(8, 0)
    days: tuple[str, ...] = ("mon", "tue", "wed", "thu", "fri")
    lookahead: Cadence = WEEK
    birthday_lead: Cadence = WEEK
    when_empty: Literal["silent", "send"] = "silent"
    remarks: bool = True
    evenings: bool = True
    practices: Literal["daily", "weekly", "off"] = "weekly"

    @property
    def weekdays(self) -> frozenset[int]:
        """The days with a digest, 0 for Monday."""
        return frozenset(WEEKDAYS.index(day) for day in self.days)


@dataclass(frozen=True, slots=True)
class Break:
    """A vacation; both days belong to it."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class BudgetSection:
    per_day: int = 3
    per_week: int = 10
    holidays: str | None = None
    days_off: tuple[str, ...] = ("sat", "sun")
    vacations: tuple[Break, ...] = ()
    events_per_month: int | None = None

    def as_budget(self) -> Budget:
        """The same as the plan takes it; weekdays count from Monday, 0."""
        return Budget(
            per_day=self.per_day,
            per_week=self.per_week,
            days_off=frozenset(WEEKDAYS.index(day) for day in self.days_off),
            holidays=self.holidays,
            vacations=tuple(Vacation(vacation.first, vacation.last) for vacation in self.vacations),
            events_per_month=self.events_per_month,
        )


@dataclass(frozen=True, slots=True)
class Drafts:
    templates: str | None = None


@dataclass(frozen=True, slots=True)
class Smtp:
    host: str
    port: int = 587
    security: Literal["tls", "starttls", "none"] = "starttls"
    username: str | None = None
    login: Login = "password"
    password_file: str | None = None
    ca_file: str | None = None


@dataclass(frozen=True, slots=True)
class Mail:
    transport: Literal["maildir", "smtp"] = "maildir"
    maildir: str = "var/mail"
    sender: str | None = None
    smtp: Smtp | None = None


@dataclass(frozen=True, slots=True)
class Microsoft:
    """Where people sign in at Microsoft, and by which application (docs/signing-in.md)."""

    client_id: str
    authority: str = "https://login.microsoftonline.com/common"


@dataclass(frozen=True, slots=True)
class CalDav:
    url: str | None = None
    username: str | None = None
    password_file: str | None = None
    ca_file: str | None = None
    notice: tuple[str, ...] = ()
    """The names or addresses of calendars there whose meetings are noticed."""

    @property
    def address(self) -> str:
        """Where to begin: the url, or the username whose domain names the server."""
        return self.url or self.username or ""


@dataclass(frozen=True, slots=True)
class Calendar:
    file: str | None = "var/followups.ics"
    slots: str = "all-day"
    """How follow-ups stand there: "all-day", "task", or the hour from which they have slots, "17:00:00"."""
    separate: bool = False
    caldav: CalDav | None = None

    @property
    def follow_ups(self) -> time | Literal["all-day", "task"]:
        """How follow-ups stand in the calendar: all day, as tasks, or in slots from an hour on (the person's)."""
        if self.slots == "all-day":
            return "all-day"
        return "task" if self.slots == "task" else time.fromisoformat(self.slots)

    @property
    def parts(self) -> tuple[str, ...]:
        """The calendars on the server: "all" in one, or "follow-ups" and "events" apart; none without a server."""
        if self.caldav is None:
            return ()
        return ("follow-ups", "events") if self.separate else ("all",)


@dataclass(frozen=True, slots=True)
class Web:
    listen: str = "127.0.0.1:8750"
    url: str | None = None

    @property
    def host(self) -> str:
        """Where the feed listens, without the brackets of IPv6."""
        return self.listen.rpartition(":")[0].strip("[]")

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self.listen.rpartition(":")[2])


@dataclass(frozen=True, slots=True)
class Inbox:
    """The mailbox that answers come to."""

    host: str | None = None
    port: int = 993
    security: Literal["tls", "starttls", "none"] = "tls"
    username: str | None = None
    login: Login = "password"
    password_file: str | None = None
    ca_file: str | None = None
    folder: str = "INBOX"
    address: str | None = None
    own: tuple[str, ...] = ()
    """Further addresses the person answers from (`from` in the file)."""
    acknowledge: Literal["always", "questions"] = "always"
    move_to: str | None = None
    notice: bool = False
    """Whether mail to and from people of the book is noticed; `sent` is the folder of sent mail, if it is not found."""
    sent: str | None = None


@dataclass(frozen=True, slots=True)
class State:
    database: str = "sqlite:///var/followupd.db"


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything config.toml says. Paths in it are relative to the file; `path()` resolves them."""

    person: Person
    contacts: Contacts = Contacts()
    digest: Digest = Digest()
    budget: BudgetSection = BudgetSection()
    drafts: Drafts = Drafts()
    mail: Mail = Mail()
    calendar: Calendar = Calendar()
    inbox: Inbox | None = None
    microsoft: Microsoft | None = None
    web: Web | None = None
    state: State = State()
    config: str = "config.toml"
    """The path of the config file."""
    seen: str = ""
    """How the configuration looked when it was read (`location.config_looks`)."""

    @property
    def config_file(self) -> Path:
        """The path of the file itself."""
        return Path(self.config)

    @property
    def zone(self) -> ZoneInfo:
        """The person's time zone."""
        return ZoneInfo(self.person.timezone)

    def path(self, value: str) -> Path:
        """A path from the config, made absolute; a relative one is relative to the config file."""
        return (self.config_file.parent / Path(value).expanduser()).absolute()

    @property
    def sender(self) -> str:
        """The address that mails come from."""
        return self.mail.sender or self.person.email

    @property
    def sends_by_microsoft(self) -> bool:
        """Whether mails are sent with a sign-in at Microsoft, and not with a password."""
        smtp = self.mail.smtp if self.mail.transport == "smtp" else None
        return smtp is not None and smtp.login == "microsoft"

    @property
    def reads_by_microsoft(self) -> bool:
        """Whether the inbox is read with a sign-in at Microsoft, and not with a password."""
        return self.inbox is not None and self.inbox.login == "microsoft"

    @property
    def signs_in(self) -> bool:
        """Whether a sign-in at Microsoft is used at all."""
        return self.sends_by_microsoft or self.reads_by_microsoft

    @property
    def reply_to(self) -> str:
        """Where answers go; empty where nobody reads them."""
        if self.inbox is None:
            return ""
        username = self.inbox.username or ""
        return self.inbox.address or (username if "@" in username else self.person.email)

    @property
    def own_addresses(self) -> frozenset[str]:
        """The addresses a person's answer may come from, folded."""
        more = (self.reply_to, *self.inbox.own) if self.inbox is not None else ()
        return frozenset(address.casefold() for address in (self.person.email, *more))

    @property
    def notices(self) -> tuple[Source, ...]:
        """What is watched for contact: sent mail, meetings."""
        mail = self.inbox is not None and self.inbox.notice
        caldav = self.calendar.caldav
        meetings = caldav is not None and bool(caldav.notice)
        return (*((MAIL,) if mail else ()), *((MEETING,) if meetings else ()))

    @property
    def calendar_files(self) -> dict[str, Path]:
        """Which calendar, by its name in addresses, goes into which file."""
        if not self.calendar.file:
            return {}
        path = self.path(self.calendar.file)
        apart = {EVENTS: path.with_stem(f"{path.stem}-events")} if self.calendar.separate else {}
        return {FOLLOW_UPS: path, **apart}

    @property
    def database_url(self) -> str:
        """The database as SQLAlchemy names it; a SQLite file by its absolute path."""
        url = self.state.database
        if url.startswith("sqlite:///"):
            return f"sqlite:///{self.path(url.removeprefix('sqlite:///'))}"
        return re.sub(r"^postgresql://", "postgresql+psycopg://", url)


def load(path: Path) -> Settings:
    """Reads and checks a config. Raises InputError with every fault, each with its line."""
    from followupd.config.schema import checked

    found, seen = checked(path)
    return replace(found, config=str(path.absolute()), seen=seen)
