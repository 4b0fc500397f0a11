"""What a digest says: the agenda of the days until the next one, as items with short numbers and plain sentences.

Everything is decided and worded here and in the modules beside; the templates only set it. The order: what has an hour,
people, one look ahead, and one box for what is not about people.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import count

from followupd.domain.agenda import Agenda, Celebration, FollowUp
from followupd.mail.digest import around, by_the_clock, lead, people
from followupd.mail.digest.ahead import ahead
from followupd.mail.digest.cards import Proposals
from followupd.mail.digest.document import Digest, Item, Occasion, Section
from followupd.mail.digest.news import news
from followupd.mail.digest.noticed import asked, noticed
from followupd.mail.digest.notices import MANY_BIRTHDAYS, notices, questions
from followupd.mail.digest.overload import TOLD, overload
from followupd.mail.digest.sorting import sorting
from followupd.planning.celebrations import celebrations
from followupd.practice.state import PracticeState
from followupd.text import catalog
from followupd.text.catalog import _, ngettext
from followupd.text.sanitize import shorten
from followupd.wording import remarks

MOST_ITEMS = around.MOST_ITEMS
MISSED_FOR = timedelta(days=14)


def contents(agenda: Agenda, practice_state: PracticeState, occasion: Occasion) -> Digest:
    """The digest of an agenda, in the current language (`catalog.speaking`)."""
    numbers = count(1)
    planned = [followup for followup in agenda.followups if followup.day and followup.day <= occasion.until]
    born = [celebration for celebration in agenda.celebrations if celebration.day <= occasion.until]
    crowds = _crowds(born, planned)
    cards = [celebration for celebration in born if celebration not in crowds]
    covered = [followup for followup in planned if not people.is_greeted(followup, cards, occasion)]
    turns = [followup for followup in covered if not people.has_its_own_mail(followup, occasion)]
    hours, proposals = by_the_clock.hours(practice_state, occasion), Proposals(practice_state, occasion.slot)
    timed = tuple(by_the_clock.items(hours, practice_state, occasion, numbers))
    shown = list(
        people.by_day(turns[:MOST_ITEMS], cards[:MOST_ITEMS], agenda, practice_state, occasion, numbers, proposals)
    )
    around_people = list(around.sections(practice_state, occasion, numbers))
    seen = list(noticed(practice_state, occasion, numbers))
    overloaded = overload(agenda, practice_state, occasion, numbers)
    coming = list(ahead(agenda, practice_state, occasion, numbers))
    unsorted = list(sorting(agenda, practice_state, occasion, numbers)) if overloaded is None else []
    remark = practice_state.remark() if occasion.remarks else None
    sections = [
        *lead.overview(hours, [*cards, *crowds], covered, occasion),
        *_with_items(_("By the clock"), timed),
        *shown,
        *_more(max(0, len(turns) - MOST_ITEMS) + max(0, len(cards) - MOST_ITEMS)),
        *_listed(_("Many birthdays"), tuple(_many_birthdays(crowds))),
        *_listed(_("A late greeting"), tuple(_birthdays_missed(agenda, practice_state, occasion))),
        *around_people,
        *seen,
        *coming,
        *unsorted,
        *_box(overloaded, agenda, born, practice_state, occasion, numbers, (remarks.remark(remark),) if remark else ()),
    ]
    celebrated = [celebration.contact for celebration in (*cards, *crowds)]
    everybody = [*celebrated, *(followup.contact for followup in turns)]
    subject = lead.subject(hours, everybody, [*around_people, *coming], occasion)
    headline = lead.headline(hours, born, _to_reach(turns, born), occasion)
    if not headline and not any(section.matters for section in sections):
        headline = _("Nobody is waiting to hear from you today. Enjoy the day.")
    return Digest(
        slot=occasion.slot,
        subject=subject,
        preview=_preview(sections, headline or subject),
        greeting=greeting(occasion.person),
        sections=tuple(sections),
        opening=headline,
        tells=tuple(name for name, *_rest in occasion.troubles),
        remark=remark,
        proposed=(*proposals.proposed, *(((*TOLD, occasion.slot),) if overloaded is not None else ())),
    )


def greeting(person: str) -> str:
    """ "Hello Maja,"."""
    return _("Hello %s,") % (person.split() or [""])[0]


def _with_items(heading: str, items: tuple[Item, ...]) -> Iterator[Section]:
    if items:
        yield Section(heading, items)


def _listed(heading: str, lines: tuple[str, ...], *, matters: bool = True) -> Iterator[Section]:
    if lines:
        yield Section(heading, lines=lines, matters=matters)


def _more(left_out: int) -> Iterator[Section]:
    if left_out:
        yield Section("", lines=(ngettext("and %d more", "and %d more", left_out) % left_out,))


def _box(
    overloaded: Section | None, agenda: Agenda, born: list[Celebration], practice_state: PracticeState,
    occasion: Occasion, numbers: Iterator[int], kind_word: tuple[str, ...],
) -> Iterator[Section]:  # fmt: skip
    """Everything that is not about people or events, in one box: that it is too much, questions, what the calendar
    told, troubles."""
    items = tuple(asked(practice_state, occasion, numbers))
    pressing = (*questions(agenda, occasion), *notices(agenda, born, practice_state, occasion))
    lines = (*pressing, *news(agenda, practice_state, occasion), *kind_word)
    if overloaded is not None:
        yield replace(overloaded, items=(*overloaded.items, *items), lines=lines)
    elif items or lines:
        yield Section(_("Good to know"), items, lines, matters=bool(items or pressing), boxed=True)


def _to_reach(turns: Sequence[FollowUp], born: Sequence[Celebration]) -> list[str]:
    """Whom to be in touch with, each once; those who have a birthday are told of by that."""
    reached = [each.contact.id for each in born if each.milestone is not None]
    return list(dict.fromkeys([*reached, *(turn.id for turn in turns)]))


def _crowds(celebrations: Sequence[Celebration], turns: Sequence[FollowUp]) -> list[Celebration]:
    """Birthdays of days with so many that cards for all would bury everything; whose turn it is anyway keeps theirs."""
    many = {day for day, n in Counter(celebration.day for celebration in celebrations).items() if n > MANY_BIRTHDAYS}
    turn = {(followup.id, followup.day) for followup in turns}
    return [
        celebration
        for celebration in celebrations
        if celebration.day in many
        and celebration.milestone is None
        and (celebration.contact.id, celebration.day) not in turn
    ]


def _many_birthdays(crowds: Sequence[Celebration]) -> Iterator[str]:
    for day in sorted({celebration.day for celebration in crowds}):
        names = sorted(celebration.contact.name for celebration in crowds if celebration.day == day)
        said = ", ".join(names[:60]) + (", …" if len(names) > 60 else "")
        yield f"{catalog.capital(catalog.day(day))}: {said}"


def _birthdays_missed(agenda: Agenda, practice_state: PracticeState, occasion: Occasion) -> Iterator[str]:
    """Past birthdays that no mail which got through has covered, at most MISSED_FOR ago."""
    if occasion.told_until is None:
        return
    first = max(occasion.told_until + timedelta(days=1), agenda.today - MISSED_FOR)
    people = [contact for contact in practice_state.book.kept if contact.id not in agenda.paused]
    past = celebrations(people, first, agenda.today - timedelta(days=1))
    missed = sorted(
        (each for each in past if not _rested(each, practice_state)), key=lambda celebration: celebration.day
    )
    for celebration in missed[:10]:
        said = _("%(name)s had a birthday on %(day)s; a late greeting is a good one too")
        yield said % {"name": celebration.contact.name, "day": catalog.day(celebration.day)}
    if len(missed) > 10:
        yield ngettext("and %d more", "and %d more", len(missed) - 10) % (len(missed) - 10)


def _rested(celebration: Celebration, practice_state: PracticeState) -> bool:
    """Whether the contact was paused that day."""
    state = practice_state.contact_states.get(celebration.contact.id)
    ends = (celebration.contact.paused_until, state.paused_until if state is not None else None)
    return any(end is not None and celebration.day < end for end in ends)


def _preview(sections: Sequence[Section], otherwise: str) -> str:
    """What a list of mails shows beside the subject: the first person and why."""
    first = next((item for section in sections for item in section.items), None)
    return shorten(f"{first.title}: {first.lines[0]}", 140) if first and first.lines else otherwise
