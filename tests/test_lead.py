"""A mail worth opening: what has an hour comes first, a card has one thing to do, a week begins with an overview."""

import email
import email.policy
import re
from datetime import UTC, datetime, timedelta
from email.header import decode_header, make_header
from email.message import EmailMessage
from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from followupd.mail.digest.document import Digest
from followupd.mail.digest.message import Envelope, outgoing
from followupd.text.sanitize import dialled, one_line, shorten
from followupd.wording.names import first_name, short_names
from tests.conftest import MONDAY, Home, at, flat_mails, held_mails, html_of, person, preview

DAY = timedelta(days=1)
WEDNESDAY = MONDAY + 2 * DAY
BOOK = """\
[[contact]]
name = "Anna Lind"
email = "anna@example.org"
phone = "+46 (0)70-123 45 67"
every = "1 month"
last = 2026-10-25

[[contact]]
name = "Johan Ek"
email = "johan@example.org"
every = "1 month"
last = 2026-10-25

[[contact]]
name = "Cleo Berg"
email = "cleo@example.org"
every = "1 year"
last = 2026-11-01

[[event]]
name = "CHARM"
starts = 2026-11-25T10:00
ends = 2026-11-25T16:00
place = "Chalmers"
pitch = "Energy engineer"
"""


@pytest.fixture
def fair(local_home: Home) -> Home:
    local_home.book(BOOK)
    where = ("--at", "2026-11-25T15:00", "--place", "Café Kringlan")
    said = local_home.run("interview", "cleo", "booked", *where, now=at(MONDAY, "09:00"))
    assert said.code == 0, said.err
    return local_home


def test_what_has_an_hour_leads_subject_and_mail_with_its_place_and_clash(fair: Home) -> None:
    fair.tick(at(WEDNESDAY))
    said = held_mails(fair)[-1]
    assert fair.mails()[-1]["Subject"] == "CHARM 10:00 · Cleo Berg 15:00 · Anna, Johan"
    headline = "Today: CHARM at 10:00, a talk with Cleo at 15:00 – and two to be in touch with."
    assert " ".join(said.split("\n\n")[1].split()) == headline
    assert re.findall(r"^ \d\. (\w+)", said, re.M) == ["CHARM", "Cleo", "Anna", "Johan"]
    assert "Today, 15:00, Café Kringlan" in said
    assert said.count("At the same time: ") == 2


def test_the_same_in_swedish(fair: Home) -> None:
    fair.configure(language="sv")
    fair.tick(at(WEDNESDAY))
    said = flat_mails(fair)[-1]
    assert "I dag: CHARM kl. 10, samtal med Cleo kl. 15 – och två att höra av dig till." in said
    assert "MED KLOCKSLAG" in said


def test_a_week_begins_with_a_line_for_each_day_and_lists_what_can_wait(fair: Home) -> None:
    fair.configure(digest='days = ["mon"]')
    fair.book(BOOK.replace("last = 2026-10-25", "last = 2026-10-23", 1))
    fair.tick(at(MONDAY, "10:00"))
    said = held_mails(fair)[-1]
    assert re.findall(r"^  \* (\w{3}) \d+: ", said, re.M) == ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    assert "  * Wed 25: CHARM 10:00 · Cleo Berg 15:00 · Johan" in said
    assert "Write: anna@example.org" in said, "the first day's people have a card"
    assert "Johan Ek – Wed 25: You wanted to be in touch every month, and it is time." in " ".join(said.split())
    assert "johan@example.org" not in said
    assert said.index("CHARM\n    Wednesday") < said.index("Anna Lind")


def test_where_two_share_a_first_name_the_subject_says_who(local_home: Home) -> None:
    local_home.book(BOOK.replace("Johan Ek", "Anna Ek"))
    assert preview(local_home, WEDNESDAY).splitlines()[0] == "Subject: CHARM 10:00 · Anna Ek, Anna Lind"


def test_a_card_has_one_button_and_it_says_what_it_does(fair: Home) -> None:
    fair.run("log", "johan", "--received", "--note", "read my CV", now=at(MONDAY, "09:00"))
    fair.tick(at(WEDNESDAY))
    page = html_of(fair.mails()[-1])
    cards = dict(re.findall(r"<h3[^>]*>.*?</span> ([\w ]+)</h3>(.*?)(?=<h3|</main>)", page, re.S))
    assert {name: card.count('class="button"') for name, card in cards.items()} == {
        "CHARM": 0, "Cleo Berg": 1, "Anna Lind": 1, "Johan Ek": 1,
    }  # fmt: skip
    assert ">Write a thank-you</a>" in cards["Johan Ek"]
    assert 'href="tel:+46701234567"' in cards["Anna Lind"]
    assert re.search(r'href="sms:\+46701234567\?body=[^"+]+"', cards["Anna Lind"])


def test_who_is_best_called_is_called(local_home: Home) -> None:
    local_home.book(BOOK.replace('phone = "+46', 'channel = "phone"\nphone = "+46'))
    local_home.tick(at(WEDNESDAY))
    button = re.search(r'class="button"[^>]*><a href="([^"]+)"[^>]*>([^<]+)<', html_of(local_home.mails()[-1]))
    assert button is not None
    assert button.groups() == ("tel:+46701234567", "Call")


def test_nothing_is_proposed_twice_in_a_mail_nor_three_weeks_running(local_home: Home) -> None:
    local_home.configure(digest='days = ["mon"]', budget="per_day = 8\nper_week = 8")
    local_home.book(
        "".join(f'[[contact]]\nname = "P{n} X{n}"\nevery = "1 week"\nlast = 2026-11-16\n' for n in range(6))
    )
    weeks: list[list[str]] = []
    for week in range(8):
        local_home.tick(at(MONDAY + 7 * week * DAY))
        for n in range(6):
            local_home.run("log", f"p{n}-x{n}", now=at(MONDAY + 7 * week * DAY, "12:00"))
        card_lines = re.findall(
            r"^    (?:Ask|Share|Write|Suggest|Tell|Comment|Have|Offer|Propose)\b.*$", held_mails(local_home)[-1], re.M
        )
        weeks.append(card_lines)
    assert all(len(set(week)) == len(week) for week in weeks)
    assert not any(set(a) & set(b) & set(c) for a, b, c in zip(weeks, weeks[1:], weeks[2:], strict=False))
    assert sum(map(len, weeks)) >= 12


def test_who_has_a_reason_gets_no_idea_beside_it(local_home: Home) -> None:
    local_home.book('[[contact]]\nname = "Mormor Eva"\ncircle = "family"\nbirthday = "1944-11-23"\nlast = 2026-09-01\n')
    local_home.tick(at(MONDAY))
    said = held_mails(local_home)[-1]
    assert "Birthday: turns 82." in said
    assert not re.search(r"^    (?:Share|Ask|Call|Suggest|Have)", said, re.M)


def test_only_what_is_new_is_ahead(local_home: Home) -> None:
    local_home.book(
        "".join(f'[[contact]]\nname = "P{n}"\nevery = "1 month"\nlast = 2026-10-{23 + n}\n' for n in range(8))
    )
    told = []
    for n in range(5):
        local_home.tick(at(MONDAY + n * DAY))
        told += re.findall(r"^  \* \w{3} \d+ \w+: (P\d)$", held_mails(local_home)[-1], re.M)
    assert len(told) == len(set(told))


@pytest.mark.parametrize(
    ("written", "digits"),
    [
        ("+46 70 123 45 67", "+46701234567"), ("+46 (0)70-123 45 67", "+46701234567"), ("0046701234567", "+46701234567"),
        ("070-123 45 67", "0701234567"), ("(555) 123-4567 x12", "5551234567"), ("+1.555.123.4567", "+15551234567"),
        ("call me", ""), ("", ""), ("+", ""), ("12", ""), ("1234567890123456", ""), ("+46 70 ABC", ""),
    ],
)  # fmt: skip
def test_a_phone_number_is_dialled_as_it_is_meant(written: str, digits: str) -> None:
    assert dialled(written) == digits


def test_a_number_that_is_none_is_a_fault_with_its_line(local_home: Home) -> None:
    local_home.book('[[contact]]\nname = "Anna"\nphone = "ask her"\n')
    assert local_home.run("check").err == (
        'contacts.toml:3: Anna: phone: "ask her" is not a phone number such as +46 70 123 45 67\n'
    )


def test_a_phone_comes_from_a_card_the_mobile_before_the_switchboard(local_home: Home) -> None:
    local_home.config.write_text(local_home.config.read_text() + '\n[contacts]\nfiles = ["phone.vcf"]\n')
    local_home.book(
        "BEGIN:VCARD\nVERSION:3.0\nFN:Anna Lind\nTEL;TYPE=work,voice:+46 31 772 10 00\nTEL;TYPE=fax:+46 31 1\n"
        "TEL;TYPE=CELL:+46 70 123 45 67\nEND:VCARD\n"
        "BEGIN:VCARD\nVERSION:4.0\nFN:Ben Ek\nTEL;VALUE=uri;PREF=1;TYPE=\"voice,home\":tel:+46-8-123 45 67\nEND:VCARD\n"
        "BEGIN:VCARD\nVERSION:2.1\nFN:Cleo Berg\nTEL;CELL:070-765 43 21\nEND:VCARD\n", "phone.vcf",
    )  # fmt: skip
    with local_home.opened() as service:
        phones = {contact.name: contact.phone for contact in service.book().contacts}
    assert phones == {"Anna Lind": "+46 70 123 45 67", "Ben Ek": "+46-8-123 45 67", "Cleo Berg": "070-765 43 21"}


def test_people_are_called_by_their_first_names_and_never_by_a_title() -> None:
    assert [first_name(name) for name in ("Professor Ingrid Dahl", "Dr. Ben Ek", "Cher", "Prof", "")] == [
        "Ingrid", "Ben", "Cher", "Prof", "",
    ]  # fmt: skip
    anna, other, ben = person("Anna Lind"), person("Anna Ek"), person("Ben Ek")
    assert list(short_names([anna, other, ben]).values()) == ["Anna Lind", "Anna Ek", "Ben"]


def read_back(subject: str, name: str) -> EmailMessage:
    envelope = Envelope(name, "maja@example.test", "followupd@sender.example", "secret")
    mail = outgoing(Digest(MONDAY, subject, "", "", ()), "digest", envelope, datetime(2026, 11, 23, tzinfo=UTC))
    found = email.message_from_bytes(mail.content, policy=email.policy.default)
    assert isinstance(found, EmailMessage)
    assert mail.content.isascii()
    assert max(map(len, mail.content.split(b"\r\n"))) < 998
    return found


names = st.lists(
    st.sampled_from(["Göran Dahl", "Åsa Åberg", "Anna", "名前", "😀", "=?utf-8?q?x?=", "Ben \"B\" Ek", "Zoë,", "ß"])
    | st.text(st.characters(exclude_categories=("Cs", "Cc", "Cf", "Zl", "Zp", "Co", "Cn")), min_size=1, max_size=30),
    min_size=1, max_size=5,
)  # fmt: skip


@settings(deadline=None)
@given(names, st.sampled_from([" · ", ", ", " och "]))
def test_a_subject_arrives_as_it_was_written_whatever_the_names(several: list[str], between: str) -> None:
    subject = shorten(one_line(between.join(several)), 90)
    name = shorten(one_line(several[0]), 40)
    mail = read_back(subject, name)
    assert str(mail["Subject"]) == subject
    # Python's newer parser adds a space between encoded words of a name that has none; the older one reads it rightly.
    written = email.message_from_bytes(mail.as_bytes(), policy=email.policy.compat32)["To"]
    assert name.isascii() or str(make_header(decode_header(written))) == f"{name} <maja@example.test>"


def test_what_names_the_mail_is_of_the_senders_domain() -> None:
    mail = read_back("x", "Maja")
    assert str(mail["Message-ID"]).endswith("@sender.example>")
    assert mail["List-Id"] == "followupd <followupd.sender.example>"
    assert mail["Content-Language"] == "en"


def test_the_fullest_day_stays_small(local_home: Home) -> None:
    local_home.configure(budget="per_day = 20\nper_week = 60")
    people = [
        f'[[contact]]\nname = "Person {n} Öberg"\nemail = "p{n}@example.org"\nphone = "+467012345{n:02}"\nlast = 2026-06-01\n'
        f'notes = "{"Frågade om exjobbet. " * 8}"\nurl = "https://www.linkedin.com/in/person-{n}"\nlanguage = "sv"\n'
        for n in range(25)
    ]
    local_home.book("\n".join(people) + BOOK)
    local_home.tick(at(WEDNESDAY))
    assert len(html_of(local_home.mails()[0]).encode()) <= 60_000
    assert unquote(html_of(local_home.mails()[0])).count("Öberg") >= 20
