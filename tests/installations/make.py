"""Makes the installations beside this file: a year lived with the code of an earlier commit, and the calendar server.

    python tests/installations/make.py

Each commit is laid out in a temporary folder and lives a year of working days with 25 people, two events and a real
Radicale: rounds, calls, promises, a snooze, items moved and ticked on the server. What is left of it is kept: the
database as SQL (without the bytes of mails that were sent) and the texts of the items on the server.
"""

import gzip
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT))
COMMITS = {"0.3.0": "3591cd1", "0.3.1": "93b2302"}
PORT = 50123
"""Stands for the server's port in what is kept."""
CONFIG = """\
[person]
name = "Maja Berg"
email = "maja@example.test"
timezone = "Europe/Stockholm"

[digest]
at = "08:00"

[mail]
maildir = "mail"

[calendar.caldav]
url = "http://127.0.0.1:{port}/maja/followupd/"
username = "maja"
password_file = "dav-password"
"""
LIFE = """
import random
import sys
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from followupd import settings
from followupd.house import opened
from followupd.journal import entries, plans

chance, zone = random.Random(7), ZoneInfo("Europe/Stockholm")
day = date(2025, 11, 24)
with opened(settings.load(Path(sys.argv[1]))) as house:
    while day <= date(2026, 11, 23):
        def at(hour):
            return datetime(day.year, day.month, day.day, hour, tzinfo=zone)
        if day.weekday() < 5:
            house.syncer.sync(at(7), insist=True)
            house.tick(at(8))
            house.syncer.sync(at(9), insist=True)
            for line in plans.stored_lines(house.account, day):
                what = chance.random()
                if line.kind != "follow-up" or line.day != day or day == date(2026, 11, 23):
                    continue
                if what < 0.6:
                    way = chance.choice([None, None, "gave", "received"])
                    entries.record(house.account, line.contact, "interaction", day, at(18), direction=way, note="a walk")
                elif what < 0.7:
                    until = day + timedelta(days=12)
                    entries.record(house.account, line.contact, "snooze", day, at(18), until=until)
                elif what < 0.8:
                    until = day + timedelta(days=5)
                    entries.record(house.account, line.contact, "promise", day, at(18), until=until, note="an article")
        day += timedelta(days=1)
    house.tick(datetime(2026, 11, 23, 20, tzinfo=zone))
    house.syncer.sync(datetime(2026, 11, 23, 20, 5, tzinfo=zone), insist=True)
    house.syncer.sync(datetime(2026, 11, 23, 20, 10, tzinfo=zone), insist=True)
"""


def book() -> str:
    people = [
        f'[[contact]]\nname = "Person {n}"\nemail = "p{n}@example.test"\nevery = "{3 + n % 9} weeks"\n'
        f'birthday = "{1 + n % 12:02}-{1 + n:02}"\nlast = 2025-{9 + n % 3:02}-{1 + n:02}\n'
        for n in range(25)
    ]
    events = [
        '[[event]]\nid = "charm"\nname = "CHARM"\nstarts = 2026-02-03T10:00\nends = 2026-02-03T16:00\n',
        '[[event]]\nid = "alumni"\nname = "Alumni"\nstarts = 2026-12-08T17:00\nends = 2026-12-08T20:00\n',
    ]
    return "\n".join([*people, *events, '[[practice]]\nname = "Write one message"\nevery = "1 week"\n'])


def lived(commit: str, folder: Path) -> tuple[str, dict[str, str]]:
    """The database as SQL, and the items on the server by their names."""
    from tests.davservers import PASSWORD, Program, Radicale

    archive = subprocess.run(["git", "archive", commit, "src"], cwd=ROOT, check=True, capture_output=True).stdout
    subprocess.run(["tar", "x", "-C", str(folder)], input=archive, check=True)
    (folder / "server").mkdir()
    server = Radicale(folder / "server")
    (folder / "config.toml").write_text(CONFIG.format(port=server.port))
    (folder / "contacts.toml").write_text(book())
    (folder / "dav-password").write_text(PASSWORD + "\n")
    (folder / "dav-password").chmod(0o600)
    environment = {**os.environ, "PYTHONPATH": str(folder / "src"), "LANG": "C.UTF-8"}
    with server.running():
        phone = Program(server, "/maja/followupd/")
        phone.make()
        subprocess.run([sys.executable, "-c", LIFE, str(folder / "config.toml")], env=environment, check=True)
        items = {path.rpartition("/")[2]: text for path, text in phone.texts().items()}
    with sqlite3.connect(folder / "var/followupd.db") as connection:
        connection.execute("UPDATE outbox SET content = NULL")
        text = "\n".join(connection.iterdump())
    return text.replace(f":{server.port}/", f":{PORT}/"), items


if __name__ == "__main__":
    for version, commit in COMMITS.items():
        with tempfile.TemporaryDirectory() as name:
            sql, items = lived(commit, Path(name))
        kept = json.dumps({"sql": sql, "items": items}, indent=0, ensure_ascii=False).encode()
        (HERE / f"{version}.json.gz").write_bytes(gzip.compress(kept, 9, mtime=0))
        print(version, len(items), "items,", len(sql) // 1000, "kB of SQL")
