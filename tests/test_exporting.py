"""export data: all that is known, in open formats, as it was."""

import csv
import io
import json
import stat
from datetime import timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from followupd.contacts.cells import harmless, unescaped
from tests.conftest import MONDAY, Home, at, due

NOON = at(MONDAY, "12:00")
BOOK = """\
[circles.choir]
every = "2 months"

[[contact]]
name = "=HYPERLINK(1)"
email = ["a@example.org", "b@example.org"]
circle = "choir"
notes = "''=1+1"
questions = ["-1?", "two"]
ratings = { knowledge = 4 }

[[contact]]
name = "Åsa Öberg"
circle = "unsorted"

[[contact]]
name = "Ben Ek"
every = "6 weeks"
last = 2026-10-01
birthday = "02-29"

[[goal]]
name = "Speak"
"""


@given(st.text(alphabet=st.sampled_from("'=+-@\t\ra å"), max_size=8))
@example("'=")
@example("''=x")
def test_a_cell_is_harmless_and_read_back_as_it_was(text: str) -> None:
    cell = harmless(text)
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert unescaped(cell) == text


def test_everything_is_there_as_csv_and_as_json_lines(home: Home) -> None:
    home.book(BOOK)
    home.run("log", "ben", "--note", "=tea", now=NOON)
    home.tick(at(MONDAY + timedelta(days=1)))
    home.run("answer", "1", "klart", now=NOON)
    said = home.run("export", "data", str(home.folder / "out"), now=NOON)
    assert (said.code, said.err) == (0, "")
    out = home.folder / "out"
    for name in ("contacts", "circles", "goals", "journal", "digests"):
        rows = list(csv.DictReader(io.StringIO((out / f"{name}.csv").read_text())))
        lines = [json.loads(line) for line in (out / f"{name}.jsonl").read_text().splitlines()]
        assert len(rows) == len(lines) > 0, name
        assert {key for row in rows for key in row} == set(lines[0]), name
    journal = [json.loads(line) for line in (out / "journal.jsonl").read_text().splitlines()]
    assert journal[0]["note"] == "=tea"
    stored = {path.stem for path in (out / "database").iterdir()}
    assert {"entries", "people", "outbox", "answers", "shown", "books", "imported"} <= stored
    assert "feed_keys" not in stored
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in out.rglob("*") if path.is_file())
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o700 for path in (out, out / "database"))


def test_the_exported_contacts_are_a_book_with_the_same_plan(home: Home, local_home: Home) -> None:
    home.book(BOOK)
    home.run("export", "data", str(home.folder / "out"), now=NOON)
    other = Home(home.folder / "other") if (home.folder / "other").mkdir() is None else local_home
    other.configure(smtp='[contacts]\nfiles = ["contacts.toml", "contacts.csv"]\n')
    other.book('[circles.choir]\nevery = "2 months"\n')
    other.book((home.folder / "out/contacts.csv").read_text(), "contacts.csv")
    assert due(other, NOON) == due(home, NOON)
    other.run("export", "data", str(other.folder / "out"), now=NOON)
    assert (other.folder / "out/contacts.jsonl").read_text() == (home.folder / "out/contacts.jsonl").read_text()


@pytest.mark.parametrize("place", ["file", "contacts.toml/x"])
def test_a_folder_that_cannot_be_is_said(place: str, local_home: Home) -> None:
    local_home.book(BOOK)
    (local_home.folder / "file").write_text("x")
    said = local_home.run("export", "data", str(local_home.folder / place), now=NOON)
    assert said.code == 1
    assert "Traceback" not in said.err
