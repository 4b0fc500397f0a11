"""The feed, as programs that subscribe meet it: a real server, real requests, and an address that is a secret."""

import contextlib
import http.client
import json
import os
import re
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import icalendar
import pytest

from followupd.store import feeds
from followupd.store.database import Account
from followupd.web import server
from followupd.web.server import Serving
from tests.conftest import MONDAY, Home, at

BOOK = """\
[[contact]]
name = "Anna Lind"
every = "1 month"
last = 2026-10-01

[[event]]
name = "CHARM"
starts = 2027-02-02T10:00
"""


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


def ask(address: str, method: str = "GET", **headers: str) -> Answer:
    parts = urlsplit(address)
    line = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=10)
    try:
        line.request(method, parts.path, headers={key.replace("_", "-"): value for key, value in headers.items()})
        answer = line.getresponse()
        known = {key.casefold(): value for key, value in answer.headers.items()}
        return Answer(answer.status, known, answer.read())
    finally:
        line.close()


@contextlib.contextmanager
def serving(account: Account, port: int = 0) -> Iterator[Serving]:
    found = Serving(account, f"127.0.0.1:{port}", "127.0.0.1", port)
    found.start()
    try:
        yield found
    finally:
        found.stop()


@contextlib.contextmanager
def served(home: Home, lines: str = "", calendar: str = "") -> Iterator[None]:
    """The feed of a home, served at the address that its config names."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    text = home.config.read_text()
    home.config.write_text(f'{text}\n[calendar]\n{calendar}\n[web]\nlisten = "127.0.0.1:{port}"\n{lines}\n')
    home.tick(at(MONDAY))
    with home.opened() as service, serving(service.account, port):
        yield


def addresses(home: Home, *options: str) -> dict[str, str]:
    said = home.run("calendar", "--json", *options)
    assert said.code == 0, said.err
    found: dict[str, str] = json.loads(said.out)["addresses"]
    return found


def test_a_program_subscribes_and_is_told_only_of_what_is_new(home: Home) -> None:
    home.book(BOOK)
    with served(home):
        address = addresses(home)["followups"]
        first = ask(address)
        assert (first.status, first.headers["content-type"]) == (200, "text/calendar; charset=utf-8")
        assert first.body == home.calendar.read_bytes()
        again = ask(address, If_None_Match=first.headers["etag"])
        assert (again.status, again.body, again.headers["etag"]) == (304, b"", first.headers["etag"])
        assert ask(address, If_None_Match=f'"other", W/{first.headers["etag"]}').status == 304
        assert ask(address, If_None_Match='"other"').status == 200
        head = ask(address, "HEAD")
        assert (head.status, head.body, head.headers["content-length"]) == (200, b"", str(len(first.body)))
        home.run("log", "anna", now=at(MONDAY, "09:00"))
        home.tick(at(MONDAY, "09:01"))
        after = ask(address, If_None_Match=first.headers["etag"])
        assert (after.status, b"Anna" in after.body) == (200, False), "a feed has nothing that is gone"
        assert b"STATUS:CANCELLED" in home.calendar.read_bytes(), "a file says so for some days"


def test_the_calendar_has_a_name_and_says_how_often_to_look(local_home: Home) -> None:
    local_home.configure(language="sv")
    local_home.book(BOOK)
    with served(local_home):
        found = icalendar.Calendar.from_ical(ask(addresses(local_home)["followups"]).body)
    assert (found["name"], found["x-wr-calname"]) == ("Mitt nätverk", "Mitt nätverk")
    assert found["prodid"].endswith("//SV")
    assert str(found["refresh-interval"].to_ical(), "ascii") == "PT1H"
    assert found["refresh-interval"].params["VALUE"] == "DURATION"
    assert str(found["x-published-ttl"].to_ical(), "ascii") == "PT1H"
    assert "method" not in found


def test_an_empty_book_has_an_empty_and_valid_calendar(local_home: Home) -> None:
    local_home.book("contact = []")
    with served(local_home):
        answer = ask(addresses(local_home)["followups"])
    assert answer.status == 200
    assert icalendar.Calendar.from_ical(answer.body).walk("VEVENT") == []


def test_whoever_does_not_know_the_secret_learns_nothing(local_home: Home) -> None:
    local_home.book(BOOK)
    with served(local_home):
        address = addresses(local_home)["followups"]
        base, key = address.rsplit("/", 2)[0], address.split("/")[4]
        assert len(key) >= 40
        wrong = [f"{base}/{key[:-1]}x/followups.ics", f"{base}/{key}/events.ics", f"{base}//followups.ics",
                 base, base.removesuffix("/calendar"), f"{base}/{key}/", f"{base}/{key}/../followups.ics"]  # fmt: skip
        answers = {(one.status, one.body) for one in map(ask, wrong)}
        assert answers == {(404, b"Not Found")}
        assert ask(address, "PUT").status == ask(address, "POST").status == 405
        headers = ask(address).headers
    assert (headers["referrer-policy"], headers["cache-control"]) == ("no-referrer", "private, no-cache")
    assert "server" not in headers


def test_a_renewed_address_revokes_the_one_before(home: Home) -> None:
    home.book(BOOK)
    with served(home):
        before = addresses(home)["followups"]
        assert addresses(home)["followups"] == before
        after = addresses(home, "--renew")["followups"]
        assert after != before
        assert (ask(before).status, ask(after).status) == (404, 200)


def test_follow_ups_and_events_have_addresses_of_their_own_when_wanted(local_home: Home) -> None:
    local_home.book(BOOK)
    with served(local_home, calendar="separate = true"):
        found = addresses(local_home)
        assert list(found) == ["followups", "events"]
        people, events = (ask(one).body for one in found.values())
    assert (b"Anna Lind" in people, b"CHARM" in people) == (True, False)
    assert (b"Anna Lind" in events, b"SUMMARY:CHARM" in events) == (False, True)


def test_an_unchanged_feed_is_answered_without_reading_the_calendar(
    local_home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    local_home.book(BOOK)
    with served(local_home):
        address = addresses(local_home)["followups"]
        etag = ask(address).headers["etag"]
        monkeypatch.setattr(feeds, "content", None)  # whoever reads it now fails
        assert ask(address, If_None_Match=etag).status == 304
        assert ask(address).status == 500


def test_the_command_shows_addresses_how_to_subscribe_and_a_code_for_the_phone(local_home: Home) -> None:
    local_home.book(BOOK)
    with served(local_home):
        said = local_home.run("calendar")
        assert "Thunderbird" in said.out
        assert "It can be reached from this machine alone." in said.out
        assert "▀" not in said.out
    local_home.config.write_text(
        local_home.config.read_text().replace("[web]", '[web]\nurl = "https://cal.example.org/f/"')
    )
    said = local_home.run("calendar")
    assert re.search(r"https://cal\.example\.org/f/calendar/[\w-]{40,}/followups\.ics", said.out)
    assert "▀" in said.out
    assert "The address before is revoked." in local_home.run("calendar", "--renew").out
    local_home.configure(language="sv")
    text = local_home.config.read_text()
    local_home.config.write_text(f'{text}\n[web]\nurl = "https://cal.example.org"\n')
    assert "Prenumerera på den här adressen." in local_home.run("calendar").out


def test_without_a_feed_the_command_says_what_there_is(local_home: Home) -> None:
    said = local_home.run("calendar")
    assert said.code == 0
    assert f"A file to import: {local_home.calendar}" in said.out
    assert "[web]" in said.out


def test_the_feed_is_private_in_the_log_and_in_the_database(local_home: Home, caplog: pytest.LogCaptureFixture) -> None:
    local_home.book(BOOK)
    with caplog.at_level("DEBUG"), served(local_home):
        address = addresses(local_home)["followups"]
        ask(address)
        ask(address + "x")
    assert address.split("/")[4] not in caplog.text
    assert (local_home.folder / "var/followupd.db").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("listen", ["nowhere", "127.0.0.1", "127.0.0.1:99999", ":8750"])
def test_an_address_that_cannot_be_listened_at_is_a_fault_with_its_line(local_home: Home, listen: str) -> None:
    local_home.config.write_text(local_home.config.read_text() + f'\n[web]\nlisten = "{listen}"\n')
    said = local_home.run("check")
    assert said.code == 2
    assert re.search(rf'config\.toml:\d+: web\.listen: "{listen}" is not an address with a port', said.err + said.out)


def silent_lines(port: int, many: int, said: bytes = b"") -> list[socket.socket]:
    found = []
    for _number in range(many):
        with contextlib.suppress(OSError):
            line = socket.create_connection(("127.0.0.1", port), timeout=5)
            if said:
                line.sendall(said)
            found.append(line)
    return found


@pytest.mark.parametrize("said", [b"", b"GET /calendar/"], ids=["nothing", "half a request"])
def test_whoever_connects_and_says_nothing_keeps_no_reader_out_and_takes_few_descriptors(
    local_home: Home, said: bytes
) -> None:
    local_home.book(BOOK)
    with served(local_home):
        address = addresses(local_home)["followups"]
        port = urlsplit(address).port or 0
        before = len(os.listdir("/proc/self/fd"))
        lines = silent_lines(port, 200, said)
        assert ask(address).status == 200
        ours = len(os.listdir("/proc/self/fd")) - before - len(lines)
        assert ours <= server.MOST_CONNECTIONS + 5
        for line in lines:
            line.close()


def test_a_first_request_that_never_comes_is_not_waited_for(local_home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "FIRST_REQUEST_SECONDS", 0.3)
    local_home.book(BOOK)
    with served(local_home):
        (line,) = silent_lines(urlsplit(addresses(local_home)["followups"]).port or 0, 1, b"GET / HT")
        line.settimeout(5)
        with contextlib.suppress(ConnectionResetError):
            assert line.recv(10) == b""
        line.close()


def test_a_slash_too_many_is_not_found_and_leads_nowhere(local_home: Home) -> None:
    local_home.book(BOOK)
    with served(local_home):
        answer = ask(addresses(local_home)["followups"] + "/")
    assert (answer.status, "location" in answer.headers, "date" in answer.headers) == (404, False, True)


def test_an_idle_feed_costs_next_to_nothing(local_home: Home, measured: Callable[[str], None]) -> None:
    local_home.book(BOOK)
    with served(local_home):
        ask(addresses(local_home)["followups"])
        feed = next(one for one in threading.enumerate() if one.name == "feed")
        stat = Path(f"/proc/self/task/{feed.native_id}")
        before = _switches(stat)
        threading.Event().wait(3)
        woke = _switches(stat) - before
    measured(f"an idle feed: {woke} wake-ups in 3 s")
    assert woke <= 3


def _switches(task: Path) -> int:
    """How often a thread was put on a processor after it had waited (proc(5))."""
    return int(re.search(r"(?m)^voluntary_ctxt_switches:\s+(\d+)", (task / "status").read_text())[1])  # type: ignore[index]
