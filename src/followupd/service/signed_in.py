"""Keeping a sign-in good, and noticing when it is not any more."""

from contextlib import suppress
from datetime import date, datetime

from followupd.config.settings import Settings
from followupd.errors import FollowupdError
from followupd.signin.microsoft import Microsoft
from followupd.store import outbox, sign_ins
from followupd.store.database import Account


def newly_lost(settings: Settings, account: Account, now: datetime) -> tuple[date, str] | None:
    """Renews the sign-in that the configuration uses, ahead of its end. The day since which it is accepted no more, and
    the trouble in words, as long as no mail has told of it."""
    if not (settings.sends_by_microsoft or settings.reads_by_microsoft):
        return None
    with suppress(FollowupdError):  # said by whoever needs it
        Microsoft.of(settings, account).token(now)
    known = sign_ins.kept(account)
    if known is None or known.failing_since is None or known.trouble is None:
        return None
    since = known.failing_since.astimezone(settings.zone).date()
    told = [mail for mail in outbox.posted(account) if mail.occasion in ("digest", "login")]
    if any(mail.created_at >= known.failing_since or (mail.slot, mail.occasion) == (since, "login") for mail in told):
        return None
    return since, known.trouble
