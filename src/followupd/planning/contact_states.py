"""What the journal knows, as the plan needs it: one state for each contact."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from followupd.domain.agenda import ContactState, Obligation, PlannedDay
from followupd.domain.journal import Entry

_DECISIONS = frozenset({"move", "skip", "snooze", "pause", "resume"})
_ANSWERABLE = ("snooze", "move", "skip")
"""Decisions that being in touch afterwards makes void."""


def contact_states(
    by_contact: Mapping[str, Sequence[Entry]], obligations: Mapping[str, tuple[Obligation, ...]],
    held: Mapping[str, PlannedDay], days_shown: Mapping[str, Sequence[date]],
    first_seen: Mapping[str, tuple[date, date]], zone: ZoneInfo, today: date,
) -> dict[str, ContactState]:  # fmt: skip
    """What is known of every contact the journal has met."""
    known = by_contact.keys() | obligations.keys() | held.keys() | days_shown.keys() | first_seen.keys()
    return {
        who: _state(
            by_contact.get(who, ()), obligations.get(who, ()), first_seen.get(who),
            days_shown.get(who, ()), held.get(who), zone, today,
        )
        for who in known
    }  # fmt: skip


def _state(
    history: Sequence[Entry], obligations: tuple[Obligation, ...], first: tuple[date, date] | None,
    days_shown: Iterable[date], held: PlannedDay | None, zone: ZoneInfo, today: date,
) -> ContactState:  # fmt: skip
    talks = [entry for entry in history if entry.in_touch and entry.day <= today]
    noted = [entry for entry in talks if entry.note]
    answered = max((max(entry.day, entry.recorded_at.astimezone(zone).date()) for entry in history), default=date.min)
    ignored = sorted({day for day in days_shown if day > answered})
    decided = _decision_in_force(history)
    snooze = decided if decided is not None and decided.type == "snooze" else None
    moved = decided if decided is not None and decided.type == "move" else None
    answerable = max(
        (entry for entry in history if entry.type in _ANSWERABLE), key=lambda entry: (entry.day, entry.id), default=None
    )
    pause = next((entry for entry in reversed(history) if entry.type in ("pause", "resume", "snooze")), None)
    return ContactState(
        last=max((entry.day for entry in talks), default=None),
        last_note=max(noted, key=lambda entry: (entry.day, entry.id)).note if noted else None,
        first_seen=first[0] if first else None,
        first_due=first[1] if first else None,
        snoozed_until=snooze.until if snooze else None,
        paused=pause is not None and pause.type == "pause",
        paused_until=pause.until if pause is not None and pause.type == "pause" else None,
        ignored=len(ignored),
        ignored_on=ignored[-1] if ignored else None,
        let_pass=tuple(ignored),
        planned=held,
        obligations=obligations,
        moved_to=moved.until if moved is not None else None,
        moved_claim=(moved.about or "") if moved is not None else "",
        decided_on=answerable.day if answerable is not None else None,
        decided_with=answerable.known_last if answerable is not None else None,
        skipped=_skipped(history),
    )


def _decision_in_force(history: Sequence[Entry]) -> Entry | None:
    """The newest decision about when somebody comes up, unless being in touch since then has answered it.

    What counts is when things happened: an older contact that is noted afterwards answers no later decision.
    """
    for entry in reversed(history):
        if entry.type in _DECISIONS:
            return entry if not any(_answers(other, entry) for other in history) else None
    return None


def _answers(other: Entry, decision: Entry) -> bool:
    """Whether somebody was in touch after the decision; on its very day, whether that was noted after it."""
    return other.in_touch and (other.day, other.id) > (decision.day, decision.id)


def _skipped(history: Sequence[Entry]) -> dict[str, date]:
    """Until when each claim was skipped; what is due by cadence waits for all of them since the last contact."""
    found: dict[str, date] = {}
    skipped_on = date.min
    for entry in history:
        if entry.in_touch and entry.day >= skipped_on:
            found.pop("", None)
        if entry.type == "skip":
            skipped_on = entry.day
        if entry.type == "skip" and entry.until is not None:
            found[entry.about or ""] = entry.until
            found[""] = max(entry.until, found.get("", entry.until))
    return found
