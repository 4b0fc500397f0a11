"""A book of which one line changed: only that person is read again, and what comes out is what reading it all gives."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from followupd.config.toml_text import loads
from followupd.contacts.load import Loaded, load
from followupd.contacts.slices import sliced
from tests.conftest import MONDAY, STOCKHOLM, Home, at

CIRCLE = '[circles.mentor]\nevery = "6 weeks"\n\n'
ANNA = '[[contact]]\nname = "Anna Lind"\ncircle = "mentor"\nlast = 2026-10-01\n\n'
BEN = '[[contact]]\nname = "Ben Ek"\nevery = "2 weeks"\nnotes = """\nLikes\n[[contact]]\nand batteries"""\n\n'
CLEO = '[[contact]]\nname = "Cleo"\nratings = { trust = 4 }\ngoals = ["speak"]\n\n'
GOAL = '[[goal]]\nid = "speak"\nname = "Speak in public"\n\n'
FAIR = '[[event]]\nid = "fair"\nname = "Fair"\nstarts = 2027-02-02T10:00\n\n'

PIECES = [
    CIRCLE, ANNA, BEN, CLEO, GOAL, FAIR, '[[contact]]\nname = "Dan"\n[contact.ratings]\ntrust = 3\n', "contact = []\n",
    '[[ contact ]]\nname = "Eva"\n', '[["contact"]]\nname = "Fia"\n', "[contact.x]\n", "[[contact.x]]\n", "[contact]\n",
    '  [[contact]]  # indented\nname = "Gus"\n', '[[contact]] name = "on one line"\n', "[[contact]]x\n", "[[contact]]\n",
    '"""\n', "'''\n", 'a = """\n', "b = [\n", "]\n", "[[1], [2]]\n", "}\n", "# [[contact]]\n", "\n", "\r\n", "\ufeff", "\x00",
    'name = "loose"\n', "when = 2026-11-25T10:00\n", "notes = '''when\nat = 2026-11-25T10:00\n'''\n", "[event.more]\n",
    "[[goal]]\n", "[x]\n", "[x.contact]\n", "\\u005b", "[[contact]]\r\nname = 'Hal'\r\n",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(PIECES), max_size=9).map("".join)


def whole(text: str) -> dict[str, Any] | None:
    try:
        return loads(text.encode().decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None


@settings(max_examples=1000, deadline=None)
@given(before=TEXTS, text=TEXTS)
def test_what_the_slices_say_is_what_the_whole_file_says(before: str, text: str) -> None:
    earlier = sliced(before.encode(), ())
    known = {mark: data for mark, data in earlier.contacts if data is not None} if earlier is not None else {}
    if (found := sliced(text.encode(), known)) is None:
        return  # which the whole is read for
    contacts = [known[mark] if data is None else data for mark, data in found.contacts]
    assert found.rest | ({"contact": contacts} if contacts else {}) == whole(text)


@pytest.mark.parametrize("text", [ANNA, CIRCLE + ANNA + CLEO, GOAL + CLEO + FAIR, ANNA + FAIR + CLEO + GOAL])
def test_an_ordinary_book_is_read_by_record(text: str) -> None:
    assert sliced(text.encode(), ()) is not None
    assert sliced(text.replace("\n", "\r\n").encode(), ()) is not None


def test_a_header_within_somebodys_notes_cuts_nobody_in_two() -> None:
    assert sliced(BEN.encode(), ()) is None
    assert len(tomllib.loads(BEN)["contact"]) == 1


def test_a_person_quoted_within_a_goal_is_nobody() -> None:
    quoting = '[[goal]]\nname = "Speak"\nwhy = """\n' + ANNA + '[like this]"""\n'
    assert sliced(quoting.encode(), ()) is None
    assert "contact" not in tomllib.loads(quoting)


def read(folder: Path, text: str, before: Loaded | None = None) -> Loaded:
    (folder / "contacts.toml").write_text(text)
    earlier = (before.book, before.origin) if before is not None else None
    return load(["contacts.toml"], folder, STOCKHOLM, before=earlier)


def test_only_who_is_new_or_changed_is_read_again(tmp_path: Path) -> None:
    first = read(tmp_path, CIRCLE + GOAL + ANNA + CLEO)
    assert [contact.name for contact in first.fresh] == ["Anna Lind", "Cleo"]
    text = CIRCLE + GOAL + '[[contact]]\nname = "Dan"\n\n' + ANNA + CLEO.replace("trust = 4", "trust = 5")
    second = read(tmp_path, text, first)
    assert [contact.name for contact in second.fresh] == ["Dan", "Cleo"]
    assert second.book == read(tmp_path, text).book, "and the places in the file are the new ones"


def test_another_rhythm_of_a_circle_reaches_everybody_in_it(tmp_path: Path) -> None:
    first = read(tmp_path, CIRCLE + ANNA)
    second = read(tmp_path, CIRCLE.replace("6 weeks", "3 weeks") + ANNA, first)
    assert second.book.contacts[0].cadence.count == 3
    assert second.book == read(tmp_path, CIRCLE.replace("6 weeks", "3 weeks") + ANNA).book


def test_a_goal_that_is_gone_is_missed_by_whoever_serves_it(tmp_path: Path) -> None:
    first = read(tmp_path, GOAL + CLEO)
    (fault,) = read(tmp_path, CLEO, first).faults
    assert (fault.line, fault.message) == (4, 'Cleo: there is no goal "speak"')


def test_the_same_person_twice_is_named_with_the_second_place(tmp_path: Path) -> None:
    first = read(tmp_path, CIRCLE + ANNA)
    (fault,) = read(tmp_path, CIRCLE + ANNA + ANNA, first).faults
    assert (fault.line, fault.message.partition(";")[0]) == (9, '"anna-lind" is there already')


def test_whoever_stood_in_another_file_is_named_by_the_new_one(tmp_path: Path) -> None:
    first = read(tmp_path, CIRCLE + ANNA)
    (tmp_path / "more.toml").write_text(ANNA)
    found = load(["more.toml", "contacts.toml"], tmp_path, STOCKHOLM, {tmp_path / "contacts.toml": CIRCLE.encode()},
                 (first.book, first.origin))  # fmt: skip
    assert (found.faults, found.fresh) == ((), ())
    assert [contact.file for contact in found.book.contacts] == ["more.toml"]


def test_edits_of_each_kind_leave_the_book_that_one_reading_of_the_last_file_gives(home: Home) -> None:
    """A round after each: a new person, a changed line, one who goes, another order."""
    all_thirty = [
        f'[[contact]]\nname = "Person {n}"\nemail = "p{n}@example.org"\nevery = "3 weeks"\n\n' for n in range(30)
    ]
    edits = [
        all_thirty, [*all_thirty, ANNA.replace("mentor", "friend")],
        [all_thirty[0].replace("3 weeks", "5 weeks"), *all_thirty[1:]], all_thirty[::-1],
        [person.replace("Person 7", "Maria") for person in all_thirty], all_thirty[1:],
    ]  # fmt: skip
    for n, people in enumerate(edits):
        home.book('[circles.friend]\nevery = "2 months"\n\n' + "".join(people))
        home.tick(at(MONDAY, f"{10 + n}:00"))
        with home.opened() as service:
            book = service.book()
        assert book == load(["contacts.toml"], home.folder, STOCKHOLM).book
        assert len(book.contacts) == len(people)


def test_what_was_read_from_another_book_is_read_again(tmp_path: Path) -> None:
    """As when a book is kept by another process between two looks: its marks say nothing of the one at hand."""
    first = read(tmp_path, CIRCLE + ANNA)
    other = read(tmp_path, CIRCLE + '[[contact]]\nname = "Dan"\n\n' + ANNA)
    (tmp_path / "contacts.toml").write_text(CIRCLE + ANNA)
    found = load(["contacts.toml"], tmp_path, STOCKHOLM, before=(first.book, other.origin))
    assert (found.book, len(found.fresh)) == (first.book, 1)


@pytest.mark.parametrize("damage", ["x'ff00'", "x''", "NULL"])
def test_without_the_marks_of_its_texts_a_changed_book_is_read_whole(local_home: Home, damage: str) -> None:
    local_home.book(ANNA.replace("mentor", "friends"))
    local_home.tick(at(MONDAY))
    with local_home.opened() as service, service.account.write() as connection:
        connection.exec_driver_sql(f"UPDATE books SET origin = {damage}")
    local_home.book(ANNA.replace("mentor", "friends") + '[[contact]]\nname = "Dan"\n')
    local_home.tick(at(MONDAY, "09:00"))
    with local_home.opened() as service:
        assert [contact.name for contact in service.book().contacts] == ["Anna Lind", "Dan"]
