"""A server that is down, full, slow, forgetful or cut off: nothing is lost, nothing doubles, and it is said."""

import shutil
import socket
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from followupd.store import entries, remote_calendars
from tests.conftest import MONDAY, at, held_mails, preview, text_of
from tests.davproxy import Asked, Fault, Line, line
from tests.davservers import Program, Radicale
from tests.machines import ANNA, BEN, BOOK, CLEO, DAY, SATURDAY, THURSDAY, TUESDAY, Machines, says, set_up, to
from tests.servers import free_port

pytestmark = pytest.mark.interop
EVENTS = [
    f'\n[[event]]\nname = "Meetup {n}"\nstarts = {datetime(2027, 1, 4, 17) + timedelta(days=n):%Y-%m-%dT%H:%M}\n'
    for n in range(150)
]


@pytest.fixture
def wire(radicale: Radicale) -> Iterator[Line]:
    with line(radicale.port) as found:
        yield found


@pytest.fixture
def machines(radicale: Radicale, wire: Line, tmp_path: Path) -> Machines:
    """Maja's machine reaches the server by a line that can fail; her phone reaches it always."""
    found = set_up(radicale, tmp_path)
    found.configure(port=wire.port)
    return found


def journal(machines: Machines) -> list[tuple[str, str]]:
    with machines.home.opened() as service:
        return sorted((one.contact, one.type) for one in entries.effective(service.account))


@pytest.mark.parametrize("more", [0, 40])
def test_a_round_without_news_asks_once_however_many_items_there_are(machines: Machines, wire: Line, more: int) -> None:
    machines.home.book(BOOK + "".join(EVENTS[:more]))
    machines.once(at(MONDAY))
    wire.calm()
    with machines.home.opened() as service:
        service.syncer.sync(at(MONDAY, "08:05"), insist=True)
    assert wire.methods == ["REPORT"]
    with machines.home.opened() as service:
        service.syncer.sync(at(MONDAY, "08:06"))  # not yet time
    assert wire.methods == ["REPORT"]


def test_what_is_new_here_gets_there_without_waiting_for_the_next_look(machines: Machines) -> None:
    machines.once(at(MONDAY))
    machines.home.run("snooze", "anna", str(THURSDAY), now=at(MONDAY, "08:01"))
    with machines.home.opened() as service:
        service.run_round(at(MONDAY, "08:02"))
        service.syncer.sync(at(MONDAY, "08:02"))
    assert machines.when(ANNA) == THURSDAY


def test_a_server_without_sync_tokens_is_listed_instead(machines: Machines, wire: Line) -> None:
    wire.rule = lambda asked: Fault(status=501) if asked.method == "REPORT" else None
    machines.once(at(MONDAY))
    machines.phone.edit(ANNA, to(SATURDAY))
    machines.phone.delete(BEN)
    machines.once(at(MONDAY, "09:00"))
    assert journal(machines) == [("anna-lind", "move"), ("ben-ek", "skip")]
    wire.asked.clear()
    with machines.home.opened() as service:
        service.syncer.sync(at(MONDAY, "09:10"), insist=True)
    assert wire.methods == ["PROPFIND"], "it is remembered"


def test_a_server_that_forgot_its_tokens_is_read_from_the_beginning(machines: Machines, radicale: Radicale) -> None:
    machines.once(at(MONDAY))
    machines.phone.edit(ANNA, to(SATURDAY))
    machines.phone.delete(BEN)
    forgotten = list((radicale.folder / "data").rglob("sync-token"))
    assert forgotten
    for folder in forgotten:
        shutil.rmtree(folder)
    machines.once(at(MONDAY, "09:00"))
    assert journal(machines) == [("anna-lind", "move"), ("ben-ek", "skip")]


def test_a_server_that_is_down_keeps_no_mail_back_and_is_said_when_it_lasts(machines: Machines) -> None:
    machines.configure(port=free_port())
    first = machines.home.run("once", now=at(MONDAY))
    assert (first.code, len(machines.home.mails())) == (1, 1)
    assert "nobody answers there (connection refused)" in first.err
    assert "connection refused" in machines.home.run("doctor", now=at(MONDAY, "08:01")).out
    assert "server" not in text_of(machines.home.mails()[0])
    told = " ".join(preview(machines.home, TUESDAY).split())
    assert "not been brought up to date since Monday 23 November. 127.0.0.1: nobody answers there" in told
    machines.home.run("once", now=at(TUESDAY))
    machines.home.run("once", now=at(TUESDAY + DAY))
    assert sum("not been brought up to date" in " ".join(mail.split()) for mail in held_mails(machines.home)) == 1
    assert "not been brought up to date" in " ".join(preview(machines.home, MONDAY + 7 * DAY).split()), "once a week"
    machines.configure()
    machines.once(at(THURSDAY))
    assert {ANNA, BEN, CLEO} <= machines.phone.items().keys()
    assert "not been brought up to date" not in preview(machines.home, MONDAY + 7 * DAY)


def test_a_failing_server_is_asked_less_and_less_often(machines: Machines, wire: Line) -> None:
    wire.rule = lambda _asked: Fault(status=503)
    asked = []
    with machines.home.opened() as service:
        service.run_round(at(MONDAY))
        for minute in range(180):
            wire.asked.clear()
            service.syncer.sync(at(MONDAY, "08:00") + timedelta(minutes=minute))
            asked += [minute] if wire.asked else []
    assert asked == [0, 1, 3, 7, 15, 31, 63, 123]


def test_a_server_that_names_a_time_to_wait_is_left_alone_so_long(machines: Machines, wire: Line) -> None:
    wire.rule = lambda _asked: Fault(status=503, headers=(("Retry-After", "7200"),))
    with machines.home.opened() as service:
        service.run_round(at(MONDAY))
        service.syncer.sync(at(MONDAY))
        wire.asked.clear()
        service.syncer.sync(at(MONDAY, "09:59"))
        assert wire.asked == []
        service.syncer.sync(at(MONDAY, "10:01"))
        assert wire.asked


def test_a_wrong_password_is_said_and_never_shown_and_a_right_one_needs_no_restart(
    machines: Machines, wire: Line
) -> None:
    secret = machines.home.folder / "dav-password"
    right = secret.read_text()
    secret.write_text("not-the-password\n")
    said = machines.home.run("once", now=at(MONDAY))
    assert (said.code, "user name or password is wrong (401)" in said.err) == (1, True)
    assert "not-the-password" not in said.err + machines.home.run("doctor").out
    assert len(wire.asked) <= 6, "a door that is knocked at too often is shut"
    secret.write_text(right)
    machines.once(at(MONDAY, "08:10"))
    assert ANNA in machines.phone.items()


def test_a_password_file_open_to_everybody_is_not_used(machines: Machines, wire: Line) -> None:
    (machines.home.folder / "dav-password").chmod(0o644)
    said = machines.home.run("once", now=at(MONDAY))
    assert (said.code, "chmod 600" in said.err, wire.asked) == (1, True, [])


def test_what_the_person_changes_while_we_write_wins(machines: Machines, wire: Line) -> None:
    machines.once(at(MONDAY))
    machines.home.run("snooze", "anna", str(THURSDAY), now=at(MONDAY, "09:00"))
    meanwhile = [lambda: machines.phone.edit(ANNA, to(SATURDAY))]

    def just_before_the_first_put(asked: Asked) -> None:
        if asked.method == "PUT" and meanwhile:
            meanwhile.pop()()

    wire.rule = just_before_the_first_put
    machines.once(at(MONDAY, "09:01"))
    assert meanwhile == []
    machines.once(at(MONDAY, "09:10"))
    assert machines.when(ANNA) == SATURDAY
    assert journal(machines) == [("anna-lind", "move"), ("anna-lind", "snooze")]


def test_a_full_server_is_said_and_takes_the_rest_when_it_has_room(machines: Machines, wire: Line) -> None:
    wire.rule = lambda asked: Fault(status=507) if asked.method == "PUT" and asked.number > 6 else None
    said = machines.home.run("once", now=at(MONDAY))
    assert (said.code, "no room left for your calendar (507)" in said.err) == (1, True)
    assert 0 < len(machines.phone.paths()) < 5
    wire.calm()
    machines.once(at(MONDAY, "08:10"))
    assert len(machines.phone.paths()) == 5
    assert journal(machines) == []


def test_one_item_that_is_not_taken_keeps_no_other_back(machines: Machines, wire: Line) -> None:
    put: list[str] = []

    def not_this_one(asked: Asked) -> Fault | None:
        put.extend([asked.path] if asked.method == "PUT" else [])
        return Fault(status=403) if put and asked.path == put[0] else None

    wire.rule = not_this_one
    said = machines.home.run("once", now=at(MONDAY))
    assert (said.code, len(machines.phone.paths())) == (1, 4)
    assert "the server does not take 1 item" in said.err
    tries = put.count(put[0])
    machines.home.run("once", now=at(MONDAY, "08:30"))
    assert put.count(put[0]) == tries, "it is not tried again and again"
    wire.calm()
    machines.once(at(MONDAY, "09:01"))
    assert len(machines.phone.paths()) == 5, "but once in a while: a right may have been mended"


def test_a_slow_server_is_given_up_and_keeps_no_mail_back(machines: Machines, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("followupd.net.connection.SECONDS", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as silent:  # it takes the call and never says a word
        machines.configure(port=silent.getsockname()[1])
        said = machines.home.run("once", now=at(MONDAY))
    assert (said.code, len(machines.home.mails())) == (1, 1)
    assert "no answer" in said.err


def test_a_server_that_dribbles_its_answer_is_left_after_a_while(
    machines: Machines, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("followupd.calendar.caldav.round.PATIENCE_SECONDS", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as dribbling:

        def dribble() -> None:
            line, _address = dribbling.accept()
            line.sendall(b"HTTP/1.1 207 Multi-Status\r\nContent-Type: text/xml\r\nContent-Length: 9999\r\n\r\n")
            ended.wait(20)
            line.close()

        ended = threading.Event()
        threading.Thread(target=dribble, daemon=True).start()
        machines.configure(port=dribbling.getsockname()[1])
        said = machines.home.run("once", now=at(MONDAY))
        ended.set()
    assert (said.code, len(machines.home.mails())) == (1, 1)
    assert "no answer in" in said.err


def test_a_missing_part_keeps_no_mail_back(machines: Machines, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "followupd.calendar.caldav.server", None)
    said = machines.home.run("once", now=at(MONDAY))
    assert (said.code, len(machines.home.mails())) == (1, 1)
    assert "pip install 'followupd[caldav]'" in said.err


def test_an_empty_password_file_is_said(machines: Machines, wire: Line) -> None:
    (machines.home.folder / "dav-password").write_text("\n")
    said = machines.home.run("once", now=at(MONDAY))
    assert (said.code, "dav-password is empty" in said.err, wire.asked) == (1, True, [])


def test_a_page_that_is_no_calendar_server_is_said(machines: Machines, wire: Line) -> None:
    wire.rule = lambda _asked: Fault(status=200)
    said = machines.home.run("once", now=at(MONDAY))
    assert said.code == 1
    assert "Traceback" not in said.err
    assert said.err.count("127.0.0.1") == 1


def test_a_change_that_is_refused_hides_nothing_the_person_does(machines: Machines, wire: Line) -> None:
    machines.once(at(MONDAY))
    wire.rule = lambda asked: Fault(status=403) if asked.method == "PUT" else None
    machines.home.run("snooze", "anna", str(THURSDAY), now=at(MONDAY, "09:00"))
    machines.home.run("once", now=at(MONDAY, "09:01"))
    machines.phone.edit(ANNA, says(SUMMARY=f"✓ {ANNA}"))
    wire.calm()
    machines.once(at(MONDAY, "09:05"))
    assert ("anna-lind", "interaction") in journal(machines)


@pytest.mark.parametrize(("method", "status"), [("PUT", 500), ("PUT", 423), ("DELETE", 403)])
def test_one_item_that_cannot_be_changed_keeps_no_other_back(
    machines: Machines, wire: Line, method: str, status: int
) -> None:
    machines.once(at(MONDAY))
    stuck: list[str] = []

    def this_one(asked: Asked) -> Fault | None:
        if asked.method == method and (not stuck or asked.path == stuck[0]):
            stuck[:] = [asked.path]
            return Fault(status=status)
        return None

    wire.rule = this_one
    machines.home.run("log", "anna", now=at(MONDAY, "09:00"))
    machines.home.run("log", "ben", now=at(MONDAY, "09:00"))
    machines.home.book(BOOK.replace("10:00", "11:00").replace("Cleo Dahl", "Cleo Ek"))
    said = machines.home.run("once", now=at(MONDAY, "09:01"))
    assert (said.code, "does not take 1 item" in said.err, len(stuck)) == (1, True, 1)
    left = set(machines.phone.items())
    assert len(left & {ANNA, BEN}) == (1 if method == "DELETE" else 0)
    assert machines.when("CHARM") == datetime(2027, 2, 2, 10, tzinfo=UTC) or method == "PUT"
    assert "Follow up: Cleo Ek" in left or method == "PUT"


def test_an_item_that_can_never_be_changed_is_said(machines: Machines, wire: Line) -> None:
    machines.once(at(MONDAY))
    wire.rule = lambda asked: Fault(status=412) if asked.method == "PUT" else None
    machines.home.run("snooze", "anna", str(THURSDAY), now=at(MONDAY, "09:00"))
    said = machines.home.run("once", now=at(MONDAY, "09:01"))
    assert (said.code, "does not take 1 item" in said.err) == (1, True)
    wire.calm()
    machines.once(at(MONDAY, "10:02"))
    assert machines.when(ANNA) == THURSDAY


@pytest.mark.parametrize("status", [403, 503])
def test_calendars_are_put_apart_without_doubles_although_deleting_fails_at_first(
    machines: Machines, wire: Line, radicale: Radicale, status: int
) -> None:
    events = Program(radicale, f"{radicale.home}followupd-events/")
    machines.once(at(MONDAY))
    machines.phone.edit("Prepare: CHARM", says(DESCRIPTION="Bring the blue folder"))
    try:
        for lines, clock in (("separate = true", 9), ("", 12)):
            machines.configure(calendar=lines, port=wire.port)
            wire.rule = lambda asked: Fault(status=status) if asked.method == "DELETE" else None
            machines.home.run("once", now=at(MONDAY, f"{clock:02}:00"))
            wire.calm()
            machines.home.run("once", now=at(MONDAY, f"{clock + 2:02}:00"))
            machines.once(at(MONDAY, f"{clock + 2:02}:10"))
            every = [*machines.phone.every(), *events.every()]
            assert sorted(str(one["summary"]) for one in every) == sorted([ANNA, BEN, CLEO, "CHARM", "Prepare: CHARM"])
            assert "Bring the blue folder" in {str(one.get("description")) for one in every}
    finally:
        events.drop()


def test_a_server_that_answers_no_questions_by_uid_keeps_nothing_back(machines: Machines, wire: Line) -> None:
    machines.once(at(MONDAY))
    machines.phone.delete(BEN)
    reports: list[int] = []

    def only_the_first(asked: Asked) -> Fault | None:
        reports.extend([asked.number] if asked.method == "REPORT" else [])
        return Fault(status=403) if asked.method == "REPORT" and len(reports) == 2 else None

    wire.rule = only_the_first
    machines.once(at(MONDAY, "09:00"))
    assert journal(machines) == [("ben-ek", "skip")]


def test_what_was_refused_and_has_passed_is_trouble_no_more(machines: Machines, wire: Line) -> None:
    wire.rule = lambda asked: Fault(status=403) if asked.method == "PUT" else None
    machines.home.run("once", now=at(MONDAY))
    for name in ("anna", "ben", "cleo"):
        machines.home.run("log", name, now=at(MONDAY, "09:00"))
    machines.home.book("contact = []")
    wire.calm()
    machines.once(at(MONDAY, "09:30"))
    assert machines.phone.paths() == []


def test_one_item_that_is_always_contested_slows_nothing_else_down(machines: Machines, wire: Line) -> None:
    machines.once(at(MONDAY))
    wire.rule = lambda asked: Fault(status=412) if asked.method == "PUT" else None
    machines.home.run("snooze", "anna", str(THURSDAY), now=at(MONDAY, "09:00"))
    machines.home.run("once", now=at(MONDAY, "09:01"))
    with machines.home.opened() as service:
        (place,) = service.syncer.sync(at(MONDAY, "09:07"))
        assert (place.failures, place.next_at) == (0, at(MONDAY, "09:12"))


def test_a_lost_answer_makes_our_own_words_nobody_elses(machines: Machines, wire: Line) -> None:
    machines.once(at(MONDAY))
    with_notes = 'name = "Anna Lind"\nnotes = "{}"'
    machines.home.book(BOOK.replace('name = "Anna Lind"', with_notes.format("version two")))
    wire.rule = lambda asked: Fault(lost=True) if asked.method == "PUT" else None
    with machines.home.opened() as service:
        service.run_round(at(MONDAY, "09:00"))
        service.syncer.sync(at(MONDAY, "09:00"), insist=True)
    wire.calm()
    machines.home.book(BOOK.replace('name = "Anna Lind"', with_notes.format("version three")))
    machines.home.tick(at(MONDAY, "09:09"))
    machines.once(at(MONDAY, "09:10"))
    assert "version three" in machines.phone.items()[ANNA]["description"]
    machines.home.run("log", "anna", now=at(MONDAY, "10:00"))
    machines.once(at(MONDAY, "10:01"))
    assert ANNA not in machines.phone.items()


def test_a_round_that_is_stopped_is_no_trouble(machines: Machines) -> None:
    with machines.home.opened() as service:
        service.run_round(at(MONDAY))
        service.syncer.sync(at(MONDAY), stopping=lambda: True)
        assert remote_calendars.in_trouble(service.account, service.settings.calendar.parts) == []
        service.syncer.sync(at(MONDAY))
    assert len(machines.phone.paths()) == 5


def test_what_nobody_foresaw_is_said_and_tried_less_and_less_often(
    machines: Machines, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("followupd.calendar.caldav.merge.marked", None)
    said = machines.home.run("once", now=at(MONDAY))
    assert (said.code, "something unforeseen went wrong" in said.err, len(machines.home.mails())) == (1, True, 1)
    assert "something unforeseen" in machines.home.run("doctor", now=at(MONDAY)).out


@pytest.mark.year
@pytest.mark.parametrize("fault", [Fault(lost=True), Fault(cut=40)], ids=["lost", "cut"])
def test_whatever_request_fails_nothing_is_lost_and_nothing_counts_twice(
    radicale: Radicale, wire: Line, tmp_path: Path, fault: Fault
) -> None:
    """Anna is moved, Ben deleted, Cleo done; a snooze and a new event have to be written. Every request fails once."""
    broken, number = 0, 0
    while True:
        number += 1
        folder = tmp_path / str(number)
        folder.mkdir()
        machines = set_up(radicale, folder)
        machines.configure(port=wire.port)
        wire.calm()
        machines.once(at(MONDAY))
        machines.phone.edit(ANNA, to(SATURDAY))
        machines.phone.delete(BEN)
        machines.phone.edit(CLEO, says(SUMMARY="✓ Cleo"))
        machines.home.book(BOOK + '\n[[event]]\nname = "Fair"\nstarts = 2027-03-01T10:00\n')
        wire.calm()
        wire.rule = lambda asked, number=number: fault if asked.number == number else None
        machines.home.run("once", now=at(MONDAY, "09:00"))
        if len(wire.asked) < number:
            break
        broken += 1
        wire.calm()
        machines.once(at(MONDAY, "10:00"))
        machines.once(at(MONDAY, "11:00"))
        assert journal(machines) == [("anna-lind", "move"), ("ben-ek", "skip"), ("cleo-dahl", "interaction")], number
        items = machines.phone.items()
        assert sorted(items) == sorted(["CHARM", "Prepare: CHARM", "Fair", "Prepare: Fair", ANNA, "✓ Cleo"]), number
        assert len(machines.phone.paths()) == len(items), number
        assert items[ANNA]["dtstart"].dt == SATURDAY, number
    assert broken >= 8


@pytest.mark.year
def test_hundreds_of_items_get_there_and_are_changed_one_by_one(machines: Machines, wire: Line) -> None:
    machines.home.book(BOOK + "".join(EVENTS))
    machines.once(at(MONDAY))
    assert len(machines.phone.paths()) == 305
    wire.calm()
    machines.home.book(BOOK + "".join(EVENTS).replace('name = "Meetup 7"', 'name = "Meetup 7"\nplace = "Lund"'))
    machines.once(at(MONDAY, "09:00"))
    assert wire.methods.count("PUT") == 2, "the event, and the day to prepare for it"
    assert machines.phone.items()["Meetup 7"]["location"] == "Lund"
    assert machines.phone.items()["CHARM"]["dtstart"].dt == datetime(2027, 2, 2, 9, tzinfo=UTC)
