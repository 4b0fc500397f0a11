"""The mails other than the digest: the evening, the morning of what has an hour, and the quarter's review."""

from collections.abc import Sequence
from datetime import date
from itertools import count
from zoneinfo import ZoneInfo

from followupd.mail.digest import by_the_clock, lead
from followupd.mail.digest.around import capture, wants_to_know
from followupd.mail.digest.cards import Proposals, card
from followupd.mail.digest.contents import greeting
from followupd.mail.digest.document import Digest, Occasion, Picture, Section
from followupd.mail.digest.noticed import answered
from followupd.practice.evenings import Evening
from followupd.practice.review import Review
from followupd.practice.state import PracticeState
from followupd.text import catalog
from followupd.text.catalog import _
from followupd.text.sanitize import shorten
from followupd.wording import reasons, reviewing, talks
from followupd.wording.names import first_name


def evening(evening: Evening, practice_state: PracticeState, occasion: Occasion) -> Digest:
    """What a clock asks for this evening: whom one met, and a word to some."""
    numbers, proposals = count(1), Proposals(practice_state, occasion.slot)
    asked = [each for each in practice_state.events if each.event in evening.events and wants_to_know(each)]
    items = [capture(event_state, evening.day, next(numbers), occasion) for event_state in asked]
    for followup in evening.people:
        number, obligation = next(numbers), followup.obligation
        lines = [reasons.why_now(followup, evening.day), *answered(practice_state, followup.id)]
        if obligation is not None and obligation.handle == "interview":
            lines += filter(None, [talks.observing(followup.contact, number)])
        items.append(card(followup.contact, number, "follow-up", evening.day, lines, practice_state, occasion,
                          proposals, obligation))  # fmt: skip
    names = catalog.listing([shorten(event_state.event.name, 40) for event_state in asked]) if asked else ""
    people = catalog.listing([first_name(followup.contact.name) for followup in evening.people[:3]])
    subject = _("Who did you meet at %s?") % names if asked else _("This evening: %s") % people
    opening = _("While it is fresh: who did you meet?") if asked else _("While it is fresh: a word to %s.") % people
    return Digest(
        slot=occasion.slot, subject=subject, preview=subject, greeting=greeting(occasion.person),
        opening=opening, sections=(Section("", tuple(items)),) if items else (), proposed=proposals.proposed,
    )  # fmt: skip


def morning(practice_state: PracticeState, occasion: Occasion) -> Digest:
    """What has an hour today, on a day that has no digest."""
    hours = by_the_clock.hours(practice_state, occasion)
    items = tuple(by_the_clock.items(hours, practice_state, occasion, count(1)))
    known = practice_state.book.contacts
    headline = lead.headline(hours, (), (), known, occasion)
    return Digest(
        slot=occasion.slot, subject=lead.subject(hours, (), (), known, occasion), preview=headline,
        greeting=greeting(occasion.person), opening=headline, sections=(Section("", items),) if items else (),
    )  # fmt: skip


def review(
    found: Review,
    pictures: Sequence[tuple[str, Picture]],
    slot: date,
    person: str,
    zone: ZoneInfo,
    notices: Sequence[str],
) -> Digest:
    """A quarter, looked back at: numbers, pictures with their headings, and what to do, a line each."""
    sections = [Section(heading, picture=picture) for heading, picture in pictures]
    sections += [Section(heading, lines=tuple(lines)) for heading, lines in reviewing.sections(found, zone)]
    if notices:
        sections.append(Section(_("Good to know"), lines=tuple(notices)))
    span = {"first": catalog.month(found.since), "last": catalog.month(found.until)}
    subject = _("Your network, %(first)s to %(last)s") % span
    return Digest(
        slot=slot, subject=subject, preview=reviewing.month(found.month), greeting=greeting(person),
        opening=reviewing.month(found.month), sections=tuple(sections),
    )  # fmt: skip
