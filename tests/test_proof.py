"""Who may answer: only somebody who has the mail, from one of the person's own addresses; never a machine."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followupd.inbox.letter import letter
from followupd.inbox.proof import answered_mail, ours
from followupd.inbox.sender_check import says_fail
from followupd.mail.digest import identity
from followupd.providers.lookup import find, from_autoconfig, is_at_home
from tests.conftest import MONDAY

SECRET, OTHER = "s" * 64, "t" * 64
OWN = frozenset({"maja@example.org", "maja@student.example.org"})


def header(**fields: str) -> bytes:
    given = {"From": "Maja <maja@example.org>", "Message-ID": "<a1@phone>", "Subject": "Re: Today", **fields}
    return "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in given.items() if value).encode()


def accepted(**fields: str) -> tuple[date, str] | None:
    return answered_mail(letter(header(**fields)), SECRET, OWN)


def test_the_message_id_of_a_mail_of_ours_is_proof() -> None:
    own = identity.message_id(SECRET, "digest", MONDAY, "example.org")
    assert accepted(In_Reply_To=own) == (MONDAY, "digest")
    assert accepted(References=f"<x@y> {own}", From="maja@student.example.org") == (MONDAY, "digest")
    assert accepted(In_Reply_To=own.upper()) == (MONDAY, "digest"), "programs change the case"


def test_a_server_that_renames_mails_keeps_the_proof_in_references() -> None:
    again = identity.message_id(SECRET, "capture", MONDAY, "example.org", 2)
    assert accepted(In_Reply_To="<0102@eu-west-1.amazonses.com>", References=f"{again} <0102@eu-west-1.amazonses.com>") == (
        MONDAY, "capture",
    )  # fmt: skip


def test_the_token_in_a_subject_is_proof_in_any_case() -> None:
    token = identity.token(SECRET, MONDAY, "answer-12")
    assert accepted(Subject=f"1 klart – Anna {token.upper()}") == (MONDAY, "answer-12")
    assert identity.without_token(f"1 klart {token}") == "1 klart"


@pytest.mark.parametrize(
    "fields",
    [
        {"In_Reply_To": identity.message_id(OTHER, "digest", MONDAY, "example.org")},
        {"Subject": f"1 klart {identity.token(OTHER, MONDAY, 'digest')}"},
        {"In_Reply_To": identity.message_id(SECRET, "digest", MONDAY, "example.org").replace("-23.", "-24.")},
        {"In_Reply_To": identity.message_id(SECRET, "digest", MONDAY, "example.org"), "From": "maja@example.com"},
        {"In_Reply_To": identity.message_id(SECRET, "digest", MONDAY, "example.org"), "From": "maja@example.org <x@evil.example>"},
        {"In_Reply_To": identity.message_id(SECRET, "digest", MONDAY, "example.org"), "Auto_Submitted": "auto-replied"},
        {"Message_ID": identity.message_id(SECRET, "digest", MONDAY, "example.org"),
         "References": identity.message_id(SECRET, "digest", MONDAY, "example.org")},
    ],
    ids=["foreign id", "foreign token", "another day", "another domain", "a name like ours", "a machine", "our own mail"],
)  # fmt: skip
def test_without_proof_or_person_nothing_is_accepted(fields: dict[str, str]) -> None:
    fields = {("Message-ID" if name == "Message_ID" else name): value for name, value in fields.items()}
    assert accepted(**fields) is None


@pytest.mark.parametrize(
    "lines",
    [
        "From: maja@example.org\r\nFrom: evil@example.net\r\n",
        "From: evil <evil@example.net>, maja@example.org\r\n",
        "From: <>, maja@example.org\r\n",
        "From: x:;maja@example.org\r\n",
        "From: maja@example.org\r\nTo: friend@example.net\r\n",
        "From: maja@example.org\r\nSubject: Vb: I dag\r\n",
    ],
    ids=["two headers", "two senders", "nobody and one", "a group", "sent to somebody else", "forwarded"],
)
def test_who_only_looks_like_the_person_or_writes_to_others_answers_nothing(lines: str) -> None:
    own = identity.message_id(SECRET, "digest", MONDAY, "example.org")
    assert answered_mail(letter(f"{lines}In-Reply-To: {own}\r\n".encode()), SECRET, OWN) is None


def test_a_name_that_is_quoted_may_hold_anything() -> None:
    own = identity.message_id(SECRET, "digest", MONDAY, "example.org")
    head = f'From: "Berg, Maja: hej; och" <maja@example.org>\r\nTo: maja@example.org\r\nIn-Reply-To: {own}\r\n'
    assert answered_mail(letter(head.encode()), SECRET, OWN) == (MONDAY, "digest")


def test_a_report_that_a_mail_bounced_is_not_the_mail() -> None:
    own = identity.message_id(SECRET, "digest", MONDAY, "example.org")
    bounce = f"From: MAILER-DAEMON@mx.example\r\nAuto-Submitted: auto-replied\r\nReferences: {own}\r\n"
    assert ours(letter(bounce.encode()), SECRET, "maja@example.org") is None
    renamed = (
        f"From: maja@example.org\r\nAuto-Submitted: auto-generated\r\nMessage-ID: <new@mx>\r\nReferences: {own}\r\n"
    )
    assert ours(letter(renamed.encode()), SECRET, "maja@example.org") == (MONDAY, "digest")


def test_a_server_that_dns_alone_names_gets_no_password() -> None:
    assert not is_at_home("imap.attacker.example", "maja.example")
    assert is_at_home("imap.maja.example", "maja.example")
    assert is_at_home("imap.gmail.com", "maja.example")


def test_before_there_is_a_secret_nothing_is_accepted() -> None:
    own = identity.message_id("", "digest", MONDAY, "example.org")
    assert answered_mail(letter(header(In_Reply_To=own)), "", OWN) is None


@pytest.mark.parametrize(
    ("headers", "fails"),
    [
        (["mx.example.net; " + "dkim=permerror (x); " * 300 + "dmarc=fail"], True),
        (["mx.example.net; dkim=none", "mx.example.net; dmarc=fail"], True),
        (["mx.example.net; spf=pass (a(b); dmarc=fail"], True),
        (
            ["mx.google.com; dkim=pass; spf=pass; dmarc=fail (p=REJECT sp=REJECT dis=NONE) header.from=example.org"],
            True,
        ),
        (["spf=pass smtp.mailfrom=x; dkim=none;dmarc=fail action=none header.from=example.org;compauth=fail"], True),
        (["mx.google.com; dmarc=pass header.from=example.org"], False),
        ([], False),
        (["mx.example.org; dmarc=pass", "evil.example; dmarc=fail"], False),
        (["mx.example.org; dmarc=pass", "mx.google.com; dmarc=fail"], True),
        (['mx.example.org; spf=pass (who said "dmarc=fail"); dkim=pass (a (nested; dmarc=fail) one)'], False),
        (['mx.example.org; x="; dmarc=fail"; dmarc=pass'], False),
        (["mx.example.org; dmarc=pass; dmarc=fail"], True),
        (["((((" * 2000], False),
    ],
)
def test_only_a_failure_that_the_own_server_found_refuses(headers: list[str], fails: bool) -> None:
    assert says_fail(headers, ("mx.google.com",)) is fails


@given(st.binary(max_size=2000))
def test_no_header_breaks_the_reader_and_none_of_nonsense_is_accepted(content: bytes) -> None:
    assert answered_mail(letter(content), SECRET, OWN) is None


@given(st.text(max_size=300), st.dates(), st.sampled_from(["digest", "capture", "answer-7"]))
def test_nothing_but_the_very_token_is_one(text: str, day: date, occasion: str) -> None:
    if day.year >= 1000:
        assert identity.mail_of_token(identity.token(SECRET, day, occasion), SECRET) == (day, occasion)
        assert identity.mail_of(identity.message_id(SECRET, occasion, day, "example.org"), SECRET) == (day, occasion)
    assert identity.mail_of_token(text, SECRET) is None
    assert identity.mail_of(text, SECRET) is None


def test_common_providers_are_known_and_an_autoconfiguration_is_read() -> None:
    assert find("maja@gmail.com") == ("imap.gmail.com", 993)
    assert find("maja@ICLOUD.com") == ("imap.mail.me.com", 993)
    said = """<clientConfig><emailProvider id="x"><incomingServer type="pop3"><hostname>pop.x</hostname></incomingServer>
      <incomingServer type="imap"><hostname>imap.example.org</hostname><port>143</port><socketType>STARTTLS</socketType></incomingServer>
      <incomingServer type="imap"><hostname>imap.example.org</hostname><port>993</port><socketType>SSL</socketType></incomingServer>
      </emailProvider></clientConfig>"""
    assert list(from_autoconfig(said)) == [("imap.example.org", 143, "STARTTLS"), ("imap.example.org", 993, "SSL")]
    assert list(from_autoconfig("<html>not found</html>")) == []
