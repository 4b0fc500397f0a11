"""Noticing, with real servers: what Alice sends to people of her book is contact, and nobody has to type anything."""

import random
import re
import uuid
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from urllib.parse import unquote

import pytest

from followupd.domain.journal import Entry
from followupd.service.inbox import reader
from followupd.store import entries, outbox
from tests.conftest import MONDAY, Home, at, text_of
from tests.davservers import PASSWORD, USER, Program, Radicale
from tests.interop.mailstack import MailStack
from tests.interop.test_inbox import ALICE, Mailbox, alices, answer, deeds, home_for, stack
from tests.machines import DAY, TUESDAY, says
from tests.servers import wait_for
from tests.test_meetings import BOOK as OFFICE
from tests.test_meetings import WEDNESDAY, event

__all__ = ["alices", "stack"]

pytestmark = pytest.mark.interop

BOOK = f"""
{OFFICE}
[[contact]]
name = "Cleo Andersson"
every = "1 month"
last = 2026-10-03
email = "cleo@example.org"
"""


def mail(sender: str, to: str, day: date, subject: str = "Hej", **headers: str) -> EmailMessage:
    """A mail of a day, as it lies in a folder."""
    message = EmailMessage()
    given = {"From": sender, "To": to, "Subject": subject, "Date": format_datetime(at(day, "12:00")),
             "Message-ID": f"<{abs(hash((sender, to, day, subject)))}@example.test>"}  # fmt: skip
    for name, value in {**given, **{key.replace("_", "-"): value for key, value in headers.items()}}.items():
        message[name] = value
    message.set_content("SECRET words that are nobody's business\n")
    return message


@pytest.fixture
def home(tmp_path: Path, stack: MailStack, alice: Mailbox) -> Home:
    """Alice's digest of Monday has come; her mailbox is watched."""
    found = home_for(tmp_path, stack, more="notice = true")
    found.book(BOOK)
    with alice.connected() as imap:
        imap.delete("Skickat")
        imap.create("Skickat")
    found.tick(at(MONDAY))
    wait_for(lambda: len(alice.mails()) == 1)
    return found


def noticing(home: Home, alice: Mailbox, day: date, clock: str = "08:00") -> EmailMessage:
    """A look, then the digest of a day, as it arrives."""
    glance(home, day)
    home.tick(at(day, clock))
    found: list[EmailMessage] = []

    def come() -> bool:
        found[:] = [mail for mail in alice.mails() if f"digest.{day}" in mail["Message-ID"]]
        return bool(found)

    wait_for(come)
    return found[-1]


def glance(home: Home, day: date, clock: str = "07:30") -> None:
    with home.opened() as service:
        found = reader(service).look(at(day, clock), insist=True)
        assert not found.trouble


def agreed(home: Home, alice: Mailbox) -> None:
    """The first scan found something, and the person said yes."""
    alice.put(mail(ALICE, "cleo@example.org", MONDAY - 9 * DAY), "Skickat")
    digest = noticing(home, alice, TUESDAY)
    number = number_of(digest, "Your sent mail")
    alice.put(answer(digest, f"{number} yes"))
    glance(home, TUESDAY, "09:00")


def number_of(digest: EmailMessage, title: str) -> int:
    line = next(line for line in text_of(digest).splitlines() if line.strip().endswith(title))
    return int(line.split(".")[0])


def journal(home: Home) -> list[Entry]:
    with home.opened() as service:
        return list(entries.effective(service.account))


def test_the_first_scan_is_shown_before_anything_counts_and_one_answer_believes_it(home: Home, alice: Mailbox) -> None:
    alice.put(mail(ALICE, "Anna <ANNA@example.org>", MONDAY - 5 * DAY), "Skickat")
    alice.put(mail(ALICE, "ben@example.org", MONDAY - 40 * DAY), "Skickat")
    digest = noticing(home, alice, TUESDAY)
    text = " ".join(text_of(digest).split())
    assert "In the last 30 days you wrote to these people." in text
    assert "Anna Lind, 18 Nov." in text
    assert "Ben Ek, 14" not in text
    assert deeds(home) == [("notice", "anna-lind")], "nothing counts yet"
    alice.put(answer(digest, f"{number_of(digest, 'Your sent mail')} yes"))
    glance(home, TUESDAY, "09:00")
    counted = [(entry.contact, entry.day) for entry in journal(home) if entry.type == "interaction"]
    assert ("anna-lind", MONDAY - 5 * DAY) in counted


def test_after_a_no_nothing_is_looked_at_any_more(home: Home, alice: Mailbox) -> None:
    alice.put(mail(ALICE, "anna@example.org", MONDAY - 5 * DAY), "Skickat")
    digest = noticing(home, alice, TUESDAY)
    alice.put(answer(digest, f"{number_of(digest, 'Your sent mail')} no"))
    glance(home, TUESDAY, "09:00")
    before = len(journal(home))
    alice.put(mail(ALICE, "ben@example.org", TUESDAY), "Skickat")
    glance(home, TUESDAY, "10:00")
    assert len(journal(home)) == before
    assert not any(entry.in_touch for entry in journal(home))


def test_mail_sent_is_contact_stands_in_the_next_digest_and_one_tap_takes_it_back(home: Home, alice: Mailbox) -> None:
    agreed(home, alice)
    alice.put(mail(ALICE, "ben@example.org", TUESDAY), "Skickat")
    alice.put(mail(ALICE, "ben@example.org", TUESDAY, "Once more"), "Skickat")
    digest = noticing(home, alice, WEDNESDAY)
    text = " ".join(text_of(digest).split())
    assert "Ben Ek You wrote on Tuesday 24 November, so you are in touch." in text
    assert [(entry.contact, entry.day) for entry in journal(home) if entry.about == "noticed"] == [("ben-ek", TUESDAY)]
    alice.put(answer(digest, f"{number_of(digest, 'Ben Ek')} no"))
    glance(home, WEDNESDAY, "09:00")
    assert not [entry for entry in journal(home) if entry.about == "noticed"]
    glance(home, WEDNESDAY, "09:05")
    assert not [entry for entry in journal(home) if entry.about == "noticed"], "the same mail does not count again"


def test_who_is_taken_back_twice_no_longer_counts(home: Home, alice: Mailbox) -> None:
    agreed(home, alice)
    for n in (2, 3):
        alice.put(mail(ALICE, "ben@example.org", MONDAY + (n - 1) * DAY), "Skickat")
        digest = noticing(home, alice, MONDAY + n * DAY)
        alice.put(answer(digest, f"{number_of(digest, 'Ben Ek')} no", Date=str(n)))
        glance(home, MONDAY + n * DAY, "09:00")
    alice.put(mail(ALICE, "ben@example.org", MONDAY + 3 * DAY, "A third"), "Skickat")
    glance(home, MONDAY + 4 * DAY)
    assert not [entry for entry in journal(home) if entry.about == "noticed"]


@pytest.mark.parametrize(
    "change",
    [
        {"To": "ben@example.org, " + ", ".join(f"p{n}@example.org" for n in range(9))},
        {"List-Id": "<all.example.org>"},
        {"Auto-Submitted": "auto-replied"},
        {"Precedence": "bulk"},
    ],
)
def test_mass_and_automatic_mail_is_no_contact(home: Home, alice: Mailbox, change: dict[str, str]) -> None:
    agreed(home, alice)
    sent = mail(ALICE, "ben@example.org", TUESDAY)
    for name, value in change.items():
        del sent[name]
        sent[name] = value
    alice.put(sent, "Skickat")
    glance(home, WEDNESDAY)
    assert not [entry for entry in journal(home) if entry.contact == "ben-ek" and entry.in_touch]


def test_mail_from_somebody_is_told_on_the_card_and_moves_no_cadence(home: Home, alice: Mailbox) -> None:
    agreed(home, alice)
    home.run("snooze", "ben", "2026-11-25", now=at(TUESDAY, "10:00"))
    alice.put(mail("Ben <ben@example.org>", ALICE, TUESDAY))
    digest = noticing(home, alice, WEDNESDAY)
    assert "Ben Ek wrote on Tuesday 24 November." in " ".join(text_of(digest).split())
    assert not [entry for entry in journal(home) if entry.contact == "ben-ek" and entry.in_touch]


def test_the_draft_of_a_thank_you_that_was_sent_is_the_thanks(home: Home, alice: Mailbox) -> None:
    agreed(home, alice)
    home.run("log", "ben", "--received", now=at(TUESDAY, "10:00"))
    draft = home.run("draft", "ben", now=at(TUESDAY, "10:05")).out
    subject = next(line for line in draft.splitlines() if line.startswith("Subject: ")).removeprefix("Subject: ")
    alice.put(mail(ALICE, "ben@example.org", TUESDAY, subject), "Skickat")
    glance(home, WEDNESDAY)
    assert [entry.kind for entry in journal(home) if entry.contact == "ben-ek"] == [None, "thanks"]


def test_another_mail_after_help_is_offered_as_the_thanks_and_closes_nothing_by_itself(
    home: Home, alice: Mailbox
) -> None:
    agreed(home, alice)
    home.run("log", "ben", "--received", now=at(TUESDAY, "10:00"))
    alice.put(mail(ALICE, "ben@example.org", WEDNESDAY, "Lunch?"), "Skickat")
    digest = noticing(home, alice, WEDNESDAY + DAY)
    assert "Was it your thank-you?" in " ".join(text_of(digest).split())
    assert "thanks" in home.run("loops", now=at(WEDNESDAY + DAY, "08:30")).out
    alice.put(answer(digest, f"{[number_of(digest, title) for title in ['Ben Ek']][-1]} thanked"))
    glance(home, WEDNESDAY + DAY, "09:00")
    assert "thanks" in [entry.kind for entry in journal(home)]


def test_whoever_rests_is_not_watched(home: Home, alice: Mailbox) -> None:
    agreed(home, alice)
    home.run("pause", "ben", now=at(TUESDAY, "10:00"))
    alice.put(mail(ALICE, "ben@example.org", TUESDAY), "Skickat")
    alice.put(mail("ben@example.org", ALICE, TUESDAY))
    glance(home, WEDNESDAY)
    assert [entry.type for entry in journal(home) if entry.contact == "ben-ek"] == ["pause"]


def test_undo_takes_back_what_the_person_did_and_not_what_came_by_itself(home: Home, alice: Mailbox) -> None:
    agreed(home, alice)
    home.run("log", "anna", now=at(TUESDAY, "10:00"))
    alice.put(mail(ALICE, "ben@example.org", TUESDAY), "Skickat")
    glance(home, WEDNESDAY)
    assert "Anna Lind" in home.run("undo", now=at(WEDNESDAY, "10:00")).out


def test_only_who_when_and_which_way_is_kept_and_switching_off_offers_to_delete_it(home: Home, alice: Mailbox) -> None:
    agreed(home, alice)
    alice.put(mail(ALICE, "ben@example.org", TUESDAY, "A private subject"), "Skickat")
    alice.put(mail("Anna <anna@example.org>", ALICE, TUESDAY, "Another private subject"))
    glance(home, WEDNESDAY)
    raw = b"".join(path.read_bytes() for path in (home.folder / "var").glob("followupd.db*"))
    for secret in (b"SECRET", b"private subject", b"@example.test>\x00"):
        assert secret not in raw
    home.config.write_text(home.config.read_text().replace("notice = true", "notice = false"))
    digest = noticing(home, alice, WEDNESDAY)
    assert "This is not looked at any more." in " ".join(text_of(digest).split())
    alice.put(answer(digest, f"{number_of(digest, 'Your sent mail')} no"))
    glance(home, WEDNESDAY, "09:00")
    assert not [entry for entry in journal(home) if entry.type in ("wrote", "notice") or entry.about]


@pytest.mark.year
def test_a_quarter_lived_by_answers_links_the_calendar_and_the_sent_folder_misses_nothing_and_invents_nothing(
    tmp_path: Path, stack: MailStack, alice: Mailbox, radicale: Radicale, measured: Callable[[str], None]
) -> None:
    """Every contact is told in one or two random ways, or in none; not one command is typed."""
    chance = random.Random(11)
    home = home_for(tmp_path, stack, more="notice = true")
    phone, work = with_calendars(home, radicale)
    people = {f"person-{letter.lower()}": f"Person {letter}" for letter in "ABCDEFGHIJKL"}
    home.book("".join(f'[[contact]]\nname = "{name}"\nevery = "{chance.choice(["1 week", "2 weeks", "1 month"])}"\n'
                      f'email = "{who}@example.org"\n' for who, name in people.items()))  # fmt: skip
    with alice.connected() as imap:
        imap.delete("Skickat")
        imap.create("Skickat")
    lived, ways = {("person-l", MONDAY - 9 * DAY)}, Counter[str]()
    alice.put(mail(ALICE, "person-l@example.org", MONDAY - 9 * DAY), "Skickat")
    put_meeting(work, at(MONDAY - 8 * DAY, "10:00"), "person-k@example.org")
    lived.add(("person-k", MONDAY - 8 * DAY))
    for day in (day for n in range(91) if (day := MONDAY + n * DAY).weekday() < 5):
        glance(home, day)
        synced(home, at(day, "07:40"))
        home.tick(at(day))
        synced(home, at(day, "08:05"))
        digest = todays(alice, home, day)
        if digest is None:
            continue
        for asked in ("Your sent mail", "Meetings in your calendar"):
            if asked in text_of(digest):
                alice.put(answer(digest, f"{number_of(digest, asked)} yes"))
        for who, name in people.items():
            if not re.search(rf"(?m)^ *\d+\. {name}\r?$", text_of(digest)) or chance.random() < 0.2:
                continue
            if "so you are in touch" in text_of(digest).split(name)[1][:120]:
                continue  # it was only noticed
            titles = phone.items()
            for way in chance.sample(
                [*WAYS, *(["calendar"] if f"Follow up: {name}" in titles else [])], chance.choice([1, 1, 2])
            ):
                ways[way] += 1
                if way == "calendar":
                    phone.edit(f"Follow up: {name}", says(SUMMARY=f"✓ {name}"))
                elif way == "meeting":
                    put_meeting(work, at(day, "13:00"), f"{who}@example.org")
                else:
                    told(alice, digest, way, who, name, day)
            lived.add((who, day))
        if chance.random() < 0.5:
            glance(home, day, "17:00")
        synced(home, at(day, "18:00"))
    glance(home, MONDAY + 91 * DAY)
    found = Counter((entry.contact, entry.day) for entry in journal(home) if entry.in_touch)
    measured(f"a quarter by {dict(ways)}: {len(lived)} contacts, missed {len(lived - found.keys())}, invented "
             f"{len(found.keys() - lived)}, twice {sum(many > 1 for many in found.values())}")  # fmt: skip
    assert found == Counter(lived)


WAYS = ("answer", "name", "link", "sent", "meeting")


def with_calendars(home: Home, server: Radicale) -> tuple[Program, Program]:
    """followupd's calendar, as the phone shows it, and one of the person's own whose meetings are noticed."""
    (home.folder / "dav-password").write_text(PASSWORD)
    (home.folder / "dav-password").chmod(0o600)
    phone, work = (Program(server, f"{server.home}{uuid.uuid4().hex[:12]}/") for _one in range(2))
    for program in (phone, work):
        program.make()
    home.config.write_text(
        f'{home.config.read_text()}\n[calendar.caldav]\nurl = "http://127.0.0.1:{server.port}{phone.calendar}"\n'
        f'username = "{USER}"\npassword_file = "dav-password"\nnotice = ["{work.calendar.split("/")[-2]}"]\n'
    )
    return phone, work


def put_meeting(work: Program, start: datetime, person: str) -> None:
    name = uuid.uuid4()
    status, said, _headers = work.request(
        "PUT", f"{work.calendar}{name}.ics", event(start, person, uid=str(name)), {"Content-Type": "text/calendar"}
    )
    assert status == 201, said


def synced(home: Home, now: datetime) -> None:
    with home.opened() as service:
        assert not [one.trouble for one in service.syncer.sync(now, insist=True) if one.trouble]


def told(alice: Mailbox, digest: EmailMessage, way: str, who: str, name: str, day: date) -> None:
    """The person tells of a contact in one way."""
    number, written = number_of(digest, name), format_datetime(at(day, "12:00"))
    if way == "sent":
        alice.put(mail(ALICE, f"{name} <{who}@example.org>", day, f"Hej {day}"), "Skickat")
    elif way == "link":
        html = digest.get_body(("html",)).get_content()  # type: ignore[union-attr]
        links = [unquote(link) for link in re.findall(r'mailto:[^"]*', html)]
        link = next(link for link in links if f"subject={number} done" in link)
        subject, _amp, body = link.partition("subject=")[2].partition("&amp;body=")
        alice.put(answer(digest, body, Subject=subject, In_Reply_To="", References="", Date=written))
    else:
        alice.put(answer(digest, f"{number} done" if way == "answer" else f"called {name}", Date=written))


def todays(alice: Mailbox, home: Home, day: date) -> EmailMessage | None:
    """The digest of a day, if there is one."""
    with home.opened() as service:
        if not any(mail.name == str(day) and mail.state == "sent" for mail in outbox.posted(service.account, 3)):
            return None
    found: list[EmailMessage] = []

    def come() -> bool:
        found[:] = [mail for mail in alice.mails() if f"digest.{day}" in mail["Message-ID"]]
        return bool(found)

    wait_for(come)
    alice.empty()
    return found[0]
