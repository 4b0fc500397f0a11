"""Looking back: the month in the digest, the quarter in a mail of its own, and the pictures."""

import csv
import io
import json
import re
import struct
from datetime import date, timedelta
from pathlib import Path

import pytest

from followupd.mail.pictures import chart, network
from followupd.practice.state import PracticeState
from followupd.store import outbox as box
from followupd.text.catalog import speaking
from tests.conftest import MONDAY, Home, at, held_mails, html_of, row, text_of

BOOK = """\
[[contact]]
name = "Anna Lind"
circle = "mentor"
every = "1 month"
last = 2026-10-05
goals = ["speak"]

[[contact]]
name = "Ben Ek"
every = "1 month"
last = 2026-06-01

[[contact]]
name = "Åsa Öst"
every = "3 months"
last = 2026-09-20

[[goal]]
id = "speak"
name = "Speak in public"

[[goal]]
name = "Lead a project"
"""
NEW_YEAR = date(2027, 1, 1)
SVG = {"svg": "http://www.w3.org/2000/svg"}


def days(n: int) -> timedelta:
    return timedelta(days=n)


@pytest.fixture
def lived(home: Home) -> Home:
    """Three months with some answers."""
    home.book(BOOK)
    home.tick(at(date(2026, 10, 5)))
    for day in (date(2026, 11, 5), date(2026, 12, 3)):
        home.run("log", "anna", "--received", "--note", "advice", now=at(day, "12:00"))
    home.run("log", "anna", "--received", now=at(date(2026, 12, 4), "12:00"))
    home.run("log", "anna", "--kind", "thanks", now=at(date(2026, 12, 20), "12:00"))
    return home


@row("U9")
def test_the_first_digest_of_a_month_looks_back_in_a_sentence(lived: Home) -> None:
    lived.tick(at(date(2026, 11, 30)))
    lived.tick(at(date(2026, 12, 1)))
    lived.tick(at(date(2026, 12, 2)))
    told = [mail for mail in held_mails(lived) if "LOOKING BACK" in mail]
    assert len(told) == 2  # the first digest after October, and the first after November
    said = " ".join(told[1].split())
    assert "November: You were in touch with 1 person. You are on track with 67% of your contacts." in said


@row("U9")
def test_each_quarter_a_mail_says_what_is_kept_drifting_asked_too_much_and_to_look_for_once(lived: Home) -> None:
    for n in range(10):
        for clock in ("08:00", "12:00"):
            lived.tick(at(NEW_YEAR + days(n), clock))
    with lived.opened() as service:
        made = {one.occasion: one.created_at for one in box.posted(service.account) if one.slot == NEW_YEAR}
    assert made["review"] - made["digest"] == timedelta(hours=4), "not two mails at once"
    reviews = [mail for mail in lived.mails() if "review." in str(mail["Message-ID"])]
    assert [str(mail["Subject"]) for mail in reviews] == ["Your network, October to December"]
    said = " ".join(text_of(reviews[0]).split())
    for line in (
        "You were in touch with 1 person and said thank you 1 time. You are on track with 33% of your contacts.",
        "1. Ben Ek It has gone quiet with 1 person: Ben. Two lines are enough.",
        "2. Anna Lind You have asked Anna a lot. Give something small before the next question.",
        "Speak in public: Anna Lind.",
    ):
        assert line in said
    digests = [mail for mail in lived.mails() if "digest.2027-01-01" in str(mail["Message-ID"])]
    assert len(digests) == 1  # still one digest for a slot


def test_a_review_missed_by_a_machine_that_was_off_still_comes_and_one_for_a_newcomer_does_not(
    local_home: Home,
) -> None:
    local_home.book(BOOK)
    local_home.tick(at(NEW_YEAR, "12:00"))
    assert not [mail for mail in local_home.mails() if "review." in str(mail["Message-ID"])]
    local_home.tick(at(date(2027, 4, 12)))
    assert len([mail for mail in local_home.mails() if "review." in str(mail["Message-ID"])]) == 1


@pytest.mark.year
def test_who_is_let_pass_again_and_again_could_rest_and_is_not_deleted(local_home: Home) -> None:
    local_home.book(BOOK)
    for n in range(90):
        local_home.tick(at(date(2026, 10, 5) + days(n)))
    found = json.loads(local_home.run("review", "--json", now=at(NEW_YEAR)).out)
    assert "ben-ek" in found["resting"]
    assert found["uncovered"] == ["lead-a-project"]
    assert 'circle = "dormant"' in local_home.run("review", now=at(NEW_YEAR)).out


# --- pictures ----------------------------------------------------------------------------------------------


def outlook_of(home: Home) -> PracticeState:
    with home.opened() as service:
        from followupd.contacts import current

        return service.planner.practice_state(current.current(service.account, service.settings).book(), at(NEW_YEAR))


@row("U2")
def test_the_map_shows_people_against_goals_and_circles_and_the_goal_nobody_covers(lived: Home) -> None:
    assert lived.run("map", "--output", str(lived.folder / "map.svg"), now=at(NEW_YEAR)).code == 0
    said = (lived.folder / "map.svg").read_text()
    for word in (
        "Anna Lind",
        "Ben Ek",
        "Åsa Öst",
        "Speak in",
        "Lead a",
        "(nobody yet)",
        "mentor",
        "no circle",
        "Warm",
        "Cool",
    ):
        assert word in said, word
    lived.configure(language="sv")
    lived.run("map", "--output", str(lived.folder / "karta.svg"), now=at(NEW_YEAR))
    said = (lived.folder / "karta.svg").read_text()
    assert all(word in said for word in ("(ingen än)", "ingen krets", "Varm"))


@row("R15")
def test_progress_is_a_picture_of_the_months_in_the_persons_language(lived: Home) -> None:
    lived.run("progress", "--output", str(lived.folder / "progress.svg"), now=at(date(2026, 12, 31)))
    said = (lived.folder / "progress.svg").read_text()
    for word in (
        "Nov",
        "Dec",
        "in touch with",
        "met at events",
        "thanked",
        "Share on track",
        "67 %",
    ):
        assert word in said, word
    lived.configure(language="sv")
    lived.run("progress", "--output", str(lived.folder / "framsteg.svg"), now=at(NEW_YEAR))
    assert "Andel i fas" in (lived.folder / "framsteg.svg").read_text()


@pytest.mark.parametrize("command", ["map", "progress"])
def test_a_picture_is_a_private_file_the_same_each_time_and_wide_enough_for_any_screen(
    lived: Home, command: str
) -> None:
    first, second = (lived.folder / f"{n}.png" for n in (1, 2))
    for path in (first, second):
        assert lived.run(command, "--output", str(path), now=at(NEW_YEAR)).out == f"{path}\n"
    assert first.read_bytes() == second.read_bytes()
    width, height = struct.unpack(">II", first.read_bytes()[16:24])
    assert width == 1120
    assert height > 400
    assert first.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("name", "fault"), [("x.gif", "a picture is written as .svg or .png"), ("no/x.png", "there is no such folder")]
)
def test_a_picture_that_cannot_be_written_is_answered(local_home: Home, name: str, fault: str) -> None:
    local_home.book(BOOK)
    said = local_home.run("map", "--output", str(local_home.folder / name), now=at(NEW_YEAR))
    assert (said.code, fault in said.err) == (2, True)


def test_warmth_is_told_apart_without_colour_by_shape_and_mostly_by_lightness() -> None:
    shapes = [shape for _colour, shape in network.LOOKS.values()]
    assert len(set(shapes)) == len(shapes)

    def lightness(colour: str) -> float:
        channels = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
        linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in channels]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    bars = sorted(map(lightness, (chart.BLUE, chart.ORANGE, chart.GREEN)))
    assert bars[1] - bars[0] > 0.05
    assert bars[2] - bars[1] > 0.05


def test_an_empty_book_and_a_large_one_have_a_map_too(local_home: Home) -> None:
    local_home.book("contact = []\n")
    assert network.draw(outlook_of(local_home), "svg").count(b"<svg") == 1
    local_home.book("".join(f'[[contact]]\nname = "Person {n} {"x" * 60}"\ncircle = "mentor"\n' for n in range(150)))
    with speaking("en"):
        assert b"and 144 more" in network.draw(outlook_of(local_home), "svg")


@row("R15", "U2")
def test_the_review_holds_the_pictures_where_mail_programs_show_them_and_says_them_in_words(lived: Home) -> None:
    lived.tick(at(NEW_YEAR, "12:00"))
    (mail,) = [mail for mail in lived.mails() if "review." in str(mail["Message-ID"])]
    images = [part for part in mail.walk() if part.get_content_type() == "image/png"]
    ids = [str(part["Content-ID"]).strip("<>") for part in images]
    assert re.findall(r'src="cid:([^"]+)"', html_of(mail)) == ids
    assert all(part.get_content().startswith(b"\x89PNG") for part in images)  # type: ignore[attr-defined]
    assert [part.get_content_type() for part in mail.walk()] == [
        "multipart/alternative", "text/plain", "multipart/related", "text/html", "image/png", "image/png",
    ]  # fmt: skip
    assert "Speak in public: Anna Lind." in " ".join(text_of(mail).split())
    assert all(len(part.get_content()) <= 80_000 for part in images)  # type: ignore[arg-type]


def test_the_review_can_be_looked_at_without_waiting_for_it(lived: Home) -> None:
    target = lived.folder / "review.html"
    assert lived.run("review", "--output", str(target), now=at(NEW_YEAR)).code == 0
    assert target.read_text().count('src="data:image/png;base64,') == 2
    assert lived.run("review", "--output", str(lived.folder / "review.pdf"), now=at(NEW_YEAR)).code == 2


def test_without_the_part_for_pictures_a_word_says_how_to_get_it(lived: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """The extra is optional: here it is hidden from the import, as on a machine that has not got it."""
    import importlib.util
    import sys

    real = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name, *more: None if name == "matplotlib" else real(name, *more)
    )
    for name in [one for one in sys.modules if one.startswith("followupd.mail.pictures")]:
        monkeypatch.delitem(sys.modules, name)
    import followupd.mail

    monkeypatch.delattr(followupd.mail, "pictures")
    lived.tick(at(NEW_YEAR, "12:00"))
    (mail,) = [mail for mail in lived.mails() if "review." in str(mail["Message-ID"])]
    assert "pip install 'followupd[pictures]'" in text_of(mail)
    said = lived.run("map", "--output", str(lived.folder / "map.png"), now=at(NEW_YEAR))
    assert (said.code, "followupd[pictures]" in said.err) == (1, True)


# --- everything can be taken elsewhere ---------------------------------------------------------------------


@row("U11")
def test_all_that_was_written_and_recorded_can_be_taken_elsewhere_in_open_formats(lived: Home, tmp_path: Path) -> None:
    lived.book(
        BOOK.replace(
            'circle = "mentor"',
            'circle = "mentor"\ntags = ["energy"]\nratings = { trust = 4 }\nquestions = ["A?", "B?"]',
        )
        + '[[event]]\nname = "CHARM"\nstarts = 2026-12-01T10:00\n[[practice]]\nname = "Share"\nevery = "1 week"\n'
        + '[[project]]\nname = "Thesis"\nevery = "1 week"\n[[milestone]]\ncontact = "ben-ek"\nwhat = "Prize"\non = 2026-12-01\n'
    )
    lived.run("interview", "ben", "candidate", now=at(MONDAY))
    assert lived.run("export", "data", str(tmp_path / "out"), now=at(NEW_YEAR)).code == 0
    rows = {path.name: list(csv.DictReader(io.StringIO(path.read_text()))) for path in (tmp_path / "out").glob("*.csv")}
    assert {name: len(found) for name, found in rows.items() if name not in ("digests.csv", "journal.csv")} == {
        "contacts.csv": 3, "events.csv": 1, "goals.csv": 2, "practices.csv": 1, "projects.csv": 1, "milestones.csv": 1,
    }  # fmt: skip
    assert [one["type"] for one in rows["journal.csv"]][-1] == "interview"
    before = lived.run("goals", "--json", now=at(NEW_YEAR)).out
    lived.book((tmp_path / "out/contacts.csv").read_text(), "contacts.csv")
    lived.book(BOOK[BOOK.index("[[goal]]") :], "goals.toml")
    lived.config.write_text(lived.config.read_text() + '\n[contacts]\nfiles = ["contacts.csv", "goals.toml"]\n')
    assert lived.run("check").err == ""
    assert lived.run("goals", "--json", now=at(NEW_YEAR)).out == before


def test_a_dollar_in_a_name_is_a_dollar_and_stops_no_review(local_home: Home) -> None:
    name = "Ask $" + chr(92) + chr(92) + "foo$"
    local_home.book(BOOK.replace("Lead a project", name).replace("Ben Ek", "B $a_{b$ E"))
    local_home.tick(at(date(2026, 10, 5)))
    local_home.tick(at(NEW_YEAR, "12:00"))
    assert [mail for mail in local_home.mails() if "review." in str(mail["Message-ID"])]
    target = local_home.folder / "map.svg"
    assert local_home.run("map", "--output", str(target), now=at(NEW_YEAR)).code == 0
    assert "$a_{b$" in target.read_text()


def test_whoever_waits_for_something_from_you_is_not_told_to_rest(lived: Home) -> None:
    for n in range(60):
        lived.tick(at(date(2026, 12, 25) + days(n)))
    found = json.loads(lived.run("review", "--json", now=at(date(2027, 2, 23))).out)
    assert "anna-lind" not in found["resting"]


def test_map_and_progress_are_said_in_words_without_a_file(lived: Home) -> None:
    assert "Speak in public: Anna Lind." in lived.run("map", now=at(NEW_YEAR)).out
    assert lived.run("progress", now=at(NEW_YEAR)).out.count("on track with") >= 3


def test_each_mail_in_trouble_is_settled_by_its_own_name(lived: Home) -> None:
    from sqlalchemy import update

    from followupd.store.tables import outbox

    lived.tick(at(NEW_YEAR, "12:00"))
    with lived.opened() as service:
        with service.account.write() as connection:
            connection.execute(update(outbox).where(outbox.c.slot == NEW_YEAR).values(state="unknown"))
        assert lived.run("outbox", "--arrived", "2027-01-01/review", now=at(NEW_YEAR)).code == 0
        states = {one.name: one.state for one in box.posted(service.account) if one.slot == NEW_YEAR}
    assert states == {"2027-01-01": "unknown", "2027-01-01/review": "sent"}
    assert lived.run("outbox", "--arrived", "2027-01-01/dinner", now=at(NEW_YEAR)).code == 2


def test_the_pictures_of_the_mail_are_small_readable_on_a_phone_and_do_not_glare(lived: Home) -> None:
    import io

    from PIL import Image

    lived.configure(language="sv")
    lived.tick(at(NEW_YEAR, "12:00"))
    (mail,) = [mail for mail in lived.mails() if "review." in str(mail["Message-ID"])]
    images = [part.get_content() for part in mail.walk() if part.get_content_type() == "image/png"]
    assert [Image.open(io.BytesIO(image)).size[0] for image in images] == [732, 732]  # type: ignore[arg-type]
    for image in images:
        picture = Image.open(io.BytesIO(image)).convert("L")  # type: ignore[arg-type]
        assert picture.getpixel((3, 3)) < 240, "no white paper"  # type: ignore[operator]
    alts = re.findall(r'<img [^>]*alt="([^"]+)"', html_of(mail))
    assert len(alts) == 2
    assert all(alt.endswith(".") and " " in alt for alt in alts), "a sentence, and not a heading"


def test_an_attempt_without_an_answer_is_no_contact_in_any_figure(lived: Home) -> None:
    before = json.loads(lived.run("review", "--json", now=at(NEW_YEAR)).out)
    lived.run("log", "ben", "--kind", "no-answer", now=at(date(2026, 12, 29), "12:00"))
    after = json.loads(lived.run("review", "--json", now=at(NEW_YEAR)).out)
    assert (after["reached"], after["within_limit"]) == (before["reached"], before["within_limit"])
    lived.run("log", "ben", now=at(date(2026, 12, 30), "12:00"))
    assert json.loads(lived.run("review", "--json", now=at(NEW_YEAR)).out)["reached"] == before["reached"] + 1


def test_in_the_month_of_a_review_the_digest_does_not_look_back_too(lived: Home) -> None:
    lived.tick(at(NEW_YEAR - days(1)))
    lived.tick(at(NEW_YEAR))
    lived.tick(at(NEW_YEAR, "12:00"))
    said = [text_of(mail) for mail in lived.mails() if "2027-01-01" in str(mail["Message-ID"])]
    assert sum("You were in touch with" in one for one in said) == 1
