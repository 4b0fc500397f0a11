"""One calendar, three ways out: file, feed and server keep the same promises."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import icalendar
import pytest

from tests.conftest import MONDAY, Home, at
from tests.machines import DAY, THURSDAY, Machines, set_up
from tests.test_feed import addresses, ask, served

BOOK = """\
[[contact]]
id = "anna"
name = "Anna Lind"
every = "1 month"
last = 2026-10-01

[[contact]]
name = "Ben Ek"
every = "1 month"
last = 2026-10-02

[[event]]
id = "charm"
name = "CHARM"
starts = 2027-02-02T10:00
"""
ANNA = "Follow up: Anna Lind"
Items = dict[str, icalendar.Component]


class Way:
    """A round of work, and what a person's calendar program shows after it."""

    def __init__(self, home: Home) -> None:
        self.home = home

    def every(self, clock: str = "08:00", day: date = MONDAY) -> list[icalendar.Component]:
        """Every item there is after a round."""
        raise NotImplementedError

    def round(self, clock: str = "08:00", day: date = MONDAY) -> dict[str, icalendar.Component]:
        """The same by title."""
        return {str(one["summary"]): one for one in self.every(clock, day)}

    def raw(self) -> dict[str, object]:
        """What there is to compare, to the byte."""
        raise NotImplementedError


class File(Way):
    def every(self, clock: str = "08:00", day: date = MONDAY) -> list[icalendar.Component]:
        self.home.tick(at(day, clock))
        return icalendar.Calendar.from_ical(self.home.calendar.read_bytes()).walk("VEVENT")

    def raw(self) -> dict[str, object]:
        return {"content": self.home.calendar.read_bytes(), "written": self.home.calendar.stat().st_mtime_ns}


class Feed(Way):
    def every(self, clock: str = "08:00", day: date = MONDAY) -> list[icalendar.Component]:
        self.home.tick(at(day, clock))
        return icalendar.Calendar.from_ical(ask(addresses(self.home)["followups"]).body).walk("VEVENT")

    def raw(self) -> dict[str, object]:
        answer = ask(addresses(self.home)["followups"])
        return {"content": answer.body, "etag": answer.headers["etag"]}


class Server(Way):
    def __init__(self, machines: Machines) -> None:
        super().__init__(machines.home)
        self.phone, self.once = machines.phone, machines.once

    def every(self, clock: str = "08:00", day: date = MONDAY) -> list[icalendar.Component]:
        self.once(at(day, clock))
        return self.phone.every()

    def raw(self) -> dict[str, object]:
        tags = {path: self.phone.request("GET", path)[2]["etag"] for path in self.phone.paths()}
        return {"texts": self.phone.texts(), "tags": tags}


REAL = [pytest.param(one, marks=pytest.mark.interop) for one in ("radicale", "xandikos", "sabre")]


@pytest.fixture(params=["file", "feed", *REAL])
def way(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Way]:
    if request.param in ("radicale", "xandikos", "sabre"):
        machines = set_up(request.getfixturevalue(request.param), tmp_path)
        machines.home.book(BOOK)
        yield Server(machines)
        return
    home = Home(tmp_path)
    home.book(BOOK)
    if request.param == "file":
        yield File(home)
        return
    with served(home):
        yield Feed(home)


def test_what_is_planned_is_there_with_its_day_and_its_card(way: Way) -> None:
    found = way.round()
    assert set(found) == {ANNA, "Follow up: Ben Ek", "CHARM", "Prepare: CHARM"}
    assert (found[ANNA]["dtstart"].dt, found[ANNA]["transp"], found[ANNA]["status"]) == (
        MONDAY, "TRANSPARENT", "CONFIRMED")  # fmt: skip
    assert "You wanted to be in touch every month" in found[ANNA]["description"]
    assert found["CHARM"]["transp"] == "OPAQUE"


def test_a_round_without_news_changes_not_a_byte(way: Way) -> None:
    way.round()
    before = way.raw()
    way.round("09:00")
    way.round("20:00")
    assert way.raw() == before


def test_what_moves_keeps_its_identity_and_raises_its_sequence(way: Way) -> None:
    before = way.round()[ANNA]
    way.home.run("snooze", "anna", str(THURSDAY), now=at(MONDAY, "09:00"))
    after = way.round("09:01")[ANNA]
    assert (after["uid"], after["dtstart"].dt) == (before["uid"], THURSDAY)
    assert after["sequence"] > before["sequence"]
    assert after["dtstamp"].dt == after["last-modified"].dt == at(MONDAY, "09:01")


def test_what_is_done_early_is_gone_or_cancelled_and_later_left_out(way: Way) -> None:
    before = way.round()[ANNA]
    way.home.run("log", "anna", now=at(MONDAY, "09:00"))
    after = way.round("09:01").get(ANNA)
    assert after is None or (after["status"], after["uid"], after["sequence"]) == (
        "CANCELLED", before["uid"], before["sequence"] + 1)  # fmt: skip
    later = way.round(day=MONDAY + 31 * DAY)
    assert before["uid"] not in {one["uid"] for one in later.values()}


def test_what_comes_back_is_another_item(way: Way) -> None:
    before = way.round()[ANNA]
    way.home.run("log", "anna", now=at(MONDAY, "09:00"))
    way.round("09:01")
    way.home.run("undo", now=at(MONDAY, "09:02"))
    after = [one for one in way.every("09:03") if one["summary"] == ANNA and one["status"] == "CONFIRMED"]
    assert len(after) == 1
    assert after[0]["uid"] != before["uid"]


def test_a_contact_with_another_name_keeps_the_item(way: Way) -> None:
    before = way.round()[ANNA]
    way.home.book(BOOK.replace("Anna Lind", "Anna Lindgren"))
    after = way.round("09:00")
    assert ANNA not in after
    assert after["Follow up: Anna Lindgren"]["uid"] == before["uid"]


def quoted(text: str) -> str:
    """A JSON string is a TOML string too, as long as its letters stand for themselves."""
    return json.dumps(text, ensure_ascii=False)


def test_any_words_arrive_as_they_were_written(way: Way) -> None:
    title, notes = "CHARM; 🎓, ”x”", "Ett; två, tre \\ 👩‍💻 \\n Rad två: " + "å" * 150
    book = BOOK.replace('"CHARM"', quoted(title)).replace(
        'name = "Anna Lind"', f'name = "Anna Lind"\nnotes = {quoted(notes)}'
    )
    way.home.book(book)
    found = way.round()
    assert title in found
    assert notes in found[ANNA]["description"]


def test_a_cancelled_event_is_cancelled(way: Way) -> None:
    way.round()
    way.home.book(BOOK + "cancelled = true\n")
    found = way.round("09:00")
    assert found["CHARM"]["status"] == found["Prepare: CHARM"]["status"] == "CANCELLED"
