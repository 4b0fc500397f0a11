"""The stored plan: what each contact was promised, what digests have shown, and what the plan was made from."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import delete, insert, select, update

from followupd.journal.database import Account
from followupd.journal.entries import Entry, by_contact, effective
from followupd.journal.tables import newcomers, outbox, planned, plans, shown
from followupd.model import Placement, Standing
from followupd.planning.days import monday

_TURNS = ("follow-up", "greeting")
"""What counts as a turn; a greeting is a birthday and a follow-up of one day in one."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the stored plan, with the words that were shown for it."""

    contact: str
    name: str
    kind: str
    due: date
    day: date
    reason: str
    placement: Placement | None = None


@dataclass(frozen=True, slots=True)
class Basis:
    """What a plan was made from. While `key` stands, the plan stands."""

    key: str
    day: date
    valid_from: str
    valid_until: str
    """From when until when, in UTC, `day` is today for the person: "2026-11-22T23:00:00Z"."""
    language: str
    lookahead_end: date
    entry: int
    config: str
    sources: str


def stored_key(account: Account) -> str | None:
    with account.read() as connection:
        return connection.execute(select(plans.c.key).where(plans.c.account == account.id)).scalar()


def stored_lines(account: Account, until: date) -> list[Line]:
    """The rows of the stored plan up to a day."""
    columns = [planned.c[name] for name in ("contact", "name", "kind", "due", "day", "reason")]
    query = select(*columns).where(planned.c.account == account.id, planned.c.day <= until)
    with account.read() as connection:
        return [Line(*row) for row in connection.execute(query)]


def calendar_is_written(account: Account) -> bool:
    """Whether the calendar shows the stored plan, whoever made that plan."""
    with account.read() as connection:
        return bool(connection.execute(select(plans.c.calendar_written).where(plans.c.account == account.id)).scalar())


def mark_calendar_written(account: Account, key: str) -> None:
    """The calendar shows the plan with this key; another one may have been stored meanwhile."""
    this_plan = (plans.c.account == account.id) & (plans.c.key == key)
    with account.write() as connection:
        connection.execute(update(plans).where(this_plan).values(calendar_written=True))


def store(account: Account, basis: Basis, lines: Iterable[Line], firsts: Mapping[str, date]) -> None:
    """Replaces the plan, and remembers the first days of newcomers, in one transaction."""
    rows = [_row(account, line) for line in lines]
    with account.write() as connection:
        connection.execute(delete(planned).where(planned.c.account == account.id))
        if rows:
            connection.execute(insert(planned), rows)
        connection.execute(delete(plans).where(plans.c.account == account.id))
        connection.execute(
            insert(plans).values(account=account.id, **{field: getattr(basis, field) for field in Basis.__slots__})
        )
        known = set(connection.scalars(select(newcomers.c.contact).where(newcomers.c.account == account.id)))
        new = [
            {"account": account.id, "contact": who, "first_seen": basis.day, "first_due": day}
            for who, day in firsts.items()
            if who not in known
        ]
        if new:
            connection.execute(insert(newcomers), new)


def _row(account: Account, line: Line) -> dict[str, object]:
    held = line.placement
    return {
        "account": account.id, "contact": line.contact, "name": line.name, "kind": line.kind, "due": line.due,
        "day": line.day, "reason": line.reason, "since": held.since if held else None,
        "moved_from": held.moved_from if held else None, "moved_by": held.moved_by if held else None,
        "moved_for": held.moved_for if held else None,
    }  # fmt: skip


def _placements(account: Account) -> dict[str, Placement]:
    with account.read() as connection:
        rows = connection.execute(
            select(planned).where(planned.c.account == account.id, planned.c.kind == "follow-up")
        ).all()
    return {
        row.contact: Placement(row.since, row.due, row.day, row.moved_from, row.moved_by, row.moved_for) for row in rows
    }


def shown_this_week(account: Account, today: date) -> list[tuple[date, str]]:
    """What digests have named since Monday, as (day, contact)."""
    query = (
        select(shown.c.day, shown.c.subject)
        .join(outbox, (outbox.c.account == shown.c.account) & (outbox.c.slot == shown.c.slot))
        .where(
            shown.c.account == account.id,
            shown.c.kind.in_(_TURNS),
            shown.c.day >= monday(today),
            outbox.c.state != "refused",
        )
    )
    with account.read() as connection:
        return [(row.day, row.subject) for row in connection.execute(query)]


def _days_shown(account: Account, today: date, zone: ZoneInfo) -> dict[str, list[date]]:
    """For each contact the past days on which a digest named them in time. What was refused or late nobody let pass."""
    query = (
        select(shown.c.subject, shown.c.day, outbox.c.settled_at)
        .join(outbox, (outbox.c.account == shown.c.account) & (outbox.c.slot == shown.c.slot))
        .where(shown.c.account == account.id, shown.c.kind.in_(_TURNS), shown.c.day < today, outbox.c.state == "sent")
        .order_by(shown.c.day)
    )
    days: dict[str, list[date]] = defaultdict(list)
    with account.read() as connection:
        for row in connection.execute(query):
            if row.settled_at.astimezone(zone).date() <= row.day:
                days[row.subject].append(row.day)
    return days


def standings(account: Account, today: date, zone: ZoneInfo) -> dict[str, Standing]:
    """What is known of every contact the journal has met, as of `today`, a day in `zone`."""
    histories = by_contact(effective(account))
    held, seen = _placements(account), _days_shown(account, today, zone)
    with account.read() as connection:
        firsts = {
            row.contact: (row.first_seen, row.first_due)
            for row in connection.execute(select(newcomers).where(newcomers.c.account == account.id))
        }
    known = histories.keys() | held.keys() | seen.keys() | firsts.keys()
    return {
        who: _standing(histories.get(who, []), firsts.get(who), seen.get(who, []), held.get(who), zone) for who in known
    }


def _standing(
    history: list[Entry],
    first: tuple[date, date] | None,
    days_shown: list[date],
    held: Placement | None,
    zone: ZoneInfo,
) -> Standing:
    interactions = [one for one in history if one.type == "interaction"]
    last = max((one.day for one in interactions), default=None)
    noted = [one for one in interactions if one.note]
    answered = max((max(one.day, one.recorded_at.astimezone(zone).date()) for one in history), default=date.min)
    ignored = sorted({day for day in days_shown if day > answered})
    snooze = _in_force(history, "snooze")
    pause = next((one for one in reversed(history) if one.type in ("pause", "resume", "snooze")), None)
    return Standing(
        last=last,
        last_note=max(noted, key=lambda one: (one.day, one.id)).note if noted else None,
        first_seen=first[0] if first else None,
        first_due=first[1] if first else None,
        snoozed_until=snooze.until if snooze else None,
        paused=pause is not None and pause.type == "pause",
        paused_until=pause.until if pause is not None and pause.type == "pause" else None,
        ignored=len(ignored),
        ignored_on=ignored[-1] if ignored else None,
        planned=held,
    )


def _in_force(history: list[Entry], type: str) -> Entry | None:
    """A snooze holds until it is answered by an interaction or by another decision."""
    newest = history[-1] if history else None
    return newest if newest is not None and newest.type == type else None
