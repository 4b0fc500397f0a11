"""Sorting those who came in by an import: a few a week by mail, all of them at the terminal; and no flood."""

import os
import pty
import re
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests import exports
from tests.conftest import MONDAY, Home, at, due, flat_mails, held_mails
from tests.exports import ANNA, ASA, BO, Somebody

NOON = at(MONDAY, "12:00")
CROWD = [Somebody("Person", chr(65 + n) + "son", url=f"https://www.linkedin.com/in/p{n}") for n in range(20)]
BOOK = '[[contact]]\nname = "Ida Ek"\nevery = "2 weeks"\nlast = 2026-11-09\n'


@pytest.fixture
def home(local_home: Home) -> Home:
    local_home.book(BOOK)
    return local_home


def bring_in(home: Home, *people: Somebody) -> None:
    path = home.folder / "c.csv"
    path.write_text(exports.linkedin(people))
    assert home.run("import", str(path), "--yes", now=NOON).code == 0


def live(home: Home, days: int, first: date = MONDAY) -> None:
    for number in range(days):
        home.tick(at(first + timedelta(days=number)))


def asked(mail: str) -> list[str]:
    found = re.search(r"KEEP IN TOUCH\?(.*?)(?=-- |GOOD TO KNOW)", mail)
    return re.findall(r"\d+\. (\w+ \w+)", found[1]) if found else []


# --- by mail --------------------------------------------------------------------------------------------------


def test_a_few_a_week_are_asked_about_each_twice_at_most_and_then_no_more(home: Home) -> None:
    bring_in(home, *CROWD[:5])
    live(home, 7 * 16)
    mails = [asked(mail) for mail in flat_mails(home)]
    several = [people for people in mails if people]
    assert all(len(people) <= 3 for people in several)
    named = [who for people in several for who in people]
    assert {named.count(f"Person {chr(65 + n)}son") for n in range(5)} == {2}


def test_they_come_with_the_first_mail_of_a_week_and_with_no_other(home: Home) -> None:
    bring_in(home, *CROWD)
    live(home, 14)
    mails = home.mails()
    days = [
        str(mail["Date"].datetime.date())
        for mail in mails
        if "KEEP IN TOUCH?" in mail.get_body(("plain",)).get_content()
    ]  # type: ignore[union-attr]
    assert days == ["2026-11-23", "2026-11-30"]


def test_somebody_with_nobody_else_in_the_book_gets_a_mail_that_asks(local_home: Home) -> None:
    local_home.configure(digest='when_empty = "silent"')
    local_home.book("# nobody yet\n")
    bring_in(local_home, ANNA)
    live(local_home, 1)
    (mail,) = flat_mails(local_home)
    assert asked(mail) == ["Anna Lind"]


def test_nobody_is_proposed_while_more_is_promised_than_a_week_holds(home: Home) -> None:
    many = "".join(f'[[contact]]\nname = "Close {n}"\nevery = "1 week"\n\n' for n in range(30))
    home.book(BOOK + many)
    bring_in(home, *CROWD)
    live(home, 8)
    assert not any(asked(mail) for mail in flat_mails(home))


def test_whom_you_were_in_touch_with_lately_comes_first(home: Home) -> None:
    bring_in(home, *CROWD, ANNA)
    home.run("log", "anna", now=NOON)
    live(home, 1, MONDAY + timedelta(days=1))
    (mail,) = flat_mails(home)
    assert asked(mail)[0] == "Anna Lind"
    assert "You were last in touch on Monday 23 November 2026." in mail


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ("2 close", ["Anna Lind comes up every month"]),
        ("2 regular\n3 no", ["Anna Lind comes up every 3 months", "Åsa Öberg stays in your book"]),
        (
            "2 nära, 3 nej och 4 sällan",
            ["Anna Lind comes up every month", "Åsa Öberg stays", "Bo Ek comes up every 6 months"],
        ),
        ("anna close, resten nej", ["Anna Lind comes up every month", "Åsa Öberg stays", "Bo Ek stays"]),
        ("2: mentor", ["Anna Lind comes up every 6 weeks"]),
        ("2, 3 och 4 nej", ["Anna Lind stays", "Åsa Öberg stays", "Bo Ek stays"]),
        ("2 nära, ringde henne igår", ["Anna Lind comes up every month", "Anna Lind: in touch on Sunday 22 November."]),
        ("2 ja", ["Anna Lind comes up every 3 months"]),
        ("2 ringde henne i går", ["Anna Lind: in touch on Sunday 22 November."]),
        ("alla sällan", ["Anna Lind comes up every 6 months", "Åsa Öberg comes up", "Bo Ek comes up"]),
    ],
)
def test_the_question_is_answered_like_anything_else(answer: str, told: list[str], home: Home) -> None:
    bring_in(home, ANNA, ASA, BO)
    live(home, 1)
    assert asked(flat_mails(home)[0]) == ["Anna Lind", "Åsa Öberg", "Bo Ek"]
    said = (
        home.run("answer", *answer.split(" "), now=NOON) if "\n" not in answer else home.run("answer", answer, now=NOON)
    )
    for line in told:
        assert line in said.out
    assert len(said.out.strip().splitlines()) == len(told)


def test_a_first_name_that_several_have_sorts_nobody(home: Home) -> None:
    home.book(BOOK.replace("Ida Ek", "Anna Ek"))
    bring_in(home, ANNA, ASA)
    live(home, 1)
    home.run("answer", "anna nära", now=NOON)
    assert "is not sorted yet" in home.run("explain", "anna-lind", now=NOON).out


def test_somebody_unsorted_by_the_very_name_gives_way_to_whom_you_keep(home: Home) -> None:
    home.book(BOOK.replace("Ida Ek", "Anna Ek"))
    bring_in(home, Somebody("Anna", "", url="https://www.linkedin.com/in/a"))
    assert "Anna Ek" in home.run("log", "anna", now=NOON).out


def test_an_unsorted_person_has_no_part_in_goals_and_late_greetings(home: Home) -> None:
    home.book(
        '[[goal]]\nname = "Speak"\n\n[[contact]]\nname = "Anna Lind"\ncircle = "unsorted"\ngoals = ["speak"]\nbirthday = "11-25"\n'
    )
    home.run("log", "anna", "--promise", "a book", "--by", "2026-12-20", now=NOON)
    home.configure(digest='days = ["monday", "friday"]')
    live(home, 7)
    assert not any("step towards" in mail or "birthday" in mail for mail in flat_mails(home))


def test_what_was_answered_is_taken_back_by_undo(home: Home) -> None:
    bring_in(home, ANNA)
    live(home, 1)
    home.run("answer", "alla", "close", now=NOON)
    assert "every month" in home.run("explain", "anna", now=NOON).out
    assert "Taken back: what you said of keeping in touch with Anna Lind." in home.run("undo", now=NOON).out
    assert "is not sorted yet" in home.run("explain", "anna", now=NOON).out


def test_who_was_refused_is_not_asked_about_again_in_any_way(home: Home) -> None:
    bring_in(home, ANNA, ASA)
    home.run("sort", "anna", "no", now=NOON)
    live(home, 60)
    assert {who for mail in flat_mails(home) for who in asked(mail)} == {"Åsa Öberg"}
    assert "1/1  Åsa Öberg" in home.run("sort", now=NOON, stdin="q\n").out


def test_what_the_person_writes_into_the_book_goes_before_what_was_answered(home: Home) -> None:
    bring_in(home, ANNA)
    home.run("sort", "anna", "seldom", now=NOON)
    text = (home.folder / "contacts.toml").read_text().replace('"unsorted"', '"mentor"')
    home.book(text)
    assert "every 6 weeks" in home.run("explain", "anna", now=NOON).out


def test_sorting_many_at_once_is_no_flood(home: Home) -> None:
    bring_in(home, *CROWD)
    assert "20 people sorted, 0 left." in home.run("sort", now=NOON, stdin="r\n" * 20).out
    for number in range(28):
        now = at(MONDAY + timedelta(days=number), "07:00")
        assert sum(row["planned"] == str(now.date()) for row in due(home, now).values()) <= 3


# --- at the terminal ------------------------------------------------------------------------------------------


def test_one_key_a_person_and_a_key_to_undo(home: Home) -> None:
    bring_in(home, ANNA, ASA, BO)
    said = home.run("sort", now=NOON, stdin="c\nx\nn\nu\ns\n \n")
    lines = [line.strip() for line in said.out.splitlines() if line.strip()]
    assert "1/3  Anna Lind  Engineer, Volvo · anna@example.org" in lines
    assert "→ Anna Lind comes up every month from now on." in lines
    assert "c close, r regular, s seldom, n no" in lines  # what else could be meant by "x"
    assert "← Taken back: Åsa Öberg." in lines
    assert "→ Åsa Öberg comes up every 6 months from now on." in lines
    assert "2 people sorted, 1 left." in lines
    assert "your week has room for 10" in said.out


def test_undo_before_anything_was_said_does_nothing(home: Home) -> None:
    bring_in(home, ANNA)
    said = home.run("sort", now=NOON, stdin="u\nc\n")
    assert "There is nothing to undo." in said.out
    assert "1 person sorted, 0 left." in said.out


def test_one_person_is_sorted_by_a_command(home: Home) -> None:
    home.book('[circles.choir]\nevery = "2 months"\n\n' + BOOK)
    bring_in(home, ANNA)
    assert (
        "how often? One of close, regular, seldom, no, or a circle: close, " in home.run("sort", "anna", now=NOON).err
    )
    assert "how often?" in home.run("sort", "anna", "often", now=NOON).err
    assert home.run("sort", "anna", "choir", now=NOON).out == "Anna Lind belongs to choir from now on.\n"
    assert "every other month" in home.run("explain", "anna", now=NOON).out
    assert "Ida Ek is sorted already, in contacts.toml" in home.run("sort", "ida", "close", now=NOON).err


def test_there_is_nothing_to_sort(home: Home) -> None:
    assert home.run("sort", now=NOON).out == "Everybody in your book is sorted.\n"


def test_in_a_terminal_a_key_needs_no_enter(home: Home) -> None:
    bring_in(home, ANNA, ASA)
    child, terminal = pty.fork()
    if child == 0:  # the program itself, in a terminal of its own
        os.chdir(home.folder)
        os.execve(sys.executable, [sys.executable, "-m", "followupd", "sort", "--config", str(home.config)],
                  {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1] / "src")})  # fmt: skip
    said = until(terminal, "Anna Lind")
    os.write(terminal, b"\x1b[A\x1bOB")
    until(terminal, "n no\r\n  c close, r regular")  # arrows are no answer, and end nothing
    os.write(terminal, b"c")
    said = until(terminal, "2/2")
    assert "Anna Lind comes up every month" in said
    os.write(terminal, b"q")
    assert "1 person sorted, 1 left." in until(terminal, "week has room")
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    os.close(terminal)


def until(terminal: int, text: str) -> str:
    """What the program writes, up to a text."""
    said = ""
    while text not in said:
        said += os.read(terminal, 4096).decode()
    return said


def test_in_swedish_keys_and_words_are_swedish(home: Home) -> None:
    home.configure(language="sv")
    bring_in(home, ANNA, ASA)
    live(home, 1)
    assert "HÅLLA KONTAKTEN?" in held_mails(home)[0]
    said = home.run("sort", now=NOON, stdin="n\nj\n")
    assert "→ Anna Lind kommer på tur varje månad från och med nu." in said.out
    assert "→ Åsa Öberg finns kvar i din bok, och du blir inte tillfrågad igen." in said.out
