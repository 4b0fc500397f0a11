"""Imports, as a person makes them: what a program exported goes in, once, and nothing of theirs is lost."""

import io
import re
import time
import tomllib
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests import exports
from tests.conftest import MONDAY, Home, Said, at, due, flat_mails
from tests.exports import ANNA, ASA, BO, PEOPLE, Somebody

NOON = at(MONDAY, "12:00")


@pytest.fixture
def home(local_home: Home) -> Home:
    local_home.book("# my people\n")
    return local_home


def bring_in(home: Home, content: str | bytes, name: str = "export.csv", *options: str, stdin: str = "") -> Said:
    path = home.folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return home.run("import", str(path), *options, now=NOON, stdin=stdin)


def book_of(home: Home) -> dict[str, dict[str, object]]:
    return {one["name"]: one for one in tomllib.loads((home.folder / "contacts.toml").read_text()).get("contact", [])}


# --- every format --------------------------------------------------------------------------------------------

TABLES: dict[str, tuple[str, Callable[[], str]]] = {
    "linkedin": ("LinkedIn", lambda: exports.linkedin(PEOPLE)),
    "linkedin without its notes": ("LinkedIn", lambda: exports.linkedin(PEOPLE, preamble=False)),
    "linkedin in Swedish": ("LinkedIn", lambda: exports.linkedin(PEOPLE, "sv")),
    "linkedin through Swedish Excel": ("LinkedIn", lambda: exports.linkedin(PEOPLE, separator=";")),
    "google of before": ("Google", lambda: exports.google_old(PEOPLE)),
    "google of now": ("Google", lambda: exports.google_new(PEOPLE)),
    "outlook": ("Outlook", lambda: exports.outlook(PEOPLE)),
    "outlook in Swedish": ("Outlook", lambda: exports.outlook(PEOPLE, "sv")),
    "outlook in Swedish with semicolons": ("Outlook", lambda: exports.outlook(PEOPLE, "sv", ";")),
    "a phone": ("vCard", lambda: exports.vcards(PEOPLE)),
    "a phone with vCard 4": ("vCard", lambda: exports.vcards(PEOPLE, "4.0")),
    "an old phone": ("vCard", lambda: exports.vcards(PEOPLE, "2.1")),
    "a phone with bare line feeds": ("vCard", lambda: exports.vcards(PEOPLE, newline="\n")),
}
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "cp1252")


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("which", TABLES)
def test_an_export_goes_in_whatever_its_layout_and_encoding(which: str, encoding: str, home: Home) -> None:
    kind, made = TABLES[which]
    if which == "an old phone" and encoding == "cp1252":
        encoding = "ascii"
    said = bring_in(home, made().encode(encoding), "file", "--yes")
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith(f"{kind}: 3 people.")
    book = book_of(home)
    assert list(book) == ["Anna Lind", "Åsa Öberg", "Bo Ek"]
    assert {one["circle"] for one in book.values()} == {"unsorted"}
    assert "anna@example.org" in book["Anna Lind"]["email"]
    if which != "an old phone":
        assert book["Åsa Öberg"]["company"] == ASA.company
        assert book["Bo Ek"]["role"] == "Säljare Norden"
    if "linkedin" not in which:
        assert book["Anna Lind"]["phone"] == ANNA.phone
        assert book["Åsa Öberg"]["email"] == list(ASA.emails)
        assert (book["Anna Lind"]["birthday"], book["Bo Ek"]["birthday"]) == ("1990-04-12", "1988-02-29")
    assert home.run("check").code == 0


@pytest.mark.parametrize("which", TABLES)
def test_the_same_export_three_times_changes_nothing(which: str, home: Home) -> None:
    content = TABLES[which][1]()
    bring_in(home, content, "one", "--yes")
    once = (home.folder / "contacts.toml").read_bytes()
    for name, again in (("two", content), ("three", content + "\n")):  # the second is not the very same file
        said = bring_in(home, again, name, "--yes")
        assert (said.code, said.err) == (0, "")
        assert "Nothing to write" in said.out
        assert (home.folder / "contacts.toml").read_bytes() == once


def test_a_linkedin_export_of_2019_has_no_profiles_and_goes_in_all_the_same(home: Home) -> None:
    said = bring_in(home, exports.linkedin(PEOPLE, "2019"), "c.csv", "--yes")
    assert "3 new" in said.out
    assert "Nothing to write" in bring_in(home, exports.linkedin(PEOPLE, "2019") + "\n", "c.csv", "--yes").out


def test_the_zip_that_linkedin_sends_is_taken_as_it_is(home: Home) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("Profile.csv", "First Name,Last Name\nMaja,Berg\n")
        archive.writestr("Connections.csv", exports.linkedin(PEOPLE))
    assert "LinkedIn: 3 people" in bring_in(home, packed.getvalue(), "Basic_LinkedInDataExport.zip", "--yes").out


@pytest.mark.parametrize("content", [b"PK\x03\x04 broken", b"PK\x03\x04" + b"\0" * 200])
def test_a_broken_zip_is_said_to_be_that(content: bytes, home: Home) -> None:
    said = bring_in(home, content, "x.zip", "--yes")
    assert said.code == 2
    assert said.err.startswith("x.zip: ")


def test_a_folder_of_cards_is_one_export(home: Home) -> None:
    folder = home.folder / "cards"
    folder.mkdir()
    for number, one in enumerate(PEOPLE):
        (folder / f"{number}.vcf").write_text(exports.vcards([one]))
    said = home.run("import", str(folder), "--yes", now=NOON)
    assert "vCard: 3 people" in said.out


def test_a_list_of_ones_own_goes_in_by_its_headers(home: Home) -> None:
    said = bring_in(home, "Namn;E-post;Mobil;Arbetsgivare;Roll\nAnna Lind;anna@example.org;0701234567;Volvo;Chef\n",
                    "lista.csv", "--yes")  # fmt: skip
    assert "CSV: 1 person." in said.out
    assert book_of(home)["Anna Lind"] == {
        "name": "Anna Lind", "email": ["anna@example.org"], "phone": "0701234567", "company": "Volvo", "role": "Chef",
        "circle": "unsorted",
    }  # fmt: skip


def test_a_table_of_our_own_keeps_circle_and_cadence(home: Home) -> None:
    bring_in(home, "name,circle,every,notes\nAnna Lind,mentor,6 weeks,'=likes tea\n", "own.csv", "--yes")
    assert book_of(home)["Anna Lind"] == {
        "name": "Anna Lind", "circle": "mentor", "notes": "=likes tea", "every": "6 weeks",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("column", "born"),
    [
        (["3/25/1999", "4/5/1998"], ["1999-03-25", "1998-04-05"]),
        (["25/3/1999", "5/4/1998"], ["1999-03-25", "1998-04-05"]),
        (["25.3.1999", "5.4.1998"], ["1999-03-25", "1998-04-05"]),
        (["--0325", "1604-04-05"], ["03-25", "04-05"]),
        (["3/2/1999", "4/5/1998"], [None, None]),
        (["0/0/00", "1998-04-05"], [None, "1998-04-05"]),
        (["29/2/2000", "29/2/1904"], ["2000-02-29", "1904-02-29"]),
    ],
)
def test_a_birthday_is_taken_only_when_it_is_clear_which_number_is_the_month(
    column: list[str], born: list[str | None], home: Home
) -> None:
    text = "Name,Birthday\n" + "".join(f"Person {'AB'[n]},{value}\n" for n, value in enumerate(column))
    said = bring_in(home, text, "b.csv", "--yes")
    assert [one.get("birthday") for one in book_of(home).values()] == born
    assert ("which number is the month?" in said.err) == (column[0] == "3/2/1999")


# --- bad input ------------------------------------------------------------------------------------------------


def test_what_cannot_be_read_is_named_by_its_line_and_the_rest_goes_in(home: Home) -> None:
    said = bring_in(home, "Name,E-mail,Phone\nAnna Lind,anna@,070 1\nBen Ek,ben@example.org,070-123 45 67,one,more\n"
                    'Cleo Dahl,"cleo@example.org\nDag Falk,dag@example.org,\n', "people.csv", "--yes")  # fmt: skip
    assert said.code == 1
    assert "people.csv:2: Anna Lind: email: " in said.err
    assert "people.csv:3: 5 values, but the header names 3" in said.err
    assert "people.csv:4: not a CSV file" in said.err
    assert list(book_of(home)) == ["Anna Lind", "Dag Falk"]


@pytest.mark.parametrize("content", [b"", b"\n\n", b"just words\n", b"a,b\n1,2\n", b"\x00\x01\x02", b"\xff\xfe", b"{}"])
def test_a_file_that_holds_no_people_is_said_to_be_that(content: bytes, home: Home) -> None:
    said = bring_in(home, content, "x.csv", "--yes")
    assert said.code == 2
    assert said.err.startswith("x.csv")
    assert book_of(home) == {}


def test_a_file_that_is_not_there_is_named(home: Home) -> None:
    said = home.run("import", "nowhere.csv")
    assert said.code == 1
    assert "nowhere.csv" in said.err


def test_a_kind_that_does_not_fit_is_said(home: Home) -> None:
    (home.folder / "a.csv").write_text("Name\nAnna\n")
    assert "holds no vCards" in home.run("import", "vcard", str(home.folder / "a.csv")).err
    assert "linkedin, google, outlook, vcard, csv" in home.run("import", "hotmail", str(home.folder / "a.csv")).err


def test_a_card_that_was_cut_off_is_named_and_the_others_go_in(home: Home) -> None:
    said = bring_in(home, exports.vcards(PEOPLE)[:-30], "phone.vcf", "--yes")
    assert said.code == 1
    assert "this card has no END:VCARD" in said.err
    assert list(book_of(home)) == ["Anna Lind", "Åsa Öberg"]


# --- before anything is written -------------------------------------------------------------------------------


def test_a_dry_run_shows_what_would_be_written_and_writes_nothing(home: Home) -> None:
    home.book('[[contact]]\nname = "Anna Lind"\nemail = "anna@example.org"\n')
    before = {path: path.read_bytes() for path in home.folder.rglob("*") if path.is_file()}
    said = bring_in(home, exports.linkedin(PEOPLE), "c.csv", "--dry-run")
    for line in ("2 new", "1 who seems to be in your book already", "the same: Anna Lind (Volvo) and Anna Lind (same address)",
                 "role: Engineer", "new: Åsa Öberg", "Nothing was written."):  # fmt: skip
        assert line in said.out
    (home.folder / "c.csv").unlink()
    assert {path: path.read_bytes() for path in home.folder.rglob("*") if path.is_file()} == before


def test_no_is_no(home: Home) -> None:
    said = bring_in(home, exports.linkedin(PEOPLE), "c.csv", stdin="n\n")
    assert "Nothing was written." in said.out
    assert book_of(home) == {}


def test_without_anybody_to_answer_nothing_is_written(home: Home) -> None:
    said = bring_in(home, exports.linkedin(PEOPLE), "c.csv")
    assert said.code == 2
    assert "--yes" in said.err
    assert book_of(home) == {}


def test_comments_and_order_of_the_book_stay_as_they_were(home: Home) -> None:
    mine = '# dear ones\n[[contact]]  # first\nname = "Anna Lind"   # since school\nemail = ["anna@example.org"]\n\n# work\n'
    home.book(mine + '[[contact]]\nname = "Zoe"\n')
    bring_in(home, exports.linkedin([ANNA, BO]), "c.csv", "--yes")
    text = (home.folder / "contacts.toml").read_text()
    for line in ("# dear ones\n", "[[contact]]  # first\n", "# since school\n", "\n# work\n"):
        assert line in text
    assert re.findall(r'name = "([^"]*)"', text) == ["Anna Lind", "Zoe", "Bo Ek"]
    assert book_of(home)["Anna Lind"]["company"] == "Volvo"


def test_people_go_into_a_file_of_their_own_when_it_is_named(home: Home) -> None:
    home.configure(smtp='[contacts]\nfiles = ["contacts.toml", "linkedin.toml"]\n')
    home.book("", "linkedin.toml")
    said = bring_in(home, exports.linkedin(PEOPLE), "c.csv", "--yes", "--file", "linkedin.toml")
    assert "linkedin.toml: 3 added" in said.out
    assert book_of(home) == {}
    said = bring_in(home, exports.linkedin(PEOPLE) + "\n", "c.csv", "--yes", "--file", "other.toml")
    assert 'add "other.toml" to files under [contacts]' in said.err


# --- a newer export -------------------------------------------------------------------------------------------


def test_a_newer_export_changes_what_the_source_owns_and_nothing_the_person_wrote(home: Home) -> None:
    bring_in(home, exports.linkedin([ANNA]), "c.csv", "--yes")
    path = home.folder / "contacts.toml"
    mine = path.read_text().replace('circle = "unsorted"', 'circle = "mentor"\nnotes = "tea"\nevery = "5 weeks"')
    home.book(mine.replace("Engineer", "My own words"))
    said = bring_in(home, exports.linkedin([replace(ANNA, company="Scania", role="Chef", emails=["a@example.org"])]),
                    "c2.csv", "--yes")  # fmt: skip
    anna = book_of(home)["Anna Lind"]
    assert (anna["company"], anna["role"], anna["email"]) == ("Scania", "My own words", ["a@example.org"])
    assert (anna["circle"], anna["notes"], anna["every"]) == ("mentor", "tea", "5 weeks")
    assert "Anna Lind has a new job at Scania" in said.out


def test_a_new_job_is_something_to_congratulate_on(home: Home) -> None:
    bring_in(home, exports.linkedin([ANNA]), "c.csv", "--yes")
    home.book((home.folder / "contacts.toml").read_text().replace("unsorted", "mentor"))
    bring_in(home, exports.linkedin([replace(ANNA, company="Scania")]), "c2.csv", "--yes")
    home.tick(at(MONDAY + timedelta(days=1)))
    (mail,) = flat_mails(home)
    assert "new job at Scania" in mail


def test_an_older_export_takes_nothing_back_and_congratulates_nobody(home: Home) -> None:
    older, newer = exports.linkedin([ANNA, BO]), exports.linkedin([replace(ANNA, company="Scania"), BO])
    bring_in(home, older, "c.csv", "--yes")
    home.book((home.folder / "contacts.toml").read_text().replace("unsorted", "mentor"))
    bring_in(home, newer, "c2.csv", "--yes")
    book = (home.folder / "contacts.toml").read_text()
    for _time in range(2):
        said = bring_in(home, older, "c.csv", "--yes")
        assert (said.code, said.err) == (0, "")
        assert "1 with an earlier job: this export is older than one before, and nothing is taken back" in said.out
        assert "new job" not in said.out
        assert "your book has all of it" not in said.out
        assert (home.folder / "contacts.toml").read_text() == book
    third = bring_in(home, exports.linkedin([replace(ANNA, company="ABB"), BO]), "c3.csv", "--yes")
    assert "Anna Lind has a new job at ABB" in third.out


@pytest.mark.parametrize("company", ["Volvo AB", "VOLVO", "Volvo Group"])
def test_the_same_company_in_other_words_is_no_new_job(company: str, home: Home) -> None:
    bring_in(home, exports.linkedin([ANNA]), "c.csv", "--yes")
    said = bring_in(home, exports.linkedin([replace(ANNA, company=company)]), "c2.csv", "--yes")
    assert "new job" not in said.out
    assert book_of(home)["Anna Lind"]["company"] == company


def test_who_was_taken_out_of_the_book_stays_out_until_put_back(home: Home) -> None:
    bring_in(home, exports.linkedin(PEOPLE), "c.csv", "--yes")
    text = (home.folder / "contacts.toml").read_text()
    home.run("log", "bo-ek", "--note", "likes boats", now=NOON)
    home.book(text[: text.index('[[contact]]\nname = "Bo Ek"')])
    said = bring_in(home, exports.linkedin(PEOPLE) + "\n", "c2.csv", "--yes")
    assert "1 whom you took out of your book; they stay out" in said.out
    assert "Bo Ek" not in book_of(home)
    assert "1 added" in bring_in(home, exports.linkedin(PEOPLE), "c.csv", "--yes", "--put-back").out
    assert "likes boats" in history(home, "bo-ek")


def test_whoever_is_called_otherwise_in_the_book_is_known_again(home: Home) -> None:
    bring_in(home, exports.linkedin([ANNA]), "c.csv", "--yes")
    home.run("log", "anna-lind", "--note", "tea", now=NOON)
    home.book((home.folder / "contacts.toml").read_text().replace("Anna Lind", "Anna Ek"))
    said = bring_in(home, exports.linkedin([replace(ANNA, role="Chef")]), "c2.csv", "--yes")
    assert "1 changed" in said.out
    assert list(book_of(home)) == ["Anna Ek"]
    assert "tea" in (home.run("preview", now=at(MONDAY + timedelta(days=1))).out + history(home, "anna-ek"))


def history(home: Home, who: str) -> str:
    home.run("export", "data", str(home.folder / "out"), now=NOON)
    lines = (home.folder / "out/journal.csv").read_text().splitlines()
    return "\n".join(line for line in lines if f",{who}," in line)


def test_a_person_with_another_address_and_the_number_of_before_is_the_same(home: Home) -> None:
    bring_in(home, exports.google_new([ANNA, BO]), "g.csv", "--yes")
    moved = replace(ANNA, emails=["anna@new.example"], url="")
    assert "1 with news" in bring_in(home, exports.google_new([moved, BO]), "g2.csv", "--yes").out
    assert book_of(home)["Anna Lind"]["email"] == ["anna@new.example"]


def test_a_namesake_in_a_newer_export_is_asked_about_and_not_taken_for_the_one_of_before(home: Home) -> None:
    bring_in(home, exports.google_new([ANNA, BO]), "g.csv", "--yes")
    another = replace(ANNA, emails=["lind@teacher.example"], url="", phone="", company="School")
    said = bring_in(home, exports.google_new([another, BO]), "g2.csv", "--yes")
    assert "1 who may be in your book already" in said.out
    assert book_of(home)["Anna Lind"]["email"] == ["anna@example.org"]
    profile = replace(ANNA, url="https://www.linkedin.com/in/anna-lind-777", emails=[])
    bring_in(home, exports.linkedin([ANNA]), "l.csv", "--yes")
    assert "1 new" in bring_in(home, exports.linkedin([profile]), "l2.csv", "--yes").out


def test_an_address_that_the_person_wrote_is_never_taken_away(home: Home) -> None:
    home.book('[[contact]]\nname = "Anna Lind"\nemail = ["anna@home.example", "anna@example.org"]\n')
    bring_in(home, exports.google_new([ANNA]), "g.csv", "--yes")
    bring_in(home, exports.google_new([replace(ANNA, emails=["anna@work.example"])]), "g2.csv", "--yes")
    assert book_of(home)["Anna Lind"]["email"] == ["anna@home.example", "anna@example.org", "anna@work.example"]
    bring_in(home, exports.google_new([replace(ANNA, emails=["anna@third.example"])]), "g3.csv", "--yes")
    assert book_of(home)["Anna Lind"]["email"] == ["anna@home.example", "anna@example.org", "anna@third.example"]


# --- who is who -----------------------------------------------------------------------------------------------


def test_two_people_with_one_name_both_go_in_and_keep_their_own_history(home: Home) -> None:
    other = replace(ANNA, url="https://www.linkedin.com/in/anna-lind-2", emails=[], company="Sweco")
    bring_in(home, exports.linkedin([ANNA, other]), "c.csv", "--yes")
    ids = [one.get("id", "anna-lind") for one in tomllib.loads((home.folder / "contacts.toml").read_text())["contact"]]
    assert ids[0] == "anna-lind"
    assert re.fullmatch(r"anna-lind-[0-9a-f]{6}", str(ids[1]))
    home.run("log", str(ids[1]), "--note", "the other one", now=NOON)
    bring_in(home, exports.linkedin([replace(other, role="Chef"), ANNA]), "c2.csv", "--yes")  # the order is another
    assert "the other one" in history(home, str(ids[1]))
    roles = {one.get("id", "anna-lind"): one["role"] for one in
             tomllib.loads((home.folder / "contacts.toml").read_text())["contact"]}  # fmt: skip
    assert roles == {ids[0]: "Engineer", ids[1]: "Chef"}


def test_one_person_in_two_sources_with_three_addresses_stays_one(home: Home) -> None:
    bring_in(
        home, exports.google_new([replace(ANNA, emails=["anna@example.org", "anna@home.example"])]), "g.csv", "--yes"
    )
    said = bring_in(home, exports.linkedin([replace(ANNA, emails=["lind@work.example"])]), "l.csv", "--yes")
    assert "1 who seems to be in your book already" in said.out
    assert list(book_of(home)) == ["Anna Lind"]
    assert book_of(home)["Anna Lind"]["email"] == ["anna@example.org", "anna@home.example", "lind@work.example"]
    for content in (exports.linkedin([replace(ANNA, emails=["lind@work.example"])]), exports.vcards([ANNA])):
        assert "0 added" in (said := bring_in(home, content + "\n", "x", "--yes").out) or "Nothing to write" in said


def test_somebody_doubtful_is_asked_about_and_a_no_is_remembered(home: Home) -> None:
    home.book('[[contact]]\nname = "Anna Lind"\ncompany = "Sweco"\n')
    said = bring_in(home, exports.linkedin([ANNA]), "c.csv", "--yes")
    assert "Anna Lind (Volvo) is left out until you have said whether that is Anna Lind (Sweco) (same name)" in said.out
    assert len(contacts(home)) == 1
    said = bring_in(home, exports.linkedin([ANNA]), "c.csv", stdin="n\ny\n")
    assert "Is Anna Lind (Volvo) the same as Anna Lind (Sweco) (same name)?" in said.out
    assert len(contacts(home)) == 2
    newer = exports.linkedin([replace(ANNA, role="Chef")])
    assert "1 changed" in bring_in(home, newer, "c2.csv", "--yes").out


def contacts(home: Home) -> list[dict[str, object]]:
    found: list[dict[str, object]] = tomllib.loads((home.folder / "contacts.toml").read_text())["contact"]
    return found


def test_a_no_is_asked_for_once(home: Home) -> None:
    home.book('[[contact]]\nname = "Anna Lind"\ncompany = "Sweco"\n')
    bring_in(home, exports.linkedin([ANNA]), "c.csv", stdin="n\ny\n")
    text = (home.folder / "contacts.toml").read_text()
    home.book(text[: text.index("[[contact]]", 5)])  # the new one is taken out again
    said = bring_in(home, exports.linkedin([ANNA]), "c.csv", "--yes", "--put-back")
    assert "Is Anna Lind" not in said.out
    assert "1 added" in said.out


def test_a_yes_joins_the_two_and_fills_what_was_missing(home: Home) -> None:
    home.book('[[contact]]\nname = "Anna Lind"\ncompany = "Sweco"\nnotes = "tea"\n')
    said = bring_in(home, exports.linkedin([ANNA]), "c.csv", stdin="y\ny\n")
    assert "0 added, 1 changed" in said.out
    (anna,) = contacts(home)
    assert (anna["company"], anna["notes"], anna["url"]) == ("Sweco", "tea", ANNA.url)


def test_those_who_seem_to_be_the_same_are_confirmed_together_or_one_by_one(home: Home) -> None:
    home.book('[[contact]]\nname = "Anna Lind"\nemail = "anna@example.org"\n\n[[contact]]\nname = "A. Öberg"\n'
              'email = "asa@example.org"\n')  # fmt: skip
    said = bring_in(home, exports.google_new([ANNA, ASA]), "g.csv", stdin="n\ny\nn\ny\n")
    assert "Are these the same people?" in said.out
    assert [one["name"] for one in contacts(home)] == ["Anna Lind", "A. Öberg", "Åsa Öberg"]


def test_members_of_a_family_with_one_address_are_different_people(home: Home) -> None:
    family = [Somebody("Anna", "Lind", ["lind@example.org"]), Somebody("Per", "Lind", ["lind@example.org"])]
    bring_in(home, exports.google_new(family[:1]), "g.csv", "--yes")
    said = bring_in(home, exports.outlook(family[1:]), "o.csv", "--yes")
    assert "1 added" in said.out
    assert list(book_of(home)) == ["Anna Lind", "Per Lind"]


FAMILY = [
    Somebody("Anna", "Lind", ["lind@example.org"], "031-10 00 00"),
    Somebody("Per", "Lind", ["lind@example.org"], "031-10 00 00"),
]


def test_a_family_a_switchboard_and_namesakes_within_one_export_are_so_many_people(home: Home) -> None:
    colleagues = [
        Somebody("Erik", "Berg", phone="031-10 00 00", company="Volvo"),
        Somebody("Ida", "Ek", phone="031-10 00 00", company="Volvo"),
    ]
    namesakes = [Somebody("Eva", "Dahl", company="Volvo"), Somebody("Eva", "Dahl", company="Scania")]
    for people in (FAMILY, colleagues, namesakes):
        said = bring_in(home, exports.google_new(people).replace("+46 31 10 00 00", ""), "g.csv", "--yes")
        assert "2 new" in said.out, people
        assert (
            "2 as before"
            in bring_in(home, exports.google_new(people).replace("+46 31 10 00 00", "") + "\n", "g.csv", "--yes").out
        )


def test_a_number_that_somebody_else_has_now_makes_nobody_another(home: Home) -> None:
    bring_in(home, "Name,Phone,Company\nAnna Lind,08-123 456 78,Volvo\n", "a.csv", "--yes")
    bring_in(home, "Name,Phone,Company\nErik Berg,08-123 456 78,Scania\n", "b.csv", "--yes")
    assert {name: one["company"] for name, one in book_of(home).items()} == {
        "Anna Lind": "Volvo",
        "Erik Berg": "Scania",
    }


@pytest.mark.parametrize(
    "page",
    ["https://www.volvo.com/se", "https://facebook.com/profile.php?id=%d", "https://www.linkedin.com/company/volvo"],
)
def test_a_web_page_that_others_have_too_joins_nobody(page: str, home: Home) -> None:
    pages = [page.replace("%d", str(number)) for number in (1, 2)]
    people = [replace(FAMILY[n], emails=[f"p{n}@example.org"], phone="", url=pages[n]) for n in (0, 1)]
    assert "2 new" in bring_in(home, exports.google_new(people).replace("+46 31 10 00 00", ""), "g.csv", "--yes").out


def test_the_id_of_our_own_export_is_kept_and_known(home: Home) -> None:
    for again in ("", "\n"):
        said = bring_in(home, "id,name,circle,every\nal,Anna Lind,mentor,5 weeks\n" + again, "own.csv", "--yes")
    assert "1 as before" in said.out
    assert book_of(home)["Anna Lind"]["id"] == "al"


def test_one_bad_value_keeps_only_itself_out(home: Home) -> None:
    said = bring_in(home, "name,circle,every,goals,last\nAnna Lind,gym,,,\nBen Ek,,6 weeks,german python,\nCleo,,6 weeks,,2026-W37-1\n"
                    "Dag,,sometimes,,\n", "own.csv", "--yes")  # fmt: skip
    assert list(book_of(home)) == ["Anna Lind", "Ben Ek", "Cleo", "Dag"]
    for line in (
        'own.csv:2: Anna Lind: there is no circle "gym"',
        'own.csv:3: Ben Ek: there is no goal "german"',
        "own.csv:5: Dag: every:",
    ):
        assert line in said.err
    assert home.run("check").code == 0


def test_hundreds_of_bad_rows_hide_no_good_one(home: Home) -> None:
    rows = "".join(f"P{n} Berg,x,one,more\n" for n in range(300))
    bring_in(home, f"Name,E-mail\n{rows}Anna Lind,anna@example.org\n", "p.csv", "--yes")
    assert list(book_of(home)) == ["Anna Lind"]


def test_what_was_changed_while_it_was_asked_stops_the_import(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    from followupd.cli import importing

    def meanwhile(*_: object) -> bool:
        home.book('[[contact]]\nname = "Anna Lind"\n')
        return True

    monkeypatch.setattr(importing, "_agrees", meanwhile)
    said = bring_in(home, exports.linkedin([ANNA]), "c.csv")
    assert "Your contacts files were changed meanwhile, so nothing was written." in said.err
    assert book_of(home) == {"Anna Lind": {"name": "Anna Lind"}}


def test_a_name_in_decomposed_letters_is_found_again(home: Home) -> None:
    import unicodedata

    home.book(unicodedata.normalize("NFD", '[[contact]]\nname = "Åsa Öberg"\nemail = "asa@example.org"\n'))
    assert "1 changed" in bring_in(home, exports.google_new([ASA]), "g.csv", "--yes").out
    assert "Räksmörgås" in (home.folder / "contacts.toml").read_text()


def test_a_note_that_looks_like_a_comment_at_its_end_is_no_trouble(home: Home) -> None:
    home.book('[[contact]]\nname = "Anna Lind"\nemail = "anna@example.org"\nnotes = """\n# likes hiking"""\n')
    assert "1 changed" in bring_in(home, exports.linkedin([ANNA]), "c.csv", "--yes").out
    assert book_of(home)["Anna Lind"]["notes"] == "# likes hiking"


def test_a_note_with_a_line_like_a_header_leaves_the_order_of_the_book_alone(home: Home) -> None:
    before = (
        '[[contact]]\nname = "Bo Ek"\nnotes = """\n[idea] call him\n[[contact]]\n"""\n\n'
        '[circles.choir]\nevery = "2 months"\n\n[[contact]]\nname = "Anna Lind"\nemail = "anna@example.org"  # home\n\n'
        '[[milestone]]\ncontact = "bo-ek"\nwhat = "exam"\non = 2026-12-20\n'
    )
    home.book(before)
    assert "1 changed" in bring_in(home, exports.linkedin([ANNA]), "c.csv", "--yes").out
    after = (home.folder / "contacts.toml").read_text()
    start, end = before.index("# home") + 6, before.index("\n[[milestone")
    assert after.startswith(before[:start])
    assert after.endswith(before[end:])


def test_a_book_with_a_mistake_is_named_before_anything_is_asked(home: Home) -> None:
    home.book('[[contact]]\nname = "Anna Lind"\n')
    home.run("check", now=NOON)
    home.book('[[contact]]\nname = "Anna Lind\n')
    said = bring_in(home, exports.linkedin([BO]), "c.csv")
    assert (said.code, said.out) == (2, "")
    assert "contacts.toml:2" in said.err


def test_what_is_neither_yes_nor_no_is_asked_again(home: Home) -> None:
    assert "added" in bring_in(home, exports.linkedin([ANNA]), "c.csv", stdin="what?\n?\ny\n").out
    assert "Nothing was written." in bring_in(home, exports.linkedin([BO]), "d.csv", stdin="maybe\nn\n").out


def test_two_records_of_one_contact_give_both_their_addresses_every_time(home: Home) -> None:
    home.book('[[contact]]\nname = "Anna Lind"\n')
    twins = [replace(ANNA, emails=[f"anna@{n}.example"], url="", phone=f"+4670000000{n}", company="") for n in (1, 2)]
    bring_in(home, exports.google_new(twins), "g.csv", stdin="y\ny\ny\n")
    assert contacts(home)[0]["email"] == ["anna@1.example", "anna@2.example"]
    newer = [replace(one, emails=[*one.emails, f"a{n}@new.example"]) for n, one in enumerate(twins)]
    for _time in range(2):
        assert bring_in(home, exports.google_new(newer), "g2.csv", "--yes").code == 0
        assert len(contacts(home)) == 1
        assert set(contacts(home)[0]["email"]) == {address for one in newer for address in one.emails}  # type: ignore[call-overload]
    assert (
        "nothing" in bring_in(home, exports.google_new(newer).replace("\n", "\n\n", 1), "g3.csv", "--yes").out.lower()
    )


def test_the_soft_breaks_of_an_old_phone_cut_no_value(home: Home) -> None:
    card = (
        "BEGIN:VCARD\r\nVERSION:2.1\r\nN:Lind;Anna\r\nFN:Anna Lind\r\n"
        "ORG;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:V=C3=A4stra G=C3=B6talandsregionen och =\r\n"
        "dess l=C3=A4nge s=C3=B6kta v=C3=A4nner\r\nTEL;CELL:+46700000001\r\nEND:VCARD\r\n"
    )
    bring_in(home, card, "old.vcf", "--yes")
    assert contacts(home)[0]["company"] == "Västra Götalandsregionen och dess länge sökta vänner"
    assert contacts(home)[0]["phone"] == "+46700000001"


def test_a_nul_within_an_address_is_harmless(home: Home) -> None:
    assert bring_in(home, "Name,URL\nAnna Lind,https://x.test/a%00b\n", "n.csv", "--yes").code == 0


def test_groups_of_a_phone_are_no_people(home: Home) -> None:
    group = exports.vcards([BO]).replace("END:VCARD", "X-ADDRESSBOOKSERVER-KIND:group\r\nEND:VCARD")
    bring_in(home, group + exports.vcards([ANNA]), "phone.vcf", "--yes")
    assert list(book_of(home)) == ["Anna Lind"]


def test_thousands_behind_one_switchboard_take_no_time(home: Home) -> None:
    rows = "".join(f"P{chr(97 + n % 26)}{n} Fam{n},031-10 00 00,Firm\n" for n in range(4000))
    began = time.process_time()
    assert "4000 new" in bring_in(home, f"Name,Phone,Company\n{rows}", "s.csv", "--dry-run").out
    assert time.process_time() - began < 6


def test_records_that_are_one_person_within_an_export_count_once(home: Home) -> None:
    twice = [replace(ANNA, company=""), replace(ANNA, emails=["anna@home.example"], url="")]
    said = bring_in(home, exports.google_new(twice), "g.csv", "--yes")
    assert "Google: 1 person." in said.out
    assert book_of(home)["Anna Lind"]["email"] == ["anna@example.org", "anna@home.example"]


def test_somebody_in_a_file_that_is_only_read_is_changed_by_the_person(home: Home) -> None:
    home.configure(smtp='[contacts]\nfiles = ["contacts.toml", "phone.vcf"]\n')
    home.book(exports.vcards([replace(ANNA, company="", role="")]), "phone.vcf")
    said = bring_in(home, exports.linkedin([ANNA]), "c.csv", "--yes")
    assert "Anna Lind stands in phone.vcf, which is only read here; change it there: company = Volvo" in said.out


# --- no flood -------------------------------------------------------------------------------------------------

CROWD = [Somebody(f"P{n}", f"Fam{chr(97 + n // 26)}{chr(97 + n % 26)}", [f"p{n}@example.org"], birthday=f"1990-{n % 12 + 1:02}-{n % 28 + 1:02}",
                  url=f"https://www.linkedin.com/in/p{n}") for n in range(300)]  # fmt: skip
BOOK = """\
[[contact]]
name = "Ida Ek"
every = "2 weeks"
last = 2026-11-10
birthday = "11-30"
"""


def test_three_hundred_imported_people_change_neither_plan_nor_mails_nor_calendar(home: Home, tmp_path: Path) -> None:
    home.book(BOOK)
    other = Home(tmp_path / "other") if (tmp_path / "other").mkdir() is None else home
    other.book(BOOK)
    bring_in(home, exports.vcards(CROWD), "phone.vcf", "--yes")
    for number in range(1, 15):
        now = at(MONDAY + timedelta(days=number))
        for each in (home, other):
            each.tick(now)
        assert due(home, now) == due(other, now)
    mails, others = flat_mails(home), flat_mails(other)
    assert [re.sub(r"KEEP IN TOUCH\?.*?(?=-- )", "", mail) for mail in mails] == others
    assert home.calendar.read_text().count("BEGIN:VEVENT") == other.calendar.read_text().count("BEGIN:VEVENT")
    for command in (["review"], ["map"], ["goals"], ["events"]):
        assert home.run(*command, now=now).out == other.run(*command, now=now).out


def test_a_promise_to_somebody_unsorted_is_kept_like_any_other(home: Home) -> None:
    bring_in(home, exports.linkedin([ANNA]), "c.csv", "--yes")
    home.run("log", "anna", "--promise", "send the report", "--by", "2026-11-26", now=NOON)
    assert due(home, at(date(2026, 11, 26), "07:00"))["anna-lind"]["planned"] == "2026-11-26"
    home.run("done", "promise", now=at(date(2026, 11, 26), "09:00"))
    assert due(home, at(date(2026, 12, 10), "07:00")) == {}


def test_explain_tells_of_somebody_unsorted_that_nothing_comes_before_they_are_sorted(home: Home) -> None:
    bring_in(home, exports.linkedin([ANNA]), "c.csv", "--yes")
    assert "Anna Lind is not sorted yet" in home.run("explain", "anna", now=NOON).out


def test_somebody_kept_is_meant_before_hundreds_of_others_with_that_name(home: Home) -> None:
    home.book('[[contact]]\nname = "Anna Ek"\ncircle = "mentor"\n')
    crowd = [replace(one, first="Anna") for one in CROWD[:40]]
    bring_in(home, exports.linkedin(crowd), "c.csv", "--yes")
    assert "Anna Ek" in home.run("log", "anna", now=NOON).out
    assert "Anna Ek: in touch" in home.run("answer", "ringde", "Anna", now=NOON).out
    assert "Anna Famah: in touch" in home.run("answer", "ringde", "Anna", "Famah", now=NOON).out


# --- what the person sees before it is written -----------------------------------------------------------------


def test_what_changes_and_what_stays_is_shown_before_it_is_written(home: Home) -> None:
    bring_in(home, exports.google_new([ANNA, BO]), "g.csv", "--yes")
    text = (home.folder / "contacts.toml").read_text().replace('"Volvo"', '"Volvo Cars"')
    home.book(text)
    newer = replace(ANNA, company="Sweco", role="Chief engineer")
    said = bring_in(home, exports.google_new([newer, BO]), "g2.csv", stdin="n\n").out
    before_the_question = said[: said.index("Write it?")]
    assert "role: Chief engineer" in before_the_question
    assert "company: Sweco there; yours stays: Volvo Cars" in before_the_question


def test_a_look_right_after_somebody_took_another_name_knows_them(home: Home) -> None:
    bring_in(home, exports.linkedin([ANNA, BO]), "c.csv", "--yes")
    home.book((home.folder / "contacts.toml").read_text().replace("Anna Lind", "Anna Ek"))
    assert "2 as before" in bring_in(home, exports.linkedin([ANNA, BO]), "c.csv", "--dry-run").out


def test_with_yes_it_is_said_who_was_taken_for_whom(home: Home) -> None:
    home.book('[[contact]]\nname = "A. Lind"\nemail = "anna@example.org"\n')
    said = bring_in(home, exports.google_new([ANNA]), "g.csv", "--yes").out
    assert "the same: Anna Lind (Volvo) and A. Lind (same address)" in said


def test_when_nobody_could_be_read_it_does_not_say_that_the_book_has_all_of_it(home: Home) -> None:
    said = bring_in(home, "Name,Email\n,a@b.se\n", "n.csv", "--yes")
    assert "your book has all of it" not in said.out


def test_an_address_with_its_name_in_a_table_is_an_address(home: Home) -> None:
    bring_in(home, 'Name,Email\nAnna Lind,"""Lind, Anna"" <anna@example.org>"\n', "n.csv", "--yes")
    assert contacts(home)[0]["email"] == ["anna@example.org"]


def test_comments_within_a_list_stay(home: Home) -> None:
    home.book(
        '[[contact]]\nname = "Anna Lind"\nemail = [\n  "anna@home.example",  # at home\n  "anna@example.org",\n]\n'
    )
    more = replace(ANNA, emails=["anna@example.org", "anna@work.example"])
    bring_in(home, exports.google_new([more]), "g.csv", "--yes")
    assert "# at home" in (home.folder / "contacts.toml").read_text()
    assert contacts(home)[0]["email"] == ["anna@home.example", "anna@example.org", "anna@work.example"]


def test_notes_that_speak_of_an_empty_list_stay(home: Home) -> None:
    home.book('[[contact]]\nname = "Bo Ek"\nnotes = """\ncontact = []\n"""\n')
    bring_in(home, exports.linkedin([ANNA]), "c.csv", "--yes")
    assert book_of(home)["Bo Ek"]["notes"] == "contact = []\n"


def test_a_book_in_one_list_is_told_how_people_can_be_added(home: Home) -> None:
    home.book('contact = [{name = "Bo Ek"}]\n')
    said = bring_in(home, exports.linkedin([ANNA]), "c.csv", "--yes")
    assert said.code == 2
    assert "[[contact]] of their own" in said.err


def test_a_reminder_of_somebody_unsorted_has_no_limit_in_the_year_9999(home: Home) -> None:
    bring_in(home, exports.linkedin([ANNA]), "c.csv", "--yes")
    home.run("snooze", "anna", "2027-01-11", now=NOON)
    assert "9999" not in home.run("explain", "anna", now=NOON).out
