"""Signing in where no passwords are taken: by a code on any device, renewed ahead, and what happens when it is revoked."""

import json
import stat
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiosmtpd.smtp import SMTP as Server
from aiosmtpd.smtp import AuthResult

from followupd.config import settings
from followupd.errors import FollowupdError, InputError
from followupd.providers.known import GMAIL, OUTLOOK, by_mx
from followupd.service.inbox import reader
from followupd.signin.microsoft import Microsoft, SignedOut
from followupd.store import sign_ins
from tests.authserver import CLIENT_ID, AuthServer, authserver
from tests.conftest import MONDAY, Home, Said, at
from tests.mailserver import PASSWORD, Mailbox, Start

ANNA = '[[contact]]\nname = "Anna Lind"\nevery = "month"\nlast = 2026-09-01\n'
LOGIN = ("login", "microsoft", "--client-id", CLIENT_ID)


class TokenBox(Mailbox):
    """A mail server that takes the tokens of an authorization server, by XOAUTH2."""

    def __init__(self) -> None:
        super().__init__()
        self.takes: dict[str, str] = {}

    async def auth_XOAUTH2(self, server: Server, arguments: list[str]) -> AuthResult:
        assert len(arguments) == 1, "a token does not fit into the line of the command"
        said = await server.challenge_auth("")
        assert isinstance(said, bytes)
        who, token, *_end = said.decode().split("\1")
        if self.takes.get(token.removeprefix("auth=Bearer ")) == who.removeprefix("user="):
            return AuthResult(success=True, auth_data=who)
        await server.challenge_auth(b'{"status":"401"}')
        return AuthResult(success=False, handled=False)


@pytest.fixture
def box() -> TokenBox:
    return TokenBox()


@pytest.fixture
def microsoft(tmp_path: Path, box: TokenBox, monkeypatch: pytest.MonkeyPatch) -> Iterator[AuthServer]:
    with authserver(tmp_path) as (server, _authority, path):
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(path))
        box.takes = server.given
        yield server


@pytest.fixture
def home(local_home: Home, microsoft: AuthServer, start: Start, authority: tuple[object, Path]) -> Home:
    """Somebody whose mails are sent by a server that takes no passwords."""
    smtp = f"""
[mail.smtp]
host = "localhost"
port = {start(tls=True, auth_required=True)}
security = "tls"
username = "alice@example.test"
ca_file = "{authority[1]}"
[microsoft]
client_id = "{CLIENT_ID}"
authority = "{microsoft.url}"
"""
    local_home.configure(transport="smtp", smtp=smtp)
    local_home.book(ANNA)
    return local_home


def token_of(home: Home, now: datetime) -> str:
    with home.opened() as service:
        return Microsoft.of(service.settings, service.account).token(now)


def keep(home: Home, now: datetime) -> None:
    """What the daemon does every five minutes, and the timer's round every ten."""
    with home.opened() as service:
        service.deliver(now)


def subjects(box: TokenBox) -> list[str]:
    return [str(mail["Subject"]) for mail in box.mails()]


# --- signing in -----------------------------------------------------------------------------------------------


def test_a_code_entered_on_any_device_lets_mails_be_sent(home: Home, box: TokenBox) -> None:
    said = home.run(*LOGIN)
    assert (said.code, said.err) == (0, "")
    assert "Open https://microsoft.example/link on any device, and enter this code: ABCD-EFGH" in said.out
    assert "good for 15 minutes" in said.out
    assert "Signed in as alice@example.test." in said.out
    assert home.run("test-mail").code == 0
    assert len(box.taken) == 1


def test_the_tokens_stand_nowhere_that_others_read(home: Home, microsoft: AuthServer, capfd: pytest.CaptureFixture[str]) -> None:  # fmt: skip
    said = home.run(*LOGIN)
    said = Said(said.code, said.out + home.run("doctor").out, said.err)
    home.run("backup", str(home.folder / "a.zip"))
    tokens = {*microsoft.given, *microsoft._refreshes}
    assert tokens
    told = said.out + said.err + "".join(capfd.readouterr()) + home.config.read_text()
    assert not [token for token in tokens if token in told]
    assert stat.S_IMODE((home.folder / "var/followupd.db").stat().st_mode) == 0o600
    packed = (home.folder / "a.zip").read_bytes()
    assert b"sign_ins" not in packed, "a backup leaves secrets out"
    home.run("backup", str(home.folder / "b.zip"), "--with-secrets")
    assert b"sign_ins" in (home.folder / "b.zip").read_bytes()


def test_without_a_mail_server_in_the_configuration_it_is_written_there(
    local_home: Home, microsoft: AuthServer
) -> None:
    local_home.configure(smtp=f'[microsoft]\nclient_id = "x"\nauthority = "{microsoft.url}"\n')
    said = local_home.run(*LOGIN)
    written = tomllib.loads(local_home.config.read_text())
    assert written["mail"]["transport"] == "smtp"
    assert written["mail"]["smtp"]["host"] == OUTLOOK.smtp
    assert written["mail"]["smtp"]["username"] == "alice@example.test"
    assert written["microsoft"]["client_id"] == CLIENT_ID
    assert said.code == 1, "there is no such server here"


def test_a_password_for_sending_stays_in_use_and_that_is_said(home: Home) -> None:
    (home.folder / "secret").write_text(PASSWORD)
    (home.folder / "secret").chmod(0o600)
    home.config.write_text(home.config.read_text().replace("[microsoft]", 'password_file = "secret"\n[microsoft]'))
    assert "Mails are still sent with the password in secret" in home.run(*LOGIN).out
    assert not settings.load(home.config).sends_by_microsoft


@pytest.mark.parametrize(
    ("error", "words"), [("authorization_declined", "authorization_declined"), ("expired_token", "expired_token")]
)
def test_a_refusal_and_a_code_whose_time_is_over_are_said(
    home: Home, microsoft: AuthServer, error: str, words: str
) -> None:
    microsoft.refuses = error
    said = home.run(*LOGIN)
    assert said.code == 1
    assert f"Not signed in: AADSTS: {words}" in said.err
    assert "Traceback" not in said.err


def test_an_application_that_microsoft_does_not_know_is_said(home: Home) -> None:
    said = home.run("login", "microsoft", "--client-id", "another")
    assert said.code == 1
    assert "Microsoft gives no code: AADSTS700016: Application with identifier was not found." in said.err
    assert "another" not in home.config.read_text(), "only one that works is written down"


def test_an_empty_answer_means_not_now(local_home: Home) -> None:
    said = local_home.run("login", "microsoft", stdin="\n")
    assert (said.code, said.err) == (1, "")
    assert "The client ID of your application at Microsoft (docs/signing-in.md; empty: not now)" in said.out
    assert "Nothing was changed." in said.out


@pytest.mark.parametrize(
    "answer",
    [b"", b"<html>gateway</html>", b"[]", b"null", b'"no"', b"{}", b"{" * 50_000, (500, {}), (503, {"error": {}}),
     (400, {"error": ["a"], "error_description": {"b": 1}}), (200, {"user_code": 1}), (302, {}),
     (200, {"user_code": "A", "verification_uri": "x", "device_code": "y", "expires_in": "soon"}),
     (200, {"access_token": 1, "expires_in": None})],
)  # fmt: skip
@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/devicecode", "/token"])
def test_whatever_the_server_answers_is_said_in_words(
    home: Home, microsoft: AuthServer, path: str, answer: object
) -> None:
    microsoft.says = lambda asked: answer if asked.endswith(path) else None  # type: ignore[assignment,return-value]
    said = home.run(*LOGIN)
    assert said.code == 1
    assert "Traceback" not in said.err + said.out
    assert len(said.err) < 700
    assert home.run("due").code == 0


def test_nobody_there_is_said_with_the_cause(home: Home) -> None:
    home.config.write_text(home.config.read_text().replace("/common", "/common").replace("localhost:", "localhost:1"))
    said = home.run(*LOGIN)
    assert said.code == 1
    assert "Microsoft's sign-in cannot be reached" in said.err


# --- staying signed in ----------------------------------------------------------------------------------------


def test_a_token_is_renewed_when_half_of_its_time_is_over_and_not_before(home: Home, microsoft: AuthServer) -> None:
    home.run(*LOGIN)
    now, before = datetime.now(UTC), len(microsoft.asked)
    first = token_of(home, now + timedelta(minutes=29))
    assert len(microsoft.asked) == before, "no server is asked"
    second = token_of(home, now + timedelta(minutes=31))
    assert second != first
    assert microsoft.asked[before:] == ["/common/v2.0/.well-known/openid-configuration", "/common/oauth2/v2.0/token"]
    assert token_of(home, now + timedelta(minutes=60)) == second


def test_a_token_that_a_clock_ahead_has_written_is_not_trusted(home: Home) -> None:
    home.run(*LOGIN)
    now = datetime.now(UTC)
    ahead = token_of(home, now + timedelta(days=400))
    assert token_of(home, now) != ahead


def test_a_server_that_is_away_for_a_while_does_not_matter(home: Home, microsoft: AuthServer, box: TokenBox) -> None:
    home.run(*LOGIN)
    now = datetime.now(UTC)
    first = token_of(home, now)
    microsoft.says = lambda _path: (503, {})
    assert token_of(home, now + timedelta(minutes=50)) == first
    with pytest.raises(FollowupdError, match="cannot be reached"):
        token_of(home, now + timedelta(minutes=61))
    keep(home, now + timedelta(minutes=50))
    assert subjects(box) == [], "it is nothing that the person could mend"
    microsoft.says = lambda _path: None
    assert token_of(home, now + timedelta(minutes=62)) != first


def test_a_revoked_grant_is_said_by_mail_once_while_mails_can_still_leave(
    home: Home, microsoft: AuthServer, box: TokenBox
) -> None:
    home.run(*LOGIN)
    microsoft.revoked = True
    now = datetime.now(UTC)
    for minutes in (10, 31, 36, 41):
        keep(home, now + timedelta(minutes=minutes))
    assert subjects(box) == ["Please sign in again: Microsoft lets followupd in no more"]
    (mail,) = box.mails()
    said = mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    words = "sign in again: followupd login microsoft (AADSTS50173: The grant was revoked.)"
    assert f"Microsoft lets followupd in no more; {words}" in " ".join(said.split())
    assert "Trace ID" not in said


def test_doctor_names_a_revoked_grant_with_its_mend(home: Home, microsoft: AuthServer) -> None:
    home.run(*LOGIN)
    assert "sign-in" in home.run("doctor").out
    assert home.run("doctor").code == 0
    microsoft.revoked = True
    said = home.run("doctor")
    assert said.code == 1
    assert "sign in again: followupd login microsoft" in said.out


def test_before_the_first_sign_in_doctor_and_once_say_what_to_run(home: Home) -> None:
    for command in (("doctor",), ("once",), ("test-mail",)):
        said = home.run(*command, now=at(MONDAY, "09:00"))
        assert said.code == 1
        assert "followupd login microsoft" in said.out + said.err


def test_a_digest_waits_for_the_sign_in_and_then_comes_once(home: Home, microsoft: AuthServer, box: TokenBox) -> None:
    home.run(*LOGIN)
    microsoft.revoked = True
    with home.opened() as service:
        known = sign_ins.kept(service.account)
        assert known is not None
        ended = datetime.now(UTC) - timedelta(minutes=1)
        over = sign_ins.SignIn(known.username, known.tokens, known.access_token, ended, ended)
        sign_ins.keep(service.account, over)
    said = home.run("once", now=at(MONDAY, "09:00"))
    assert said.code == 1
    assert "sign in again: followupd login microsoft" in said.err
    assert box.taken == []
    assert home.run(*LOGIN).code == 0
    keep(home, datetime.now(UTC))  # as the daemon does; not in an hour
    assert len(box.taken) == 1
    assert home.run("once", now=at(MONDAY, "11:00")).code == 0
    assert len(box.taken) == 1


def test_a_warning_that_has_not_left_is_withdrawn_by_the_sign_in(
    home: Home, microsoft: AuthServer, box: TokenBox
) -> None:
    home.run(*LOGIN)
    microsoft.revoked = True
    with home.opened() as service:
        service.keep_signed_in(datetime.now(UTC) + timedelta(minutes=40))
    assert "login" in home.run("outbox").out
    home.run(*LOGIN)
    keep(home, datetime.now(UTC) + timedelta(minutes=1))
    assert subjects(box) == []


def test_a_digest_that_leaves_otherwise_says_that_answers_are_not_read(home: Home, microsoft: AuthServer) -> None:
    """Mails go into a folder here, and the inbox is Microsoft's."""
    home.run(*LOGIN)
    microsoft.revoked = True
    with home.opened() as service, pytest.raises(SignedOut):
        Microsoft.of(service.settings, service.account).renewed(at(MONDAY, "07:00"))
    text = home.config.read_text().replace('transport = "smtp"', 'transport = "maildir"')
    home.config.write_text(text + '[inbox]\nhost = "localhost"\n')
    home.run("once", now=at(MONDAY, "09:00"))
    (mail,) = home.mails()  # and no warning beside it
    said = " ".join(mail.get_body(("plain",)).get_content().split())  # type: ignore[union-attr]
    assert "sign in again: followupd login microsoft" in said


def test_an_inbox_that_is_signed_out_is_asked_for_less_and_less(home: Home, microsoft: AuthServer) -> None:
    home.run(*LOGIN)
    home.config.write_text(home.config.read_text() + '[inbox]\nhost = "localhost"\n')
    microsoft.revoked = True
    now = datetime.now(UTC) + timedelta(minutes=61)
    with home.opened() as service:
        asked = []
        for minute in range(30):
            before = len(microsoft.asked)
            look = reader(service).look(now + timedelta(minutes=minute))
            assert "sign in again: followupd login microsoft" in look.trouble
            asked.append(len(microsoft.asked) > before)
    assert sum(asked) == 5, "at once, then after 1, 2, 4 … minutes"


def test_a_mailbox_that_is_another_ones_is_said(home: Home, microsoft: AuthServer) -> None:
    microsoft.person = "somebody.else@example.test"
    said = home.run(*LOGIN)
    assert said.code == 1
    assert "Signed in as somebody.else@example.test." in said.out
    assert "the sign-in was refused (535" in said.err
    assert "perhaps it is another mailbox's, or sending by SMTP is turned off there" in said.err
    assert "password" not in said.err


# --- the configuration, and other providers ---------------------------------------------------------------------


@pytest.mark.parametrize("wrong", ["http://login.example.org/common", "login.example.org", "https://login.example.org", "https://a@b/c"])  # fmt: skip
def test_an_authority_that_cannot_be_one_is_said(home: Home, microsoft: AuthServer, wrong: str) -> None:
    home.config.write_text(home.config.read_text().replace(microsoft.url, wrong))
    with pytest.raises(InputError, match="is not an address such as https://login"):
        settings.load(home.config)


def test_a_domain_of_ones_own_at_microsoft_sends_by_the_server_for_companies() -> None:
    found = by_mx("example-org.mail.protection.outlook.com")
    assert found is not None
    assert (found.smtp, found.takes_passwords) == ("smtp.office365.com", False)


def test_google_is_asked_for_an_app_password(local_home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("followupd.mail.delivery.smtp.Smtp.login", lambda _self: None)
    said = local_home.run("login", "google", stdin="abcd efgh ijkl mnop\n")
    assert "https://myaccount.google.com/apppasswords" in said.out
    written = tomllib.loads(local_home.config.read_text())["mail"]["smtp"]
    assert (written["host"], written["port"], written["security"]) == (GMAIL.smtp, 465, "tls")
    file = local_home.folder / written["password_file"]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert file.read_text().strip() == "abcd efgh ijkl mnop"


def test_init_offers_outlooks_people_to_sign_in(tmp_path: Path, microsoft: AuthServer, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    home = Home(tmp_path)
    home.config.unlink()
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("FOLLOWUPD_MICROSOFT__CLIENT_ID", CLIENT_ID)
    monkeypatch.setenv("FOLLOWUPD_MICROSOFT__AUTHORITY", microsoft.url)
    microsoft.person = "maja@outlook.com"
    answers = "Maja\nmaja@outlook.com\n\n\n\n"
    said = home.run("init", "--language", "en", "--timezone", "Europe/Stockholm", "--no-inbox", stdin=answers)
    assert said.code == 0, said.err
    assert "Outlook takes no passwords from programs: you sign in there" in said.out
    assert "Signed in as maja@outlook.com." in said.out
    written = tomllib.loads(home.config.read_text())["mail"]["smtp"]
    assert written["host"] == "smtp-mail.outlook.com"
    assert "password_file" not in written


def test_what_is_stored_is_json_that_holds_the_refresh_token(home: Home) -> None:
    home.run(*LOGIN)
    with home.opened() as service:
        known = sign_ins.kept(service.account)
    assert known is not None
    assert "RefreshToken" in json.loads(known.tokens)
