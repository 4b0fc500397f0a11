"""From nothing to the first digest in a real mailbox, with real Postfix and Dovecot: two commands, eight answers."""

import ssl
from collections.abc import Iterator
from datetime import date
from imaplib import IMAP4_SSL

import pytest

from tests.conftest import Home, at
from tests.interop.mailstack import MailStack
from tests.servers import started, wait_for

pytestmark = pytest.mark.interop
ANSWERS = [
    "sv",
    "Alice Ek",
    "alice@example.test",
    "Europe/Stockholm",
    "wonderland",
    "j",
    "Anna Lind varje månad, Ben Ek",
    "n",
]
"""Language, name, address, zone, password, whether to answer by mail, people, and the service where systemd runs."""


@pytest.fixture(scope="module")
def stack() -> Iterator[MailStack]:
    with started(MailStack, "setting-up") as found:
        yield found


def subjects(stack: MailStack) -> list[str]:
    box = IMAP4_SSL("localhost", stack.imaps, ssl_context=ssl.create_default_context(cafile=str(stack.authority)))
    box.login("alice@example.test", "wonderland")
    box.select("INBOX", readonly=True)
    found = [
        part[1].decode() for number in box.search(None, "ALL")[1][0].split()
        for part in box.fetch(number, "(BODY.PEEK[HEADER.FIELDS (SUBJECT)])")[1] if isinstance(part, tuple)
    ]  # fmt: skip
    box.logout()
    return found


@pytest.mark.parametrize("port", ["smtps", "submission"])
def test_two_commands_and_eight_answers_bring_a_digest_into_a_real_mailbox(
    stack: MailStack, local_home: Home, monkeypatch: pytest.MonkeyPatch, port: str
) -> None:
    monkeypatch.setattr("followupd.cli.setup._system_zone", lambda: "")
    monkeypatch.setattr("followupd.cli.setup_mail.ANSWERS_WITHIN", 1)
    local_home.config.unlink()
    before = len(subjects(stack))
    said = local_home.run(
        "init", "--smtp-host", "localhost", "--smtp-port", str(getattr(stack, port)), "--imap-host", "localhost",
        "--imap-port", str(stack.imaps), "--ca-file", str(stack.authority), stdin="\n".join(ANSWERS) + "\n",
    )  # fmt: skip
    assert (said.code, said.err) == (0, "")
    assert "Det fungerar: ett första mejl är på väg till alice@example.test." in said.out
    assert len(ANSWERS) <= 8
    assert "wonderland" not in said.out + local_home.config.read_text()
    first = date.fromisoformat(local_home.run("due").out.split()[0])
    done = local_home.run("once", now=at(first, "09:00"))
    assert done.code == 0, done.err + done.out
    wait_for(lambda: len(subjects(stack)) >= before + 2)  # the mail of init, and the digest
    arrived = subjects(stack)[before:]
    assert "Subject: Anna" in arrived[1]
    assert local_home.run("doctor", now=at(first, "10:00")).code == 0


def test_a_wrong_password_is_said_by_the_server_itself_and_asked_for_again(
    stack: MailStack, local_home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("followupd.cli.setup_mail.ANSWERS_WITHIN", 1)
    local_home.config.unlink()
    said = local_home.run(
        "init", "--smtp-host", "localhost", "--smtp-port", str(stack.smtps), "--ca-file", str(stack.authority),
        "--language", "en", "--name", "Alice", "--email", "alice@example.test", "--timezone", "Europe/Oslo",
        "--service", "none", "--no-inbox", stdin="looking-glass\n\n\n",
    )  # fmt: skip
    assert said.code == 0, said.err
    assert "authentication failed" in said.out
    assert "followupd init goes on when you have the password" in said.out
