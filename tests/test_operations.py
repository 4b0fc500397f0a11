"""What would be written to a calendar server, as a list that can be read before anything is."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from followupd.calendar.caldav import merge
from followupd.calendar.caldav.operations import Change, Create, Delete, Move, Operation, Settle, decide
from followupd.store.calendar_items import Published
from followupd.store.remote_calendars import RemoteCalendar, RemoteItem
from tests.conftest import MONDAY, STOCKHOLM, at

NOW = at(MONDAY)
CALENDAR = RemoteCalendar("all", "https://cal.example", "writer-1", "https://cal.example/maja/followupd/")


def event(day: date, title: str = "Follow up: Anna", *, uid: str = "anna@followupd", status: str = "CONFIRMED") -> str:
    ends = day + timedelta(days=1)
    return (
        f"BEGIN:VEVENT\r\nUID:{uid}\r\nDTSTAMP:20261123T070000Z\r\nLAST-MODIFIED:20261123T070000Z\r\nSEQUENCE:0\r\n"
        f"SUMMARY:{title}\r\nDTSTART;VALUE=DATE:{day:%Y%m%d}\r\nDTEND;VALUE=DATE:{ends:%Y%m%d}\r\n"
        f"STATUS:{status}\r\nEND:VEVENT\r\n"
    )


def item(day: date = MONDAY + timedelta(days=2), state: str = "there", content: str = "") -> Published:
    return Published(
        "anna@followupd", "key", 0, "follow-ups", "follow-up", "anna", "", "", str(day), str(day), "new-digest", 1, NOW,
        state, content or event(day),
    )  # fmt: skip


def remote(day: date = MONDAY + timedelta(days=1), **more: str) -> RemoteItem:
    ours = event(day)
    stands = RemoteItem(
        "anna@followupd", "all", "anna.ics", '"1"', "old-digest", ours, merge.marked(ours, "writer-1", STOCKHOLM)
    )
    return replace(stands, **more)  # type: ignore[arg-type]


def decided(one: Published, there: RemoteItem | None, elsewhere: RemoteItem | None = None) -> list[Operation]:
    known = {there.uid: there} if there is not None else {}
    others = {elsewhere.uid: elsewhere} if elsewhere is not None else {}
    return list(decide(CALENDAR, [one], known, others, NOW, STOCKHOLM))


def test_what_is_new_is_created_and_what_has_passed_is_not() -> None:
    assert decided(item(), None) == [Create(item())]
    past = item(MONDAY - timedelta(days=1))
    assert decided(past, None) == []


def test_what_moved_in_the_plan_is_changed_and_what_stands_right_is_left_alone() -> None:
    (operation,) = decided(item(), remote())
    assert isinstance(operation, Change)
    assert operation.content is not None
    assert "DTSTART;VALUE=DATE:20261125" in operation.content
    assert decided(item(), remote(digest="new-digest")) == []


def test_what_the_user_has_taken_is_written_no_more() -> None:
    assert decided(item(), remote(state="taken")) == []
    assert decided(item(), remote(state="left")) == []


def test_what_left_the_plan_is_deleted_unless_the_user_wrote_into_it() -> None:
    gone = item(state="gone", content=event(MONDAY + timedelta(days=2), status="CANCELLED"))
    assert [type(one) for one in decided(gone, remote())] == [Delete]
    theirs = remote()
    noted = replace(theirs, content=theirs.content.replace("Follow up: Anna", "Coffee with Anna!"))
    (operation,) = decided(gone, noted)
    assert isinstance(operation, Change)
    assert operation.last
    assert operation.content is not None
    assert "Coffee with Anna!" in operation.content
    assert "STATUS:CANCELLED" in operation.content


@pytest.mark.parametrize(("minutes", "offered"), [(10, False), (61, True), (-5, True)])
def test_what_was_refused_is_offered_again_after_an_hour(minutes: int, offered: bool) -> None:
    held = replace(remote(digest="new-digest", etag=""), refused_at=NOW - timedelta(minutes=minutes))
    assert decided(item(), held) == ([Create(item())] if offered else [])


def test_what_was_refused_and_is_wanted_no_more_is_settled() -> None:
    held = replace(remote(etag=""), refused_at=NOW - timedelta(hours=2))
    assert [type(one) for one in decided(item(state="gone"), held)] == [Settle]


def test_what_stands_in_another_of_our_calendars_is_moved() -> None:
    there = remote(part="events")
    assert decided(item(), None, there) == [Move(item(), there)]


def test_what_cannot_be_read_is_left_alone() -> None:
    assert decided(item(), remote(content="BEGIN:VCALENDAR\r\nnonsense")) == []
