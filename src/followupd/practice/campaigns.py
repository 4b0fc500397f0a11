"""A goal as a small campaign: now and then one step to one person, a look midway, and an end that is decided."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from followupd.domain.agenda import Obligation
from followupd.domain.book import Book, Contact, DevelopmentGoal
from followupd.domain.cadence import after
from followupd.domain.journal import KEEP, LET_GO, NEW_DATE, REACHED, Entry
from followupd.practice.goals import GoalState
from followupd.practice.interviews import ON_THE_WAY

STEP_WITHIN, SAME_AGAIN = timedelta(days=7), timedelta(weeks=4)
"""How long a step is in time; how long the same helper is not asked once more."""
MIDWAY_FROM = timedelta(weeks=8)
"""A goal that is to be reached sooner than this needs no look midway."""
_ASK_AGAIN, _MOST_ASKED = timedelta(weeks=4), 3
"""How long after a goal's date that was not decided its end is asked about again, and how often in all."""
Look = Literal["goal-midway", "goal-end"]
Shown = Mapping[tuple[str, str], Sequence[date]]


@dataclass(frozen=True, slots=True)
class Campaign:
    """What a goal asks for beside its steps. `steps` are those that mails have proposed: whom, and when."""

    goal: DevelopmentGoal
    look: Look | None
    begun: date
    steps: tuple[tuple[str, date], ...]


def steps_of(goal: DevelopmentGoal, shown: Shown) -> list[tuple[str, date]]:
    """The steps of a goal that mails have proposed, in order."""
    found = [
        (which.removeprefix(f"{goal.id}/"), day)
        for (kind, which), days in shown.items() if kind == "step" and which.startswith(f"{goal.id}/")
        for day in days
    ]  # fmt: skip
    return sorted(found, key=lambda pair: pair[1])


def next_steps(
    goals: Iterable[GoalState], begun: Mapping[str, date], done: Mapping[str, date], shown: Shown,
    touched: Callable[[Contact], date | None], talk: Callable[[Contact], str], today: date,
) -> Iterator[tuple[str, Obligation]]:  # fmt: skip
    """For each goal that somebody can help with: whom to ask next, and from when.

    The best-ranked helper comes first, then the others in turn; whoever was in touch within the goal's rhythm waits.
    A talk that is under way with one of them is the step, and whoever gave one is told first what came of it: `talk` is
    how far it has come. `begun` and `done` are by key ("goal/…"): since when the goal is known, and when something was
    last done for it.
    """
    for state in goals:
        goal, key = state.goal, f"goal/{state.goal.id}"
        stages = {helper.id: talk(helper) for helper in state.helpers}
        free = [helper for helper in state.helpers if stages[helper.id] != "thanked"]
        if not free or (goal.by is not None and goal.by < today) or ON_THE_WAY.intersection(stages.values()):
            continue
        proposed = [(who, day) for who, day in steps_of(goal, shown) if day < today]  # today's is still to take
        days = [day for _who, day in proposed] + ([done[key]] if key in done else [])
        due = after(max(days), goal.every) if days else begun.get(key, today)
        ranked = sorted(free, key=lambda contact: _in_turn(contact, goal, proposed, touched(contact), today))
        helper = ranked[0]  # of those that are alike the best, because they are ranked already
        last = touched(helper)
        due = max(due, after(last, goal.every)) if last is not None and last > due - STEP_WITHIN else due
        due = max([due, *(day + SAME_AGAIN for who, day in proposed if who == helper.id)])
        since = max(days, default=begun.get(key, today))
        yield helper.id, Obligation("step", key, due, due + STEP_WITHIN, since, 14, goal.name)


def _in_turn(
    contact: Contact, goal: DevelopmentGoal, proposed: Sequence[tuple[str, date]], last: date | None, today: date
) -> tuple[bool, int]:
    """Sort key: who was not in touch just now comes first, then who was proposed the fewest times."""
    recent = last is not None and after(last, goal.every) > today
    return recent, sum(who == contact.id for who, _day in proposed)


def campaigns(goals: Iterable[GoalState], begun: Mapping[str, date], shown: Shown, today: date) -> Iterator[Campaign]:
    """Each goal with the look that is due at it now, if any."""
    for state in goals:
        goal = state.goal
        first = begun.get(f"goal/{goal.id}", today)
        yield Campaign(goal, _look(goal, first, shown, today), first, tuple(steps_of(goal, shown)))


def _look(goal: DevelopmentGoal, begun: date, shown: Shown, today: date) -> Look | None:
    if goal.by is None:
        return None
    asked = [day for day in shown.get(("goal-end", goal.id), ()) if day >= goal.by]
    if today >= goal.by:
        again = not asked or (len(asked) < _MOST_ASKED and today >= max(asked) + _ASK_AGAIN)
        return "goal-end" if again else None
    midway = begun + (goal.by - begun) / 2
    looked = any(day >= midway for day in shown.get(("goal-midway", goal.id), ()))
    return "goal-midway" if goal.by - begun >= MIDWAY_FROM and today >= midway and not looked else None


def with_decided(book: Book, of_nobody: Sequence[Entry]) -> Book:
    """The book with what the person has said of its goals: reached, let go, another date."""
    said = [entry for entry in of_nobody if entry.type == "goal"]
    return replace(book, goals=tuple(_decided(goal, said) for goal in book.goals)) if said else book


def _decided(goal: DevelopmentGoal, said: Sequence[Entry]) -> DevelopmentGoal:
    written = goal.by
    for entry in said:
        if entry.about != f"goal/{goal.id}":
            continue
        if entry.kind == REACHED:
            goal = replace(goal, reached=goal.reached or entry.day)
        elif entry.kind == LET_GO:
            goal = replace(goal, let_go=True)
        elif entry.kind == KEEP:
            goal = replace(goal, let_go=False)
        elif entry.kind == NEW_DATE and entry.until is not None:
            # Unless the book has another date since then: the newest word wins.
            goal = replace(goal, by=entry.until if written == entry.known_last else goal.by, let_go=False)
    return goal
