"""The step of init in which mail begins to flow: the servers found from the address, the login tried, a mail sent."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from importlib.util import find_spec
from itertools import islice
from pathlib import Path

from followupd.cli.answers import Answers
from followupd.cli.signing_in import send_by, sign_in
from followupd.cli.terminal import say
from followupd.config.atomic import replace
from followupd.config.editing import set_keys
from followupd.config.secrets import password
from followupd.config.settings import Settings, load
from followupd.errors import CallError, FollowupdError
from followupd.mail.delivery.smtp import Smtp, Undeliverable
from followupd.mail.digest import message
from followupd.providers.known import Provider, provider_of
from followupd.providers.lookup import MailServer, find, provider_for, submission
from followupd.signin.microsoft import Microsoft
from followupd.text.catalog import _

ANSWERS_WITHIN = 4
"""Seconds in which a server that is only guessed has to answer."""
_MOST_GUESSES, _MOST_TRIES = 8, 3


@dataclass(frozen=True, slots=True)
class Login:
    """What was found to work."""

    server: MailServer
    username: str
    secret: str


def set_up_mail(settings: Settings, answers: Answers) -> bool:
    """Has the mails of a configuration that puts them into a folder sent instead; whether they are now."""
    if answers.given("mail") == "folder":
        return False
    address, given = settings.person.email, answers.given("smtp_host")
    provider = provider_for(address) if given is None else provider_of(address)
    if given is None and provider is not None and not provider.takes_passwords:
        if _signed_in(provider, settings, answers):
            return True
        say(_("%s takes no passwords from programs any more, so it has to be another server.") % provider.name)
        provider = None
        server = _asked(answers)
    else:
        server = _given(answers) if given else _guessed(address) or _asked(answers)
    if server is None:
        say(_("For now mails go into a folder here: %s. followupd init goes on when you know the server.")
            % settings.mail.maildir)  # fmt: skip
        return False
    say(_("Mail is sent by %(host)s, port %(port)d.") % {"host": server.host, "port": server.port})
    login = log_in(server, settings, answers, provider)
    if login is None:
        say(_("For now mails go into a folder here: %s. followupd init goes on when you have the password.")
            % settings.mail.maildir)  # fmt: skip
        return False
    write_login(login, settings, answers)
    _send_one(load(settings.config_file))
    return True


def _signed_in(provider: Provider, settings: Settings, answers: Answers) -> bool:
    """Whether the person signs in where no passwords are taken; then mails are sent by it."""
    said = _("%s takes no passwords from programs: you sign in there, and followupd keeps what that gives.")
    say(said % provider.name)
    try:
        username = sign_in(settings, answers)
        if username is None:
            return False
        _send_one(send_by(provider, username, settings))
    except FollowupdError as error:
        say(error)
        return False
    return True


def _given(answers: Answers) -> MailServer:
    return _server(answers.given("smtp_host") or "", answers.given("smtp_port"))


def _server(host: str, port: str | None) -> MailServer:
    number = _port(port) if port else 465 if _answers(host, 465) else 587
    return MailServer(host, number, "starttls" if number != 465 and _greets(host, number) else "tls")


def _port(said: str) -> int:
    if not said.isdecimal() or not 0 < int(said) < 65536:
        raise CallError(_("Please give a port, such as 587."))
    return int(said)


def _guessed(address: str) -> MailServer | None:
    say(_("Looking for the server that sends your mail …"))
    several = islice(dict.fromkeys(submission(address)), _MOST_GUESSES)
    return next((server for server in several if _answers(server.host, server.port)), None)


def _asked(answers: Answers) -> MailServer | None:
    """The server that the person names; one that does not answer is asked for again."""
    question = _("Server that sends your mail, such as smtp.example.org (empty: mails go into a folder here)")
    for _time in range(_MOST_TRIES):
        host = answers.ask("smtp_host", question, "")
        if not host:
            return None
        if _answers(host, 465) or _answers(host, 587):
            return _server(host, answers.given("smtp_port"))
        say(_("%s does not answer, neither on port 465 nor on 587.") % host)
    return None


def _answers(host: str, port: int) -> bool:
    try:
        with socket.create_connection((host, port), ANSWERS_WITHIN):
            return True
    except (OSError, ValueError, UnicodeError):
        return False


def _greets(host: str, port: int) -> bool:
    """Whether the server speaks first (RFC 5321 §3.1); where encryption comes before anything else, it waits."""
    try:
        with socket.create_connection((host, port), ANSWERS_WITHIN) as line:
            return line.recv(3) == b"220"
    except (OSError, ValueError, UnicodeError):
        return port == 587


def log_in(server: MailServer, settings: Settings, answers: Answers, provider: Provider | None) -> Login | None:
    """Tries the password until it works, while the person is there to give another."""
    address, file = settings.person.email, answers.given("password_file")
    if provider is not None and provider.app_passwords and file is None:
        said = _("%(name)s wants a password made for followupd alone (an app password), and two-step sign-in: %(url)s")
        say(said % {"name": provider.name, "url": provider.app_passwords})
    for _time in range(1 if file else _MOST_TRIES):
        secret = password("SMTP", Path(file).expanduser()) if file else answers.secret(_("Password (empty: not now)"))
        if not secret:
            return None
        say(_("Trying to log in …"))
        trouble, wrong = "", False
        for username in _usernames(answers.given("smtp_user"), address):
            try:
                _smtp(server, username, secret, answers).login()
            except Undeliverable as error:
                trouble, wrong = trouble or str(error), wrong or error.refused
            else:
                return Login(server, username, secret)
        say(trouble)
        if not wrong:  # another password would not help
            return None
    return None


def _usernames(given: str | None, address: str) -> Iterator[str]:
    """The address, and what stands before its @, by which some servers know people."""
    yield given or address
    if given is None:
        yield address.partition("@")[0]


def _smtp(server: MailServer, username: str, secret: str, answers: Answers) -> Smtp:
    ca_file = answers.given("ca_file")
    return Smtp(server.host, server.port, server.security, username, lambda: secret,
                Path(ca_file).expanduser() if ca_file else None)  # fmt: skip


def write_login(login: Login, settings: Settings, answers: Answers) -> None:
    file = answers.given("password_file") or _kept(login.secret, settings)
    ca_file = answers.given("ca_file")
    server = login.server
    smtp: dict[str, str | int | bool | None] = {
        "host": server.host, "port": server.port, "security": server.security, "username": login.username,
        "password_file": file if file.startswith("smtp-password") else str(Path(file).expanduser().absolute()),
    }  # fmt: skip
    smtp |= {"ca_file": str(Path(ca_file).expanduser().absolute()) if ca_file else None, "login": None}
    set_keys(settings.config_file, {"mail": {"transport": "smtp", "maildir": None}, "mail.smtp": smtp})


def _kept(secret: str, settings: Settings) -> str:
    """The name of a file of its own for a password (0600); one that holds another password stays as it is."""
    for name in ("smtp-password", *(f"smtp-password-{n}" for n in range(2, 100))):
        path = settings.path(name)
        if not path.exists() or not path.read_bytes().strip() or path.read_text().strip() == secret:
            replace(path, f"{secret}\n".encode())
            path.chmod(0o600)
            return name
    raise CallError(_("%s is there already, and not empty") % settings.path("smtp-password"))


def _send_one(settings: Settings) -> None:
    from followupd.service.transport import sending

    person = settings.person
    outgoing = message.test_mail(
        person.name, person.email, settings.sender, datetime.now(UTC).astimezone(settings.zone)
    )
    with sending(settings) as transport:
        outcome = transport.send(outgoing, lambda: None)
    if outcome.result == "accepted":
        say(_("It works: a first mail is on its way to %s.") % person.email)
    else:
        say(_("Not sent: %s") % outcome.answer, error=True)


def set_up_inbox(settings: Settings, answers: Answers) -> None:
    """Offers to read answers, where the part for it is installed and the same password opens the mailbox."""
    if settings.inbox is not None or settings.mail.smtp is None or find_spec("imapclient") is None:
        return
    if answers.given("inbox") == "False" or (answers.given("inbox") is None and not answers.asks):
        return
    from followupd.inbox.mailbox import Account, opened

    smtp = settings.mail.smtp
    known = find(settings.person.email)
    found = known or _guessed_imap(settings.person.email, smtp.host)
    host, port = (answers.given("imap_host") or (found[0] if found else "")), (found[1] if found else 993)
    if (said := answers.given("imap_port")) is not None:
        port = _port(said)
    if not host or smtp.username is None:
        return
    ca_file = settings.path(smtp.ca_file) if smtp.ca_file else None
    try:
        with (
            _secret(settings) as (secret, token),
            opened(Account(host, port, "tls", smtp.username, secret, ca_file, token)) as box,
        ):
            box.examine("INBOX")
    except FollowupdError as error:
        say(_("Your mailbox at %(host)s can't be read: %(why)s") % {"host": host, "why": error})
        return
    said = _("Answer the mails from your phone? followupd then looks into your inbox (%s) for answers to its own "
             "mails, from your own address, and opens nothing else.")  # fmt: skip
    if answers.agrees("inbox", said % host):
        keys: dict[str, str | int | bool | None] = {"host": host} if known is None or answers.given("imap_host") else {}
        keys |= {"port": port} if port != 993 else {}
        keys |= {"ca_file": smtp.ca_file} if smtp.ca_file else {}
        keys |= {"login": smtp.login} if smtp.login != "password" else {}
        set_keys(settings.config_file, {"inbox": keys})


def _guessed_imap(address: str, smtp_host: str) -> tuple[str, int] | None:
    """Where the mailbox of an address may be: a usual name of its domain, or the server that sends its mail."""
    domain = address.rpartition("@")[2]
    several = (f"imap.{domain}", f"mail.{domain}", smtp_host)
    return next(((host, 993) for host in several if _answers(host, 993)), None)


@contextmanager
def _secret(settings: Settings) -> Iterator[tuple[str, Callable[[str], str] | None]]:
    """What opens the mailbox too: the password that mails are sent with, or what gives an access token."""
    if not settings.sends_by_microsoft:
        smtp = settings.mail.smtp
        yield password("SMTP", settings.path(smtp.password_file) if smtp and smtp.password_file else None), None
        return
    from followupd.service.account import opened

    with opened(settings) as service:
        yield "", partial(Microsoft.of(settings, service.account).token, datetime.now(UTC))
