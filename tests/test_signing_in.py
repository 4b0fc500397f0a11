"""Signing in where no passwords are taken: by a code on any device, renewed ahead, and what happens when it is revoked."""

import json
import signal
import stat
import threading
import tomllib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiosmtpd.smtp import SMTP as Server
from aiosmtpd.smtp import AuthResult

from followupd.config import settings
from followupd.errors import FollowupdError, InputError
from followupd.mail.delivery.smtp import Smtp
from followupd.providers.known import GMAIL, OUTLOOK, by_mx
from followupd.service.inbox import reader
from followupd.signin.microsoft import Microsoft, SignedOut
from followupd.store import sign_ins
from followupd.store.sign_ins import SignIn
from tests.authserver import CLIENT_ID, AuthServer, authserver
from tests.conftest import MONDAY, Home, Said, at
from tests.mailserver import PASSWORD, Mailbox, Start
from tests.servers import free_port

ANNA = '[[contact]]\nname = "Anna Lind"\nevery = "month"\nlast = 2026-09-01\n'
LOGIN = ("login", "microsoft", "--client-id", CLIENT_ID)
HOSTILE: tuple[object, ...] = (
    b"", b"<html>gateway</html>", b"[]", b"null", b'"no"', b"{}", b"{" * 50_000, (500, {}), (503, {"error": {}}),
    (400, {"error": ["a"], "error_description": {"b": 1}}), (200, {"user_code": 1}), (302, {}),
    (200, {"user_code": "A", "verification_uri": "x", "device_code": "y", "expires_in": "soon"}),
    (200, {"access_token": 1, "expires_in": None}),
)  # fmt: skip


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
        monkeypatch.setenv("SSL_CERT_FILE", str(path))
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
login = "microsoft"
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
    assert "Open https://microsoft.example/link on any device, and enter this code: ABCD-EFGH\n" in said.out
    assert "It is good for 15 minutes." in said.out
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
    text = home.config.read_text().replace('login = "microsoft"', 'password_file = "secret"')
    home.config.write_text(text)
    assert "Mails are still sent by localhost with a password" in home.run(*LOGIN).out
    assert not settings.load(home.config).signs_in
    assert home.config.read_text() == text


def test_outlooks_own_servers_are_signed_in_to_from_then_on(local_home: Home, microsoft: AuthServer) -> None:
    mail = '[mail.smtp]\nhost = "smtp-mail.outlook.com"\nusername = "a@outlook.com"\npassword_file = "old"\n[inbox]\nhost = "outlook.office365.com"\n'
    local_home.configure(transport="smtp", smtp=f'{mail}[microsoft]\nclient_id = "x"\nauthority = "{microsoft.url}"\n')
    local_home.run(*LOGIN)
    written = tomllib.loads(local_home.config.read_text())
    assert written["mail"]["smtp"]["login"] == written["inbox"]["login"] == "microsoft"
    assert "password_file" not in written["mail"]["smtp"]


def test_nobody_else_is_handed_the_token(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """A password that comes from the environment, and a server that is not Microsoft's."""
    home.run(*LOGIN)
    monkeypatch.setenv("FOLLOWUPD_SMTP_PASSWORD", PASSWORD)
    home.config.write_text(home.config.read_text().replace('login = "microsoft"', ""))
    with home.opened() as service:
        assert isinstance(service.transport, Smtp)
        assert (service.transport.token, service.transport.password()) == (None, PASSWORD)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ('login = "microsoft"\npassword_file = "x"', 'login = "microsoft" uses no password'),
        ('login = "google"', "login"),
    ],
)
def test_a_login_that_cannot_be_is_said(home: Home, wrong: str, words: str) -> None:
    home.config.write_text(home.config.read_text().replace('login = "microsoft"', wrong))
    assert words in home.run("check").err


def test_a_login_without_an_application_is_said(local_home: Home) -> None:
    smtp = '[mail.smtp]\nhost = "localhost"\nusername = "a"\nlogin = "microsoft"\n'
    local_home.configure(transport="smtp", smtp=smtp)
    assert "needs a [microsoft] section with a client_id (docs/signing-in.md)" in local_home.run("check").err


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
    assert "The client ID of your application at Microsoft (empty: not now)" in said.out
    assert "Nothing was changed." in said.out


@pytest.mark.parametrize("answer", HOSTILE)
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


def test_nobody_there_is_said_with_the_cause(home: Home, microsoft: AuthServer) -> None:
    home.config.write_text(home.config.read_text().replace(microsoft.url, f"https://localhost:{free_port()}/common"))
    said = home.run(*LOGIN)
    assert said.code == 1
    assert said.err == "Microsoft's sign-in cannot be reached: Connection refused\n"


def test_a_server_that_never_ends_its_answer_is_left(home: Home, microsoft: AuthServer, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    monkeypatch.setattr("followupd.signin.http.REQUEST_SECONDS", 0.5)
    over = threading.Event()
    microsoft.says = lambda _path: over.wait(10) and None
    said = home.run(*LOGIN)
    over.set()
    assert said.code == 1
    assert "Microsoft's sign-in cannot be reached: timed out" in said.err


def test_a_question_that_goes_unanswered_ends_no_sign_in(home: Home, microsoft: AuthServer) -> None:
    answers = [(503, {}), (400, {"error": "authorization_pending"}), (500, {})]
    microsoft.says = lambda path: answers.pop(0) if path.endswith("/token") and answers else None
    assert home.run(*LOGIN).code == 0


@pytest.mark.parametrize("lasts", [0, -1, 10**12, 10**14, 1.5, "3599"])
def test_whatever_life_a_server_gives_its_token_it_is_kept(home: Home, microsoft: AuthServer, lasts: object) -> None:
    microsoft.more = {"expires_in": lasts}
    assert home.run(*LOGIN).code == 0
    before = len(microsoft.asked)
    now = datetime.now(UTC)
    token_of(home, now + timedelta(minutes=2))
    assert len(microsoft.asked) == before
    token_of(home, now + timedelta(days=1))
    assert len(microsoft.asked) > before


@pytest.mark.parametrize("token", ["", "a b", "\ud800", "å", "a\x00b", 5, None, {}])
def test_a_token_that_can_be_none_is_not_taken(home: Home, microsoft: AuthServer, token: object) -> None:
    microsoft.more = {"access_token": token}
    said = home.run(*LOGIN)
    assert said.code == 1
    assert "Traceback" not in said.err


def test_what_a_server_echoes_is_not_said(home: Home, microsoft: AuthServer, caplog: pytest.LogCaptureFixture) -> None:
    home.run(*LOGIN)
    (secret,) = microsoft._refreshes
    microsoft.error = ("invalid_grant", f"the token {secret} is not good")
    microsoft.revoked = True
    said = home.run("doctor")
    home.run("export", "data", str(home.folder / "out"))
    exported = "".join(path.read_text() for path in (home.folder / "out").rglob("*") if path.is_file())
    assert "the token … is not good" in said.out
    assert secret not in said.out + said.err + caplog.text + exported


def test_ctrl_c_ends_it_and_changes_nothing(home: Home, microsoft: AuthServer) -> None:
    def interrupt(path: str) -> None:
        if path.endswith("/token"):
            signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)

    microsoft.says = interrupt
    before = home.config.read_bytes()
    said = home.run(*LOGIN)
    assert said.code == 130
    assert said.out.endswith("Not signed in.\n")
    assert home.config.read_bytes() == before


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


@pytest.mark.parametrize("answer", HOSTILE)
@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/token"])
def test_whatever_the_server_answers_to_a_renewal_the_token_goes_on_as_long_as_it_is_good(
    home: Home, microsoft: AuthServer, path: str, answer: object
) -> None:
    home.run(*LOGIN)
    now = datetime.now(UTC)
    first = token_of(home, now)
    microsoft.says = lambda asked: answer if asked.endswith(path) else None  # type: ignore[assignment,return-value]
    assert token_of(home, now + timedelta(minutes=50)) == first
    with pytest.raises(FollowupdError):
        token_of(home, now + timedelta(minutes=61))


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
        sign_ins.keep(service.account, replace(known, renew_at=ended, good_until=ended))
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
        assert service._has_lost_a_sign_in(datetime.now(UTC) + timedelta(minutes=40))
    assert "login-" in home.run("outbox").out
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
    home.config.write_text(text + '[inbox]\nhost = "localhost"\nlogin = "microsoft"\n')
    home.run("once", now=at(MONDAY, "09:00"))
    (mail,) = home.mails()  # and no warning beside it
    said = " ".join(mail.get_body(("plain",)).get_content().split())  # type: ignore[union-attr]
    assert "sign in again: followupd login microsoft" in said


def test_an_inbox_that_is_signed_out_is_asked_for_less_and_less(home: Home, microsoft: AuthServer) -> None:
    home.run(*LOGIN)
    home.config.write_text(home.config.read_text() + '[inbox]\nhost = "localhost"\nlogin = "microsoft"\n')
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


def test_a_revocation_that_is_seen_with_the_digest_is_said_all_the_same(
    home: Home, microsoft: AuthServer, box: TokenBox
) -> None:
    """The timer's round: the digest is made first, and leaves by the last token."""
    home.run(*LOGIN)
    microsoft.revoked = True
    now = datetime.now(UTC)
    with home.opened() as service:
        known = sign_ins.kept(service.account)
        assert known is not None
        sign_ins.keep(service.account, replace(known, made_at=now - timedelta(days=1), renew_at=now))
        service.run_round(now)
        service.run_round(now + timedelta(minutes=10))
    assert subjects(box)[-1] == "Please sign in again: Microsoft lets followupd in no more"
    assert subjects(box).count(subjects(box)[-1]) == 1


def test_a_second_revocation_is_said_again(home: Home, microsoft: AuthServer, box: TokenBox) -> None:
    for minute in (0, 1):
        home.run(*LOGIN)
        microsoft.revoked = True
        keep(home, datetime.now(UTC) + timedelta(minutes=35 + minute))
    assert len(box.taken) == 2


@pytest.mark.parametrize("error", ["unauthorized_client", "invalid_client", "access_denied", "invalid_scope"])
def test_an_application_that_is_turned_off_is_said_by_mail_too(
    home: Home, microsoft: AuthServer, box: TokenBox, error: str
) -> None:
    home.run(*LOGIN)
    microsoft.error, microsoft.revoked = (error, "AADSTS700016: Application was not found."), True
    keep(home, datetime.now(UTC) + timedelta(minutes=35))
    assert len(box.taken) == 1
    said = home.run("doctor").out
    assert "see docs/signing-in.md, and sign in again: followupd login microsoft (AADSTS700016" in said


@pytest.mark.parametrize("change", ["client", "authority"])
def test_another_application_in_the_configuration_needs_another_sign_in(home: Home, change: str) -> None:
    home.run(*LOGIN)
    text = home.config.read_text()
    old, new = {"client": (CLIENT_ID, "another"), "authority": ("/common", "/organizations")}[change]
    home.config.write_text(text.replace(old, new))
    said = home.run("once", now=at(MONDAY, "09:00"))
    assert said.code == 1
    assert "signed in at Microsoft by another client_id or authority; run: followupd login microsoft" in said.err
    home.config.write_text(text)
    assert home.run("test-mail").code == 0


def test_whatever_goes_wrong_with_a_sign_in_other_mail_leaves(home: Home, microsoft: AuthServer) -> None:
    """Mails go into a folder; only the inbox is Microsoft's, and what is kept of its sign-in is damaged."""
    text = home.config.read_text().replace('transport = "smtp"', 'transport = "maildir"')
    home.config.write_text(text + '[inbox]\nhost = "localhost"\nlogin = "microsoft"\n')
    with home.opened() as service:
        now = datetime.now(UTC)
        sign_ins.keep(service.account, SignIn(f"{CLIENT_ID} {microsoft.url}", "", "no JSON", "t", now, now, now))
    home.run("once", now=at(MONDAY, "09:00"))
    assert len(home.mails()) == 1


def test_a_renewal_that_comes_after_a_new_sign_in_changes_nothing(home: Home) -> None:
    home.run(*LOGIN)
    with home.opened() as service:
        old, now = sign_ins.kept(service.account), datetime.now(UTC)
        assert old is not None
        home.run(*LOGIN)
        new = sign_ins.kept(service.account)
        assert new is not None
        assert new.tokens != old.tokens
        assert not sign_ins.failed(service.account, old, "revoked", now)
        assert not sign_ins.renew(service.account, old, replace(old, access_token="late"))
        assert sign_ins.kept(service.account) == new


def test_of_many_threads_one_renews(home: Home) -> None:
    """Each refresh token is good once, so a second renewal with the same one would be refused."""
    home.run(*LOGIN)
    later = datetime.now(UTC) + timedelta(minutes=45)
    with home.opened() as service, ThreadPoolExecutor(6) as pool:
        sign_in = Microsoft.of(service.settings, service.account)
        tokens = {*pool.map(lambda _n: sign_in.token(later), range(12))}
    assert len(tokens) == 1


def test_an_answer_after_the_warning_is_about_the_digest(home: Home, microsoft: AuthServer) -> None:
    home.run(*LOGIN)
    now = datetime.now(UTC)
    with home.opened() as service:
        service.run_round(at(MONDAY, "09:00"))
        microsoft.revoked = True
        assert service._has_lost_a_sign_in(now + timedelta(minutes=40))
    assert "Anna Lind: in touch" in home.run("answer", "1", "klart", now=at(MONDAY, "10:00")).out


def test_after_a_rehearsal_of_tomorrow_the_token_of_today_is_renewed(home: Home) -> None:
    home.run(*LOGIN)
    now = datetime.now(UTC)
    ahead = token_of(home, now + timedelta(days=1))
    assert token_of(home, now) != ahead


def test_a_token_that_ended_before_its_time_is_renewed_once(home: Home, microsoft: AuthServer) -> None:
    home.run(*LOGIN)
    microsoft.given.clear()
    assert home.run("test-mail").code == 0
    assert len(microsoft.given) == 1


def test_the_warning_is_in_the_persons_language(home: Home, microsoft: AuthServer, box: TokenBox) -> None:
    home.run(*LOGIN)
    home.configure(language="sv")
    microsoft.revoked = True
    keep(home, datetime.now(UTC) + timedelta(minutes=35))
    assert subjects(box) == ["Logga in igen, tack: Microsoft släpper inte in followupd längre"]


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


def test_gmail_takes_the_place_of_another_server_only_when_that_is_wanted(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("followupd.mail.delivery.smtp.Smtp.login", lambda _self: None)
    before = home.config.read_text()
    said = home.run("login", "google", stdin="n\n")
    assert (said.code, home.config.read_text()) == (1, before)
    assert "Send mails by Gmail instead of localhost? [Y/n]" in said.out
    home.run("login", "google", stdin="y\nabcd efgh ijkl mnop\n")
    written = tomllib.loads(home.config.read_text())["mail"]["smtp"]
    assert written["host"] == GMAIL.smtp
    assert not {"login", "ca_file"} & written.keys()


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
