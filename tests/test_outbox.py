"""The outbox: exactly one digest for each slot, whatever happens on the way."""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import update

from followupd.domain.book import OutgoingMail
from followupd.mail.delivery.maildir import Maildir
from followupd.store import outbox
from followupd.store.tables import outbox as outbox_table
from tests.conftest import MONDAY, Home, at, contact_states_of, text_of
from tests.faulty import Cut, faulty
from tests.mailserver import Mailbox, Start, smtp_section

BOOK = '[[contact]]\nname = "Anna"\nevery = "1 day"\nlast = 2026-11-01\n'
LETTER = OutgoingMail("<a@example.test>", "from@example.test", "to@example.test", b"Subject: x\r\n\r\nHello.\r\n")


@contextmanager
def by_smtp(home: Home, port: int) -> Iterator[None]:
    """A home that sends to a server at this port."""
    home.configure(**smtp_section(port, security="none"))
    home.book(BOOK)
    yield


def outbox_rows(home: Home) -> list[outbox.Posted]:
    """The newest first."""
    with home.opened() as service:
        return outbox.posted(service.account)


def state(home: Home) -> str:
    with home.opened() as service:
        return outbox.posted(service.account)[0].state


def test_an_accepted_digest_is_sent_and_never_again(home: Home, start: Start, box: Mailbox) -> None:
    with by_smtp(home, start()):
        for clock in ("08:00", "08:01", "20:00"):
            home.tick(at(MONDAY, clock))
    assert (state(home), len(box.taken)) == ("sent", 1)


def test_a_deferred_digest_is_tried_again_later_each_time_and_with_the_same_bytes(
    home: Home, start: Start, box: Mailbox
) -> None:
    box.says["DATA"] = "450 4.7.1 greylisted"
    with by_smtp(home, start()):
        tried = []
        for clock in ("08:00", "08:00", "08:01", "08:02", "08:03", "08:06", "08:07"):
            if clock == "08:07":
                box.says.clear()
            if home.tick(at(MONDAY, clock)).delivered:
                tried.append(clock)
    assert tried == ["08:00", "08:01", "08:03", "08:07"]
    assert (state(home), len(box.taken), len(set(box.offered))) == ("sent", 1, 1)


def test_the_wait_between_attempts_grows_to_an_hour_and_no_further(
    local_home: Home, start: Start, box: Mailbox
) -> None:
    box.says["MAIL"] = "421 4.3.2 going down"
    with by_smtp(local_home, start()), local_home.opened() as service:
        tried = [
            minute
            for minute in range(0, 24 * 60, 5)
            if service.run_round(at(MONDAY) + timedelta(minutes=minute)).delivered
        ]
    waits = [later - sooner for sooner, later in itertools.pairwise(tried)]
    assert waits == sorted(waits)
    assert waits[-1] == 60


def test_a_lost_answer_leaves_the_fate_unknown_until_the_person_settles_it(
    home: Home, start: Start, box: Mailbox
) -> None:
    with faulty(start(), Cut(at_answer=5)) as port, by_smtp(home, port):
        home.tick(at(MONDAY))
        home.tick(at(MONDAY, "12:00"))
    assert (state(home), len(box.taken)) == ("unknown", 1)
    assert "unknown" in home.run("outbox").out
    assert home.run("outbox", "--resend", "2026-11-22").code == 2
    assert home.run("outbox", "--arrived", "2026-11-23", now=at(MONDAY, "13:00")).code == 0
    assert state(home) == "sent"


def test_a_digest_of_unknown_fate_is_sent_once_more_when_the_person_says_so(
    home: Home, start: Start, box: Mailbox
) -> None:
    port = start()
    with faulty(port, Cut(at_answer=5)) as broken, by_smtp(home, broken):
        home.tick(at(MONDAY))
    with by_smtp(home, port):
        assert home.run("outbox", "--resend", "2026-11-23", now=at(MONDAY, "09:00")).code == 0
        home.tick(at(MONDAY, "09:01"))
    assert (state(home), len(box.taken), len(set(box.offered))) == ("sent", 2, 1)


def test_a_refusal_is_shown_by_doctor_and_in_the_next_mail_that_gets_through_once(
    home: Home, start: Start, box: Mailbox
) -> None:
    box.says["RCPT"] = "550 5.1.1 no such user"
    with by_smtp(home, start()):
        assert home.run("once", now=at(MONDAY)).code == 1
        doctor = home.run("doctor")
        assert (doctor.code, "2026-11-23: refused: 550 5.1.1 no such user" in doctor.out) == (1, True)
        home.tick(at(MONDAY + timedelta(days=1)))  # this one names the first, and is refused as well
        box.says.clear()
        for n in (2, 3):
            home.tick(at(MONDAY + timedelta(days=n)))
        assert home.run("once", now=at(MONDAY + timedelta(days=3), "09:00")).code == 0
    through, next_one = (" ".join(text_of(mail).split()) for mail in box.mails())
    for day in ("Monday 23 November", "Tuesday 24 November"):
        assert f"The mail of {day} was refused by the mail server: 550 5.1.1 no such user" in through
    assert "refused" not in next_one


def test_a_digest_that_was_refused_does_not_count_as_let_pass(home: Home, start: Start, box: Mailbox) -> None:
    box.says["RCPT"] = "550 5.1.1 no such user"
    with by_smtp(home, start()):
        home.tick(at(MONDAY))
        with home.opened() as service:
            assert contact_states_of(service, MONDAY + timedelta(days=1))["anna"].ignored == 0


def test_an_outage_ends_with_one_mail_and_what_it_kept_back_was_not_let_pass_and_uses_up_no_week(
    home: Home, start: Start, box: Mailbox
) -> None:
    box.says["MAIL"] = "421 4.3.2 going down"
    with by_smtp(home, start()):
        for n in range(3):
            home.tick(at(MONDAY + timedelta(days=n)))
        box.says.clear()
        home.tick(at(MONDAY + timedelta(days=2), "11:00"))
        with home.opened() as service:
            contact_state = contact_states_of(service, MONDAY + timedelta(days=3))["anna"]
        assert [one.state for one in outbox_rows(home)] == ["sent", "superseded", "superseded"]
        home.tick(at(MONDAY + timedelta(days=3)))
    assert contact_state.ignored == 1  # the one of Wednesday, which came on Wednesday
    after, next_one = (" ".join(text_of(mail).split()) for mail in box.mails()[-2:])
    assert (
        "The mails of 23 Nov and 24 Nov did not leave (421 4.3.2 going down). This one takes their place; "
        "nobody was dropped."
    ) in after
    assert "did not leave" not in next_one
    assert len(box.taken) == 2


def test_a_mail_that_is_under_way_is_not_said_to_be_replaced(local_home: Home) -> None:
    """Whoever makes the next digest meanwhile leaves it to the delivery to find out what became of it."""
    local_home.configure(**smtp_section(1, security="none"))
    local_home.book(BOOK)
    local_home.tick(at(MONDAY))
    following = MONDAY + timedelta(days=1)
    with local_home.opened() as service:
        assert [mail.slot for mail in outbox.replaced_by(service.account, following)] == [MONDAY]
        (waiting,) = outbox.due(service.account, at(MONDAY, "09:00"))
        assert outbox.claim(service.account, waiting.id)
        assert outbox.replaced_by(service.account, following) == []


def test_an_evening_digest_far_west_is_read_on_its_own_day(local_home: Home) -> None:
    """20:00 in Los Angeles is the next day in UTC."""
    local_home.configure(at="20:00")
    local_home.config.write_text(local_home.config.read_text().replace("Europe/Stockholm", "America/Los_Angeles"))
    local_home.book(BOOK)
    zone = ZoneInfo("America/Los_Angeles")
    local_home.tick(datetime(2026, 11, 23, 20, 0, tzinfo=zone))
    with local_home.opened() as service:
        assert contact_states_of(service, MONDAY + timedelta(days=1))["anna"].ignored == 1


def test_one_slot_has_one_digest_whoever_asks(home: Home) -> None:
    home.book(BOOK)
    for clock in ("08:00", "08:00", "12:00", "23:59"):
        home.tick(at(MONDAY, clock))
    home.configure(digest='days = ["mon"]')
    home.tick(at(MONDAY, "23:59"))
    assert len(home.mails()) == 1


def test_an_attempt_that_died_is_told_in_the_very_next_mail(home: Home, start: Start, box: Mailbox) -> None:
    with by_smtp(home, start()):
        box.says["MAIL"] = "421 4.3.2 going down"
        home.tick(at(MONDAY))
        with home.opened() as service, service.account.write() as connection:
            connection.execute(update(outbox_table).values(state="sending"))  # as kill -9 leaves it
        box.says.clear()
        home.tick(at(MONDAY + timedelta(days=1)))
    assert "Whether the mail of Monday 23 November reached you is not known" in " ".join(
        text_of(box.mails()[-1]).split()
    )
    with home.opened() as service:
        assert outbox.troubles(service.account) == []


def test_a_second_refusal_after_resend_is_told_again(home: Home, start: Start, box: Mailbox) -> None:
    with by_smtp(home, start()):
        box.says["RCPT"] = "550 5.1.1 no such user"
        home.tick(at(MONDAY))
        box.says.clear()
        home.tick(at(MONDAY + timedelta(days=1)))
        box.says["RCPT"] = "550 5.1.1 still nobody"
        home.run("outbox", "--resend", "2026-11-23", now=at(MONDAY + timedelta(days=1), "09:00"))
        home.tick(at(MONDAY + timedelta(days=1), "09:01"))
    assert "still nobody" in home.run("doctor").out


def test_what_a_refused_digest_announced_ahead_is_announced_again(home: Home, start: Start, box: Mailbox) -> None:
    with by_smtp(home, start()):
        home.book(BOOK + 'birthday = "11-30"\n')
        home.tick(at(MONDAY - timedelta(days=3)))
        box.says["RCPT"] = "550 5.1.1 no such user"
        home.tick(at(MONDAY))
        box.says.clear()
        home.tick(at(MONDAY + timedelta(days=1)))
        home.tick(at(MONDAY + timedelta(days=2)))
    told = [" ".join(text_of(mail).split()) for mail in box.mails()]
    announced = ["Anna on Monday 30 November" in text for text in told]
    assert announced == [False, True, False]


def test_ten_days_without_mail_end_with_one_mail_that_says_so(home: Home, start: Start, box: Mailbox) -> None:
    box.says["MAIL"] = "421 4.3.2 going down"
    with by_smtp(home, start()):
        home.book(
            "".join(f'[[contact]]\nname = "P{n}"\nevery = "2 weeks"\nlast = 2026-11-0{n % 9 + 1}\n' for n in range(20))
        )
        for n in range(14):
            home.tick(at(MONDAY + timedelta(days=n)))
        box.says.clear()
        said = home.run("once", now=at(MONDAY + timedelta(days=14)))
    (mail,) = box.mails()
    assert "The mails of 23 Nov" in " ".join(text_of(mail).split())
    assert str(mail["Subject"]) in said.out
    assert [one.state for one in outbox_rows(home)].count("superseded") == 10


# --- Maildir -----------------------------------------------------------------------------------------------


def test_a_maildir_mail_is_private_and_arrives_once(local_home: Home) -> None:
    box = Maildir(local_home.folder / "box")
    assert box.has("<a@example.test>") is False
    for _time in range(2):
        assert box.send(LETTER, lambda: None).result == "accepted"
    assert box.has("<a@example.test>") is True
    found = list((local_home.folder / "box/new").iterdir())
    assert len(found) == 1
    assert found[0].stat().st_mode & 0o777 == 0o600
    assert (local_home.folder / "box").stat().st_mode & 0o777 == 0o700
    assert b"\r" not in found[0].read_bytes()


def test_a_mail_that_was_read_meanwhile_is_still_known(local_home: Home) -> None:
    box = Maildir(local_home.folder / "box")
    box.send(LETTER, lambda: None)
    new = next((local_home.folder / "box/new").iterdir())
    new.rename(local_home.folder / f"box/cur/{new.name}:2,S")
    assert box.has("<a@example.test>") is True


def test_a_link_in_a_maildir_is_never_written_through(local_home: Home) -> None:
    box, victim = Maildir(local_home.folder / "box"), local_home.folder / "victim"
    victim.write_text("precious")
    box.send(LETTER, lambda: None)
    name = next((local_home.folder / "box/new").iterdir()).name
    (local_home.folder / "box/tmp" / name).symlink_to(victim)
    assert box.send(LETTER, lambda: None).result == "accepted"
    assert victim.read_text() == "precious"


def test_a_maildir_that_cannot_be_written_is_tried_again(local_home: Home) -> None:
    (local_home.folder / "file").write_text("in the way")
    outcome = Maildir(local_home.folder / "file").send(LETTER, lambda: None)
    assert outcome.result == "deferred"
