"""Maja's machine and her phone, with a calendar on a real server between them; fixtures for the tests of both ways."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import icalendar
import pytest
from icalendar.prop import vDDDTypes, vText

from tests.conftest import MONDAY, Home, Said
from tests.davservers import PASSWORD, USER, DavServer, Program

DAY = timedelta(days=1)
TUESDAY, THURSDAY, FRIDAY, SATURDAY = MONDAY + DAY, MONDAY + 3 * DAY, MONDAY + 4 * DAY, MONDAY + 5 * DAY
BOOK = """\
[[contact]]
name = "Anna Lind"
every = "1 month"
last = 2026-10-01

[[contact]]
name = "Ben Ek"
every = "1 month"
last = 2026-10-02

[[contact]]
name = "Cleo Dahl"
every = "1 month"
last = 2026-10-03

[[event]]
id = "charm"
name = "CHARM"
starts = 2027-02-02T10:00
ends = 2027-02-02T16:00
place = "Gothenburg, Sweden"
"""
ANNA, BEN, CLEO = "Follow up: Anna Lind", "Follow up: Ben Ek", "Follow up: Cleo Dahl"


@dataclass
class Machines:
    """Maja's machine, and her phone."""

    home: Home
    phone: Program

    def once(self, now: datetime) -> Said:
        said = self.home.run("once", now=now)
        assert (said.code, said.err) == (0, ""), said.err
        return said

    def configure(self, calendar: str = "", port: int | None = None, **options: str) -> None:
        """Keeps the calendar on the server, by way of another port where one is given."""
        self.home.configure(**options)
        url = f"http://127.0.0.1:{port or self.phone.server.port}{self.phone.calendar}"
        text = self.home.config.read_text()
        self.home.config.write_text(
            f'{text}\n[calendar]\n{calendar}\n[calendar.caldav]\nurl = "{url}"\nusername = "{USER}"\n'
            'password_file = "dav-password"\n'
        )

    def when(self, title: str) -> date | datetime:
        found: date | datetime = self.phone.items()[title]["dtstart"].dt
        return found


@pytest.fixture
def machines(dav_server: DavServer, tmp_path: Path) -> Machines:
    """A home whose calendar is kept on the server, in a calendar of its own that is still empty."""
    return set_up(dav_server, tmp_path)


def set_up(server: DavServer, tmp_path: Path) -> Machines:
    home = Home(tmp_path)
    secret = tmp_path / "dav-password"
    secret.write_text(f"{PASSWORD}\n")
    secret.chmod(0o600)
    phone = Program(server, f"{server.home}{uuid.uuid4().hex[:12]}/")
    phone.make()
    found = Machines(home, phone)
    found.configure()
    home.book(BOOK)
    return found


def to(day: date | datetime, length: timedelta = DAY) -> Callable[[icalendar.Component], None]:
    """Drags an item to a day or an hour, as a program does."""

    def change(item: icalendar.Component) -> None:
        item.pop("DTEND")
        item["DTSTART"], item["DTEND"] = vDDDTypes(day), vDDDTypes(day + length)
        item["DTSTAMP"] = vDDDTypes(datetime(2026, 11, 23, 9, tzinfo=UTC))

    return change


def says(**properties: str) -> Callable[[icalendar.Component], None]:
    def change(item: icalendar.Component) -> None:
        for name, value in properties.items():
            item[name] = vText(value)

    return change
