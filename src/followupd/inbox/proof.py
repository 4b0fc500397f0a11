"""Whether a message is an answer of the person's: it knows a mail of ours, and it comes from one of their addresses."""

import re
from collections.abc import Collection
from datetime import date

from followupd.inbox.letter import Letter
from followupd.mail.digest import identity

_FORWARDED = re.compile(r"(?i)\s*(?:fwd?|vb|vs|wg|vidarebefordrat)\s*:")


def answered_mail(letter: Letter, secret: str, own: Collection[str]) -> tuple[date, str] | None:
    """Slot and occasion of the mail that a message answers; None where it is no answer that can be believed.

    The proof is a Message-ID or a token that only those know who have the mail. A machine's mail is no answer, and that
    includes our own. `own` are the person's addresses, folded.
    """
    if not is_from_the_person(letter, own) or letter.by_machine or _is_for_others(letter, own):
        return None
    if identity.mail_of(letter.message_id, secret) is not None:
        return None  # our own mail, in a mailbox that sends to itself
    for answers in letter.answers:
        if (found := identity.mail_of(answers, secret)) is not None:
            return found
    return identity.mail_of_token(letter.subject, secret)


def is_from_the_person(letter: Letter, own: Collection[str]) -> bool:
    """One sender, one of the person's own, whom the mail server does not call forged."""
    return len(letter.senders) == 1 and letter.senders[0] in own and not letter.refused


def _is_for_others(letter: Letter, own: Collection[str]) -> bool:
    """Whether it was forwarded, or sent to somebody else: it is no answer, though it has the proof in it."""
    return _FORWARDED.match(letter.subject) is not None or any(address not in own for address in letter.to)


def ours(letter: Letter, secret: str, sender: str) -> tuple[date, str] | None:
    """Which of our own mails a message is, even where a server has given it another Message-ID: it is from `sender`. A
    report about it is not."""
    if not letter.by_machine or letter.senders != (sender.casefold(),):
        return None
    return next(
        (
            mail
            for found in (letter.message_id, *letter.renamed, *letter.answers)
            if (mail := identity.mail_of(found, secret))
        ),
        None,
    )
