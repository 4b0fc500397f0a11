"""Meetings in a calendar of the person's own, on real servers: what has ended is contact, and nobody has to say so."""

import contextlib
import re
import uuid
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from followupd.calendar.caldav.attended import BROKEN, attended
from followupd.domain.journal import Entry
from followupd.store import entries, mailboxes
from tests.conftest import MONDAY, STOCKHOLM, Home, at, held_mails
from tests.davproxy import Fault, line
from tests.davservers import PASSWORD, USER, DavServer, Program, Radicale
from tests.machines import DAY, TUESDAY
from tests.test_guard import spoil

pytestmark = pytest.mark.interop

BOOK = """
[[contact]]
name = "Anna Lind"
every = "1 month"
last = 2026-10-01
email = ["anna@example.org", "Anna.Lind@work.example"]

[[contact]]
name = "Ben Ek"
every = "1 month"
last = 2026-10-02
email = "ben@example.org"
""" + "".join(f'[[contact]]\nname = "Person {letter}"\nevery = "1 day"\n' for letter in "DEFGH")
WEDNESDAY, THURSDAY = MONDAY + 2 * DAY, MONDAY + 3 * DAY
EARLIER = MONDAY - 9 * DAY


def event(
    start: datetime | date, *people: str, uid: str = "", lines: str = "", more: str = "", minutes: int = 60
) -> str:  # fmt: skip
    """A meeting as a calendar program writes it; each of the people is "address" or "address;PARTSTAT=…"."""
    if isinstance(start, datetime):
        local = start.astimezone(STOCKHOLM)
        times = (f"DTSTART;TZID=Europe/Stockholm:{local:%Y%m%dT%H%M%S}",
                 f"DTEND;TZID=Europe/Stockholm:{local + timedelta(minutes=minutes):%Y%m%dT%H%M%S}")  # fmt: skip
    else:
        times = (f"DTSTART;VALUE=DATE:{start:%Y%m%d}", f"DTEND;VALUE=DATE:{start + DAY:%Y%m%d}")
    asked = [f"ATTENDEE{';' if rest else ''}{rest}:mailto:{address}" for address, _semicolon, rest in
             (one.partition(";") for one in people)]  # fmt: skip
    body = ["BEGIN:VEVENT", f"UID:{uid or uuid.uuid4()}", "DTSTAMP:20261101T080000Z", *times,
            "SUMMARY:A private title", "DESCRIPTION:SECRET words", *asked, *lines.split("\n"), "END:VEVENT"]  # fmt: skip
    whole = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//phone//EN", _ZONE, *body, more, "END:VCALENDAR"]
    return "\r\n".join(part.replace("\n", "\r\n") for part in whole if part) + "\r\n"


_ZONE = """BEGIN:VTIMEZONE
TZID:Europe/Stockholm
BEGIN:STANDARD
DTSTART:19701025T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:19700329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
END:VTIMEZONE"""


@dataclass
class Office:
    """Maja's machine, and the calendar of her work, which she calls by the name she sees."""

    home: Home
    work: Program
    name: str
    port: int = 0
    _files: list[str] = field(default_factory=list)

    def configure(self, notice: str = "", language: str = "en") -> None:
        self.home.configure(language=language)
        url = f"http://127.0.0.1:{self.port or self.work.server.port}{self.work.server.home}"
        self.home.config.write_text(
            f'{self.home.config.read_text()}\n[calendar.caldav]\nurl = "{url}"\nusername = "{USER}"\n'
            f'password_file = "dav-password"\n{notice}\n'
        )

    def put(self, content: str, name: str = "") -> None:
        path = f"{self.work.calendar}{name or uuid.uuid4()}.ics"
        status, said, _headers = self.work.request("PUT", path, content, {"Content-Type": "text/calendar"})
        assert status in (201, 204), said

    def look(self, day: date, clock: str = "07:30") -> None:
        with self.home.opened() as service:
            service.syncer.sync(at(day, clock), insist=True)

    def digest(self, day: date) -> str:
        self.look(day)
        self.home.tick(at(day))
        return held_mails(self.home)[-1]

    def agree(self) -> None:
        """The first look found something, and the person said yes."""
        self.put(event(at(EARLIER, "10:00"), "ben@example.org"))
        self.answer(TUESDAY, f"{number_of(self.digest(TUESDAY), 'Meetings in your calendar')} yes")

    def answer(self, day: date, text: str) -> str:
        said = self.home.run("answer", text, now=at(day, "09:00"))
        assert said.code == 0, said.err
        return said.out

    def journal(self) -> list[Entry]:
        with self.home.opened() as service:
            return list(entries.effective(service.account))

    def met(self) -> list[tuple[str, date]]:
        """With whom and when there was contact by a meeting, after the first look."""
        return sorted((one.contact, one.day) for one in self.journal() if one.about == "noticed")


def number_of(digest: str, title: str) -> int:
    found = re.search(rf"(?m)^ *(\d+)\. {title}$", digest)
    assert found is not None, digest
    return int(found[1])


def office_on(server: DavServer, tmp_path: Path) -> Office:
    home = Home(tmp_path)
    (tmp_path / "dav-password").write_text(PASSWORD)
    (tmp_path / "dav-password").chmod(0o600)
    name = f"Work {uuid.uuid4().hex[:6]}"
    work = Program(server, f"{server.home}{uuid.uuid4().hex[:12]}/")
    body = (f'<C:mkcalendar xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><set><prop><displayname>{name}'
            "</displayname></prop></set></C:mkcalendar>")  # fmt: skip
    assert work.request("MKCALENDAR", work.calendar, body, {"Content-Type": "text/xml"})[0] == 201
    found = Office(home, work, name)
    home.book(BOOK)
    found.configure(f'notice = ["{name}"]')
    home.tick(at(MONDAY))
    return found


@pytest.fixture
def office(radicale: Radicale, tmp_path: Path) -> Office:
    return office_on(radicale, tmp_path)


def test_the_first_look_is_shown_before_any_meeting_counts_and_one_answer_believes_it(
    dav_server: DavServer, tmp_path: Path
) -> None:
    office = office_on(dav_server, tmp_path)
    office.put(event(at(EARLIER, "10:00"), "ANNA@example.org", "maja@example.test"))
    office.put(event(at(MONDAY - 40 * DAY, "10:00"), "ben@example.org"))
    digest = office.digest(TUESDAY)
    assert "In the last 30 days you had meetings with these people." in " ".join(digest.split())
    assert "Anna Lind, 14 Nov." in digest
    assert "Ben Ek, 14" not in digest
    assert not [one for one in office.journal() if one.in_touch], "nothing counts yet"
    said = office.answer(TUESDAY, f"{number_of(digest, 'Meetings in your calendar')} yes")
    assert "Meetings in your calendar count as being in touch." in said
    assert [(one.contact, one.day) for one in office.journal() if one.in_touch] == [("anna-lind", EARLIER)]


def test_a_meeting_that_has_ended_stands_in_the_next_digest_and_one_answer_takes_it_back(office: Office) -> None:
    office.agree()
    office.put(event(at(TUESDAY, "14:00"), "anna.lind@WORK.example", "maja@example.test"))
    office.look(TUESDAY, "14:30")
    assert office.met() == [], "it is still going on"
    digest = office.digest(WEDNESDAY)
    assert "Anna Lind You met on Tuesday 24 November, so you are in touch." in " ".join(digest.split())
    assert office.met() == [("anna-lind", TUESDAY)]
    assert "Anna Lind: that was no contact." in office.answer(WEDNESDAY, f"{number_of(digest, 'Anna Lind')} no")
    office.look(WEDNESDAY, "10:00")
    assert office.met() == [], "the same meeting does not count again"


def test_of_two_meetings_since_the_last_digest_both_are_told_and_taken_back(office: Office) -> None:
    office.agree()
    office.put(event(at(WEDNESDAY, "14:00"), "anna@example.org"))
    office.put(event(at(THURSDAY, "14:00"), "anna@example.org"))
    digest = office.digest(THURSDAY + DAY)
    said = "Anna Lind You met on Wednesday 25 November and Thursday 26 November, so you are in touch."
    assert said in " ".join(digest.split())
    office.answer(THURSDAY + DAY, f"{number_of(digest, 'Anna Lind')} no")
    assert office.met() == []


WITH = "anna@example.org"
NO_CONTACT = {
    "cancelled": event(at(TUESDAY, "14:00"), WITH, lines="STATUS:CANCELLED"),
    "declined by her": event(at(TUESDAY, "14:00"), f"{WITH};PARTSTAT=DECLINED", "maja@example.test;PARTSTAT=ACCEPTED"),
    "declined by me": event(at(TUESDAY, "14:00"), WITH, "Maja@Example.Test;PARTSTAT=DECLINED"),
    "handed on": event(at(TUESDAY, "14:00"), f"{WITH};PARTSTAT=DELEGATED;DELEGATED-TO=\"mailto:x@example.org\""),
    "a crowd": event(at(TUESDAY, "14:00"), WITH, *(f"p{n}@example.org" for n in range(5))),
    "only told of it": event(at(TUESDAY, "14:00"), f"{WITH};ROLE=NON-PARTICIPANT"),
    "one of ours": event(at(TUESDAY, "14:00"), WITH, uid="4e0f@followupd"),
    "still to come": event(at(WEDNESDAY, "14:00"), WITH),
    "all day today": event(WEDNESDAY, WITH),
    "every second": event(at(TUESDAY, "14:00"), WITH, lines="RRULE:FREQ=SECONDLY"),
    "every nothing": event(at(TUESDAY, "14:00"), WITH, lines="RRULE:FREQ=DAILY;INTERVAL=0"),
    "by two rules": event(at(TUESDAY, "14:00"), WITH, lines="RRULE:FREQ=DAILY\nRRULE:FREQ=WEEKLY"),
    "declined by me, behind a relay": event(
        at(TUESDAY, "14:00"), WITH, lines="ATTENDEE;EMAIL=maja@example.test;PARTSTAT=DECLINED:mailto:2_HAZ@relay.example"
    ),
    "who invited and only listens": event(
        at(TUESDAY, "14:00"), f"{WITH};ROLE=NON-PARTICIPANT", lines=f"ORGANIZER:mailto:{WITH}"
    ),
    "a thousand times a day": event(
        at(TUESDAY, "14:00"), WITH,
        lines="RRULE:FREQ=DAILY;BYHOUR=1,2,3,4,5;BYMINUTE=" + ",".join(map(str, range(60))) + ";BYSECOND=1,2,3,4",
    ),
}  # fmt: skip


@pytest.mark.parametrize("why", NO_CONTACT)
def test_no_contact_is(office: Office, why: str) -> None:
    office.agree()
    office.put(NO_CONTACT[why])
    office.look(WEDNESDAY)
    assert office.met() == []


CONTACT = {
    "she invited": event(at(TUESDAY, "14:00"), "maja@example.test", lines=f"ORGANIZER:mailto:{WITH}"),
    "she has not answered": event(at(TUESDAY, "14:00"), f"{WITH};PARTSTAT=NEEDS-ACTION"),
    "another declined": event(at(TUESDAY, "14:00"), WITH, "c@example.org;PARTSTAT=DECLINED", "d@example.org"),
    "a room": event(at(TUESDAY, "14:00"), WITH, *(f"r{n}@example.org;CUTYPE=ROOM" for n in range(7))),
    "a whole day": event(TUESDAY, WITH),
    "by a path": event(at(TUESDAY, "14:00"), lines=f"ATTENDEE;EMAIL={WITH}:/principals/anna/"),
    "behind a relay": event(at(TUESDAY, "14:00"), lines=f"ORGANIZER;CN=Anna;EMAIL={WITH}:mailto:2_GE3TG@relay.example"),
    "without mailto": event(at(TUESDAY, "14:00"), lines=f"ATTENDEE:{WITH}"),
    "in two roles": event(at(TUESDAY, "14:00"), lines=f'ATTENDEE;ROLE="CHAIR","X":mailto:{WITH}'),
    "floating": event(at(TUESDAY, "14:00"), WITH).replace(";TZID=Europe/Stockholm:", ":"),
    "late at night": event(at(TUESDAY, "23:30"), WITH),
}


@pytest.mark.parametrize("why", CONTACT)
def test_contact_is(office: Office, why: str) -> None:
    office.agree()
    office.put(CONTACT[why])
    office.look(WEDNESDAY)
    assert office.met() == [("anna-lind", TUESDAY)]


def test_a_series_counts_on_each_of_its_days_but_those_left_out_moved_or_cancelled(
    dav_server: DavServer, tmp_path: Path
) -> None:
    office = office_on(dav_server, tmp_path)
    office.agree()
    uid, asked = "the-series", "ATTENDEE:mailto:anna@example.org"
    moved = (f"BEGIN:VEVENT\nUID:{uid}\nDTSTAMP:20261101T080000Z\nRECURRENCE-ID;TZID=Europe/Stockholm:20261127T090000\n"
             f"DTSTART;TZID=Europe/Stockholm:20261128T150000\nDTEND;TZID=Europe/Stockholm:20261128T160000\n{asked}\n"
             "END:VEVENT")  # fmt: skip
    off = (f"BEGIN:VEVENT\nUID:{uid}\nDTSTAMP:20261101T080000Z\nRECURRENCE-ID;TZID=Europe/Stockholm:20261130T090000\n"
           f"DTSTART;TZID=Europe/Stockholm:20261130T090000\nDTEND;TZID=Europe/Stockholm:20261130T100000\n{asked}\n"
           "STATUS:CANCELLED\nEND:VEVENT")  # fmt: skip
    rule = "RRULE:FREQ=DAILY;COUNT=8\nEXDATE;TZID=Europe/Stockholm:20261126T090000"
    office.put(event(at(TUESDAY, "09:00"), "anna@example.org", uid=uid, lines=rule, more=f"{moved}\n{off}"))
    for n in range(1, 12):
        office.look(MONDAY + n * DAY, "20:00")
    days = [TUESDAY, WEDNESDAY, date(2026, 11, 28), date(2026, 11, 29), date(2026, 12, 1)]
    assert office.met() == [("anna-lind", day) for day in days]


def test_mail_and_meetings_are_each_agreed_to_and_taught_by_themselves(office: Office) -> None:
    office.agree()
    for n, day in enumerate((TUESDAY, WEDNESDAY)):
        office.put(event(at(day, "14:00"), "anna@example.org"))
        digest = office.digest(day + DAY)
        office.answer(day + DAY, f"{number_of(digest, 'Anna Lind')} no")
        assert office.met() == [], n
    office.put(event(at(THURSDAY, "14:00"), "anna@example.org", "ben@example.org"))
    office.look(THURSDAY + DAY)
    assert office.met() == [("ben-ek", THURSDAY)], "twice taken back, Anna's meetings no longer count"


def test_a_series_that_is_changed_from_one_day_on_counts_on_all_of_its_days(office: Office) -> None:
    office.agree()
    later = ("BEGIN:VEVENT\nUID:s\nDTSTAMP:20261101T080000Z\nRECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Stockholm:"
             "20261125T090000\nDTSTART;TZID=Europe/Stockholm:20261125T110000\n"
             "DTEND;TZID=Europe/Stockholm:20261125T120000\nATTENDEE:mailto:anna@example.org\nEND:VEVENT")  # fmt: skip
    office.put(event(at(TUESDAY, "09:00"), WITH, uid="s", lines="RRULE:FREQ=DAILY;COUNT=5", more=later))
    office.look(MONDAY + 7 * DAY)
    assert office.met() == [("anna-lind", TUESDAY + n * DAY) for n in range(5)]


def test_a_no_is_about_the_day_and_holds_whatever_else_was_on_it(office: Office) -> None:
    office.agree()
    office.put(event(at(TUESDAY, "09:00"), WITH, uid="z-first"))
    office.look(TUESDAY, "10:30")
    office.put(event(at(TUESDAY, "14:00"), WITH, uid="a-second"))
    digest = office.digest(WEDNESDAY)
    office.answer(WEDNESDAY, f"{number_of(digest, 'Anna Lind')} no")
    office.look(WEDNESDAY, "10:00")
    assert office.met() == []
    office.put(event(at(WEDNESDAY, "14:00"), WITH))
    office.look(THURSDAY)
    assert office.met() == [("anna-lind", WEDNESDAY)], "once taken back is not learnt yet"


def test_a_no_takes_back_what_that_digest_told_and_nothing_else(office: Office) -> None:
    office.agree()
    office.put(event(at(TUESDAY, "14:00"), WITH))
    digest = office.digest(WEDNESDAY)
    office.put(event(at(WEDNESDAY, "08:00"), WITH))
    office.look(WEDNESDAY, "09:10")
    with office.home.opened():
        said = office.home.run("answer", f"{number_of(digest, 'Anna Lind')} no", now=at(WEDNESDAY, "11:00"))
    assert said.code == 0, said.err
    assert office.met() == [("anna-lind", WEDNESDAY)]


def test_a_no_that_was_a_slip_is_undone(office: Office) -> None:
    office.agree()
    office.put(event(at(TUESDAY, "14:00"), WITH))
    digest = office.digest(WEDNESDAY)
    office.answer(WEDNESDAY, f"{number_of(digest, 'Anna Lind')} no")
    office.answer(WEDNESDAY, "undo")
    assert office.met() == [("anna-lind", TUESDAY)]


def test_what_is_told_of_a_meeting_in_words_stays_when_what_was_noticed_goes(office: Office) -> None:
    office.agree()
    office.put(event(at(TUESDAY, "14:00"), WITH))
    office.look(TUESDAY, "16:00")
    said = office.home.run("answer", "had coffee with Anna Lind, she is hiring", now=at(TUESDAY, "17:00"))
    assert said.code == 0, said.err
    mine = [one for one in office.journal() if one.contact == "anna-lind" and one.in_touch]
    assert [(one.kind, one.about) for one in mine] == [("coffee", None)], "one contact, as it was told"
    office.configure()
    office.home.tick(at(WEDNESDAY))
    office.answer(WEDNESDAY, f"{number_of(held_mails(office.home)[-1], 'Meetings in your calendar')} no")
    assert [one.kind for one in office.journal() if one.contact == "anna-lind" and one.in_touch] == ["coffee"]


def test_undoing_what_was_told_leaves_what_was_noticed(office: Office) -> None:
    office.agree()
    office.put(event(at(TUESDAY, "14:00"), WITH))
    office.look(TUESDAY, "16:00")
    for text in ("had coffee with Anna Lind", "undo"):
        assert office.home.run("answer", text, now=at(TUESDAY, "17:00")).code == 0
    assert office.met() == [("anna-lind", TUESDAY)]


def test_to_keep_what_was_noticed_is_no_yes_to_what_will_be(office: Office) -> None:
    office.put(event(at(EARLIER, "10:00"), WITH))
    office.digest(TUESDAY)
    office.configure()
    office.home.tick(at(WEDNESDAY))
    office.answer(WEDNESDAY, f"{number_of(held_mails(office.home)[-1], 'Meetings in your calendar')} yes")
    office.configure(f'notice = ["{office.name}"]')
    office.put(event(at(WEDNESDAY, "14:00"), WITH))
    digest = office.digest(THURSDAY)
    assert "you had meetings with these people" in " ".join(digest.split())
    assert not [one for one in office.journal() if one.in_touch]


def test_what_came_after_the_first_look_was_shown_is_told_before_it_is_taken_for_granted(office: Office) -> None:
    office.put(event(at(EARLIER, "10:00"), "ben@example.org"))
    digest = office.digest(TUESDAY)
    office.put(event(at(TUESDAY, "07:40"), WITH, minutes=20))
    office.look(TUESDAY, "08:40")
    office.answer(TUESDAY, f"{number_of(digest, 'Meetings in your calendar')} yes")
    assert "Anna Lind You met on Tuesday 24 November" in " ".join(office.digest(WEDNESDAY).split())


def test_a_calendar_that_is_added_later_counts_from_then_on(office: Office) -> None:
    office.agree()
    before = office.work
    office.work = Program(before.server, f"{before.server.home}{uuid.uuid4().hex[:12]}/")
    office.work.make()
    office.put(event(at(EARLIER, "10:00"), WITH))
    office.configure(f'notice = ["{office.name}", "{office.work.calendar.split("/")[-2]}"]')
    office.put(event(at(WEDNESDAY, "10:00"), WITH))
    office.look(THURSDAY)
    assert office.met() == [("anna-lind", WEDNESDAY)]


def test_whoever_rests_is_not_watched_and_not_in_arrears(office: Office) -> None:
    office.agree()
    office.home.run("pause", "anna", now=at(TUESDAY, "09:00"))
    office.put(event(at(TUESDAY, "14:00"), WITH))
    office.look(WEDNESDAY)
    assert office.met() == []
    office.home.run("resume", "anna", now=at(WEDNESDAY, "09:00"))
    office.put(event(at(WEDNESDAY, "14:00"), WITH))
    office.look(THURSDAY)
    assert office.met() == [("anna-lind", WEDNESDAY)]


def test_a_record_that_breaks_the_practice_is_tried_again_later_and_later(office: Office) -> None:
    office.agree()
    spoil(office.home, "anna-lind")
    with office.home.opened() as service:
        for minute in ("00", "01", "02"):
            assert not [one.trouble for one in service.syncer.sync(at(WEDNESDAY, f"09:{minute}")) if one.trouble]
        known = mailboxes.last(service.account, "meetings")
    assert known is not None
    assert known.failures == 2


def test_a_server_that_asks_to_wait_is_left_alone_so_long(radicale: Radicale, tmp_path: Path) -> None:
    office = office_on(radicale, tmp_path)
    office.agree()
    with line(radicale.port) as wire:
        office.port = wire.port
        office.configure(f'notice = ["{office.name}"]')
        wire.rule = lambda _asked: Fault(status=429, headers=(("Retry-After", "7200"),))
        with office.home.opened() as service:
            service.syncer.sync(at(WEDNESDAY, "09:00"))
            asked = len(wire.asked)
            assert asked
            for clock in ("09:10", "10:30"):
                service.syncer.sync(at(WEDNESDAY, clock))
        assert len(wire.asked) == asked


def test_after_a_no_no_old_trouble_is_told_for_ever(office: Office) -> None:
    office.configure(f'notice = ["Wrok", "{office.name}"]')
    office.put(event(at(EARLIER, "10:00"), WITH))
    digest = office.digest(TUESDAY)
    office.answer(TUESDAY, f"{number_of(digest, 'Meetings in your calendar')} no")
    office.look(WEDNESDAY)
    assert "have not been read" not in " ".join(office.digest(MONDAY + 7 * DAY).split())


def test_after_a_no_nothing_is_looked_at_any_more(office: Office) -> None:
    office.put(event(at(EARLIER, "10:00"), "ben@example.org"))
    office.answer(TUESDAY, f"{number_of(office.digest(TUESDAY), 'Meetings in your calendar')} no")
    before = len(office.journal())
    office.put(event(at(TUESDAY, "14:00"), "anna@example.org"))
    office.look(WEDNESDAY)
    assert len(office.journal()) == before


def test_only_who_and_when_is_kept_and_switching_off_offers_to_delete_it(office: Office) -> None:
    office.agree()
    office.put(event(at(TUESDAY, "14:00"), "anna@example.org", uid="a-telling-uid"))
    office.look(WEDNESDAY)
    raw = b"".join(path.read_bytes() for path in (office.home.folder / "var").glob("followupd.db*"))
    for secret in (b"SECRET", b"private title", b"a-telling-uid"):
        assert secret not in raw
    office.configure()
    office.home.tick(at(WEDNESDAY))
    digest = held_mails(office.home)[-1]
    assert "This is not looked at any more." in " ".join(digest.split())
    assert "What was noticed is deleted." in office.answer(
        WEDNESDAY, f"{number_of(digest, 'Meetings in your calendar')} no"
    )
    assert not [one for one in office.journal() if one.type == "notice" or one.about]


def test_a_calendar_that_is_not_there_is_named_with_those_that_are_and_the_others_are_read(office: Office) -> None:
    office.agree()
    office.configure(f'notice = ["Wrok", "{office.name}"]')
    said = office.home.run("doctor", now=at(TUESDAY, "10:00"))
    assert said.code == 1
    assert "no calendar is called Wrok; there are: " in said.out
    office.put(event(at(TUESDAY, "14:00"), "anna@example.org"))
    office.look(WEDNESDAY)
    assert office.met() == [("anna-lind", TUESDAY)]
    digest = " ".join(office.digest(THURSDAY + DAY).split())
    assert "Your meetings have not been read since Wednesday 25 November." in digest


def test_a_server_that_is_away_holds_no_digest_back_and_is_caught_up_with(radicale: Radicale, tmp_path: Path) -> None:
    office = office_on(radicale, tmp_path)
    office.agree()
    office.put(event(at(TUESDAY, "14:00"), "anna@example.org"))
    office.port = 1
    office.configure(f'notice = ["{office.name}"]')
    assert "Person D" in office.digest(WEDNESDAY)
    office.port = 0
    office.configure(f'notice = ["{office.name}"]')
    office.look(THURSDAY)
    assert office.met() == [("anna-lind", TUESDAY)]


BROKEN_EVENTS = [
    "", "BEGIN:VCALENDAR", "nonsense", "BEGIN:VEVENT\r\nEND:VEVENT\r\n",
    event(at(TUESDAY, "14:00"), "anna@example.org").replace("DTSTART;TZID=Europe/Stockholm:2026", "DTSTART:9999"),
    event(at(TUESDAY, "14:00"), "anna@example.org").replace("DTEND", "X-END").replace("DTSTART", "X-START"),
    event(at(TUESDAY, "14:00"), "anna@example.org", lines="RRULE:FREQ=SOMETIMES"),
    event(at(TUESDAY, "14:00"), "anna@example.org", lines="RECURRENCE-ID:never"),
    event(at(TUESDAY, "14:00"), "anna@example.org", lines="RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"),
    event(at(TUESDAY, "14:00"), "anna@example.org") + "x" * 1_000_001,
]  # fmt: skip


@pytest.mark.parametrize("broken", BROKEN_EVENTS)
def test_nothing_is_found_in_an_event_that_is_broken(broken: str) -> None:
    span = (frozenset({"maja@example.test"}), at(MONDAY), at(WEDNESDAY), STOCKHOLM)
    with contextlib.suppress(*BROKEN):
        assert list(attended(broken, *span)) == []
