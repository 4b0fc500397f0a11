"""A mail whose fate is unknown is looked for in the person's mailbox before anything is sent again (RFC 1047)."""

import logging
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from followupd.inbox.letter import letter
from followupd.inbox.mailbox import Header, Mailbox, MailboxError
from followupd.inbox.proof import ours
from followupd.store import settling
from followupd.store.database import Account
from followupd.store.settling import Lost

log = logging.getLogger(__name__)

ON_ITS_WAY = timedelta(minutes=15)
"""How long a mail may take from the server to the mailbox; so long its absence proves nothing."""
_DAY = timedelta(days=1)


def settle(account: Account, box: Mailbox, secret: str, sender: str, now: datetime, *, whole: bool) -> None:
    """Looks for each of them in every folder. `whole`: it is the mailbox that mails go to, so what is not there after
    ON_ITS_WAY, and all of it could be read, has not arrived. It is sent once more, and only once: what never comes into
    this mailbox would be sent for ever."""
    missing = settling.lost(account, now)
    if not missing:
        return
    for folder in box.folders():
        try:
            box.examine(folder)
            since = min(mail.created_at for mail in missing).date() - _DAY
            missing = _without_found(account, missing, box.headers_since(since), secret, sender, now)
        except MailboxError as error:
            log.info("%s: %s", folder, error)
            whole = False  # it may lie there
        if not missing:
            return
    for mail in missing:
        if whole and not mail.resent and now - mail.since >= ON_ITS_WAY:
            settling.never_arrived(account, mail, now)
            log.info("%s %s: not in the mailbox, so it is sent once more", mail.occasion, mail.slot)


def _without_found(
    account: Account, missing: Sequence[Lost], headers: Iterable[Header], secret: str, sender: str, now: datetime
) -> list[Lost]:
    """Those that are not among these; what is found is written down. A server may have given it another Message-ID."""
    ids, known = set(), set()
    for one in (letter(header.content) for header in headers):
        ids.add(one.message_id)
        known.add(ours(one, secret, sender))
    found = [mail for mail in missing if mail.message_id in ids or (mail.slot, mail.occasion) in known]
    for mail in found:
        settling.arrived(account, mail, now)
        log.info("%s %s: found in the mailbox", mail.occasion, mail.slot)
    return [mail for mail in missing if mail not in found]
