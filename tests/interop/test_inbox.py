"""Answers by mail, with real Postfix and Dovecot: from the phone into the journal, and an acknowledgement back."""

import email.policy
import hashlib
import imaplib
import re
import signal
import ssl
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest

from followupd.inbox.answer import Answers
from followupd.inbox.mailbox import BATCH, FIELDS
from followupd.service.inbox import reader
from followupd.store import answers, entries, mailboxes, outbox
from tests.conftest import MONDAY, Home, at, text_of
from tests.interop.mailstack import MailStack
from tests.mailserver import Mailbox as Taken
from tests.mailserver import Start, smtp_section
from tests.servers import started, wait_for
from tests.test_crashes import calls

pytestmark = pytest.mark.interop

BOOK = """\
[[contact]]
name = "Anna Lind"
every = "1 month"
last = 2026-10-01

[[contact]]
name = "Ben Ek"
every = "1 month"
last = 2026-10-02

[[contact]]
name = "Cleo Andersson"
every = "1 month"
last = 2026-10-03
"""
ALICE = "alice@example.test"


@pytest.fixture(scope="module")
def stack() -> Iterator[MailStack]:
    with started(MailStack, "inbox") as found:
        yield found


class Mailbox:
    """Alice's mailbox, as her mail program sees it."""

    def __init__(self, stack: MailStack) -> None:
        self.stack = stack

    def connected(self) -> imaplib.IMAP4_SSL:
        context = ssl.create_default_context(cafile=str(self.stack.authority))
        imap = imaplib.IMAP4_SSL("localhost", self.stack.imaps, ssl_context=context)
        imap.login(ALICE, "wonderland")
        return imap

    def empty(self) -> None:
        with self.connected() as imap:
            if imap.select("INBOX")[1][0] != b"0":
                imap.store("1:*", "+FLAGS", "\\Deleted")
                imap.expunge()

    def mails(self, folder: str = "INBOX") -> list[EmailMessage]:
        with self.connected() as imap:
            imap.select(folder, readonly=True)
            found = imap.search(None, "ALL")[1][0].split()
            raw = [imap.fetch(number, "(BODY.PEEK[])")[1][0][1] for number in found]  # type: ignore[index]
            return [email.message_from_bytes(one, policy=email.policy.default) for one in raw]  # type: ignore[arg-type, misc]

    def unseen(self) -> int:
        with self.connected() as imap:
            imap.select("INBOX", readonly=True)
            return len(imap.search(None, "UNSEEN")[1][0].split())

    def put(self, message: EmailMessage | bytes, folder: str = "INBOX") -> None:
        content = message if isinstance(message, bytes) else message.as_bytes()
        with self.connected() as imap:
            imap.append(folder, "", "", content)


@pytest.fixture(name="alice")
def alices(stack: MailStack) -> Mailbox:
    mailbox = Mailbox(stack)
    mailbox.empty()
    return mailbox


def home_for(folder: Path, stack: MailStack, more: str = "", smtp: dict[str, str] | None = None) -> Home:
    (folder / "password").write_text("wonderland\n")
    (folder / "password").chmod(0o600)
    home = Home(folder)
    keys = {"security": "starttls", "username": ALICE, "password_file": "password", "ca_file": str(stack.authority)}
    home.configure(**(smtp or smtp_section(stack.submission, **keys)))
    config = home.config.read_text().replace("maja@example.test", ALICE)
    inbox = f'\n[inbox]\nhost = "localhost"\nport = {stack.imaps}\nusername = "alice@example.test"\npassword_file = "password"\nca_file = "{stack.authority}"\n{more}\n'
    home.config.write_text(config + inbox)
    home.book(BOOK)
    return home


@pytest.fixture
def home(tmp_path: Path, stack: MailStack, alice: Mailbox) -> Home:
    """A home whose digest of Monday lies in Alice's mailbox."""
    found = home_for(tmp_path, stack)
    found.tick(at(MONDAY))
    wait_for(lambda: len(alice.mails()) == 1)
    return found


def answer(digest: EmailMessage, text: str, **headers: str) -> EmailMessage:
    """An answer as a mail program writes it."""
    message = EmailMessage()
    given = {"From": f"Maja Berg <{ALICE}>", "To": ALICE, "Subject": f"Re: {digest['Subject']}",
             "Message-ID": f"<{abs(hash((text, *headers.items())))}@phone.example>",
             "In-Reply-To": digest["Message-ID"], "References": digest["Message-ID"]}  # fmt: skip
    for name, value in {**given, **{key.replace("_", "-"): value for key, value in headers.items()}}.items():
        if value:
            message[name] = value
    quoted = "\n".join(f"> {line}" for line in text_of(digest).splitlines())
    message.set_content(f"{text}\n\nDen mån 23 nov. 2026 kl 08:00 skrev followupd <{ALICE}>:\n\n{quoted}\n")
    return message


def look(home: Home, clock: str = "09:00", *, insist: bool = True) -> int:
    with home.opened() as service:
        found = reader(service).look(at(MONDAY, clock), insist=insist)
        assert not found.trouble, found.trouble
        return found.answers


def deeds(home: Home) -> list[tuple[str, str]]:
    with home.opened() as service:
        return [(entry.type, entry.contact) for entry in entries.effective(service.account)]


def acknowledgements(home: Home, alice: Mailbox, many: int) -> list[EmailMessage]:
    """What has arrived beside the digest and the person's own mails, after a round."""
    home.tick(at(MONDAY, "09:02"))
    found: list[EmailMessage] = []

    def come() -> bool:
        found[:] = [mail for mail in alice.mails() if mail["Auto-Submitted"] == "auto-replied"]
        return len(found) >= many

    wait_for(come)
    return found


def test_an_answer_from_the_phone_is_done_and_acknowledged_in_its_thread(home: Home, alice: Mailbox) -> None:
    digest = alice.mails()[0]
    alice.put(sent := answer(digest, "1 klart, hon anställer\n2 nästa vecka"))
    assert look(home) == 1
    assert deeds(home) == [("interaction", "anna-lind"), ("snooze", "ben-ek")]
    told = acknowledgements(home, alice, 1)[0]
    assert told["In-Reply-To"] == sent["Message-ID"]
    assert told["Subject"] == f"Re: {digest['Subject']}"
    text = " ".join(text_of(told).split())
    assert "Anna Lind: in touch today. Noted: hon anställer." in text
    assert "Ben Ek comes back on Monday 30 November." in text
    assert 'answer "undo"' in text


def test_undo_as_an_answer_to_the_acknowledgement_takes_all_of_it_back(home: Home, alice: Mailbox) -> None:
    alice.put(answer(alice.mails()[0], "alla klara"))
    look(home)
    alice.put(answer(acknowledgements(home, alice, 1)[0], "ångra"))
    look(home, "09:05")
    assert deeds(home) == []


def test_a_question_back_is_answered_by_a_number(home: Home, alice: Mailbox) -> None:
    alice.put(answer(alice.mails()[0], "klart"))
    look(home)
    asked = acknowledgements(home, alice, 1)[0]
    assert "2 Ben Ek" in " ".join(text_of(asked).split())
    alice.put(answer(asked, "2"))
    look(home, "09:05")
    assert deeds(home) == [("interaction", "ben-ek")]


def test_several_answers_at_once_get_one_acknowledgement_and_one_undo(home: Home, alice: Mailbox) -> None:
    digest = alice.mails()[0]
    for number in (1, 2, 3):
        alice.put(answer(digest, f"{number} klart"))
    assert look(home) == 3
    told = acknowledgements(home, alice, 1)
    assert len(told) == 1
    alice.put(answer(told[0], "undo"))
    look(home, "09:05")
    assert deeds(home) == []


def test_nothing_is_read_twice_marked_as_read_or_opened_that_is_no_answer(home: Home, alice: Mailbox) -> None:
    alice.put(answer(alice.mails()[0], "1 klart"))
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = "anna@example.org", ALICE, "1 klart"
    letter.set_content("alla klara")
    alice.put(letter)
    before = alice.unseen()
    assert look(home) == 1
    assert look(home, "09:01") == 0
    assert alice.unseen() == before
    assert deeds(home) == [("interaction", "anna-lind")]


def test_the_same_answer_in_sent_and_inbox_counts_once(home: Home, alice: Mailbox) -> None:
    sent = answer(alice.mails()[0], "1 klart")
    alice.put(sent)
    look(home)
    alice.put(sent)
    assert look(home, "09:01") == 0
    assert len(deeds(home)) == 1


@pytest.mark.parametrize(
    "headers",
    [
        {"From": "Mallory <mallory@example.org>"},
        {"From": f"{ALICE}, mallory@example.org"},
        {"In_Reply_To": "<digest.2026-11-23.aaaaaaaaaaaaaaaaaaaa@example.test>", "References": ""},
        {"In_Reply_To": "", "References": ""},
        {"Auto_Submitted": "auto-replied"},
        {"Subject": "Autosvar: Today"},
        {"Precedence": "bulk"},
        {"List_Id": "<friends.example.org>"},
        {
            "Authentication_Results": "mx.example.test; spf=pass; dkim=fail; dmarc=fail (p=REJECT) header.from=example.test"
        },
    ],
    ids=lambda headers: next(iter(headers)) + "=" + next(iter(headers.values()))[:20],
)
def test_what_is_forged_or_by_a_machine_does_nothing_and_gets_no_answer(
    home: Home, alice: Mailbox, headers: dict[str, str]
) -> None:
    alice.put(answer(alice.mails()[0], "alla klara", **headers))
    assert look(home) == 0
    assert deeds(home) == []
    with home.opened() as service:
        assert [mail.occasion for mail in outbox.posted(service.account)] == ["digest"]


def test_an_action_of_the_mail_is_an_answer_by_its_subject_alone(home: Home, alice: Mailbox) -> None:
    digest = alice.mails()[0]
    page = digest.get_body(("html",))
    assert page is not None
    links = re.findall(r'href="mailto:([^"]+)"', page.get_content())
    done = next(link for link in links if "klart" in link.casefold() or "done" in link.casefold())
    from urllib.parse import parse_qs, urlsplit

    address, query = (
        urlsplit(f"mailto:{done}".replace("&amp;", "&")).path,
        parse_qs(done.partition("?")[2].replace("&amp;", "&")),
    )
    assert address == ALICE
    alice.put(answer(digest, "", Subject=query["subject"][0], In_Reply_To="", References=""))
    assert look(home) == 1
    assert deeds(home) == [("interaction", "anna-lind")]


def test_an_answer_in_html_alone_is_read_without_what_is_quoted(home: Home, alice: Mailbox) -> None:
    message = answer(alice.mails()[0], "x")
    message.set_content(
        '<div dir="auto">2 ok</div><br><div class="gmail_quote"><div>Den mån 23 nov. skrev followupd:</div>'
        "<blockquote>1. Anna Lind<br>1 klart<br>3 klart</blockquote></div>",
        subtype="html",
    )
    alice.put(message)
    look(home)
    assert deeds(home) == [("interaction", "ben-ek")]


def test_messages_numbered_anew_are_looked_through_again_and_nothing_is_done_twice(home: Home, alice: Mailbox) -> None:
    alice.put(answer(alice.mails()[0], "1 klart"))
    look(home)
    with home.opened() as service:
        known = mailboxes.progress(service.account, f"{ALICE}@localhost/INBOX")
        from dataclasses import replace

        mailboxes.keep(service.account, replace(known, uidvalidity=1, uid=1))
    alice.put(answer(alice.mails()[0], "2 klart"))
    assert look(home, "09:01") == 1
    assert deeds(home) == [("interaction", "anna-lind"), ("interaction", "ben-ek")]


def test_broken_huge_and_deep_messages_keep_no_answer_back(home: Home, alice: Mailbox) -> None:
    digest = alice.mails()[0]
    deep = b"".join(b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (n, n) for n in range(1500))
    head = f"From: {ALICE}\r\nIn-Reply-To: {digest['Message-ID']}\r\n".encode()
    alice.put(head + b"Message-ID: <deep@example>\r\n" + deep)
    alice.put(head + b"Message-ID: <odd@example>\r\nContent-Type: text/plain; charset=nonsense\r\n\r\n3 klart \xff\r\n")
    alice.put(b"From: " + b"(" * 3000 + b"\r\nSubject: =?nonsense?q?x?=\r\n\r\nx\r\n")
    huge = answer(digest, "2 klart")
    huge.add_attachment(b"\0" * 12_000_000, maintype="application", subtype="octet-stream", filename="film.bin")
    alice.put(huge)
    alice.put(answer(digest, "1 klart"))
    assert look(home) >= 3
    assert sorted(who for _type, who in deeds(home)) == ["anna-lind", "ben-ek", "cleo-andersson"]


def test_answers_that_are_done_are_moved_only_when_that_is_wanted(
    tmp_path: Path, stack: MailStack, alice: Mailbox
) -> None:
    home = home_for(tmp_path, stack, 'move_to = "followupd"\nacknowledge = "questions"')
    home.tick(at(MONDAY))
    wait_for(lambda: len(alice.mails()) == 1)
    alice.put(answer(alice.mails()[0], "1 klart"))
    look(home)
    assert len(alice.mails()) == 1
    assert [mail["Subject"][:3] for mail in alice.mails("followupd")] == ["Re:"]
    with home.opened() as service:
        assert [mail.occasion for mail in outbox.posted(service.account)] == ["digest"], "nothing was asked"


def test_a_wrong_password_is_said_in_words_and_tried_less_often(home: Home) -> None:
    (home.folder / "password").write_text("wrong\n")
    with home.opened() as service:
        found = reader(service).look(at(MONDAY, "09:00"))
        assert "app password" in found.trouble
        assert "wrong" not in found.trouble
        known = mailboxes.progress(service.account, f"{ALICE}@localhost/INBOX")
        assert known.next_at is not None
        assert known.next_at > at(MONDAY, "09:00")
        again = reader(service).look(at(MONDAY, "09:00"))
        assert again.trouble == found.trouble
        assert mailboxes.progress(service.account, f"{ALICE}@localhost/INBOX").failures == 1, "it was not asked again"


def test_doctor_logs_in_where_the_answers_are(home: Home) -> None:
    assert f"{ALICE}, localhost, INBOX" in home.run("doctor").out
    (home.folder / "wrong").write_text("no\n")
    (home.folder / "wrong").chmod(0o600)
    home.config.write_text(home.config.read_text() + 'password_file = "wrong"\n')
    home.config.write_text(home.config.read_text().replace('password_file = "password"\nca_file', "ca_file"))
    assert "app password" in home.run("doctor").out


def test_a_mail_whose_answer_was_lost_is_found_in_the_mailbox_and_not_sent_again(home: Home, alice: Mailbox) -> None:
    _forget_the_answer(home)
    look(home)
    with home.opened() as service:
        assert [mail.state for mail in outbox.posted(service.account)] == ["sent"]
    home.tick(at(MONDAY, "10:00"))
    assert len(alice.mails()) == 1


def test_a_mail_that_never_arrived_is_sent_once_more_after_a_while(home: Home, alice: Mailbox) -> None:
    _forget_the_answer(home)
    alice.empty()
    look(home, "08:05")
    with home.opened() as service:
        assert [mail.state for mail in outbox.posted(service.account)] == ["unknown"], "it may be on its way"
    look(home, "08:30")
    home.tick(at(MONDAY, "08:31"))
    wait_for(lambda: len(alice.mails()) == 1)
    with home.opened() as service:
        assert [mail.state for mail in outbox.posted(service.account)] == ["sent"]


def test_while_a_folder_cannot_be_read_its_silence_proves_nothing(home: Home, alice: Mailbox, stack: MailStack) -> None:
    """The digest lies there, as far as anybody knows; so it is not sent once more."""
    _forget_the_answer(home)
    alice.empty()
    with alice.connected() as imap:
        imap.create("Sorted")
    kept = stack.folder / "mail" / ALICE / ".Sorted"
    mode = kept.stat().st_mode
    kept.chmod(0)
    try:
        look(home, "08:30")
        with home.opened() as service:
            assert [mail.state for mail in outbox.posted(service.account)] == ["unknown"]
    finally:
        kept.chmod(mode)
        with alice.connected() as imap:
            imap.delete("Sorted")
    look(home, "08:45")
    with home.opened() as service:
        assert [mail.state for mail in outbox.posted(service.account)] == ["pending"]


def _forget_the_answer(home: Home) -> None:
    """As after a lost answer to the final dot, or a process that died there."""
    with home.opened() as service, service.account.write() as connection:
        connection.exec_driver_sql("UPDATE outbox SET state = 'unknown', answer = 'interrupted'")


def test_what_an_answer_says_is_kept_and_nothing_else_of_the_mailbox(home: Home, alice: Mailbox) -> None:
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = "anna@example.org", ALICE, "A private matter"
    letter.set_content("nobody's business")
    alice.put(letter)
    alice.put(answer(alice.mails()[0], "1 klart"))
    look(home)
    kept = b"".join(path.read_bytes() for path in (home.folder / "var").iterdir() if path.is_file())
    assert b"private matter" not in kept
    assert b"nobody's business" not in kept
    with home.opened() as service:
        found = answers.by_id(service.account, 1)
        assert found is not None
        assert found.text == "1 klart"


def test_the_same_said_by_action_and_by_sentence_counts_once_and_is_taken_back_whole(
    home: Home, alice: Mailbox
) -> None:
    digest = alice.mails()[0]
    alice.put(answer(digest, "1 klart"))
    look(home)
    alice.put(answer(digest, "Anna klar, 2 nästa vecka"))
    alice.put(answer(digest, "2 nästa vecka"))
    look(home, "09:05")
    assert deeds(home) == [("interaction", "anna-lind"), ("snooze", "ben-ek")]


def test_a_crash_after_the_deed_and_before_its_acknowledgement_is_made_good(home: Home, alice: Mailbox) -> None:
    alice.put(sent := answer(alice.mails()[0], "1 klart"))
    with home.opened() as service:
        key = f"mail/{hashlib.sha256(str(sent['Message-ID']).encode()).hexdigest()}"
        done = Answers(service.account, service.settings, service.state_in_force)
        done.answer("1 klart", at(MONDAY, "09:00"), mail=(MONDAY, "digest"), key=key)
    look(home)
    assert "Anna Lind: in touch today." in " ".join(text_of(acknowledgements(home, alice, 1)[0]).split())
    assert deeds(home) == [("interaction", "anna-lind")]


def test_a_mailbox_numbered_anew_with_smaller_numbers_goes_on(home: Home, alice: Mailbox) -> None:
    look(home)
    with home.opened() as service:
        known = mailboxes.last(service.account)
        assert known is not None
        mailboxes.keep(service.account, replace(known, uidvalidity=known.uidvalidity - 1, uid=5000))
    look(home, "09:01")
    alice.put(answer(alice.mails()[0], "2 klart"))
    assert look(home, "09:02") == 1


def test_an_answer_is_about_the_day_it_was_written(home: Home, alice: Mailbox) -> None:
    """It lay there for two days, because the machine was off."""
    alice.put(answer(alice.mails()[0], "ringde Ben igår", Date="Mon, 23 Nov 2026 18:00:00 +0100"))
    with home.opened() as service:
        reader(service).look(at(MONDAY + timedelta(days=2), "09:00"), insist=True)
        assert [entry.day for entry in entries.effective(service.account)] == [MONDAY - timedelta(days=1)]


def test_one_answer_that_cannot_be_quoted_holds_up_nobody(home: Home, alice: Mailbox) -> None:
    digest = alice.mails()[0]
    raw = answer(digest, "1 klart").as_bytes()
    raw = re.sub(rb"Subject: [^\n]*(\n [^\n]*)*", rb"Subject: =?unicode_escape?q?Re:_=5Cud800?=", raw, count=1)
    alice.put(raw)
    alice.put(answer(digest, "2 klart"))
    assert look(home) == 2
    assert len(acknowledgements(home, alice, 1)) == 1


def test_undo_and_once_more_undo_take_back_one_thing_each_and_no_more(home: Home, alice: Mailbox) -> None:
    digest = alice.mails()[0]
    alice.put(answer(digest, "3 klart"))
    look(home)
    alice.put(answer(digest, "1 klart"))
    alice.put(answer(digest, "ångra"))
    look(home, "09:01")
    assert deeds(home) == [("interaction", "cleo-andersson")]
    alice.put(answer(digest, "ångra", Subject="Re: again"))
    look(home, "09:01")
    assert deeds(home) == []
    alice.put(answer(digest, "ångra", Subject="Re: and again"))
    look(home, "09:02")
    told = " ".join(text_of(mail) for mail in acknowledgements(home, alice, 4))
    assert "There was nothing left to take back." in told


def test_an_answer_without_new_text_is_told_so(home: Home, alice: Mailbox) -> None:
    alice.put(answer(alice.mails()[0], ""))
    look(home)
    assert "no new text" in " ".join(text_of(acknowledgements(home, alice, 1)[0]).split())


def test_somebody_new_is_written_into_the_book_once_whatever_comes_again(home: Home, alice: Mailbox) -> None:
    home.book(BOOK + '[[event]]\nname = "CHARM"\nstarts = 2026-11-22T10:00\nends = 2026-11-22T12:00\n')
    met = answer(alice.mails()[0], "träffade Sara Holm på CHARM, batterier")
    alice.put(met)
    look(home)
    assert "Sara Holm" in (home.folder / "contacts.toml").read_text()
    home.book(BOOK)
    alice.put(met)
    look(home, "09:05")
    assert "Sara Holm" not in (home.folder / "contacts.toml").read_text()


def test_a_mail_that_never_comes_into_this_mailbox_is_sent_once_more_and_no_more(home: Home, alice: Mailbox) -> None:
    _forget_the_answer(home)
    alice.empty()
    look(home, "08:30")
    home.tick(at(MONDAY, "08:31"))
    wait_for(lambda: len(alice.mails()) == 1)
    alice.empty()
    _forget_the_answer(home)
    look(home, "09:30")
    with home.opened() as service:
        assert [mail.state for mail in outbox.posted(service.account)] == ["unknown"]


def test_a_folder_with_an_odd_name_is_looked_into_too(home: Home, alice: Mailbox) -> None:
    content = alice.mails()[0].as_bytes()
    alice.empty()
    with alice.connected() as imap:
        imap.create('"R&AKA-x"')
        imap.append('"R&AKA-x"', "", "", content)
    _forget_the_answer(home)
    look(home, "08:30")
    with home.opened() as service:
        assert [mail.state for mail in outbox.posted(service.account)] == ["sent"]
    with alice.connected() as imap:
        imap.delete('"R&AKA-x"')


def test_ten_thousand_new_headers_take_hardly_longer_than_their_bare_fetch(
    home: Home, alice: Mailbox, stack: MailStack, measured: Callable[[str], None]
) -> None:
    """Constant memory, constant round trips a batch: only what is from the person is parsed."""
    look(home)
    folder = stack.folder / "mail" / ALICE / "cur"
    for number in range(10_000):
        head = f"From: Person {number} <p{number}@example.org>\r\nTo: {ALICE}\r\nSubject: Hej {number}\r\n"
        more = f"Date: Mon, 23 Nov 2026 10:00:00 +0100\r\nMessage-ID: <{number}@example.org>\r\n\r\nHej\r\n"
        (folder / f"{1700000000 + number}.M{number}P1.x:2,").write_text(head + more)
    subprocess.run(["chown", "-R", "nobody", str(folder)], check=True)
    with home.opened() as service:
        known = mailboxes.last(service.account)
        assert known is not None
        desk, looks, fetches = reader(service), [], []
        for _round in range(4):
            mailboxes.keep(service.account, replace(known, uid=0))
            looks.append(_seconds(lambda: desk.look(at(MONDAY, "09:00"), insist=True)))
            fetches.append(_seconds(lambda: _bare_fetch(alice)))
        mailboxes.keep(service.account, replace(known, uid=5000))
        tracemalloc.start()
        desk.look(at(MONDAY, "09:00"), insist=True)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    alice.empty()
    wall, cpu = (min(look[n] for look in looks) / min(bare[n] for bare in fetches) for n in (0, 1))
    measured(f"10,000 headers: {wall:.2f} times their bare fetch, {cpu:.2f} of its CPU; peak {peak / 1e6:.1f} MB")
    assert min(wall, cpu) < 1.5, "1.3 when nothing else runs; beside other tests both swing"
    assert peak < 12e6


def _seconds(work: Callable[[], object]) -> tuple[float, float]:
    """How long something takes by the clock, and by this process's CPU time."""
    begun, busy = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - begun, time.process_time() - busy


def _bare_fetch(alice: Mailbox) -> None:
    with alice.connected() as imap:
        imap.select("INBOX", readonly=True)
        uids = imap.uid("SEARCH", "ALL")[1][0].split()
        for first in range(0, len(uids), BATCH):
            imap.uid("FETCH", b",".join(uids[first : first + BATCH]).decode(), f"(BODY.PEEK[HEADER.FIELDS ({FIELDS})])")


def test_the_daemon_reads_an_answer_and_acknowledges_it_within_two_minutes(
    tmp_path: Path, stack: MailStack, alice: Mailbox
) -> None:
    from followupd.service.daemon import INBOX_SECONDS
    from tests.test_daemon import daemon

    home = home_for(tmp_path, stack)
    now = datetime.now(UTC)
    home.book(BOOK + "".join(f'[[contact]]\nname = "Person {n}"\nevery = "1 day"\n' for n in range(3)))
    home.configure(at="00:00", digest='days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]')
    inbox = f'\n[inbox]\nhost = "localhost"\nport = {stack.imaps}\nusername = "alice@example.test"\npassword_file = "password"\nca_file = "{stack.authority}"\n'
    home.config.write_text(home.config.read_text().replace("maja@example.test", ALICE) + inbox)
    home.tick(now)
    wait_for(lambda: len(alice.mails()) == 1)
    alice.put(answer(alice.mails()[0], "1 klart"))
    with daemon(home):
        wait_for(lambda: any(mail["Auto-Submitted"] == "auto-replied" for mail in alice.mails()), 60)
    assert INBOX_SECONDS <= 60, "and a later answer waits no longer than this"


@pytest.mark.parametrize("call", ["sendto", "recvfrom"])
def test_killed_at_the_end_of_the_smtp_dialogue_the_mail_still_comes_exactly_once(
    tmp_path: Path,
    stack: MailStack,
    alice: Mailbox,
    start: Start,
    box: Taken,
    call: str,
    measured: Callable[[str], None],
) -> None:
    """What SMTP cannot tell (RFC 1047), the mailbox does: every unknown is settled by itself."""
    port = start()

    def home_at(place: str) -> Home:
        (tmp_path / place).mkdir()
        return home_for(tmp_path / place, stack, smtp=smtp_section(port, security="none"))

    total = calls(home_at("count"), call)
    unknown = killed = 0
    for n in range(total, 0, -1):
        alice.empty()
        home, before = home_at(str(n)), len(box.taken)
        if _once(home, "08:00", call, n) != -signal.SIGKILL:
            continue  # an answer may come in fewer pieces than in the round that was counted
        killed += 1
        for clock in ("08:01", "08:30"):
            while len(box.taken) - before > len(alice.mails()):
                alice.put(box.taken[before + len(alice.mails())].content)  # the server delivers what it took
            home.run("once", now=at(MONDAY, clock))
            with home.opened() as service:
                unknown += any(mail.state == "unknown" for mail in outbox.posted(service.account))
        assert len(box.taken) - before == 1, n
        with home.opened() as service:
            assert [mail.state for mail in outbox.posted(service.account)] == ["sent"], n
        if killed == 2:
            break
    measured(f"{call}: killed at the last {killed} of {total} places, {unknown} times unknown; lost 0, doubled 0")
    assert killed == 2


def _once(home: Home, clock: str, call: str, place: int) -> int:
    """A round in a process of its own, which is killed at a call; how it ended."""
    command = [sys.executable, "-m", "followupd", "once", "--now", at(MONDAY, clock).isoformat()]
    under = ["strace", "-f", "-qq", "-o", str(home.folder / "trace"), "-e", f"trace={call}",
             "-e", f"inject={call}:signal=KILL:when={place}"]  # fmt: skip
    return subprocess.run([*under, *command, "--config", str(home.config)], capture_output=True, check=False).returncode
