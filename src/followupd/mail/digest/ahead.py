"""What comes after the days of a digest: what to prepare, and what is new of birthdays, events and people."""

from collections.abc import Iterator
from datetime import timedelta

from followupd.domain.agenda import Agenda
from followupd.domain.cadence import after
from followupd.mail.digest.by_the_clock import ahead_talks, event_links, prepare, prepare_talk
from followupd.mail.digest.document import Item, Occasion, Section
from followupd.practice.events import first_day, prepare_day
from followupd.practice.state import PracticeState
from followupd.text import catalog
from followupd.text.catalog import _, ngettext
from followupd.wording import events

PREPARE_TALK = timedelta(days=2)
_MOST_EVENTS, _MOST_LINES = 12, 10


def ahead(
    agenda: Agenda, practice_state: PracticeState, occasion: Occasion, numbers: Iterator[int]
) -> Iterator[Section]:
    """One section; what only comes closer, and was told before, is not told again."""
    items = [
        *(
            prepare_talk(hour, next(numbers), practice_state)
            for hour in ahead_talks(practice_state, occasion, PREPARE_TALK)
        ),
        *_events(practice_state, occasion, numbers),
    ]
    celebrations = tuple(_celebrations(agenda, occasion))
    coming = tuple(_people(agenda, occasion))
    if items or celebrations or coming:
        # An event on a line can wait for a mail that comes anyway; what is to prepare, and a birthday, cannot.
        matters = bool(celebrations) or any(not item.brief for item in items)
        yield Section(_("Coming up"), tuple(items), (*celebrations, *coming), matters=matters)


def _events(practice_state: PracticeState, occasion: Occasion, numbers: Iterator[int]) -> Iterator[Item]:
    """Those to prepare now, with everything; those within the lookahead that no mail has shown, on a line."""
    near = after(practice_state.today, occasion.lookahead)
    several = [event for event in practice_state.book.events if not event.cancelled]
    count = 0
    for event in sorted(several, key=lambda event: (event.starts, event.id)):
        first = first_day(event, occasion.zone)
        if first <= occasion.until or count >= _MOST_EVENTS:
            continue
        prepared, known = (first in practice_state.shown.get((kind, event.id), ()) for kind in ("prepare", "event"))
        if not prepared and prepare_day(event, occasion.budget, occasion.zone) <= occasion.until:
            yield prepare(event, next(numbers), practice_state, occasion)
            count += 1
        elif first <= near and not known and not prepared:
            lines = (events.when_and_where(event, occasion.zone),)
            yield Item(
                next(numbers), "event", event.id, first, event.name, "", lines, links=event_links(event), brief=True
            )
            count += 1


def _celebrations(agenda: Agenda, occasion: Occasion) -> Iterator[str]:
    """What comes after the days of this digest, once it is within the lead time; each is announced once."""
    near = after(occasion.until, occasion.birthday_lead)
    told = after(occasion.told_until, occasion.birthday_lead) if occasion.told_until else occasion.until
    for celebration in agenda.celebrations:
        if max(told, occasion.until) < celebration.day <= near:
            said = _("%(name)s on %(day)s, turns %(age)d") if celebration.turns else _("%(name)s on %(day)s: birthday")
            facts = {"name": celebration.contact.name, "day": catalog.day(celebration.day), "age": celebration.turns}
            if celebration.milestone is not None:
                said = _("%(name)s on %(day)s: %(what)s")
                facts["what"] = celebration.milestone.what
            yield said % facts


def _people(agenda: Agenda, occasion: Occasion) -> Iterator[str]:
    """Who comes up after this digest within the lookahead, and did not already with the digest before."""
    near = after(agenda.today, occasion.lookahead)
    told = after(occasion.previous, occasion.lookahead) if occasion.previous is not None else occasion.until
    later = sorted(
        (followup.day, followup.contact.name)
        for followup in agenda.followups
        if followup.day is not None and max(told, occasion.until) < followup.day <= near
    )
    for day, name in later[:_MOST_LINES]:
        yield f"{catalog.capital(catalog.weekday(day))} {catalog.short_day(day)}: {name}"
    if len(later) > _MOST_LINES:
        more = len(later) - _MOST_LINES
        yield ngettext("and %d more", "and %d more", more) % more
