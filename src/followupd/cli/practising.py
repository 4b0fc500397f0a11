"""Commands that show the practice: events, interviews, loops, goals, practices, review."""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path

from followupd.cli.call import Call
from followupd.cli.terminal import say, say_json, table
from followupd.config.atomic import replace
from followupd.errors import CallError
from followupd.practice.events import EventState
from followupd.practice.review import Review
from followupd.practice.snapshot import Snapshot
from followupd.service.account import opened
from followupd.text import catalog
from followupd.text.catalog import _, ngettext
from followupd.wording import events as event_words
from followupd.wording import goals as goal_words
from followupd.wording import habits as habit_words
from followupd.wording import reviewing, talks

_QUARTER = timedelta(days=91)


@contextmanager
def _snapshot(call: Call) -> Iterator[Snapshot]:
    with opened(call.settings, reading=True) as service:
        yield service.planner.make(service.book(), call.now)


def events(parsed: argparse.Namespace) -> int:
    """The networking events of the book, each with its goal and what came of it."""
    call = Call(parsed)
    zone = call.settings.zone
    with _snapshot(call) as made:
        found = made.practice_state.events
    if parsed.json:
        say_json(
            [
                {
                    "id": event_state.event.id,
                    "name": event_state.event.name,
                    "starts": event_state.event.starts.astimezone(zone),
                    "ends": event_state.event.ends.astimezone(zone),
                    "meet": event_state.event.meet,
                    "met": len(event_state.met),
                    "open": len(event_state.open),
                    "followed": len(event_state.followed),
                    "cancelled": event_state.event.cancelled,
                }
                for event_state in found
            ]
        )
        return 0
    if not found:
        say(_("No events yet. Write [[event]] into your contacts file; docs/practice.md shows how."))
    table(
        [
            [event_words.when(event_state.event, zone), event_state.event.name, _outcome(event_state)]
            for event_state in found
        ]
    )
    return 0


def _outcome(event_state: EventState) -> str:
    if event_state.event.cancelled:
        return _("cancelled")
    said = _("%(met)d of %(goal)d met") % {"met": len(event_state.met), "goal": event_state.event.meet}
    if not event_state.open:
        return said
    return (
        said
        + ", "
        + ngettext("%d follow-up to do", "%d follow-ups to do", len(event_state.open)) % len(event_state.open)
    )


def interviews(parsed: argparse.Namespace) -> int:
    """The informational interviews and where each stands."""
    call = Call(parsed)
    with _snapshot(call) as made:
        found = sorted(
            made.practice_state.interviews.values(),
            key=lambda interview: (interview.is_over, interview.day, interview.contact),
        )
    names = {interview.contact: made.practice_state.contacts[interview.contact].name for interview in found}
    zone, today = call.settings.zone, call.today
    if parsed.json:
        say_json(
            [
                {
                    "contact": interview.contact,
                    "name": names[interview.contact],
                    "state": interview.state,
                    "since": interview.day,
                    "at": interview.at.astimezone(zone) if interview.at else None,
                    "let_go": interview.let_go(today),
                    "next": talks.next_step(interview, today, zone),
                }
                for interview in found
            ]
        )
        return 0
    if not found:
        say(_("No talks yet. Begin with somebody you are curious about: followupd interview NAME candidate"))
    table(
        [
            [names[interview.contact], talks.state_word(interview, today), talks.next_step(interview, today, zone)]
            for interview in found
        ]
    )
    return 0


def loops(parsed: argparse.Namespace) -> int:
    """What is open: promises, thanks, outcomes."""
    call = Call(parsed)
    with _snapshot(call) as made:
        found = [loop for loop in made.practice_state.open_loops if loop.contact in made.practice_state.contacts]
    names = made.practice_state.contacts
    if parsed.json:
        keys = ("handle", "kind", "contact", "opened", "due", "about")
        say_json([{key: value for key, value in asdict(loop).items() if key in keys} for loop in found])
        return 0
    if not found:
        say(_("Nothing is open. That is a good feeling."))
    table(
        [
            [
                loop.handle,
                names[loop.contact].name,
                catalog.short_day(loop.due, today=call.today),
                talks.loop_words(loop),
            ]
            for loop in found
        ]
    )
    return 0


def goals(parsed: argparse.Namespace) -> int:
    """The goals, and who can help with each."""
    call = Call(parsed)
    with _snapshot(call) as made:
        found = made.practice_state.goals
    if parsed.json:
        say_json(
            [
                {
                    "id": goal.goal.id, "name": goal.goal.name, "by": goal.goal.by, "covered": goal.covered,
                    "helpers": [helper.id for helper in goal.helpers],
                    "events": [event.id for event in goal.at_events], "through": [each.id for each in goal.through],
                }
                for goal in found
            ]
        )  # fmt: skip
        return 0
    if not found:
        say(_("No goals yet. Write [[goal]] into your contacts file; docs/practice.md shows how."))
    for goal in found:
        hints = goal_words.where_to_look(goal, call.settings.zone) if not goal.covered else ()
        said = [catalog.capital(goal_words.helpers(goal)), *hints]
        left = goal_words.until(goal.goal, call.today)
        table([[goal.goal.name, left, " ".join(said)]])
    return 0


def practices(parsed: argparse.Namespace) -> int:
    """The habits, with the day of each."""
    call = Call(parsed)
    with _snapshot(call) as made:
        found = sorted(made.practice_state.habits, key=lambda habit: (habit.day or habit.due, habit.key))
    if parsed.json:
        say_json(
            [
                {
                    "id": habit.id, "kind": habit.kind, "name": habit.name, "due": habit.due, "planned": habit.day,
                    "last": habit.last, "left": habit.left,
                }
                for habit in found
            ]
        )  # fmt: skip
        return 0
    if not found:
        say(_("No practices yet. Write [[practice]] into your contacts file; docs/practice.md shows how."))
    table(
        [
            [catalog.short_day(habit.day or habit.due, today=call.today), habit_words.title(habit), habit.id,
             " ".join(habit_words.lines(habit, made.practice_state.contacts, call.today))]
            for habit in found
        ]
    )  # fmt: skip
    return 0


def review(parsed: argparse.Namespace) -> int:
    """The last three months; with --output as the mail that comes each quarter."""
    call = Call(parsed)
    target: Path | None = parsed.output
    if target is not None and target.suffix not in (".eml", ".html"):
        raise CallError(_("%s: a review is written as .eml or .html") % target)
    with opened(call.settings, reading=True) as service:
        made = service.planner.make(service.book(), call.now)
        since = call.today - _QUARTER
        if target is not None:
            from followupd.mail.digest.render import standalone

            digest = service.composer.review(made, service.current_book(), since, call.today)
            outgoing = service.composer.outgoing(digest, "review", call.now)
            replace(target.absolute(), outgoing.content if target.suffix == ".eml" else standalone(digest).encode())
            say(target)
            return 0
        found = made.practice_state.review(since, call.today)
    if parsed.json:
        say_json(_as_document(found))
        return 0
    say(reviewing.month(found.month))
    for heading, lines in reviewing.sections(found, call.settings.zone):
        say(f"\n{heading}")
        for line in lines:
            say(f"  {line}")
    return 0


def _as_document(look: Review) -> dict[str, object]:
    lists = {name: [each.id for each in getattr(look, name)] for name in ("kept", "drifting", "over_asked", "resting")}
    return {
        "since": look.since, "until": look.until, "reached": look.month.reached, "met": look.month.met,
        "thanked": look.month.thanked, "within_limit": look.month.kept, **lists,
        "covered": [each.goal.id for each in look.goals if each.covered],
        "uncovered": [each.goal.id for each in look.goals if not each.covered],
    }  # fmt: skip
