"""The digest: what a person reads over coffee, in both languages, on any screen."""

import re
from datetime import date, timedelta

import pytest

from tests.conftest import MONDAY, Home, at, contact_states_of, html_of, text_of

BOOK = """\
[[contact]]
name = "Anna Lind"
email = "anna@example.org"
every = "6 weeks"
last = 2026-10-12
company = "Norrsken"
role = "Head of Grid"
url = "https://example.org/anna"
channel = "coffee"
notes = "Ask about the new office."

[[contact]]
name = "Ben Ek"
every = "1 month"
last = 2026-09-01
birthday = "1999-11-28"

[[contact]]
name = "Cleo"
every = "1 month"
last = 2026-10-24

[[event]]
name = "CHARM"
starts = 2026-11-25T10:00
ends = 2026-11-25T16:00
place = "Gothenburg"
pitch = "Energy engineer"
questions = ["What surprised you?"]
companion = "Ben"
"""


def send(home: Home, day: date = MONDAY) -> str:
    home.book(BOOK)
    home.tick(at(day))
    return text_of(home.mails()[-1])


def test_the_mail_says_who_today_why_now_and_what_was_last(local_home: Home) -> None:
    local_home.book(BOOK)
    local_home.run("log", "anna", "--note", "She is hiring", now=at(date(2026, 10, 12), "12:00"))
    local_home.tick(at(MONDAY))
    said = text_of(local_home.mails()[0])
    assert "Hello Maja," in said
    assert re.search(
        r" 1\. Ben Ek\n    You wanted to be in touch every month; it has been 3 months\.\n    Last contact: 1 Sept",
        said,
    )
    assert re.search(r" 2\. Anna Lind \(Head of Grid, Norrsken · coffee\)", said)
    assert "“She is hiring” (12 Oct)" in said


def test_the_subject_names_people_in_both_languages(local_home: Home) -> None:
    send(local_home)
    assert local_home.mails()[0]["Subject"] == "Ben, Anna"
    local_home.configure(language="sv")
    local_home.tick(at(MONDAY + timedelta(days=1)))
    assert local_home.mails()[1]["Subject"] == "Cleo"


def test_a_swedish_mail_is_swedish_throughout(local_home: Home) -> None:
    local_home.configure(language="sv", digest='days = ["mon"]')
    said = send(local_home)
    for phrase in (
        "Hej Maja!", "MÅNDAG 23 NOVEMBER", "Du ville höra av dig var sjätte vecka, och nu är det dags.", "Födelsedag: fyller 27.",
        "Mål: prata med 3 nya personer.", "Onsdag 25 november, 10:00–16:00, Gothenburg", "Tillsammans med: Ben.",
    ):  # fmt: skip
        assert phrase in said
    english = {"You", "Last contact", "Today", "Goal", "Hello", "every", "Usually", "Write"}
    assert not [word for word in english if re.search(rf"\b{word}\b", said + html_of(local_home.mails()[0]))]


def test_a_monday_mail_holds_the_week_by_day(local_home: Home) -> None:
    local_home.configure(digest='days = ["mon"]')
    said = send(local_home)
    headings = re.findall(r"^(?:MONDAY|TUESDAY|SATURDAY|WEDNESDAY) .*$", said, re.M)
    assert headings == ["MONDAY 23 NOVEMBER"]
    assert "LATER THIS WEEK" in said
    assert local_home.mails()[0]["Subject"] == "Week · CHARM Wed 10:00 · Ben, Anna, Cleo"


def test_a_birthday_is_announced_ahead_once_and_comes_up_on_its_day(local_home: Home) -> None:
    local_home.configure(digest='days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]')
    local_home.book('[[contact]]\nname = "Ben Ek"\nevery = "1 year"\nlast = 2026-11-01\nbirthday = "1999-11-28"\n')
    for n in range(-5, 7):
        local_home.tick(at(MONDAY + timedelta(days=n)))
    said = [(mail["Subject"], text_of(mail)) for mail in local_home.mails()]
    assert [subject for subject, _text in said] == ["Coming up: Ben Ek on Saturday 28 November, turns 27", "Ben"]
    assert "* Ben Ek on Saturday 28 November, turns 27" in said[0][1]
    assert "Birthday: turns 27." in said[1][1]


def test_an_empty_day_is_silent_unless_asked_for(local_home: Home) -> None:
    local_home.book('[[contact]]\nname = "Anna"\nevery = "1 year"\nlast = 2026-11-01\n')
    local_home.tick(at(MONDAY))
    assert local_home.mails() == []
    local_home.configure(digest='when_empty = "send"')
    local_home.tick(at(MONDAY + timedelta(days=1)))
    assert [mail["Subject"] for mail in local_home.mails()] == ["A word from followupd"]
    assert text_of(local_home.mails()[0]) == "Hello Maja,\n\nNobody is waiting to hear from you today. Enjoy the day.\n"


def test_everything_has_a_short_number_and_it_is_remembered_with_its_identity(home: Home) -> None:
    from sqlalchemy import text

    said = send(home)
    with home.opened() as service, service.account.read() as connection:
        rows = connection.execute(
            text(
                "SELECT number, kind, coalesce(people.slug, subject) FROM shown"
                " LEFT JOIN people ON people.id = subject WHERE number > 0 ORDER BY number"
            )
        ).all()
    assert [tuple(row) for row in rows] == [
        (1, "follow-up", "ben-ek"),
        (2, "follow-up", "anna-lind"),
        (3, "prepare", "charm"),
    ]
    assert all(f"{number}. " in said for number, _kind, _who in rows)


def test_however_long_the_list_the_mail_stays_under_100_kb(local_home: Home) -> None:
    local_home.configure(budget="per_day = 100\nper_week = 500")
    note = "å" * 3000
    people = [
        f'[[contact]]\nname = "Person {n} {"Ö" * 150}"\nlast = 2026-01-01\nnotes = "{note}"\ncompany = "{"ü" * 400}"'
        for n in range(90)
    ]
    local_home.book("\n".join(people))
    local_home.tick(at(MONDAY))
    mail = local_home.mails()[0]
    assert "and 60 more" in text_of(mail)
    assert len(html_of(mail).encode()) < 100_000
    assert len(mail.as_bytes()) < 400_000


def test_the_mail_has_what_mail_programs_need(local_home: Home) -> None:
    send(local_home)
    mail = local_home.mails()[0]
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Message-ID"] == re.match(r"<digest\.2026-11-23\.[a-z2-7]{20}@example\.test>", mail["Message-ID"])[0]  # type: ignore[index]
    assert mail["Date"] == "Mon, 23 Nov 2026 08:00:00 +0100"
    assert mail.get_content_type() == "multipart/alternative"
    raw = next((local_home.folder / "var/mail/new").iterdir()).read_bytes()
    assert raw.isascii()
    assert max(map(len, raw.split(b"\n"))) < 998
    page = html_of(mail)
    assert '<html lang="en">' in page
    assert 'name="color-scheme" content="light dark"' in page
    assert "<img" not in page
    assert all('role="presentation"' in table for table in re.findall(r"<table[^>]*>", page))


@pytest.mark.parametrize(
    "nasty",
    [
        "<script>alert(1)</script>", "{{ 7*7 }}{% for x in y %}", "A\\r\\nBcc: victim@example.org", "Ünïcödé 🎉 名前", "\\u202Eevil\\u0007",
        "=?utf-8?q?x?=", "' OR 1=1; --", "a" * 190, "&amp; \\\" '", "%s %(name)s %d",
    ],
)  # fmt: skip
def test_hostile_names_and_notes_become_harmless_text(local_home: Home, nasty: str) -> None:
    local_home.book(
        f'[[contact]]\nname = "{nasty}"\nid = "x"\nlast = 2026-01-01\nnotes = "{nasty}"\ncompany = "{nasty}"\n'
    )
    assert local_home.run("once", now=at(MONDAY)).code == 0
    mail = local_home.mails()[0]
    page = html_of(mail)
    assert mail["Bcc"] is None
    assert "<script>alert" not in page
    assert not re.search(
        "[\x00-\x08\x0b-\x1f\u202a-\u202e]", page.replace("\r", "") + text_of(mail).replace("\r", "") + mail["Subject"]
    )
    assert "49" not in text_of(mail)
    assert local_home.calendar.read_bytes().count(b"BEGIN:VEVENT") == 1


def test_a_broken_book_is_told_in_the_next_mail_with_its_line(home: Home) -> None:
    send(home)
    content = BOOK + '\n[[contact]]\nname = "Dan"\nevry = "1 week"\n'
    line = content.splitlines().index('evry = "1 week"') + 1
    home.book(content)
    done = home.run("once", now=at(MONDAY + timedelta(days=1)))
    assert done.code == 1
    assert f"contacts.toml:{line}: Dan: evry: unknown key; did you mean every?" in done.err
    said = " ".join(text_of(home.mails()[1]).split())
    assert (
        f"Your contacts could not be read, so the last good version is used. contacts.toml:{line}: Dan: evry:" in said
    )
    assert "Cleo" in said


def test_a_suddenly_empty_book_leaves_the_last_good_one_in_force_until_it_is_meant(home: Home) -> None:
    send(home)
    home.book("")
    done = home.run("once", now=at(MONDAY + timedelta(days=1)))
    assert "contacts.toml: it held 3 contacts and is empty now" in done.err
    assert "Cleo" in text_of(home.mails()[1])
    home.book("contact = []\n")
    assert home.run("once", now=at(MONDAY + timedelta(days=2))).code == 0
    assert home.run("due", now=at(MONDAY + timedelta(days=2))).out.startswith("Nobody is due")


def test_a_mended_book_is_picked_up_without_a_restart(home: Home) -> None:
    send(home)
    home.book("[[contact")
    assert home.run("due", "--json", now=at(MONDAY, "09:00")).code == 0
    home.book('[[contact]]\nname = "Zoe"\nlast = 2026-01-01\n')
    assert '"zoe"' in home.run("due", "--json", now=at(MONDAY, "10:00")).out


def test_three_times_let_pass_is_answered_with_a_kind_question_and_never_with_guilt(local_home: Home) -> None:
    local_home.configure(digest='days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]', budget="days_off = []")
    local_home.book('# my people\n\n[[contact]]\nname = "Anna"\nevery = "1 month"\nlast = 2026-10-23\n')
    for n in range(25):
        local_home.tick(at(MONDAY + timedelta(days=n)))
    asked = [mail for mail in local_home.mails() if "has come up 3 times" in " ".join(text_of(mail).split())]
    assert len(asked) == 1
    said = " ".join(text_of(asked[0]).split())
    assert (
        'Anna has come up 3 times. Perhaps every other month suits you better: write every = "2 months" in contacts.toml:3.'
        in said
    )


def test_more_than_a_week_holds_is_said_once_with_what_would_help(local_home: Home) -> None:
    people = [
        f'[[contact]]\nname = "P{n}"\nevery = "1 week"\ncircle = "classmates"\nlast = 2026-11-10\n' for n in range(14)
    ]
    local_home.book("\n".join(people))
    for n in range(5):
        local_home.tick(at(MONDAY + timedelta(days=n)))
    told = [" ".join(text_of(mail).split()) for mail in local_home.mails() if "MORE THAN A WEEK HOLDS" in text_of(mail)]
    assert len(told) == 1
    assert "You have promised yourself about 14 people a week, and about 10 really fit." in told[0]
    assert "Half as often: classmates Saves about 7 places a week." in told[0]


def test_a_broken_table_does_not_keep_the_kind_question_from_coming(local_home: Home) -> None:
    local_home.configure(digest='days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]', budget="days_off = []")
    local_home.config.write_text(local_home.config.read_text() + '\n[contacts]\nfiles = ["people.csv"]\n')
    local_home.book("name,every,last\nAnna,1 month,2026-10-23\nBen,1 month,2026-10-24\n", "people.csv")
    for n in range(30):
        if n == 4:
            local_home.book("", "people.csv")
        local_home.tick(at(MONDAY + timedelta(days=n)))
    assert any("has come up 3 times" in " ".join(text_of(mail).split()) for mail in local_home.mails())
    assert len(local_home.mails()) >= 26  # the fault is in each of them


def test_a_birthday_greeting_is_the_follow_up_of_its_day(local_home: Home) -> None:
    local_home.book('[[contact]]\nname = "Ben Ek"\nevery = "1 month"\nlast = 2026-09-01\nbirthday = "11-23"\n')
    local_home.run("log", "ben", "--note", "moved to Lund", now=at(date(2026, 10, 1)))
    local_home.tick(at(MONDAY))
    said = text_of(local_home.mails()[0])
    assert said.count("Ben Ek") == 1
    assert "Birthday.\n    “moved to Lund” (1 Oct)" in said
    with local_home.opened() as service:
        assert contact_states_of(service, MONDAY + timedelta(days=1))["ben-ek"].ignored == 1


def test_an_event_is_prepared_shown_on_its_day_asked_about_and_never_more(local_home: Home) -> None:
    local_home.configure(digest='days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]')
    local_home.book('[[event]]\nname = "CHARM"\nstarts = 2026-12-02T10:00\n')
    days = []
    for n in range(14):
        before = len(local_home.mails())
        local_home.tick(at(MONDAY + timedelta(days=n)))
        days += [n] * (len(local_home.mails()) - before)
    assert days == [7, 9, 10]  # two days before, on its day, and the morning after; a week before only beside others


def test_fifty_birthdays_on_a_day_are_a_list_and_not_fifty_cards(local_home: Home) -> None:
    people = "".join(f'[[contact]]\nname = "Person {n:02}"\nbirthday = "11-23"\nlast = 2026-11-20\n' for n in range(50))
    local_home.book(people + '[[contact]]\nname = "Anna"\nbirthday = "11-23"\nevery = "1 month"\nlast = 2026-10-01\n')
    local_home.tick(at(MONDAY))
    said = text_of(local_home.mails()[0])
    assert "MANY BIRTHDAYS" in said
    assert "1. Anna" in said, "whose turn it is anyway has a card"
    assert "2. " not in said.split("MANY BIRTHDAYS")[0]
    assert all(f"Person {n:02}" in said for n in range(50))


def test_a_birthday_that_no_mail_got_through_for_is_told_kindly_afterwards(local_home: Home) -> None:
    local_home.book(
        '[[contact]]\nname = "Eva"\nbirthday = "11-27"\nlast = 2026-11-20\n'
        '[[contact]]\nname = "Ben"\nevery = "1 day"\nlast = 2026-11-01\n'
    )
    for n in (0, 1, 7, 8):  # the machine was off from Wednesday to Sunday
        local_home.tick(at(MONDAY + timedelta(days=n)))
    told = [
        "Eva had a birthday on Friday 27 November" in " ".join(text_of(mail).split()) for mail in local_home.mails()
    ]
    assert told == [False, False, True, False]
