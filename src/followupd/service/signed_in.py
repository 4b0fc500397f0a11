"""Keeping a sign-in good, and noticing when it is not any more."""

from contextlib import suppress
from datetime import datetime

from followupd.config.settings import Settings
from followupd.errors import FollowupdError
from followupd.signin.microsoft import Microsoft
from followupd.store import sign_ins
from followupd.store.database import Account


def newly_lost(settings: Settings, account: Account, now: datetime) -> tuple[str, str] | None:
    """Renews the sign-in that the configuration uses, ahead of its end. What a mail about it is called, and the trouble
    in words, when it is accepted no more and no mail has told of it yet."""
    if not settings.signs_in:
        return None
    with suppress(FollowupdError):  # said by whoever needs it
        Microsoft.of(settings, account).token(now)
    if (lost := sign_ins.lost(account)) is None:
        return None
    since, trouble = lost
    occasion = f"login-{since.hour * 3600 + since.minute * 60 + since.second}"
    return None if sign_ins.is_told(account, since, occasion) else (occasion, trouble)
