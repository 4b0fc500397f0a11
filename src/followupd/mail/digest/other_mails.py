"""The mails other than the digest: the evening after an event, and the quarter's review."""

from collections.abc import Sequence
from datetime import date
from itertools import count
from zoneinfo import ZoneInfo

from followupd.domain.book import NetworkingEvent
from followupd.mail.digest.around import capture, wants_to_know
from followupd.mail.digest.contents import greeting
from followupd.mail.digest.document import Digest, Occasion, Picture, Section
from followupd.practice.review import Review
from followupd.practice.state import PracticeState
from followupd.text import catalog
from followupd.text.catalog import _
from followupd.text.sanitize import shorten
from followupd.wording import reviewing


def evening(events: Sequence[NetworkingEvent], practice_state: PracticeState, occasion: Occasion) -> Digest:
    """ "Who did you meet?", about the events of one day."""
    numbers = count(1)
    asked = [
        event_state
        for event_state in practice_state.events
        if event_state.event in events and wants_to_know(event_state)
    ]
    items = tuple(capture(event_state, next(numbers), occasion) for event_state in asked)
    names = catalog.listing([shorten(event_state.event.name, 40) for event_state in asked]) if asked else ""
    subject = _("Who did you meet at %s?") % names
    return Digest(
        slot=occasion.slot, subject=subject, preview=subject, greeting=greeting(occasion.person),
        opening=_("While it is fresh: who did you meet?"), sections=(Section("", items),) if items else (),
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
