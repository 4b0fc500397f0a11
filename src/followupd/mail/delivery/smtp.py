"""SMTP submission (RFC 6409): TLS or required STARTTLS, certificates verified, every outcome told apart.

`smtplib` speaks the protocol; the DATA dialogue is taken step by step here, because what matters is on which
side of the final dot a connection was lost (RFC 5321 §4.1.1.4, RFC 1047).
"""

import contextlib
import re
import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from followupd.config.trust import trust
from followupd.domain.book import OutgoingMail
from followupd.errors import FollowupdError
from followupd.mail.delivery.conversation import Encrypted, Plain, Server
from followupd.mail.delivery.transport import Outcome
from followupd.text.catalog import _
from followupd.text.causes import cause, in_words
from followupd.text.sanitize import one_line

SECONDS = 60
"""For everything before the text of a mail: connecting, encryption, login, envelope."""
SECONDS_AFTER_DOT = 300
"""A server may think long before it takes over; hanging up early makes the outcome unknown (RFC 5321 §4.5.3.2.6)."""


class Undeliverable(FollowupdError):
    """Nothing was handed over: the connection, the encryption, the login or the envelope failed."""

    def __init__(
        self, message: str, *, permanent: bool = False, unreached: bool = False, refused: bool = False
    ) -> None:
        super().__init__(message)
        self.permanent, self.unreached = permanent, unreached
        self.refused = refused
        """Whether it was user name or password."""


@dataclass(frozen=True, slots=True)
class Smtp:
    """A server to submit to. The password is asked for at each login, so that a new one needs no restart."""

    host: str
    port: int
    security: str
    username: str | None
    password: Callable[[], str]
    ca_file: Path | None = None
    token: Callable[[str], str] | None = None
    """Where passwords are not taken: gives an access token for the login by XOAUTH2, and another than the one that was
    refused."""

    def send(self, outgoing: OutgoingMail, commit: Callable[[], None]) -> Outcome:
        server: Server | None = None
        try:
            server = self._logged_in()
            _envelope(server, outgoing)
        except Undeliverable as error:
            if server is not None:
                server.close()
            return Outcome("refused" if error.permanent else "deferred", str(error), server is None or error.unreached)
        try:
            outcome = _data(server, outgoing.content, commit)
        except BaseException:
            server.close()  # in the middle of a mail: without its end it is dropped (RFC 5321 §4.1.1.4)
            raise
        _leave(server)
        return outcome

    def has(self, message_id: str) -> bool | None:  # noqa: ARG002 - SMTP has no way to ask
        return None

    def login(self) -> None:
        """Tries whether a mail could be handed over now. Raises Undeliverable with what is wrong."""
        _leave(self._logged_in())

    def _logged_in(self) -> Server:
        """A connection that is encrypted as configured and logged in. Raises Undeliverable with what is wrong."""
        where = f"{self.host}:{self.port}"
        try:
            server = self._connect()
        except ssl.SSLError as error:
            raise Undeliverable(
                _("%(where)s: the encryption failed: %(error)s") % {"where": where, "error": _tls(error)}
            ) from None
        except (OSError, smtplib.SMTPException, UnicodeError) as error:
            raise Undeliverable(
                _("%(where)s: no connection: %(error)s") % {"where": where, "error": _said(error)}
            ) from None
        try:
            self._log_in(server)
        except smtplib.SMTPAuthenticationError as error:
            server.close()
            raise Undeliverable(self._refused(where, error), refused=True) from None
        except UnicodeError:
            server.close()
            said = _("%s: user name and password must be plain ASCII for this login")
            raise Undeliverable(said % where, refused=True) from None
        except (OSError, smtplib.SMTPException) as error:
            server.close()
            raise Undeliverable(
                _("%(where)s: the login failed: %(error)s") % {"where": where, "error": _said(error)}
            ) from None
        except FollowupdError as error:
            server.close()
            raise Undeliverable(str(error)) from None
        return server

    def _refused(self, where: str, error: smtplib.SMTPAuthenticationError) -> str:
        if self.token is None:
            return _("%(where)s: the login was refused: %(error)s") % {"where": where, "error": _said(error)}
        said = _("%(where)s: the sign-in was refused (%(error)s); perhaps it is another mailbox's, or sending by SMTP "
                 "is turned off there")  # fmt: skip
        answer = error.smtp_error if isinstance(error.smtp_error, bytes) else error.smtp_error.encode()
        return said % {"where": where, "error": f"{error.smtp_code} {_text(answer)}"}

    def _log_in(self, server: Server) -> None:
        if not self.username:
            return
        server.ehlo_or_helo_if_needed()
        if self.token is not None:
            self._sign_in(server, self.token)
        elif "PLAIN" in server.esmtp_features.get("auth", "").upper().split():
            # `login` would try a wrong password by each mechanism in turn, and be locked out the sooner.
            server.user, server.password = self.username, self.password()
            server.auth("PLAIN", server.auth_plain)
        else:
            server.login(self.username, self.password())

    def _sign_in(self, server: Server, give: Callable[[str], str]) -> None:
        token = give("")
        try:
            self._by_token(server, token)
        except smtplib.SMTPAuthenticationError:
            if (fresh := give(token)) == token:
                raise
            self._by_token(server, fresh)

    def _by_token(self, server: Server, token: str) -> None:
        # A token is too long for the line of the command (RFC 4954 §4), so it answers an empty challenge. A server that
        # refuses it says why in another, and wants nothing for an answer.
        answers = iter([f"user={self.username}\1auth=Bearer {token}\1\1"])
        server.auth("XOAUTH2", lambda _challenge=None: next(answers, ""), initial_response_ok=False)

    def _connect(self) -> Server:
        context = trust(self.ca_file) if self.security != "none" else None
        encrypted = self.security == "tls"
        server: Server = Encrypted(timeout=SECONDS, context=context) if encrypted else Plain(timeout=SECONDS)
        server.allow(SECONDS)
        # What the constructor would set, but it would also connect before there is a deadline; TLS verifies this name.
        server._host = self.host  # type: ignore[union-attr]
        try:
            code, answer = server.connect(self.host, self.port)
            if code != 220:
                raise smtplib.SMTPConnectError(code, answer)
            if self.security == "starttls":
                server.starttls(context=context)
        except BaseException:
            server.close()
            raise
        return server


def _envelope(server: Server, outgoing: OutgoingMail) -> None:
    """MAIL FROM and RCPT TO; SMTPUTF8 (RFC 6531) only where an address needs it."""
    try:
        server.ehlo_or_helo_if_needed()
        options = [f"size={len(outgoing.content)}"] if server.has_extn("size") else []
        if not (outgoing.sender + outgoing.recipient).isascii():
            if not server.has_extn("smtputf8"):
                raise Undeliverable(_("the server cannot take addresses with letters beyond ASCII"), permanent=True)
            options += ["smtputf8", "body=8bitmime"]
        _agreed(server.mail(outgoing.sender, options))
        _agreed(server.rcpt(outgoing.recipient))
    except (OSError, smtplib.SMTPException) as error:
        raise Undeliverable(_("the connection was lost: %s") % _said(error), unreached=True) from None


def _agreed(reply: tuple[int, bytes]) -> None:
    code, answer = reply
    if code // 100 != 2:
        raise Undeliverable(f"{code} {_text(answer)}", permanent=code // 100 == 5)


def _data(server: Server, content: bytes, commit: Callable[[], None]) -> Outcome:
    try:
        code, answer = server.docmd("DATA")
    except (OSError, smtplib.SMTPException) as error:
        return Outcome("deferred", _("the connection was lost: %s") % _said(error))
    if code != 354:
        outcome = _judged(code, answer)
        return outcome if outcome.result == "refused" else Outcome("deferred", outcome.answer)
    commit()
    try:
        server.allow(SECONDS_AFTER_DOT)
        server.send(_dotted(content) + b".\r\n")
    except (OSError, smtplib.SMTPException) as error:
        # The dot is the last thing sent: without all of it the server must drop the mail (RFC 5321 §4.1.1.4).
        return Outcome("deferred", _("the connection was lost: %s") % _said(error))
    try:
        code, answer = server.getreply()
    except (OSError, smtplib.SMTPException) as error:
        return Outcome("lost", _("handed over, but the answer never came: %s") % _said(error))
    return _judged(code, answer)


def _judged(code: int, answer: bytes) -> Outcome:
    said = f"{code} {_text(answer)}"
    if code // 100 == 2:
        return Outcome("accepted", said)
    if code // 100 in (4, 5):
        return Outcome("refused" if code // 100 == 5 else "deferred", said)
    return Outcome("lost", said)  # no answer that SMTP knows: nobody can say what it means


def _dotted(content: bytes) -> bytes:
    """Dot-stuffing (RFC 5321 §4.5.2)."""
    stuffed = re.sub(rb"(?m)^\.", b"..", content)
    return stuffed if stuffed.endswith(b"\r\n") else stuffed + b"\r\n"


def _leave(server: Server) -> None:
    """Sends QUIT and closes; the outcome is known by now, so errors are ignored."""
    with contextlib.suppress(OSError, smtplib.SMTPException):
        server.allow(5)
        server.quit()
    server.close()


def _text(answer: bytes) -> str:
    return one_line(answer.decode("utf-8", "replace"))[:300]


def _tls(error: ssl.SSLError) -> str:
    return in_words(getattr(error, "verify_message", "") or error.reason or str(error))


def _said(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        said = error.smtp_error
        return in_words(f"{error.smtp_code} {_text(said) if isinstance(said, bytes) else one_line(str(said))}")
    return cause(error)
