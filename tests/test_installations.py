"""An installation with a year of history and a calendar on a server goes on after the upgrade as if nothing had been."""

import gzip
import json
import sqlite3
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest

from followupd.store import outbox, people
from tests.conftest import Home, at
from tests.davservers import PASSWORD, Program, Radicale
from tests.installations.make import CONFIG, PORT, book

HERE = Path(__file__).parent / "installations"
MONDAY = date(2026, 11, 23)
pytestmark = pytest.mark.interop


def restored(version: str, server: Radicale, folder: Path) -> tuple[Home, Program]:
    """The home as it was left, and the server with the items that stood there."""
    kept = json.loads(gzip.decompress((HERE / f"{version}.json.gz").read_bytes()))
    phone = Program(server, f"/maja/upgraded-{version}/")
    phone.make()
    home = Home(folder)
    (folder / "var/followupd.db").unlink()
    with sqlite3.connect(folder / "var/followupd.db") as connection:
        connection.executescript(
            kept["sql"].replace(f":{PORT}/", f":{server.port}/").replace("/maja/followupd/", phone.calendar)
        )
    connection.close()
    (folder / "var/followupd.db").chmod(0o600)
    stored = server.folder / "data/collection-root" / phone.calendar.strip("/")
    for name, text in kept["items"].items():  # a thousand requests would take half a minute
        (stored / name).write_text(text, newline="")
    home.config.write_text(CONFIG.format(port=server.port).replace("/maja/followupd/", phone.calendar))
    home.book(book())
    (folder / "dav-password").write_text(PASSWORD + "\n")
    (folder / "dav-password").chmod(0o600)
    return home, phone


def mails(home: Home) -> list[str]:
    return [path.name for path in (home.folder / "mail/new").glob("*")]


def living(phone: Program) -> Counter[str]:
    """The titles of what is ahead, with the days."""
    found = [item for item in phone.every() if str(item.get("STATUS", "")) not in ("CANCELLED", "COMPLETED")]
    ahead = [item for item in found if str(item["dtstart"].dt)[:10] > str(MONDAY)]
    return Counter(f"{item['uid']} {item['dtstart'].dt}" for item in ahead)


def but_for_words(phone: Program) -> dict[str, tuple[str, ...]]:
    """Each item without its description, whose sentences get better: what it is, when, where, and in what state."""
    told = ("SUMMARY", "DTSTART", "DTEND", "DUE", "STATUS", "LOCATION", "CATEGORIES", "RRULE")
    return {
        str(item["uid"]): tuple(item[name].to_ical().decode() if name in item else "" for name in told)
        for item in phone.every()
    }


def test_after_an_upgrade_of_0_3_1_not_one_item_changes_and_no_mail_is_doubled_or_missing(
    radicale: Radicale, tmp_path: Path
) -> None:
    home, phone = restored("0.3.1", radicale, tmp_path)
    before = but_for_words(phone)
    assert len(before) > 25
    with home.opened() as service:  # which upgrades the database
        earlier = {mail.name: mail.state for mail in outbox.posted(service.account, 1000)}
        assert {person.id for person in people.known(service.account)} >= {f"person-{n}" for n in range(25)}
    assert len(earlier) > 150
    for hour in ("20:30", "21:30"):
        said = home.run("once", now=at(MONDAY, hour))
        assert (said.code, said.err) == (0, "")
    assert but_for_words(phone) == before
    assert mails(home) == [], "the day's mail was sent before the upgrade"
    said = home.run("once", now=at(MONDAY + timedelta(days=1), "08:00"))
    assert said.code == 0, said.err
    assert len(mails(home)) == 1
    with home.opened() as service:
        now = {mail.name: mail.state for mail in outbox.posted(service.account, 1000)}
    assert {name: state for name, state in now.items() if name in earlier} == earlier
    assert now.keys() - earlier.keys() == {"2026-11-24"}
    assert home.run("doctor", now=at(MONDAY + timedelta(days=1), "09:00")).code == 0


def test_after_an_upgrade_of_0_3_0_every_item_stays_and_no_mail_is_doubled(radicale: Radicale, tmp_path: Path) -> None:
    """Everything that is ahead keeps its UID and its day; cards are shorter since, and what 0.3.0 had left behind there
    is not touched."""
    home, phone = restored("0.3.0", radicale, tmp_path)
    before, texts = living(phone), phone.texts()
    assert len(before) > 20
    for hour in ("20:30", "21:30"):
        said = home.run("once", now=at(MONDAY, hour))
        assert (said.code, said.err) == (0, "")
    # What was asked for three times is let go, and somebody else has the place.
    assert sum((before - living(phone)).values()) <= 1
    after = phone.texts()
    assert len(after.keys() ^ texts.keys()) <= 2
    changed = [name for name in after.keys() & texts.keys() if after[name] != texts[name]]
    assert len(changed) < 40
    assert mails(home) == []
    home.run("once", now=at(MONDAY + timedelta(days=1), "08:00"))
    assert len(mails(home)) == 1
