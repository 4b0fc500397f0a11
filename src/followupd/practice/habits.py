"""Habits, which recur and are no contacts: practices, check-ins of projects, the search for help with a goal."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from followupd.domain.book import Book, Budget, Cadence
from followupd.domain.cadence import after
from followupd.domain.journal import PART, Entry
from followupd.planning.days import closed

HabitKind = Literal["practice", "project", "goal"]
MOST_A_DAY = 2
AHEAD_DAYS = 28


@dataclass(frozen=True, slots=True)
class Habit:
    """A habit with the next time it is due: `due` by cadence, `day` as planned (None: not within four weeks)."""

    kind: HabitKind
    id: str
    name: str
    cadence: Cadence
    due: date
    last: date | None = None
    day: date | None = None
    parts: tuple[str, ...] = ()
    ticked: frozenset[str] = frozenset()
    members: tuple[str, ...] = ()
    fixed: date | None = None
    """The day to which the person moved it in the calendar."""
    handle: str = ""
    """What it is called in a command: its id, or its key where habits of two kinds share an id."""

    @property
    def key(self) -> str:
        """ "practice/…", "project/…" or "goal/…"."""
        return f"{self.kind}/{self.id}"

    @property
    def left(self) -> tuple[str, ...]:
        """The parts of the checklist that are not ticked yet."""
        return tuple(part for part in self.parts if part not in self.ticked)


def habits(
    book: Book,
    said: Sequence[Entry],
    firsts: Mapping[str, date],
    shown: Mapping[str, Sequence[date]],
    budget: Budget,
    today: date,
) -> tuple[Habit, ...]:
    """Every habit with its next day. `said` is what was done, moved or skipped; `firsts` are first days by key; `shown`
    is when digests named each."""
    several = list(_all(book, today))
    shared = Counter(habit.id for habit in several)
    named = (replace(habit, handle=habit.id if shared[habit.id] == 1 else habit.key) for habit in several)
    unplanned = [_with_turn(habit, said, firsts, today) for habit in named]
    room: Counter[date] = Counter()
    planned = []
    for habit in sorted(unplanned, key=lambda habit: (habit.due, habit.key)):
        ignored_days = [day for day in shown.get(habit.key, ()) if habit.last is None or day > habit.last]
        earliest = max(habit.due, today, _pauses_until(habit, ignored_days))
        days = (today + timedelta(days=n) for n in range(AHEAD_DAYS))
        open_days = (day for day in days if day >= earliest and closed(day, budget) is None)
        day = habit.fixed or next((day for day in open_days if room[day] < MOST_A_DAY), None)
        if day is not None:
            room[day] += 1
        planned.append(replace(habit, day=day))
    return tuple(planned)


def first_days(book: Book, known: Mapping[str, date], today: date) -> dict[str, date]:
    """First days for habits that are new: of n with the same cadence the k-th comes after (k-1) n-ths of it."""
    new: dict[float, list[Habit]] = {}
    for habit in (*_all(book, today), *_covered(book, today)):
        if habit.key not in known:
            new.setdefault(habit.cadence.days, []).append(habit)
    return {
        habit.key: today + timedelta(days=int(days * k / len(several)))
        for days, several in new.items()
        for k, habit in enumerate(several)
    }


def _all(book: Book, today: date) -> Iterator[Habit]:
    for practice in book.practices:
        yield Habit("practice", practice.id, practice.name, practice.cadence, today, parts=practice.checklist)
    for project in book.projects:
        if project.ended is None or project.ended >= today:
            yield Habit("project", project.id, project.name, project.cadence, today, members=project.members)
    covered = {goal for contact in book.kept for goal in contact.goals}
    for goal in book.goals:
        if goal.is_open and goal.id not in covered and (goal.by is None or goal.by >= today):
            yield Habit("goal", goal.id, goal.name, goal.every, today)


def _covered(book: Book, today: date) -> Iterator[Habit]:
    """Goals that somebody can help with: no habits, and spread over their first interval like these."""
    covered = {goal for contact in book.kept for goal in contact.goals}
    for goal in book.goals:
        if goal.is_open and goal.id in covered:
            yield Habit("goal", goal.id, goal.name, goal.every, today)


def _with_turn(habit: Habit, said: Sequence[Entry], firsts: Mapping[str, date], today: date) -> Habit:
    last, ticked, decided = None, set[str](), None
    for entry in said:
        if entry.about != habit.key:
            continue
        if entry.type != "done":
            decided = entry
            continue
        ticked |= {entry.note or ""} & set(habit.parts) if entry.kind == PART else set(habit.parts)
        # A part that is on the list no more ticks nothing.
        if ticked == set(habit.parts) and (entry.kind != PART or entry.note in habit.parts):
            last, ticked, decided = max(entry.day, last or entry.day), set(), None
    due = after(last, habit.cadence) if last else firsts.get(habit.key, today)
    fixed = decided.until if decided is not None and decided.type == "move" else None
    if decided is not None and decided.type == "skip" and decided.until is not None:
        due = max(due, decided.until)
    if fixed is not None and fixed < today:
        fixed = None  # that day has passed: planned by cadence again
    return replace(habit, due=due, last=last, ticked=frozenset(ticked), fixed=fixed)


def _pauses_until(habit: Habit, ignored_days: Sequence[date]) -> date:
    """From when a habit that came up without being kept may come up again: half a cadence later, then a whole one; the
    search for somebody always keeps its rhythm."""
    if not ignored_days:
        return date.min
    rest = habit.cadence.days / (2 if len(ignored_days) == 1 and habit.kind != "goal" else 1)
    return max(ignored_days) + timedelta(days=max(1, round(rest)))
