"""Real Postfix and Dovecot: what a digest looks like at the other end, and what real servers answer."""

import email
import email.policy
import imaplib
import ssl
from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest

from followupd.store import outbox
from tests.conftest import MONDAY, Home, at, text_of
from tests.interop.mailstack import MailStack
from tests.mailserver import smtp_section
from tests.servers import started, wait_for

pytestmark = pytest.mark.interop

BOOK = '[[contact]]\nname = "Åsa Öberg 🎉"\nevery = "1 day"\nlast = 2026-11-01\nnotes = "Räksmörgås & <b>"\n'


@pytest.fixture(scope="module")
def stack() -> Iterator[MailStack]:
    with started(MailStack, "mail") as found:
        yield found


def home_for(folder: Path, stack: MailStack, recipient: str = "alice@example.test", **smtp: str) -> Home:
    (folder / "password").write_text("s3cret\n")
    (folder / "password").chmod(0o600)
    home = Home(folder)
    keys = {
        "security": "starttls",
        "username": "daemon@example.test",
        "password_file": "password",
        "ca_file": str(stack.authority),
        **smtp,
    }
    port = stack.smtps if keys["security"] == "tls" else stack.submission
    home.configure(**smtp_section(port, **keys))
    home.config.write_text(home.config.read_text().replace("maja@example.test", recipient))
    home.book(BOOK)
    return home


def inbox(stack: MailStack, user: str, password: str) -> list[EmailMessage]:
    with imaplib.IMAP4_SSL(
        "localhost", stack.imaps, ssl_context=ssl.create_default_context(cafile=str(stack.authority))
    ) as imap:
        imap.login(user, password)
        imap.select("INBOX", readonly=True)
        numbers = imap.search(None, "ALL")[1][0].split()
        found = [imap.fetch(number, "(BODY.PEEK[])")[1][0] for number in numbers]
        return [email.message_from_bytes(one[1], policy=email.policy.default) for one in found]  # type: ignore[index, misc]


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_digest_reaches_a_real_mailbox_whole_and_once(stack: MailStack, tmp_path: Path, security: str) -> None:
    day = MONDAY + timedelta(days=1 if security == "tls" else 0)
    home = home_for(tmp_path, stack, security=security)
    assert "logged in" in home.run("doctor").out
    for clock in ("08:00", "08:01", "12:00"):
        assert home.run("once", now=at(day, clock)).code == 0
    with home.opened() as service:
        posted = outbox.posted(service.account)[0]
    assert (posted.state, "250 2.0.0 Ok: queued" in (posted.answer or "")) == ("sent", True)

    def mine() -> list[EmailMessage]:
        return [one for one in inbox(stack, "alice@example.test", "wonderland") if f".{day}." in one["Message-ID"]]

    wait_for(lambda: len(mine()) > 0)
    mail = mine()[0]
    assert len(mine()) == 1
    assert mail["Subject"] == "Åsa"
    assert "Räksmörgås & <b>" in text_of(mail)
    assert [part.get_content_type() for part in mail.walk()] == ["multipart/alternative", "text/plain", "text/html"]


@pytest.mark.parametrize(
    ("recipient", "state", "answer"),
    [
        ("noone@example.test", "refused", "550 5.1.1"),
        ("full@example.test", "refused", "552 5.2.2"),
        ("grey@example.test", "pending", "450 4.7.1"),
        ("shutdown@example.test", "pending", "421 4.3.2"),
    ],
)
def test_a_real_servers_no_is_understood(
    stack: MailStack, tmp_path: Path, recipient: str, state: str, answer: str
) -> None:
    home = home_for(tmp_path, stack, recipient)
    done = home.run("once", now=at(MONDAY))
    with home.opened() as service:
        posted = outbox.posted(service.account)[0]
    assert (done.code, posted.state) == (1, state)
    assert (posted.answer or "").startswith(answer)
    assert answer in done.err


def test_a_wrong_password_a_foreign_authority_and_another_name_are_told_apart(stack: MailStack, tmp_path: Path) -> None:
    for n, (keys, said) in enumerate(
        [
            ({"username": "alice@example.test"}, "login was refused: 535"),
            ({"ca_file": "/etc/ssl/certs/ca-certificates.crt"}, "encryption failed"),
        ]
    ):
        (tmp_path / str(n)).mkdir()
        home = home_for(tmp_path / str(n), stack, **keys)
        done = home.run("test-mail")
        assert (done.code, said in done.err) == (1, True), done.err
        assert "s3cret" not in done.err


def test_an_address_with_swedish_letters_arrives(stack: MailStack, tmp_path: Path) -> None:
    home = home_for(tmp_path, stack, "åsa@example.test")
    assert home.run("once", now=at(MONDAY)).code == 0
