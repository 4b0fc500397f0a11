"""One command, in one transaction: checked against what the journal knows, written down, and answered."""

from dataclasses import dataclass
from datetime import datetime

from followupd.actions.commands import Command, InterviewStep, TakeBack, Undo
from followupd.actions.notices import Forget
from followupd.actions.repeats import repeats, replaced
from followupd.actions.steps import check_step
from followupd.domain.journal import Entry
from followupd.practice.interviews import interviews
from followupd.practice.loops import Loop, loops, still_open
from followupd.store import entries
from followupd.store.database import Account, Transaction
from followupd.store.noticed import forget_noticed


@dataclass(frozen=True, slots=True)
class Applied:
    """What a command changed. `open` are the loops that are open with its contact now, the earliest first."""

    entries: tuple[int, ...]
    """The numbers of what was written down."""
    open: tuple[Loop, ...] = ()
    undo: str = ""
    """The command that takes it back."""
    taken_back: Entry | None = None
    """Of an undo: what was taken back."""
    repeated: bool = False
    """It had been applied before, by the same key; nothing was written now."""


def apply(account: Account, command: Command, now: datetime, key: str = "") -> Applied:
    """Applies a command, and has the account looked at by the next round.

    With a `key` (a mail's Message-ID and line, a link's token, a calendar item's UID and state) the same command counts
    once. Raises CallError, in words, for what cannot be: a step that does not follow, nothing to undo.
    """
    with account.write() as connection:
        return apply_within(connection, account, command, now, key)


def apply_within(
    connection: Transaction, account: Account, command: Command, now: datetime, key: str = "", *, anew: bool = True
) -> Applied:
    """The same within a transaction that writes down more, such as what was seen of a calendar. Unless it is done
    `anew`, what the journal tells of that day already is not written again, and what was only noticed gives way."""
    if key and (before := entries.applied(connection, account, key)) is not None:
        return Applied(before, _open(connection, account, command.contact), _undo(command), repeated=True)
    taken = None
    if isinstance(command, Undo):
        written, taken = entries.undo(connection, account, command.contact, command.day, now)
    elif isinstance(command, Forget):
        forget_noticed(connection, account, command.source)
        written = ()
    elif isinstance(command, TakeBack):
        written = entries.take_back(connection, account, command.numbers, command.day, now)
    else:
        step = command if isinstance(command, InterviewStep) and not command.by_calendar else None
        history = entries.of(connection, account, command.contact) if step is not None or not anew else ()
        if step is not None:
            check_step(interviews(history).get(step.contact), step, now)
        told = [new for new in command.entries() if anew or not repeats(new, history)]
        written = tuple(entries.add(connection, account, new, now) for new in told)
        noticed = [number for new in told for number in replaced(new, history)]
        written += entries.take_back(connection, account, noticed, told[0].day, now) if noticed else ()
    if key:
        entries.keep_applied(connection, account, key, written, now)
    who = taken.contact if taken is not None else command.contact
    return Applied(written, _open(connection, account, who), _undo(command), taken)


def _open(connection: Transaction, account: Account, contact: str) -> tuple[Loop, ...]:
    return tuple(still_open(loops(entries.of(connection, account, contact)))) if contact else ()


def _undo(command: Command) -> str:
    return f"followupd undo {command.contact}".strip()
