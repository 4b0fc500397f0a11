"""The person's hour goes along with the plan's day: by the wall, across changes of the clock, and in any spelling."""

from datetime import UTC, date, datetime, timedelta

import icalendar
import pytest

from followupd.calendar.build import component
from followupd.calendar.caldav import merge, properties
from followupd.calendar.items import CalendarItem
from tests.conftest import MONDAY, STOCKHOLM

NOW = datetime(2026, 11, 23, 7, tzinfo=UTC)


def planned(day: date, sequence: int = 0, *, task: bool = False) -> str:
    item = CalendarItem("u", "follow-up", "anna", "Follow up: Anna", day, day, "Why now", "Follow-up", task=task)
    return component(item, "u@followupd", sequence, NOW)


def edited(content: str, *lines: str) -> str:
    """A resource with its times as a program would write them."""
    kept = [line for line in content.split("\r\n") if not line.startswith(("DTSTART", "DTEND", "DUE"))]
    at = kept.index("END:VTODO" if "END:VTODO" in kept else "END:VEVENT")
    return "\r\n".join([*kept[:at], *lines, *kept[at:]])


def after(lines: tuple[str, ...], day: date, to: date, *, task: bool = False) -> icalendar.Component:
    before, ours = planned(day, task=task), planned(to, 1, task=task)
    content = edited(merge.marked(before, "writer", STOCKHOLM), *lines)
    merged = merge.merge(content, before, ours, "u@followupd", follows=True, writer="writer", zone=STOCKHOLM)
    assert merged is not None
    return properties.find(properties.whole(merged), "u@followupd")


@pytest.mark.parametrize(("lines", "clock"), [
    (("DTSTART:20270326T130000Z", "DTEND:20270326T140000Z"), "14:00"),
    (("DTSTART:20270326T223000Z", "DTEND:20270326T230000Z"), "23:30"),
    (("DTSTART;TZID=Europe/Stockholm:20270326T140000", "DURATION:PT1H"), "14:00"),
    (("DTSTART:20270326T140000", "DTEND:20270326T150000"), "14:00"),
])  # fmt: skip
def test_an_hour_stays_the_hour_on_the_wall_across_the_change_of_the_clock(lines: tuple[str, ...], clock: str) -> None:
    friday, monday = date(2027, 3, 26), date(2027, 3, 29)
    item = after(lines, friday, monday)
    start, end = properties.span_in_utc(item, STOCKHOLM) or (None, None)
    assert isinstance(start, datetime)
    assert isinstance(end, datetime)
    assert f"{start.astimezone(STOCKHOLM):%Y-%m-%d %H:%M}" == f"{monday} {clock}"
    assert end - start == (timedelta(minutes=30) if clock == "23:30" else timedelta(hours=1))


def test_a_task_with_a_start_and_a_length_keeps_only_when_it_is_due() -> None:
    item = after(("DTSTART:20261123T130000Z", "DURATION:PT1H"), MONDAY, MONDAY + timedelta(days=2), task=True)
    assert {name for name in ("DTSTART", "DURATION", "DUE") if name in item} == {"DUE"}
    assert item["due"].dt == datetime(2026, 11, 25, 13, tzinfo=UTC)


def test_several_days_stay_several_days() -> None:
    item = after(("DTSTART;VALUE=DATE:20261123", "DTEND;VALUE=DATE:20261125"), MONDAY, date(2026, 11, 26))
    assert (item["dtstart"].dt, item["dtend"].dt) == (date(2026, 11, 26), date(2026, 11, 28))


def test_a_server_that_writes_our_hour_in_a_zone_has_changed_nothing() -> None:
    talk = CalendarItem("u", "talk", "anna", "Talk", NOW, NOW + timedelta(minutes=30), "Card", "Talk", busy=True)
    before = component(talk, "u@followupd", 0, NOW)
    content = merge.marked(before, "writer", STOCKHOLM)
    zoned = edited(content, "DTSTART;TZID=Europe/Stockholm:20261123T080000", "DURATION:PT30M")
    assert merge.writer(zoned, "u@followupd", STOCKHOLM) == "writer"
    assert merge.edit(content, zoned, "u@followupd", MONDAY, STOCKHOLM) is None
