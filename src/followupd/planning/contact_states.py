"""What the journal knows, as the plan needs it: one state for each contact."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from zoneinfo import ZoneInfo

from followupd.domain.agenda import ContactState, Obligation, PlannedDay
from followupd.domain.journal import Entry

_DECISIONS = frozenset({"move", "skip", "snooze", "pause", "resume"})
"""Decisions that being in touch afterwards makes void."""
_ANSWERABLE = ("snooze", "move", "skip")
_FACTS = ("note", "ask", "milestone", "wrote", "notice", "rating", "sort")
"""What is only known of a contact: it answers no mail that named them."""


@dataclass(frozen=True, slots=True)
class Decided:
    """What a contact's entries decide about when they come up: the newest decision of each kind."""

    last: date | None = None
    last_note: str | None = None
    answered: date = date.min
    """The latest day of any entry, be it the day it is about or the day it was recorded: a day on which a mail named
    the contact counts as ignored only when it is later than this."""
    in_force: str = ""
    """The type of the newest decision unless contact since then made it void; with its `until` and `about`."""
    until: date | None = None
    about: str = ""
    decided_on: date | None = None
    decided_with: date | None = None
    """`decided_on`: the day of the newest snooze, move or skip; `decided_with`: the `last` that stood in the book then.
    Later contact written into the book makes the decision void (`needs._answered_by_the_book`)."""
    paused: bool = False
    paused_until: date | None = None
    skipped: Mapping[str, date] = field(default_factory=dict)


def decided(history: Sequence[Entry], talks: Sequence[Entry], zone: ZoneInfo) -> Decided:
    """From one contact's entries, in order; `talks` are those of being in touch that count."""
    noted = [entry for entry in talks if entry.note]
    noted += [entry for entry in history if entry.type == "note" and entry.note]
    force = _decision_in_force(history)
    answerable = max(
        (entry for entry in history if entry.type in _ANSWERABLE), key=lambda entry: (entry.day, entry.id), default=None
    )
    pause = next((entry for entry in reversed(history) if entry.type in ("pause", "resume", "snooze")), None)
    return Decided(
        last=max((entry.day for entry in talks), default=None),
        last_note=max(noted, key=lambda entry: (entry.day, entry.id)).note if noted else None,
        answered=max((max(entry.day, entry.recorded_at.astimezone(zone).date()) for entry in history
                      if entry.type not in _FACTS), default=date.min),
        in_force=force.type if force is not None else "",
        until=force.until if force is not None else None,
        about=(force.about or "") if force is not None else "",
        decided_on=answerable.day if answerable is not None else None,
        decided_with=answerable.known_last if answerable is not None else None,
        paused=pause is not None and pause.type == "pause",
        paused_until=pause.until if pause is not None and pause.type == "pause" else None,
        skipped=_skipped(history),
    )  # fmt: skip


def contact_states(
    said: Mapping[str, Decided], obligations: Mapping[str, tuple[Obligation, ...]],
    held: Mapping[str, PlannedDay], days_shown: Mapping[str, Sequence[date]],
    first_seen: Mapping[str, tuple[date, date]], owed: Mapping[str, Mapping[str, Sequence[date]]] | None = None,
) -> dict[str, ContactState]:  # fmt: skip
    """What is known of every contact the journal has met."""
    known = said.keys() | obligations.keys() | held.keys() | days_shown.keys() | first_seen.keys()
    return {
        who: _state(
            said.get(who, _NOTHING), obligations.get(who, ()), first_seen.get(who), days_shown.get(who, ()),
            held.get(who), (owed or {}).get(who, {}),
        )
        for who in known
    }  # fmt: skip


def _state(
    said: Decided, obligations: tuple[Obligation, ...], first: tuple[date, date] | None, days_shown: Iterable[date],
    held: PlannedDay | None, owed: Mapping[str, Sequence[date]],
) -> ContactState:  # fmt: skip
    # A day on which an obligation was told of says nothing about the cadence.
    about_others = {day for days in owed.values() for day in days}
    ignored = sorted({day for day in days_shown if day > said.answered} - about_others)
    moved = said.in_force == "move"
    return ContactState(
        last=said.last,
        last_note=said.last_note,
        first_seen=first[0] if first else None,
        first_due=first[1] if first else None,
        snoozed_until=said.until if said.in_force == "snooze" else None,
        paused=said.paused,
        paused_until=said.paused_until,
        ignored=len(ignored),
        ignored_on=ignored[-1] if ignored else None,
        owed_days={name: tuple(sorted(set(days))) for name, days in owed.items()},
        planned=held,
        obligations=obligations,
        moved_to=said.until if moved else None,
        moved_obligation=said.about if moved else "",
        decided_on=said.decided_on,
        decided_with=said.decided_with,
        skipped=said.skipped,
    )


_NOTHING = Decided()


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
    """Until when each obligation was skipped, by name; "" (the cadence) until the latest of all skips since the last
    contact."""
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
