"""The mails other than the digest: the evening, the morning of what has an hour, and the quarter's review."""

from collections.abc import Sequence
from itertools import count

from followupd.mail.digest import by_the_clock, findings, lead
from followupd.mail.digest.around import capture, wants_to_know
from followupd.mail.digest.cards import Proposals, card
from followupd.mail.digest.contents import greeting
from followupd.mail.digest.document import Digest, Occasion, Picture, Section
from followupd.mail.digest.noticed import answered
from followupd.practice.captures import left_for_the_morning
from followupd.practice.evenings import Evening
from followupd.practice.events import first_day, last_day
from followupd.practice.review import Review
from followupd.practice.state import PracticeState
from followupd.text import catalog
from followupd.text.catalog import _
from followupd.text.sanitize import shorten
from followupd.wording import reasons, reviewing
from followupd.wording.names import first_name


def evening(evening: Evening, practice_state: PracticeState, occasion: Occasion) -> Digest:
    """What a clock asks for this evening: whom one met, and a word to some."""
    numbers, proposals = count(1), Proposals(practice_state, occasion.slot)
    mine = [each for each in practice_state.events if each.event in evening.events]
    asked = [each for each in mine if wants_to_know(each) or last_day(each.event, occasion.zone) > evening.day
             or first_day(each.event, occasion.zone) < evening.day]  # fmt: skip
    items = [capture(event_state, evening.day, next(numbers), occasion) for event_state in asked]
    for followup in evening.people:
        lines = [reasons.why_now(followup, evening.day), *answered(practice_state, followup.id)]
        items.append(card(followup.contact, next(numbers), "follow-up", evening.day, lines, practice_state, occasion,
                          proposals, followup.obligation))  # fmt: skip
    names = catalog.listing([shorten(event_state.event.name, 40) for event_state in asked]) if asked else ""
    people = catalog.listing([first_name(followup.contact.name) for followup in evening.people[:3]])
    subject = _("Who did you meet at %s?") % names if asked else _("This evening: %s") % people
    fresh = any(followup.times == 0 and followup.limit >= evening.day for followup in evening.people)
    opening = _("While it is fresh: a word to %s.") if fresh else _("This evening: a word to %s.")
    opening = _("While it is fresh: who did you meet?") if asked else opening % people
    return Digest(
        slot=occasion.slot, subject=subject, preview=subject, greeting=greeting(occasion.person),
        opening=opening, sections=(Section("", tuple(items)),) if items else (), proposed=proposals.proposed,
    )  # fmt: skip


def morning(practice_state: PracticeState, occasion: Occasion) -> Digest:
    """What has an hour today, on a day that has no digest."""
    hours = by_the_clock.hours(practice_state, occasion)
    numbers = count(1)
    items = tuple(by_the_clock.items(hours, practice_state, occasion, numbers))
    late = left_for_the_morning(practice_state.book.events, occasion.slot, occasion.zone)
    asked = [each for each in practice_state.events if each.event in late and wants_to_know(each)]
    met = [capture(each, last_day(each.event, occasion.zone), next(numbers), occasion) for each in asked]
    items = (*items, *met)
    headline = lead.headline(hours, (), (), occasion) or _("While it is fresh: who did you meet?")
    questions = [Section("", tuple(met))] if met else []
    return Digest(
        slot=occasion.slot, subject=lead.subject(hours, (), questions, occasion), preview=headline,
        greeting=greeting(occasion.person), opening=headline, sections=(Section("", items),) if items else (),
    )  # fmt: skip


def review(
    found: Review,
    practice_state: PracticeState,
    occasion: Occasion,
    pictures: Sequence[tuple[str, Picture]],
    notices: Sequence[str],
) -> Digest:
    """A quarter, looked back at: its numbers in a sentence, three findings with one act each, and pictures."""
    items = tuple(findings.items(found, practice_state, occasion, count(1)))
    sections = [Section(_("What to do about it"), items)] if items else []
    sections += [Section(heading, picture=picture) for heading, picture in pictures]
    if notices:
        sections.append(Section(_("Good to know"), lines=tuple(notices), boxed=True))
    span = {"first": catalog.month(found.since), "last": catalog.month(found.until)}
    subject = _("Your network, %(first)s to %(last)s") % span
    return Digest(
        slot=occasion.slot, subject=subject, preview=reviewing.month(found.month), greeting=greeting(occasion.person),
        opening=reviewing.month(found.month), sections=tuple(sections),
    )  # fmt: skip
