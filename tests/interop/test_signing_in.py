"""Signing in instead of a password, with real Postfix and Dovecot, which ask the authorization server about each token."""

import email.policy
import ssl
from collections.abc import Iterator
from email.message import EmailMessage
from imaplib import IMAP4_SSL
from pathlib import Path

import pytest

from tests.authserver import CLIENT_ID, AuthServer, authserver
from tests.conftest import MONDAY, Home, at
from tests.interop.mailstack import MailStack
from tests.servers import started, wait_for

pytestmark = pytest.mark.interop
LOGIN = ("login", "microsoft", "--client-id", CLIENT_ID)
Servers = tuple[AuthServer, Path, MailStack]


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    with authserver(tmp_path_factory.mktemp("auth")) as (microsoft, _authority, path):

        def kind(folder: Path) -> MailStack:
            return MailStack(folder, introspection=microsoft.introspection, introspection_authority=path)

        with started(kind, "signing-in") as stack:
            yield microsoft, path, stack


@pytest.fixture
def home(local_home: Home, servers: Servers, monkeypatch: pytest.MonkeyPatch) -> Home:
    microsoft, authority, stack = servers
    monkeypatch.setenv("SSL_CERT_FILE", str(authority))
    microsoft.revoked = False
    smtp = f"""
[mail.smtp]
host = "localhost"
port = {stack.smtps}
security = "tls"
username = "alice@example.test"
login = "microsoft"
ca_file = "{stack.authority}"

[inbox]
host = "localhost"
login = "microsoft"
port = {stack.imaps}
ca_file = "{stack.authority}"

[microsoft]
client_id = "{CLIENT_ID}"
authority = "{microsoft.url}"
"""
    local_home.configure(transport="smtp", smtp=smtp)
    text = local_home.config.read_text().replace("maja@example.test", "alice@example.test")
    local_home.config.write_text(text)
    local_home.book('[[contact]]\nname = "Anna Lind"\nevery = "month"\nlast = 2026-09-01\n')
    return local_home


def mailbox(stack: MailStack) -> IMAP4_SSL:
    box = IMAP4_SSL("localhost", stack.imaps, ssl_context=ssl.create_default_context(cafile=str(stack.authority)))
    box.login("alice@example.test", "wonderland")
    box.select("INBOX")
    return box


def mails(stack: MailStack) -> list[EmailMessage]:
    box = mailbox(stack)
    found = [
        email.message_from_bytes(part[1], policy=email.policy.default)
        for number in box.search(None, "ALL")[1][0].split()
        for part in box.fetch(number, "(BODY.PEEK[])")[1] if isinstance(part, tuple)
    ]  # fmt: skip
    box.logout()
    return found  # type: ignore[return-value]


def test_digest_answer_and_acknowledgement_go_by_a_token_and_no_password(home: Home, servers: Servers) -> None:
    _microsoft, _path, stack = servers
    said = home.run(*LOGIN)
    assert (said.code, said.err) == (0, ""), said
    assert "Answers can be read: alice@example.test, localhost, INBOX" in said.out
    before = len(mails(stack))
    assert home.run("once", now=at(MONDAY, "09:00")).code == 0
    wait_for(lambda: len(mails(stack)) == before + 1)
    digest = mails(stack)[-1]
    answer = EmailMessage()
    answer["From"] = answer["To"] = "alice@example.test"
    answer["Subject"] = f"Re: {digest['Subject']}"
    answer["In-Reply-To"] = digest["Message-ID"]
    answer["Message-ID"] = "<answer@example.test>"
    answer["Date"] = at(MONDAY, "09:30")
    answer.set_content("1 done, she is hiring\n")
    box = mailbox(stack)
    box.append("INBOX", "", None, answer.as_bytes())
    box.logout()
    assert home.run("once", now=at(MONDAY, "10:00")).code == 0
    wait_for(lambda: len(mails(stack)) == before + 3)
    assert (
        "she is hiring"
        in home.run("export", "data", str(home.folder / "out")).out + (home.folder / "out/journal.csv").read_text()
    )
    assert home.run("doctor", now=at(MONDAY, "10:00")).code == 0


def test_a_token_that_the_mail_servers_take_no_more_is_said_as_such(home: Home, servers: Servers) -> None:
    microsoft = servers[0]
    home.run(*LOGIN)
    microsoft.given.clear()  # it ended before its time: another is asked for, once
    assert home.run("test-mail").code == 0
    microsoft.given.clear()
    microsoft.revoked = True
    said = home.run("test-mail")
    assert said.code == 1
    assert "the sign-in was refused (535 5.7.8" in said.err
    assert "app password" not in said.err
    said = home.run("doctor")
    assert said.code == 1
    assert said.out.count("sign in again: followupd login microsoft") == 1
    assert "the mailbox refused the sign-in" in said.out
