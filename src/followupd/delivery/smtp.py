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

from followupd.delivery.transport import Outcome
from followupd.errors import FollowupdError
from followupd.model import Letter
from followupd.text import one_line
from followupd.words import _

SECONDS = 30
"""For connecting and each answer."""
SECONDS_AFTER_DOT = 300
"""A server may think long before it takes over; hanging up early makes the outcome unknown (RFC 5321 §4.5.3.2.6)."""


class Undeliverable(FollowupdError):
    """Nothing was handed over: the connection, the encryption, the login or the envelope failed."""

    def __init__(self, message: str, *, permanent: bool = False) -> None:
        super().__init__(message)
        self.permanent = permanent


@dataclass(frozen=True, slots=True)
class Smtp:
    """A server to submit to. The password is asked for at each login, so that a new one needs no restart."""

    host: str
    port: int
    security: str
    username: str | None
    password: Callable[[], str]
    ca_file: Path | None = None

    def send(self, letter: Letter, commit: Callable[[], None]) -> Outcome:
        server: smtplib.SMTP | None = None
        try:
            server = self.login()
            _envelope(server, letter)
        except Undeliverable as error:
            if server is not None:
                server.close()
            return Outcome("refused" if error.permanent else "deferred", str(error))
        try:
            return _data(server, letter.content, commit)
        finally:
            _leave(server)

    def has(self, message_id: str) -> bool | None:  # noqa: ARG002 - SMTP has no way to ask
        return None

    def login(self) -> smtplib.SMTP:
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
            if self.username:
                server.login(self.username, self.password())
        except smtplib.SMTPAuthenticationError as error:
            server.close()
            raise Undeliverable(
                _("%(where)s: the login was refused: %(error)s") % {"where": where, "error": _said(error)}
            ) from None
        except UnicodeError:
            server.close()
            raise Undeliverable(_("%s: user name and password must be plain ASCII for this login") % where) from None
        except (OSError, smtplib.SMTPException) as error:
            server.close()
            raise Undeliverable(
                _("%(where)s: the login failed: %(error)s") % {"where": where, "error": _said(error)}
            ) from None
        except FollowupdError as error:
            server.close()
            raise Undeliverable(str(error)) from None
        return server

    def _connect(self) -> smtplib.SMTP:
        trust = ssl.create_default_context(cafile=str(self.ca_file) if self.ca_file else None)
        if self.security == "tls":
            return smtplib.SMTP_SSL(self.host, self.port, timeout=SECONDS, context=trust)
        server = smtplib.SMTP(self.host, self.port, timeout=SECONDS)
        if self.security == "starttls":
            try:
                server.starttls(context=trust)
            except BaseException:
                server.close()
                raise
        return server


def _envelope(server: smtplib.SMTP, letter: Letter) -> None:
    """MAIL FROM and RCPT TO; SMTPUTF8 (RFC 6531) only where an address needs it."""
    try:
        server.ehlo_or_helo_if_needed()
        options = [f"size={len(letter.content)}"] if server.has_extn("size") else []
        if not (letter.sender + letter.recipient).isascii():
            if not server.has_extn("smtputf8"):
                raise Undeliverable(_("the server cannot take addresses with letters beyond ASCII"), permanent=True)
            options += ["smtputf8", "body=8bitmime"]
        _agreed(server.mail(letter.sender, options))
        _agreed(server.rcpt(letter.recipient))
    except (OSError, smtplib.SMTPException) as error:
        raise Undeliverable(_("the connection was lost: %s") % _said(error)) from None


def _agreed(reply: tuple[int, bytes]) -> None:
    code, answer = reply
    if code // 100 != 2:
        raise Undeliverable(f"{code} {_text(answer)}", permanent=code // 100 == 5)


def _data(server: smtplib.SMTP, content: bytes, commit: Callable[[], None]) -> Outcome:
    try:
        code, answer = server.docmd("DATA")
    except (OSError, smtplib.SMTPException) as error:
        return Outcome("deferred", _("the connection was lost: %s") % _said(error))
    if code != 354:
        outcome = _judged(code, answer)
        return outcome if outcome.result == "refused" else Outcome("deferred", outcome.answer)
    commit()
    try:
        _set_timeout(server, SECONDS_AFTER_DOT)
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


def _set_timeout(server: smtplib.SMTP, seconds: float) -> None:
    if server.sock is not None:
        server.sock.settimeout(seconds)


def _leave(server: smtplib.SMTP) -> None:
    """QUIT as good manners ask; what was answered before stands, whatever happens now."""
    with contextlib.suppress(OSError, smtplib.SMTPException):
        _set_timeout(server, 5)
        server.quit()
    server.close()


def _text(answer: bytes) -> str:
    return one_line(answer.decode("utf-8", "replace"))[:300]


def _tls(error: ssl.SSLError) -> str:
    return getattr(error, "verify_message", "") or error.reason or str(error)


def _said(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        said = error.smtp_error
        return f"{error.smtp_code} {_text(said) if isinstance(said, bytes) else one_line(str(said))}"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return one_line(str(error)) or type(error).__name__
