"""What the journal knows, as the plan needs it: one standing for each contact."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from followupd.agenda import Claim, Placement, Standing
from followupd.history import Entry

_DECISIONS = frozenset({"move", "skip", "snooze", "pause", "resume"})


def standings(
    by_contact: Mapping[str, Sequence[Entry]], claims: Mapping[str, tuple[Claim, ...]],
    held: Mapping[str, Placement], days_shown: Mapping[str, Sequence[date]],
    first_seen: Mapping[str, tuple[date, date]], zone: ZoneInfo,
) -> dict[str, Standing]:  # fmt: skip
    """What is known of every contact the journal has met."""
    known = by_contact.keys() | claims.keys() | held.keys() | days_shown.keys() | first_seen.keys()
    return {
        who: _standing(
            by_contact.get(who, ()), claims.get(who, ()), first_seen.get(who),
            days_shown.get(who, ()), held.get(who), zone,
        )
        for who in known
    }  # fmt: skip


def _standing(
    history: Sequence[Entry], claims: tuple[Claim, ...], first: tuple[date, date] | None,
    days_shown: Iterable[date], held: Placement | None, zone: ZoneInfo,
) -> Standing:  # fmt: skip
    talks = [one for one in history if one.in_touch]
    noted = [one for one in talks if one.note]
    answered = max((max(one.day, one.recorded_at.astimezone(zone).date()) for one in history), default=date.min)
    ignored = sorted({day for day in days_shown if day > answered})
    newest = history[-1] if history else None
    # A snooze holds until it is answered by an interaction or by another decision.
    snooze = newest if newest is not None and newest.type == "snooze" else None
    moved = next((one for one in reversed(history) if one.in_touch or one.type in _DECISIONS), None)
    pause = next((one for one in reversed(history) if one.type in ("pause", "resume", "snooze")), None)
    return Standing(
        last=max((one.day for one in talks), default=None),
        last_note=max(noted, key=lambda one: (one.day, one.id)).note if noted else None,
        first_seen=first[0] if first else None,
        first_due=first[1] if first else None,
        snoozed_until=snooze.until if snooze else None,
        paused=pause is not None and pause.type == "pause",
        paused_until=pause.until if pause is not None and pause.type == "pause" else None,
        ignored=len(ignored),
        ignored_on=ignored[-1] if ignored else None,
        let_pass=tuple(ignored),
        planned=held,
        claims=claims,
        moved_to=moved.until if moved is not None and moved.type == "move" else None,
        moved_claim=(moved.about or "") if moved is not None else "",
        skipped=_skipped(history),
    )


def _skipped(history: Sequence[Entry]) -> dict[str, date]:
    """Until when each claim was skipped; what is due by cadence waits for all of them since the last contact."""
    found: dict[str, date] = {}
    for one in history:
        if one.in_touch:
            found.pop("", None)
        if one.type == "skip" and one.until is not None:
            found[one.about or ""] = one.until
            found[""] = max(one.until, found.get("", one.until))
    return found
