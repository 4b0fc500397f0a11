"""What the tests stand on: a home with a config, a book, a database and a mailbox, all real."""

import atexit
import contextlib
import email
import email.policy
import functools
import io
import json
import os
import shutil
import tempfile
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from email.message import EmailMessage
from pathlib import Path
from zoneinfo import ZoneInfo

import icalendar
import pytest
from sqlalchemy import create_engine, text
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from followupd.cli import main
from followupd.config import settings
from followupd.contacts import current
from followupd.domain.agenda import ContactState
from followupd.domain.book import Cadence, Contact
from followupd.service.account import AccountService, Round, opened
from followupd.store.opening import open_account
from followupd.text import catalog
from tests.davservers import dav_server, radicale, sabre, xandikos
from tests.mailserver import authority, box, start
from tests.servers import Postgres, started

__all__ = ["authority", "box", "dav_server", "radicale", "sabre", "start", "xandikos"]  # fixtures for every test

if os.access("/dev/shm", os.W_OK):
    # The database writes through to the disk at each commit, as it must; in memory that costs no time.
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", "/dev/shm")

# Hundreds of tests start the program: it is compiled once.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

STOCKHOLM = ZoneInfo("Europe/Stockholm")
MONDAY = date(2026, 11, 23)

CONFIG = """\
[person]
name = "Maja Berg"
email = "maja@example.test"
timezone = "Europe/Stockholm"
language = "{language}"

[digest]
at = "{at}"
{digest}

[budget]
{budget}

[mail]
transport = "{transport}"
{smtp}

[state]
database = "{database}"
"""


def at(day: date, clock: str = "08:00") -> datetime:
    """An instant by the clock on Maja's wall."""
    return datetime.combine(day, time.fromisoformat(clock), tzinfo=STOCKHOLM).astimezone(UTC)


def person(name: str, every: Cadence = Cadence(1, "month"), **keys: object) -> Contact:
    identity = name.casefold().replace(" ", "-")
    return Contact(**{"id": identity, "name": name, "cadence": every, "at_most": every.times(2), **keys})  # type: ignore[arg-type]


@dataclass
class Said:
    code: int
    out: str
    err: str


@dataclass
class Home:
    """A folder with everything one person has."""

    folder: Path
    database: str = "sqlite:///var/followupd.db"
    options: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.configure()
        if self.database == Home.database:
            self._begin_migrated()

    def _begin_migrated(self) -> None:
        """Begins with a copy of an empty database, because making one takes half a second."""
        path = self.folder / "var/followupd.db"
        path.parent.mkdir(mode=0o700, exist_ok=True)
        shutil.copy(_template(), path)
        path.chmod(0o600)

    @property
    def config(self) -> Path:
        return self.folder / "config.toml"

    def configure(self, **options: str) -> None:
        self.options |= options
        filled = {
            "language": "en",
            "at": "08:00",
            "digest": "",
            "budget": "",
            "transport": "maildir",
            "smtp": "",
            "database": self.database,
        }
        self.config.write_text(CONFIG.format(**{**filled, **self.options}))

    def book(self, content: str, name: str = "contacts.toml") -> Path:
        path = self.folder / name
        path.write_text(content)
        # Two saves within one tick of the file system's clock must look different.
        stamp = path.stat().st_mtime_ns + int(uuid.uuid4()) % 1_000_000
        os.utime(path, ns=(stamp, stamp))
        return path

    @contextlib.contextmanager
    def opened(self) -> Iterator[AccountService]:
        with opened(settings.load(self.config)) as service:
            yield service

    def tick(self, now: datetime) -> Round:
        with self.opened() as service:
            return service.run_round(now)

    def run(self, *arguments: str, now: datetime | None = None, stdin: str = "") -> Said:
        """A command as a person gives it, in this process."""
        out, err = io.StringIO(), io.StringIO()
        called = [*arguments, "--config", str(self.config)] + (["--now", now.isoformat()] if now else [])
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), _stdin(stdin):
            try:
                code = main(called)
            except SystemExit as stop:  # argparse ends this way
                code = int(stop.code or 0)
        return Said(code, out.getvalue(), err.getvalue())

    def mails(self) -> list[EmailMessage]:
        found = sorted((self.folder / "var/mail").glob("[nc]e[wu]*/*"), key=lambda path: path.stat().st_mtime_ns)
        return [_parsed(path.read_bytes()) for path in found]

    @property
    def calendar(self) -> Path:
        return self.folder / "var/followups.ics"


@functools.cache
def _template() -> Path:
    """An empty database of this version; the worker that runs the tests makes it once."""
    folder = tempfile.mkdtemp(prefix="followupd-template-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    path = Path(folder) / "followupd.db"
    open_account(f"sqlite:///{path}").close()
    return path


@functools.lru_cache(1000)
def _parsed(content: bytes) -> EmailMessage:
    message = email.message_from_bytes(content, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


@contextlib.contextmanager
def _stdin(content: str) -> Iterator[None]:
    import sys

    before, sys.stdin = sys.stdin, io.StringIO(content)
    try:
        yield
    finally:
        sys.stdin = before


def contact_states_of(service: AccountService, day: date) -> Mapping[str, ContactState]:
    """What the plan of a day is made from."""
    book = current.current(service.account, service.settings).book()
    return service.planner.practice_state(book, at(day, "22:00")).contact_states


def text_of(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def html_of(mail: EmailMessage) -> str:
    body = mail.get_body(("html",))
    assert body is not None
    return str(body.get_content())


def row(*names: str) -> pytest.MarkDecorator:
    """Says which rows of docs/practice.md a test stands for; tests/test_packaging.py looks that none is missing."""
    return pytest.mark.row(*names)


def held_mails(home: Home) -> list[str]:
    """The texts of all mails, in order."""
    return [text_of(mail).replace("\r\n", "\n") for mail in home.mails()]


def flat_mails(home: Home) -> list[str]:
    """The same, each on one line."""
    return [" ".join(text.split()) for text in held_mails(home)]


def preview(home: Home, day: date, clock: str = "08:00") -> str:
    said = home.run("preview", now=at(day, clock))
    assert said.code == 0, said.err
    return said.out


def due(home: Home, now: datetime) -> dict[str, dict[str, str]]:
    """The rows of `due` by contact."""
    said = home.run("due", "--json", now=now)
    assert said.code == 0, said.err
    return {one["contact"]: one for one in json.loads(said.out)}


def calendar_of(home: Home) -> dict[str, icalendar.Event]:
    """The calendar file's items by their summary, read by the library."""
    found = icalendar.Calendar.from_ical(home.calendar.read_bytes())
    assert found.errors == []
    return {str(one["summary"]): one for one in found.walk("VEVENT")}


@pytest.fixture(autouse=True)
def _quiet_environment(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No test depends on the machine's language or on a configuration that lies about."""
    for name in [
        key for key in os.environ if key.startswith("FOLLOWUPD_") or key in ("NOTIFY_SOCKET", "CREDENTIALS_DIRECTORY")
    ]:
        monkeypatch.delenv(name)
    for name in ("LC_ALL", "LC_MESSAGES", "LANGUAGE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "C.UTF-8")
    catalog.speak("en")
    yield
    catalog.speak("en")


@pytest.fixture
def measured(record_property: Callable[[str, object], None]) -> Callable[[str], None]:
    """Says what a test has counted; it stands at the end of the report, whichever process ran it."""
    return lambda text: record_property("measured", text)


class _ModulesKeptWhole(LoadScopeScheduling):
    """Any test may run on any worker, but for the modules whose tests all look at one long life."""

    def _split_scope(self, nodeid: str) -> str:
        module: str = nodeid.split("::")[0]
        return module if module == "tests/test_practice_year.py" else nodeid


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling:
    return _ModulesKeptWhole(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long ones first, so that no worker has one left when the others are done."""
    waits = ("test_style", "test_daemon")
    items.sort(key=lambda item: (item.get_closest_marker("year") is None, item.path.stem not in waits))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reports = [one for kind in ("passed", "failed") for one in terminalreporter.stats.get(kind, ())]
    lines = {text for one in reports for name, text in getattr(one, "user_properties", ()) if name == "measured"}
    if lines:
        terminalreporter.section("measured")
        for line in sorted(lines):
            terminalreporter.write_line(line)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL server of our own, on a socket in a temporary folder."""
    with started(Postgres, "postgres") as server:
        yield server


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.interop)])
def home(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Home]:
    """A home on each database: what holds on one holds on the other."""
    if request.param == "sqlite":
        yield Home(tmp_path)
        return
    server: Postgres = request.getfixturevalue("postgres")
    with server.database() as url:
        yield Home(tmp_path, url)


@pytest.fixture
def local_home(tmp_path: Path) -> Home:
    """A home on SQLite, for what has nothing to do with the database."""
    return Home(tmp_path)


def count(url: str, table: str) -> int:
    """The rows of a table, read past our own code."""
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            return int(connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())
    finally:
        engine.dispose()
