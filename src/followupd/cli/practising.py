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
from followupd.mail.digest.render import standalone
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
def _situation(call: Call) -> Iterator[Snapshot]:
    with opened(call.settings) as service:
        yield service.planner.make(service.book(), call.now)


def events(parsed: argparse.Namespace) -> int:
    call = Call(parsed)
    zone = call.settings.zone
    with _situation(call) as made:
        found = made.practice_state.events
    if parsed.json:
        say_json(
            [
                {
                    "id": one.event.id, "name": one.event.name,
                    "starts": one.event.starts.astimezone(zone), "ends": one.event.ends.astimezone(zone),
                    "meet": one.event.meet, "met": len(one.met), "open": len(one.open),
                    "followed": len(one.followed), "cancelled": one.event.cancelled,
                }
                for one in found
            ]
        )  # fmt: skip
        return 0
    if not found:
        say(_("No events yet. Write [[event]] into your contacts file; docs/practice.md shows how."))
    table([[event_words.when(one.event, zone), one.event.name, _outcome(one)] for one in found])
    return 0


def _outcome(one: EventState) -> str:
    if one.event.cancelled:
        return _("cancelled")
    said = _("%(met)d of %(goal)d met") % {"met": len(one.met), "goal": one.event.meet}
    if not one.open:
        return said
    return said + ", " + ngettext("%d follow-up to do", "%d follow-ups to do", len(one.open)) % len(one.open)


def interviews(parsed: argparse.Namespace) -> int:
    call = Call(parsed)
    with _situation(call) as made:
        found = sorted(made.practice_state.interviews.values(), key=lambda one: (one.is_over, one.day, one.contact))
    names = {one.contact: made.practice_state.contacts[one.contact].name for one in found}
    zone, today = call.settings.zone, call.today
    if parsed.json:
        say_json(
            [
                {
                    "contact": one.contact, "name": names[one.contact], "state": one.state, "since": one.day,
                    "at": one.at.astimezone(zone) if one.at else None, "let_go": one.let_go(today),
                    "next": talks.next_step(one, today, zone),
                }
                for one in found
            ]
        )  # fmt: skip
        return 0
    if not found:
        say(_("No talks yet. Begin with somebody you are curious about: followupd interview NAME candidate"))
    table([[names[one.contact], talks.state_word(one, today), talks.next_step(one, today, zone)] for one in found])
    return 0


def loops(parsed: argparse.Namespace) -> int:
    call = Call(parsed)
    with _situation(call) as made:
        found = [one for one in made.practice_state.open_loops if one.contact in made.practice_state.contacts]
    names = made.practice_state.contacts
    if parsed.json:
        keys = ("handle", "kind", "contact", "opened", "due", "about")
        say_json([{key: value for key, value in asdict(one).items() if key in keys} for one in found])
        return 0
    if not found:
        say(_("Nothing is open. That is a good feeling."))
    table(
        [
            [one.handle, names[one.contact].name, catalog.short_day(one.due, today=call.today), talks.loop_words(one)]
            for one in found
        ]
    )
    return 0


def goals(parsed: argparse.Namespace) -> int:
    call = Call(parsed)
    with _situation(call) as made:
        found = made.practice_state.goals
    if parsed.json:
        say_json(
            [
                {
                    "id": one.goal.id, "name": one.goal.name, "by": one.goal.by, "covered": one.covered,
                    "helpers": [helper.id for helper in one.helpers],
                    "events": [event.id for event in one.at_events], "through": [each.id for each in one.through],
                }
                for one in found
            ]
        )  # fmt: skip
        return 0
    if not found:
        say(_("No goals yet. Write [[goal]] into your contacts file; docs/practice.md shows how."))
    for one in found:
        hints = goal_words.where_to_look(one, call.settings.zone) if not one.covered else ()
        said = [catalog.capital(goal_words.helpers(one)), *hints]
        left = goal_words.until(one.goal, call.today)
        table([[one.goal.name, left, " ".join(said)]])
    return 0


def practices(parsed: argparse.Namespace) -> int:
    call = Call(parsed)
    with _situation(call) as made:
        found = sorted(made.practice_state.habits, key=lambda one: (one.day or one.due, one.key))
    if parsed.json:
        say_json(
            [
                {
                    "id": one.id, "kind": one.kind, "name": one.name, "due": one.due, "planned": one.day,
                    "last": one.last, "left": one.left,
                }
                for one in found
            ]
        )  # fmt: skip
        return 0
    if not found:
        say(_("No practices yet. Write [[practice]] into your contacts file; docs/practice.md shows how."))
    table(
        [
            [catalog.short_day(one.day or one.due, today=call.today), habit_words.title(one), one.id,
             " ".join(habit_words.lines(one, made.practice_state.contacts, call.today))]
            for one in found
        ]
    )  # fmt: skip
    return 0


def review(parsed: argparse.Namespace) -> int:
    """The last three months; with --output as the mail that comes each quarter."""
    call = Call(parsed)
    target: Path | None = parsed.output
    if target is not None and target.suffix not in (".eml", ".html"):
        raise CallError(_("%s: a review is written as .eml or .html") % target)
    with opened(call.settings) as service:
        made = service.planner.make(service.book(), call.now)
        since = call.today - _QUARTER
        if target is not None:
            digest = service.composer.review(made, since, call.today)
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


def _as_document(one: Review) -> dict[str, object]:
    lists = {name: [each.id for each in getattr(one, name)] for name in ("kept", "drifting", "over_asked", "resting")}
    return {
        "since": one.since, "until": one.until, "reached": one.month.reached, "met": one.month.met,
        "thanked": one.month.thanked, "within_limit": one.month.kept, **lists,
        "covered": [each.goal.id for each in one.goals if each.covered],
        "uncovered": [each.goal.id for each in one.goals if not each.covered],
    }  # fmt: skip
