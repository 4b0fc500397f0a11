"""The mail transport of an account, as its configuration names it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from followupd.config.secrets import password
from followupd.config.settings import Settings
from followupd.mail.delivery.maildir import Maildir
from followupd.mail.delivery.transport import Transport
from followupd.signin.microsoft import Microsoft
from followupd.store.database import Account
from followupd.store.opening import open_account


def transport_for(settings: Settings, account: Account | None = None) -> Transport:
    """The mail transport that the config names; where it signs in at Microsoft, the account keeps the sign-in."""
    mail = settings.mail
    if mail.transport == "maildir" or mail.smtp is None:
        return Maildir(settings.path(mail.maildir))
    from followupd.mail.delivery.smtp import Smtp

    smtp = mail.smtp
    file = settings.path(smtp.password_file) if smtp.password_file else None
    sign_in = Microsoft.of(settings, account) if account is not None and settings.sends_by_microsoft else None
    return Smtp(
        smtp.host, smtp.port, smtp.security, smtp.username, lambda: password("SMTP", file),
        settings.path(smtp.ca_file) if smtp.ca_file else None,
        (lambda refused: sign_in.token(datetime.now(UTC), refused)) if sign_in is not None else None,
    )  # fmt: skip


@contextmanager
def sending(settings: Settings) -> Iterator[Transport]:
    """The transport alone, for the length of a block; the database is opened only where it keeps a sign-in. Raises
    StateError."""
    if not settings.sends_by_microsoft:
        yield transport_for(settings)
        return
    account = open_account(settings.database_url, upgrade=False)
    try:
        yield transport_for(settings, account)
    finally:
        account.close()
