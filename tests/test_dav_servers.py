"""What servers of the wild do: they hide their address, forget, believe anything, dribble, and send without end."""

import gzip
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from icalendar.prop import vDDDTypes, vText
from sqlalchemy import text

from followupd.calendar.caldav import round
from followupd.calendar.caldav.server import Server
from followupd.dav import http
from followupd.dav.errors import Trouble
from followupd.errors import FollowupdError
from followupd.store import entries
from tests.conftest import MONDAY, Home, at, due
from tests.davproxy import Asked, Fault, Line, line
from tests.davservers import PASSWORD, USER, DavServer, Radicale, Sabre
from tests.machines import ANNA, BEN, BOOK, CLEO, DAY, SATURDAY, TUESDAY, Machines, machines, says, set_up, to
from tests.test_patience import peer

__all__ = ["machines"]  # fixtures
pytestmark = pytest.mark.interop


@pytest.fixture
def wired(radicale: Radicale, tmp_path: Path) -> Iterator[tuple[Machines, Line]]:
    with line(radicale.port) as wire:
        found = set_up(radicale, tmp_path)
        found.configure(port=wire.port)
        yield found, wire


# --- finding it --------------------------------------------------------------------------------------------


def named(home: Home, url: str) -> None:
    home.config.write_text(
        f'{home.config.read_text()}\n[calendar.caldav]\nurl = "{url}"\nusername = "{USER}"\npassword_file = "dav-password"\n'
    )


def test_the_name_of_a_server_is_enough_to_find_the_calendar(dav_server: DavServer, tmp_path: Path) -> None:
    machines = set_up(dav_server, tmp_path)
    machines.home.configure()
    named(machines.home, dav_server.url)
    machines.once(at(MONDAY))
    with machines.home.opened() as service:
        (place,) = service.syncer.sync(at(MONDAY, "08:01"))
    assert (place.url or "").endswith(f"{dav_server.home}followupd/")
    assert dav_server.home in machines.home.run("doctor", now=at(MONDAY)).out


def answering(said: bytes) -> Callable[[socket.socket], None]:
    def behave(line: socket.socket) -> None:
        line.recv(65536)
        line.sendall(said)

    return behave


def test_each_step_on_the_way_to_no_calendar_is_named(sabre: Sabre) -> None:
    found = Server(f"http://127.0.0.1:{sabre.port}/nothing/here/", USER, lambda: PASSWORD)
    assert found.check(None).endswith(sabre.home), "the well-known address leads there all the same"
    missing = answering(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
    with peer(missing) as (port, _met), pytest.raises(Trouble) as wrong:
        Server(f"http://127.0.0.1:{port}/dav/", USER, lambda: PASSWORD).check(None)
    assert "/dav/ 404; /.well-known/caldav 404; / 404" in str(wrong.value)


def test_nobody_is_followed_to_another_host_with_the_password() -> None:
    heard: list[bytes] = []

    def thief(line: socket.socket) -> None:
        heard.append(line.recv(4096))

    with peer(thief) as (elsewhere, _met):
        said = f"HTTP/1.1 301 Moved\r\nLocation: http://localhost:{elsewhere}/\r\nContent-Length: 0\r\n\r\n".encode()
        with peer(answering(said)) as (port, _also), pytest.raises(Trouble, match="sends on to"):
            Server(f"http://127.0.0.1:{port}/", USER, lambda: PASSWORD).check(None)
    assert heard == []


def test_an_answer_with_a_header_within_a_header_is_no_answer() -> None:
    said = b"HTTP/1.1 207 Multi-Status\r\nConnection: close\x1cX:\r\nContent-Length: 3\r\n\r\n<x>"
    with peer(answering(said)) as (port, _met), pytest.raises(FollowupdError):
        Server(f"http://127.0.0.1:{port}/", USER, lambda: PASSWORD).check(None)


# --- answers that do not end -------------------------------------------------------------------------------


def dribbling(line: socket.socket) -> None:
    for outgoing in b"HTTP/1.1 207 Multi-Status\r\n" + b"X: y\r\n" * 5000:
        line.sendall(bytes([outgoing]))
        threading.Event().wait(0.05)


def endless(line: socket.socket) -> None:
    line.recv(65536)
    line.sendall(b"HTTP/1.1 207 Multi-Status\r\nContent-Type: text/xml\r\n\r\n<x>")
    while True:
        line.sendall(b"y" * 100_000)


def bomb(line: socket.socket) -> None:
    line.recv(65536)
    body = gzip.compress(b"0" * 50_000_000)
    head = f"HTTP/1.1 207 Multi-Status\r\nContent-Type: text/xml\r\nContent-Encoding: gzip\r\nContent-Length: {len(body)}\r\n\r\n"
    line.sendall(head.encode() + body)


@pytest.mark.parametrize(
    ("behave", "said"),
    [(dribbling, "no answer in"), (endless, "its answer is larger than"), (bomb, "compressed")],
    ids=["dribbling", "endless", "bomb"],
)
def test_an_answer_without_end_costs_neither_the_round_nor_the_memory(
    monkeypatch: pytest.MonkeyPatch, behave: Callable[[socket.socket], None], said: str
) -> None:
    monkeypatch.setattr(http, "REQUEST_SECONDS", 1.5)
    monkeypatch.setattr(http, "LARGEST_BYTES", 1_000_000)
    before = _memory()
    with peer(behave) as (port, _met):
        begun = time.monotonic()
        with pytest.raises(Trouble, match=said):
            Server(f"http://127.0.0.1:{port}/", USER, lambda: PASSWORD).check(None)
        assert time.monotonic() - begun < 5
    assert _memory() - before < 60_000


def _memory() -> int:
    """Of this process, in kB (proc(5))."""
    return int(re.search(r"VmRSS:\s+(\d+)", Path("/proc/self/status").read_text())[1])  # type: ignore[index]


def test_once_begins_no_second_round_while_the_first_one_waits(
    local_home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(round, "PATIENCE_SECONDS", 1)
    monkeypatch.setattr(http, "REQUEST_SECONDS", 4)
    with peer(dribbling) as (port, met):
        (local_home.folder / "dav-password").write_text("x")
        (local_home.folder / "dav-password").chmod(0o600)
        named(local_home, f"http://127.0.0.1:{port}/")
        local_home.book(BOOK)
        begun = time.monotonic()
        said = local_home.run("once", now=at(MONDAY))
        assert time.monotonic() - begun < 4
    assert (said.code, len(local_home.mails()), len(met)) == (1, 1, 1)
    assert "127.0.0.1: no answer in 1 seconds" in said.err


def test_a_database_that_fails_in_the_calendars_round_keeps_no_mail_back(local_home: Home) -> None:
    (local_home.folder / "dav-password").write_text("x")
    (local_home.folder / "dav-password").chmod(0o600)
    named(local_home, "http://127.0.0.1:1/")
    local_home.book(BOOK)
    with local_home.opened() as service, service.account.write() as connection:
        connection.execute(text("ALTER TABLE dav_calendars RENAME TO away"))
    said = local_home.run("once", now=at(MONDAY))
    assert said.code == 1
    assert "Traceback" not in said.err
    assert "dav_calendars" in said.err
    assert len(local_home.mails()) == 1


# --- what a server cannot do -------------------------------------------------------------------------------


def believing(asked: Asked) -> Fault | None:
    """As DAViCal does: any token is answered as if nothing had changed since."""
    token = re.search(rb"sync-token[^>]*>([^<]+)<", asked.body)
    if asked.method != "REPORT" or b"sync-collection" not in asked.body or token is None:
        return None
    body = b'<multistatus xmlns="DAV:"><sync-token>' + token[1] + b"</sync-token></multistatus>"
    return Fault(status=207, body=body, headers=(("Content-Type", "text/xml"),))


def test_a_server_that_believes_any_token_hides_no_calendar_that_was_made_anew(
    wired: tuple[Machines, Line],
) -> None:
    machines, wire = wired
    wire.rule = believing
    machines.once(at(MONDAY))
    assert {ANNA, BEN, CLEO} <= machines.phone.items().keys()
    machines.phone.edit(ANNA, to(SATURDAY))
    machines.once(at(MONDAY, "08:10"))
    assert due(machines.home, at(MONDAY, "08:11"))["anna-lind"]["planned"] == str(SATURDAY)
    machines.phone.drop()
    machines.phone.make()
    machines.once(at(MONDAY, "08:20"))
    assert {ANNA, BEN, CLEO} <= machines.phone.items().keys()


def test_what_a_server_cannot_do_is_not_asked_in_vain_each_time(sabre: Sabre, tmp_path: Path) -> None:
    with line(sabre.port) as wire:
        machines = set_up(sabre, tmp_path)
        machines.configure(port=wire.port)
        machines.once(at(MONDAY))
        wire.calm()
        machines.once(at(MONDAY, "08:10"))
        assert set(wire.methods) == {"PROPFIND"}
        wire.calm()
        with machines.home.opened() as service:
            service.syncer.sync(at(MONDAY + 40 * DAY), insist=True)
        assert "REPORT" in wire.methods, "a server may have been mended"


# --- what is finished --------------------------------------------------------------------------------------


@pytest.mark.parametrize("calendar", ["", 'follow_ups = "task"', 'follow_ups = "12:30"'])
@pytest.mark.parametrize("decide", [("log", "anna"), ("pause", "anna"), ("snooze", "anna", "2027-06-01")])
def test_what_is_finished_does_not_stay_on_the_server_though_its_day_has_passed(
    machines: Machines, calendar: str, decide: tuple[str, ...]
) -> None:
    machines.configure(calendar=calendar)
    machines.once(at(MONDAY))
    assert ANNA in machines.phone.items()
    machines.home.run(*decide, now=at(MONDAY, "12:00"))
    machines.once(at(TUESDAY))
    stays = machines.phone.items().get(ANNA)
    if "task" in calendar and decide[0] == "log":
        assert stays is not None
        assert (stays["status"], stays["percent-complete"]) == ("COMPLETED", 100)
        assert stays["completed"].dt.date() == TUESDAY
    else:
        assert stays is None or stays["dtstart"].dt.month == 12  # the next one


def test_what_the_person_wrote_into_a_finished_item_is_not_thrown_away(machines: Machines) -> None:
    machines.once(at(MONDAY))
    machines.phone.edit(ANNA, says(DESCRIPTION="Bring the book"))
    machines.home.run("log", "anna", now=at(MONDAY, "12:00"))
    machines.once(at(TUESDAY))
    assert machines.phone.items()[ANNA]["description"] == "Bring the book"


def test_a_tick_that_comes_late_is_heard_although_the_item_has_left_the_plan(machines: Machines) -> None:
    machines.configure(calendar='follow_ups = "task"')
    machines.once(at(MONDAY))
    machines.home.run("pause", "anna", now=at(MONDAY, "12:00"))

    def tick(item: object) -> None:
        item["STATUS"] = vText("COMPLETED")  # type: ignore[index]
        item["COMPLETED"] = vDDDTypes(datetime.fromisoformat("2026-11-23T20:00:00+00:00"))  # type: ignore[index]

    machines.phone.edit(ANNA, tick)
    machines.once(at(TUESDAY))
    with machines.home.opened() as service:
        found = [(one.type, one.day) for one in entries.effective(service.account) if one.contact == "anna-lind"]
    assert ("interaction", MONDAY) in found


def test_a_mended_address_brings_nothing_back_that_was_deleted(radicale: Radicale, tmp_path: Path) -> None:
    machines = set_up(radicale, tmp_path)
    machines.home.configure()
    named(machines.home, radicale.url)
    machines.once(at(MONDAY))
    phone = machines.phone
    phone.calendar = f"{radicale.home}followupd/"
    phone.delete("CHARM")
    machines.once(at(MONDAY, "09:00"))
    machines.home.configure()
    named(machines.home, f"{radicale.url.rstrip('/')}{phone.calendar}")
    machines.once(at(MONDAY, "10:00"))
    assert "CHARM" not in phone.items()
    phone.drop()


def test_a_first_round_tells_how_far_it_is(
    radicale: Radicale, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    machines = set_up(radicale, tmp_path)
    many = "".join(f'\n[[event]]\nname = "E{n}"\nstarts = 2027-01-{n % 28 + 1:02}T17:00\n' for n in range(20))
    machines.home.book(BOOK + many)
    machines.once(at(MONDAY))
    assert "25 of 45 new items written" in caplog.text
    assert "45 of 45 new items written" in caplog.text
