"""Makes the dumps beside this file: one for each distinct schema that a commit of the past has made.

    python tests/schemas/make.py

Each commit that touched the tables is laid out in a temporary folder and lives through two days with its own code: a
round, a contact, a decision. A schema that no earlier commit had is kept as SQL text, named by its commit.
"""

import os
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
TABLES = "src/followupd/journal"
LAST = "3591cd1"
"""The newest commit whose schema was made by editing a revision that was shipped already."""
ALSO = ("e13f670", "d53c591")
"""Two in which revision 0007 was not the same."""
CONFIG = """\
[person]
name = "Maja Berg"
email = "maja@example.test"
timezone = "Europe/Stockholm"
"""
BOOK = """\
[[contact]]
name = "Anna Lind"
every = "1 month"
last = 2026-10-01

[[contact]]
name = "Ben Ek"
every = "2 weeks"

[[event]]
id = "charm"
name = "CHARM"
starts = 2027-02-02T10:00:00
ends = 2027-02-02T16:00:00
"""
DAYS = (
    ("once", "--now", "2026-11-23T08:00:00+01:00"),
    ("log", "anna", "--note", "she is hiring", "--now", "2026-11-23T10:00:00+01:00"),
    ("snooze", "ben", "2026-12-10", "--now", "2026-11-23T10:01:00+01:00"),
    ("once", "--now", "2026-11-24T08:00:00+01:00"),
)


def git(*arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=ROOT, check=True, capture_output=True, text=True).stdout


def database_of(commit: str, folder: Path) -> Path:
    archive = subprocess.run(["git", "archive", commit, "src"], cwd=ROOT, check=True, capture_output=True).stdout
    subprocess.run(["tar", "x", "-C", str(folder)], input=archive, check=True)
    (folder / "config.toml").write_text(CONFIG)
    (folder / "contacts.toml").write_text(BOOK)
    environment = {**os.environ, "PYTHONPATH": str(folder / "src"), "LANG": "C.UTF-8"}
    for call in DAYS:
        called = [sys.executable, "-m", "followupd", *call, "--config", str(folder / "config.toml")]
        subprocess.run(called, env=environment, check=True, capture_output=True, cwd=folder)
    return folder / "var/followupd.db"


def main() -> None:
    known: set[str] = set()
    for commit in [*git("log", "--reverse", "--format=%h", LAST, "--", TABLES).split(), *ALSO]:
        with tempfile.TemporaryDirectory() as name:
            connection = sqlite3.connect(database_of(commit, Path(name)))
            schema = "\n".join(row[0] for row in connection.execute(
                "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name"))  # fmt: skip
            if schema not in known:
                known.add(schema)
                (HERE / f"{commit}.sql").write_text("\n".join(connection.iterdump()) + "\n")
                print(commit)
            connection.close()


if __name__ == "__main__":
    main()
