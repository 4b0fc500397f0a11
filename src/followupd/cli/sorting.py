"""sort: whether to keep in touch with those who came in by an import, one key a person."""

import argparse
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from math import ceil

from followupd.actions.apply import apply
from followupd.actions.commands import Sort, TakeBack
from followupd.cli.asking import keys
from followupd.cli.call import Call
from followupd.cli.deciding import find_contact
from followupd.cli.terminal import say
from followupd.domain.book import Contact
from followupd.domain.journal import NOT_KEPT
from followupd.errors import CallError
from followupd.planning.capacity import held_per_week, load
from followupd.practice.sorting import LATER, circle_of, last_in_touch, names, waiting
from followupd.practice.state import PracticeState
from followupd.service.account import AccountService, opened
from followupd.text import catalog
from followupd.text.catalog import _, ngettext
from followupd.wording.names import work_of
from followupd.wording.sorting import rhythms, sorted_into


@dataclass
class _Sitting:
    """Going through those who wait, the undone ones again."""

    service: AccountService
    call: Call
    state: PracticeState
    done: list[tuple[Contact, tuple[int, ...]]] = field(default_factory=list)
    """Those whose answer was written down, the newest last, each with its entries."""


def sort(parsed: argparse.Namespace) -> int:
    """Goes through everybody who is unsorted, or sorts the one who is named."""
    call = Call(parsed)
    with opened(call.settings) as service:
        if parsed.contact:
            return _one(parsed, service, call)
        sitting = _Sitting(service, call, service.state_in_force(call.now))
        people = waiting(sitting.state)
        if not people:
            say(_("Everybody in your book is sorted."))
            return 0
        with keys() as pressed:
            _ask_all(people, sitting, pressed)
        _sum_up(sitting)
    return 0


def _one(parsed: argparse.Namespace, service: AccountService, call: Call) -> int:
    book = service.book()
    waits = [one for one in book.contacts if one.unsorted and one.id == parsed.contact]
    contact = waits[0] if waits else find_contact(service, parsed.contact)
    if not contact.unsorted:
        facts = {"name": contact.name, "file": contact.file}
        raise CallError(_("%(name)s is sorted already, in %(file)s; change circle or every there") % facts)
    circle = circle_of(parsed.circle or "", book.circles)
    if circle is None or circle == LATER:
        words = (_("close"), _("regular"), _("seldom"), _("no"))
        raise CallError(_("how often? One of %(words)s, or a circle: %(circles)s")
                        % {"words": ", ".join(words), "circles": ", ".join(names(book.circles))})  # fmt: skip
    apply(service.account, Sort(contact.id, call.today, circle), call.now)
    say(sorted_into(circle, contact.name))
    return 0


def _words() -> dict[str, str]:
    """The keys and the words they stand for; the first letters, and the numbers for whoever reads another alphabet."""
    words = (_("close"), _("regular"), _("seldom"), _("no"))
    letters = _("crsn")  # one key for each of close, regular, seldom, no
    return {key: word for several in (letters, "1234") for key, word in zip(several, words, strict=True)}


def _ask_all(people: list[Contact], sitting: _Sitting, pressed: Callable[[], str]) -> None:
    words = _words()
    left = list(reversed(people))
    shown = ", ".join(f"{letter} {word}" for letter, word in islice(words.items(), 4))
    say(_("How often do you want to be in touch? One key a person: %s. Space: later, u: undo, q: stop.") % shown)
    say(rhythms())
    while left:
        contact = left.pop()
        say("\n" + _card(contact, sitting, len(people) - len(left), len(people)))
        while (key := pressed()) not in (*words, " ", "\n", "u", "q", ""):
            say("  " + shown)
        if key in ("q", ""):
            return
        if key == "u":
            left.append(contact)
            left += _taken_back(sitting)
        elif key in words:
            _put(contact, words[key], sitting)


def _card(contact: Contact, sitting: _Sitting, number: int, many: int) -> str:
    about = " · ".join(filter(None, (work_of(contact), *contact.emails[:1], ", ".join(contact.tags[:3]))))
    lines = [f"{number}/{many}  {contact.name}" + (f"  {about}" if about else "")]
    if (last := last_in_touch(contact, sitting.state)) is not None:
        lines.append("  " + _("You were last in touch on %s.") % catalog.day(last, year=True))
    return "\n".join(lines)


def _put(contact: Contact, word: str, sitting: _Sitting) -> None:
    circle = circle_of(word, ()) or NOT_KEPT
    done = apply(sitting.service.account, Sort(contact.id, sitting.call.today, circle), sitting.call.now)
    sitting.done.append((contact, done.entries))
    say("  → " + sorted_into(circle, contact.name))


def _taken_back(sitting: _Sitting) -> Iterator[Contact]:
    """The one who was sorted last, to be asked about again."""
    if not sitting.done:
        say("  " + _("There is nothing to undo."))
        return
    contact, entries = sitting.done.pop()
    apply(sitting.service.account, TakeBack(sitting.call.today, entries), sitting.call.now)
    say("  ← " + _("Taken back: %s.") % contact.name)
    yield contact


def _sum_up(sitting: _Sitting) -> None:
    """What was done, and whether a week holds it."""
    state = sitting.service.state_in_force(sitting.call.now)
    budget = state.budget(sitting.call.settings.budget.as_budget())
    left, done = len(waiting(state)), len(sitting.done)
    said = ngettext("%(done)d person sorted, %(left)d left.", "%(done)d people sorted, %(left)d left.", done)
    say("\n" + said % {"done": done, "left": left})
    week = {"promised": ceil(sum(map(load, state.book.kept))), "held": held_per_week(budget)}
    say(ngettext("Your circles ask for %(promised)d person a week now; your week has room for %(held)d.",
                 "Your circles ask for %(promised)d people a week now; your week has room for %(held)d.",
                 week["promised"]) % week)  # fmt: skip
