"""The person's files: read as people write them, and every fault named with its place and its mend."""

import codecs
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from followupd.config import types
from followupd.config.toml_lines import Lines
from followupd.contacts.load import Loaded, load
from followupd.domain.book import Birthday, Cadence
from followupd.text import catalog
from tests.conftest import STOCKHOLM


def read(folder: Path, content: str | bytes, name: str = "contacts.toml") -> Loaded:
    (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return load([name], folder, STOCKHOLM)


def faults(loaded: Loaded) -> list[str]:
    return [str(one) for one in loaded.faults]


FULL = """\
[circles.mentor]
every = "6 weeks"
at_most = "3 months"

[[contact]]
name = "Anna Lind"
id = "anna"
email = ["anna@example.org", "a.lind@example.com"]
circle = "mentor"
last = 2026-09-14
birthday = "04-12"
language = "sv"
channel = "coffee"
company = "Norrsken"
role = "Head"
url = "https://example.org/anna"
goals = ["public-speaking"]
notes = "First line.\\nSecond."
paused_until = 2027-01-15

[[event]]
id = "charm-2027"
name = "CHARM"
kind = "fair"
starts = 2027-02-02T10:00
ends = 2027-02-02T16:00
meet = 3
questions = ["What surprised you?"]

[[goal]]
id = "public-speaking"
name = "Speak in public"
by = 2027-06-30

[[practice]]
name = "Comment on a post"
every = "1 week"
"""


def test_every_key_of_the_contract_is_understood(tmp_path: Path) -> None:
    loaded = read(tmp_path, FULL)
    assert faults(loaded) == []
    anna, event = loaded.book.contacts[0], loaded.book.events[0]
    assert (anna.id, anna.cadence, anna.at_most) == ("anna", Cadence(6, "week"), Cadence(3, "month"))
    assert (anna.birthday, anna.last, anna.emails[1]) == (Birthday(4, 12), date(2026, 9, 14), "a.lind@example.com")
    assert event.starts == datetime(2027, 2, 2, 9, 0, tzinfo=UTC)  # 10:00 in Stockholm
    assert loaded.book.goals[0].by == date(2027, 6, 30)
    assert loaded.book.practices[0].cadence == Cadence(1, "week")


def test_a_name_is_enough(tmp_path: Path) -> None:
    anna = read(tmp_path, '[[contact]]\nname = "Åsa Öberg"\n').book.contacts[0]
    assert (anna.id, anna.cadence, anna.at_most) == ("åsa-öberg", Cadence(3, "month"), Cadence(6, "month"))


@pytest.mark.parametrize(
    ("keys", "cadence", "limit"),
    [
        ('circle = "close"', Cadence(1, "month"), Cadence(2, "month")),
        ('circle = "Former colleagues"', Cadence(6, "month"), Cadence(12, "month")),
        ('circle = "lärare"', Cadence(6, "month"), Cadence(12, "month")),
        ('circle = "close"\nevery = "varje vecka"', Cadence(1, "week"), Cadence(2, "week")),
        ('every = "1 month"\nat_most = "5 weeks"', Cadence(1, "month"), Cadence(5, "week")),
        ('every = "1 month"\nat_most = "1 week"', Cadence(1, "month"), Cadence(1, "month")),
    ],
)
def test_the_cadence_is_ones_own_or_the_circles(tmp_path: Path, keys: str, cadence: Cadence, limit: Cadence) -> None:
    found = read(tmp_path, f'[[contact]]\nname = "Anna"\n{keys}\n').book.contacts[0]
    assert (found.cadence, found.at_most) == (cadence, limit)


def test_all_faults_come_at_once_with_the_line_of_the_key(tmp_path: Path) -> None:
    loaded = read(
        tmp_path,
        '[[contact]]\nname = "Anna"\nevry = "6 weeks"\nlast = "yesterday"\n\n'
        '[[contact]]\nemail = "not an address"\n\n[circles.mentor]\nevery = "now and then"\n\n'
        '[[contact]]\nname = "Anna"\ncircle = "mentr"\n\n[[contacts]]\nname = "Ben"\n',
    )
    assert sorted(faults(loaded), key=lambda one: int(one.split(":")[1])) == [
        "contacts.toml:3: Anna: evry: unknown key; did you mean every?",
        'contacts.toml:4: Anna: last: "yesterday" is not a date such as 2026-09-14',
        "contacts.toml:6: name is missing",
        'contacts.toml:7: email: "not an address" is not an e-mail address',
        'contacts.toml:10: mentor: every: "now and then" is not a length of time; write for example "6 weeks", "quarterly" or "P6W"',
        'contacts.toml:14: Anna: there is no circle "mentr"; did you mean mentor?',
        "contacts.toml:16: contacts: unknown table; did you mean contact?",
    ]


def test_two_people_of_one_name_need_an_id_of_their_own(tmp_path: Path) -> None:
    loaded = read(tmp_path, '[[contact]]\nname = "Anna"\n\n[[contact]]\nname = "anna"\n')
    assert faults(loaded) == ['contacts.toml:4: "anna" is there already; give one of them another id']


def test_faults_are_said_in_swedish_too(tmp_path: Path) -> None:
    with catalog.speaking("sv"):
        assert faults(read(tmp_path, '[[contact]]\nname = "Anna"\nevry = "1 vecka"\n')) == [
            "contacts.toml:3: Anna: evry: okänd nyckel; menade du every?"
        ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('[[contact]\nname = "Anna"', "contacts.toml:1: not valid TOML"),
        ('[[contact]]\nname = "Anna', "contacts.toml:2: not valid TOML"),
        ("a = " + "[" * 20_000, "contacts.toml: not valid TOML: nested too deeply"),
        (b'[[contact]]\nname = "\xe5sa"\n', "contacts.toml:2: not UTF-8 text"),
        ("contact = 3\n", "contacts.toml:1: write [[contact]] with its keys below"),
        ('[[contact]]\nname = "' + "A" * 10_000 + '"\n', "contacts.toml:2"),
        ('[[contact]]\nname = "!?"\n', "contacts.toml:2: !?: name: a name needs at least one letter or digit"),
        ('[[event]]\nname = "Fair"\nstarts = 2027-02-02\n', "contacts.toml:1: Fair: starts needs a time too"),
        (
            '[[event]]\nname = "F"\nkind = "party"\nstarts = 2027-02-02T10:00\n',
            "contacts.toml:3: F: kind: must be one of fair",
        ),
    ],
)
def test_a_broken_file_is_answered_with_its_line(tmp_path: Path, content: str | bytes, said: str) -> None:
    assert faults(read(tmp_path, content))[0].startswith(said)


def test_a_file_that_is_not_there_or_far_too_large_is_named(tmp_path: Path) -> None:
    assert [str(one) for one in load(["gone.toml"], tmp_path, STOCKHOLM).faults] == ["gone.toml: there is no such file"]
    with (tmp_path / "huge.csv").open("wb") as huge:
        huge.truncate(50 * 1024 * 1024)
    assert "larger than 32 MB" in str(load(["huge.csv"], tmp_path, STOCKHOLM).faults[0])


def test_several_files_and_patterns_share_one_book(tmp_path: Path) -> None:
    (tmp_path / "people").mkdir()
    (tmp_path / "people/a.csv").write_text("name,circle\nBen,mentor\n")
    (tmp_path / "contacts.toml").write_text('[circles.mentor]\nevery = "5 weeks"\n[[contact]]\nname = "Anna"\n')
    loaded = load(["contacts.toml", "people/*.csv"], tmp_path, STOCKHOLM)
    assert faults(loaded) == []
    assert [(one.name, one.cadence) for one in loaded.book.contacts][1] == ("Ben", Cadence(5, "week"))


# --- CSV ---------------------------------------------------------------------------------------------------

TABLE = 'name;email;every;birthday;notes\nÅsa Öberg;asa@example.org a@example.com;6 veckor;1998-04-12;"rad ett\nrad två"\n;;;;\nBen;;;;\n'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_spreadsheet_is_read_however_it_was_saved(tmp_path: Path, encoding: str) -> None:
    loaded = read(tmp_path, TABLE.encode(encoding), "people.csv")
    asa, ben = loaded.book.contacts
    assert (asa.name, asa.emails, asa.cadence) == (
        "Åsa Öberg",
        ("asa@example.org", "a@example.com"),
        Cadence(6, "week"),
    )
    assert (asa.birthday, asa.notes, ben.name) == (Birthday(4, 12, 1998), "rad ett\nrad två", "Ben")


def test_faults_in_a_spreadsheet_name_the_row_also_after_a_cell_of_several_lines(tmp_path: Path) -> None:
    content = 'name,every,notes\nAnna,1 week,"a\nb"\nBen,soon,\nCleo,1 week,,,extra\n'
    assert [one.split(": ", 1)[0] for one in faults(read(tmp_path, content, "p.csv"))] == ["p.csv:4", "p.csv:5"]


def test_an_unclosed_quote_swallows_nobody_in_silence(tmp_path: Path) -> None:
    rows = "\n".join(f"P{n},," for n in range(20)).replace("P3,,", 'P3,"likes tea,')
    assert faults(read(tmp_path, f"name,notes,every\n{rows}\n", "p.csv"))[0].startswith("p.csv:21: not a CSV file")


def test_a_foreign_column_is_said_once_with_a_suggestion_in_either_language(tmp_path: Path) -> None:
    content = "sep=;\nname;epost;Rolle\nAnna;;\nBen;x;y\n"
    assert faults(read(tmp_path, content, "p.csv")) == [
        "p.csv:2: epost: unknown column; did you mean email?",
        "p.csv:2: rolle: unknown column; did you mean role?",
    ]


def test_a_pattern_that_finds_nothing_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "contacts.toml").write_text('[[contact]]\nname = "Anna"\n')
    loaded = load(["contacts.toml", "phone/*.vcf"], tmp_path, STOCKHOLM)
    assert faults(loaded) == ["phone/*.vcf: no file matches this pattern"]


# --- vCard -------------------------------------------------------------------------------------------------


def card(*lines: str, version: str = "3.0") -> str:
    return "\r\n".join(["BEGIN:VCARD", f"VERSION:{version}", *lines, "END:VCARD", ""])


@pytest.mark.parametrize(
    ("line", "birthday"),
    [
        ("BDAY:1998-04-12", Birthday(4, 12, 1998)),
        ("BDAY:19980412", Birthday(4, 12, 1998)),
        ("BDAY:--0412", Birthday(4, 12)),
        ("BDAY:--04-12", Birthday(4, 12)),
        ("BDAY;X-APPLE-OMIT-YEAR=1604:1604-04-12", Birthday(4, 12)),
        ("BDAY:1604-02-29", Birthday(2, 29)),
        ("BDAY:2000-02-29T00:00:00Z", Birthday(2, 29, 2000)),
        ("BDAY;VALUE=text:circa 1800", None),
    ],
)
def test_birthdays_are_read_as_phones_write_them(tmp_path: Path, line: str, birthday: Birthday | None) -> None:
    loaded = read(tmp_path, card("FN:Anna Lind", line), "a.vcf")
    assert faults(loaded) == []
    assert loaded.book.contacts[0].birthday == birthday


@pytest.mark.parametrize(
    ("lines", "key", "value"),
    [
        (("NOTE:Met in Malmö, in June",), "notes", "Met in Malmö, in June"),  # vCard 2.1 escapes no commas
        (("NOTE:one\\, two\\; three\\nfour\\",), "notes", "one, two; three\nfour\\"),
        (("NOTE;ENCODING=b:VHLDpGZmYWRlcywgaSBqdW5p",), "notes", "Träffades, i juni"),
        (("ORG:Volvo, Inc.;Trucks",), "company", "Volvo, Inc., Trucks"),
        (("ORG:Volvo\\; Inc.;;",), "company", "Volvo; Inc."),
        (("TITLE:Head, R&D",), "role", "Head, R&D"),
        (("URL:http\\://example.org/anna",), "url", "http://example.org/anna"),  # as Apple wrote it
        (("TEL;WORK;FAX:+46 8 123 45 67", "TEL;CELL:+46 70 123 45 67"), "phone", "+46 70 123 45 67"),
        (("BEGIN:VEVENT", "NOTE:not hers", "END:VEVENT", "NOTE:hers"), "notes", "hers"),
    ],
)
def test_a_card_says_what_its_lines_say(tmp_path: Path, lines: tuple[str, ...], key: str, value: str) -> None:
    loaded = read(tmp_path, card("FN:Anna Lind", *lines), "a.vcf")
    assert faults(loaded) == []
    assert getattr(loaded.book.contacts[0], key) == value


def test_a_name_in_parts_is_given_and_family_name(tmp_path: Path) -> None:
    loaded = read(tmp_path, card("N:Lind;Anna,Maria;;Dr.;"), "a.vcf")
    assert [one.name for one in loaded.book.contacts] == ["Anna Maria Lind"]


@pytest.mark.parametrize("lines", [("BEGIN:VEVENT", "NOTE:x"), ("END:VEVENT",), ("BEGIN:A", "END:B")])
def test_a_card_with_half_a_component_in_it_is_named(tmp_path: Path, lines: tuple[str, ...]) -> None:
    loaded = read(tmp_path, card("FN:Anna Lind", *lines), "a.vcf")
    assert len(faults(loaded)) == 1
    assert "a.vcf:1: this card cannot be read: " in faults(loaded)[0]


def test_a_card_from_a_camera_whose_names_are_in_capitals_is_a_card_too(tmp_path: Path) -> None:
    loaded = read(tmp_path, card("FN:Anna Lind", "UID:urn:uuid:1"), "ANNA.VCF")
    assert (faults(loaded), loaded.book.contacts[0].vcard_uid) == ([], "urn:uuid:1")


def test_cards_of_every_version_are_read_with_their_circle(tmp_path: Path) -> None:
    content = (
        card("FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=C3=85sa =C3=96berg", "N:Öberg;Åsa", version="2.1")
        + card(
            "FN:Ben",
            "item1.EMAIL;TYPE=INTERNET:ben@example.org",
            "item1.X-ABLabel:work",
            "CATEGORIES:myContacts,Mentor",
        )
        + card(
            "FN:Cleo",
            "ORG:Norrsken;Grid",
            "TITLE:Planner",
            "NOTE:Line one\\nline two",
            "URL:https://example.org/c",
            version="4.0",
        )
        + card("FN:Dan", "PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQSkZJRgABAQ", " AAAQABAAD", " broken folding")
    )
    loaded = read(tmp_path, content, "phone.vcf")
    assert faults(loaded) == []
    assert [one.name for one in loaded.book.contacts] == ["Åsa Öberg", "Ben", "Cleo", "Dan"]
    _asa, ben, cleo, _dan = loaded.book.contacts
    assert (ben.circle, ben.emails) == ("mentor", ("ben@example.org",))
    assert (cleo.company, cleo.role, cleo.notes) == ("Norrsken, Grid", "Planner", "Line one\nline two")


def test_a_broken_card_is_named_and_the_others_are_still_read(tmp_path: Path) -> None:
    content = card("FN:Anna") + "BEGIN:VCARD\r\nVERSION:3.0\r\n" + card("FN:Ben") + card("TEL:123")
    loaded = read(tmp_path, content, "p.vcf")
    assert [one.name for one in loaded.book.contacts] == ["Anna", "Ben"]
    assert faults(loaded) == ["p.vcf:5: this card has no END:VCARD"]


def test_a_phones_nameless_and_doubled_cards_do_not_cost_the_book(tmp_path: Path) -> None:
    twice = card("FN:Anna Svensson", "EMAIL:a@example.org")
    other = card("FN:Anna Svensson", "EMAIL:b@example.org", "UID:42")
    loaded = read(tmp_path, twice + card("TEL:123") + twice + other + card("FN:🎉"), "p.vcf")
    assert faults(loaded) == []
    assert [(one.id, one.emails) for one in loaded.book.contacts] == [
        ("anna-svensson", ("a@example.org",)),
        ("anna-svensson-73475c", ("b@example.org",)),
    ]


def test_exports_that_overlap_and_sloppy_cards_are_read_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "a.vcf").write_text(card("FN:Anna", "EMAIL:a@example.org", "BDAY:1998-00-00"))
    (tmp_path / "b.vcf").write_text(
        card("FN:Anna", "EMAIL:Anna <a@example.org>", "NOTE:newer") + card("FN:Bo", "EMAIL:not an address")
        + "".join(card("FN:Cleo", f"NOTE:{n}") for n in range(3))
    )  # fmt: skip
    loaded = load(["*.vcf"], tmp_path, STOCKHOLM)
    assert faults(loaded) == []
    assert [one.name for one in loaded.book.contacts] == ["Anna", "Bo", "Cleo", "Cleo", "Cleo"]


# --- hostile text ------------------------------------------------------------------------------------------


def test_control_characters_and_turned_lines_become_harmless(tmp_path: Path) -> None:
    name = "Eve\\u202Egnp.exe\\u0007 \\r\\nBcc: x"
    found = read(tmp_path, f'[[contact]]\nname = "{name}"\nnotes = "a\\u0000b\\u2028c"\n').book.contacts[0]
    assert found.name == "Evegnp.exe Bcc: x"
    assert found.notes == "a b c"


@settings(max_examples=150, deadline=None)
@given(content=st.binary(max_size=400), suffix=st.sampled_from([".toml", ".csv", ".vcf"]))
def test_no_bytes_whatsoever_break_the_reading(
    content: bytes, suffix: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("any")
    for before in (b"", b"[[contact]]\nname = ", b"BEGIN:VCARD\r\nFN:A\r\n", b"name,email\n", codecs.BOM_UTF16_LE):
        read(folder, before + content + b"\nEND:VCARD\n", f"x{suffix}")


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(["name", "notes", "evry"]), st.text(max_size=20)),
        min_size=1,
        max_size=5,
        unique_by=lambda one: one[0],
    )
)
def test_lines_are_found_whatever_the_values_hold(keys: list[tuple[str, str]]) -> None:
    import json

    rows = [f"{key} = {json.dumps(value)}" for key, value in keys]
    text = "\n".join(["[[contact]]", 'name = """', "[[contact]]", '"""', "[[contact]]", *rows])
    lines = Lines(text.encode())
    for index, (key, _value) in enumerate(keys):
        assert lines.at(("contact", 1, key)) == 6 + index


@pytest.mark.parametrize(
    ("written", "known"),
    [("maja@straße.de", "maja@xn--strae-oqa.de"), ("maja@BÜCHER.example", "maja@xn--bcher-kva.example"),
     ("Maja@Example.ORG", "Maja@example.org")],
)  # fmt: skip
def test_a_domain_is_the_one_that_dns_means_today(written: str, known: str) -> None:
    """IDNA 2008 (RFC 5891): what was "ss" in 2003 is a letter of its own now, and another domain."""
    assert types.read_address(written) == known
