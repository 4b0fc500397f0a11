"""SMTP against a real server in this process: encryption that is insisted on, and every outcome told apart."""

import logging
from pathlib import Path

import pytest
import trustme

from followupd.domain.book import OutgoingMail
from followupd.mail.delivery import smtp
from followupd.mail.delivery.smtp import Smtp
from followupd.mail.delivery.transport import Outcome
from tests.conftest import MONDAY, Home, at
from tests.faulty import Cut, faulty
from tests.mailserver import PASSWORD, Mailbox, Start, smtp_section
from tests.servers import free_port

LETTER = OutgoingMail(
    "<a@example.test>", "from@example.test", "to@example.test", b"Subject: dots\r\n\r\n.\r\n..two\r\n.three\r\nlast"
)


def to(
    port: int,
    security: str = "none",
    *,
    ca: Path | None = None,
    user: str | None = None,
    password: str = PASSWORD,
    host: str = "localhost",
) -> Smtp:
    return Smtp(host, port, security, user, lambda: password, ca)


def send(server: Smtp, outgoing: OutgoingMail = LETTER) -> tuple[Outcome, int]:
    commits: list[None] = []
    return server.send(outgoing, lambda: commits.append(None)), len(commits)


def test_a_mail_arrives_whole_with_its_dots(start: Start, box: Mailbox) -> None:
    outcome, commits = send(to(start()))
    assert (outcome.result, commits) == ("accepted", 1)
    assert box.taken[0].content == b"Subject: dots\r\n\r\n.\r\n..two\r\n.three\r\nlast\r\n"


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_login_over_either_encryption_with_a_private_authority(
    start: Start, box: Mailbox, authority: tuple[trustme.CA, Path], security: str
) -> None:
    port = start(**{security: True})
    outcome, _commits = send(to(port, security, ca=authority[1], user="maja"))
    assert outcome.result == "accepted"
    assert len(box.taken) == 1


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_an_unknown_authority_is_refused_before_the_password_is_said(start: Start, box: Mailbox, security: str) -> None:
    outcome, commits = send(to(start(**{security: True}), security, user="maja"))
    assert (outcome.result, commits, box.taken) == ("deferred", 0, [])
    assert "encryption failed" in outcome.answer


def test_a_certificate_for_another_name_is_refused(start: Start, authority: tuple[trustme.CA, Path]) -> None:
    outcome, _commits = send(to(start(starttls=True, name="mail.example.test"), "starttls", ca=authority[1]))
    assert "encryption failed" in outcome.answer


def test_a_server_that_offers_no_starttls_gets_no_mail(
    start: Start, box: Mailbox, authority: tuple[trustme.CA, Path]
) -> None:
    outcome, commits = send(to(start(), "starttls", ca=authority[1], user="maja"))
    assert (outcome.result, commits, box.taken) == ("deferred", 0, [])


def test_a_wrong_password_is_said_without_the_password(start: Start, authority: tuple[trustme.CA, Path]) -> None:
    outcome, _commits = send(to(start(tls=True), "tls", ca=authority[1], user="maja", password="wrong secret"))
    assert outcome.result == "deferred"
    assert "login was refused" in outcome.answer
    assert "wrong secret" not in outcome.answer


def test_a_password_with_swedish_letters_is_a_word_and_no_crash(
    start: Start, authority: tuple[trustme.CA, Path]
) -> None:
    outcome, _commits = send(to(start(tls=True), "tls", ca=authority[1], user="maja", password="lösenord"))
    assert outcome.result == "deferred"
    assert "lösenord" not in outcome.answer


def test_nobody_listening_is_a_reason_to_try_again(start: Start) -> None:
    del start
    outcome, _commits = send(to(free_port()))
    assert (outcome.result, "no connection" in outcome.answer) == ("deferred", True)


@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize(
    ("answer", "result"),
    [
        ("450 4.7.1 later", "deferred"),
        ("421 4.3.2 going down", "deferred"),
        ("550 5.1.1 never", "refused"),
        ("552 5.2.2 full", "refused"),
    ],
)
def test_the_servers_word_decides_between_later_and_never(
    start: Start, box: Mailbox, step: str, answer: str, result: str
) -> None:
    box.says[step] = answer
    outcome, commits = send(to(start()))
    assert outcome.result == result
    assert outcome.answer.startswith(answer[:3])
    assert commits == (step == "DATA")


def test_an_address_beyond_ascii_needs_a_server_that_takes_it(start: Start, box: Mailbox) -> None:
    outgoing = OutgoingMail("<a@example.test>", "åsa@example.test", "to@example.test", b"x")
    outcome, commits = send(to(start(enable_SMTPUTF8=False)), outgoing)
    assert (outcome.result, commits) == ("refused", 0)
    outcome, _commits = send(to(start(enable_SMTPUTF8=True)), outgoing)
    assert outcome.result == "accepted"
    assert box.taken[0].mail_from == "åsa@example.test"


# The server's answers in order: 0 greeting, 1 EHLO, 2 MAIL, 3 RCPT, 4 DATA (354), 5 the final dot, 6 QUIT.
@pytest.mark.parametrize(
    ("answer", "result", "arrived"),
    [
        (0, "deferred", 0),
        (1, "deferred", 0),
        (2, "deferred", 0),
        (3, "deferred", 0),
        (4, "deferred", 0),
        (5, "lost", 1),
        (6, "accepted", 1),
    ],
)
@pytest.mark.parametrize("how", ["reset", "close"])
def test_a_connection_lost_at_each_answer_has_the_outcome_it_deserves(
    start: Start, box: Mailbox, answer: int, result: str, arrived: int, how: str
) -> None:
    with faulty(start(), Cut(at_answer=answer, reset=how == "reset")) as port:
        outcome, _commits = send(to(port))
    assert (outcome.result, len(box.taken)) == (result, arrived)


@pytest.mark.parametrize("share", [0.0, 0.5, 0.99])
def test_a_connection_lost_while_the_mail_is_under_way_means_it_is_not_theirs(
    start: Start, box: Mailbox, share: float
) -> None:
    long = OutgoingMail(
        "<a@example.test>", "f@example.test", "t@example.test", b"X-Long: 1\r\n\r\n" + b"line\r\n" * 200_000
    )
    with faulty(start(data_size_limit=None), Cut(after_sent=200 + int(share * 1_200_000), reset=True)) as port:
        outcome, _commits = send(to(port), long)
    assert box.taken == []
    assert outcome.result in ("deferred", "lost")  # lost only where the system took all of it before the cut


def test_a_server_that_never_answers_does_not_hold_us_for_ever(monkeypatch: pytest.MonkeyPatch, start: Start) -> None:
    monkeypatch.setattr(smtp, "SECONDS", 0.2)
    with faulty(start(), Cut(silent=True)) as port:
        outcome, _commits = send(to(port))
    assert (outcome.result, "no connection" in outcome.answer) == ("deferred", True)


# --- the whole way -----------------------------------------------------------------------------------------

BOOK = '[[contact]]\nname = "Anna"\nevery = "1 day"\nlast = 2026-11-01\n'


def test_a_digest_goes_out_by_smtp_and_test_mail_too(
    home: Home, start: Start, box: Mailbox, authority: tuple[trustme.CA, Path]
) -> None:
    secret = home.folder / "password"
    secret.write_text(PASSWORD + "\n")
    secret.chmod(0o600)
    port = start(starttls=True)
    home.configure(**smtp_section(port, ca_file=str(authority[1]), username="maja", password_file="password"))
    home.book(BOOK)
    assert home.run("test-mail").code == 0
    assert home.run("once", now=at(MONDAY)).code == 0
    assert [envelope.rcpt_tos for envelope in box.taken] == [["maja@example.test"]] * 2
    assert "logged in" in home.run("doctor").out


@pytest.mark.parametrize("where", ["file", "credential", "environment"])
def test_the_password_is_taken_from_each_place_and_shown_in_none(
    where: str,
    local_home: Home,
    start: Start,
    authority: tuple[trustme.CA, Path],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    secret = "wrong but secret"
    path = local_home.folder / "smtp-password"
    path.write_text(secret)
    path.chmod(0o600)
    options = {"ca_file": str(authority[1]), "username": "maja", "security": "tls"}
    if where == "file":
        options["password_file"] = "smtp-password"
    elif where == "credential":
        monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(local_home.folder))
    else:
        monkeypatch.setenv("FOLLOWUPD_SMTP_PASSWORD", secret)
    local_home.configure(**smtp_section(start(tls=True), **options))
    local_home.book(BOOK)
    with caplog.at_level(logging.DEBUG):
        said = [
            local_home.run("once", now=at(MONDAY)),
            local_home.run("doctor"),
            local_home.run("test-mail"),
            local_home.run("outbox"),
        ]
    assert "login was refused" in said[0].err
    assert said[0].code == said[1].code == said[2].code == 1
    database = (
        (local_home.folder / "var/followupd.db").read_bytes()
        + (local_home.folder / "var/followupd.db-wal").read_bytes()
        if (local_home.folder / "var/followupd.db-wal").exists()
        else (local_home.folder / "var/followupd.db").read_bytes()
    )
    assert secret not in "".join(one.out + one.err for one in said) + caplog.text
    assert secret.encode() not in database


def test_a_password_file_that_everybody_can_read_is_not_used(local_home: Home, start: Start) -> None:
    (local_home.folder / "p").write_text("x")
    (local_home.folder / "p").chmod(0o644)
    local_home.configure(**smtp_section(start(), security="none", username="maja", password_file="p"))
    local_home.book(BOOK)
    assert "can be read by everybody; run: chmod 600" in local_home.run("once", now=at(MONDAY)).err


def test_a_missing_password_is_said_with_the_three_places(local_home: Home, start: Start) -> None:
    local_home.configure(**smtp_section(start(), security="none", username="maja"))
    local_home.book(BOOK)
    said = local_home.run("test-mail")
    assert (said.code, "no SMTP password: set password_file" in said.err) == (1, True)
