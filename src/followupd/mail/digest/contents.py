"""What a digest says: the agenda of the days until the next one, as items with short numbers and plain sentences.

Everything is decided and worded here and in the modules beside; the templates only set it.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import count

from followupd.domain.agenda import Agenda, Celebration, FollowUp
from followupd.domain.cadence import after
from followupd.mail.digest import around, people
from followupd.mail.digest.document import Digest, Occasion, Section
from followupd.mail.digest.news import news
from followupd.mail.digest.noticed import noticed
from followupd.mail.digest.notices import MANY_BIRTHDAYS, notices, questions
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
    turns = [followup for followup in agenda.followups if followup.day is not None and followup.day <= occasion.until]
    celebrations = [celebration for celebration in agenda.celebrations if celebration.day <= occasion.until]
    crowds = _crowds(celebrations, turns)
    cards = [celebration for celebration in celebrations if celebration not in crowds]
    shown = list(people.by_day(turns[:MOST_ITEMS], cards[:MOST_ITEMS], agenda, practice_state, occasion, numbers))
    around_people = [
        *around.talks_ahead(practice_state, occasion, numbers),
        *around.who_did_you_meet(practice_state, occasion, numbers),
        *around.events_ahead(practice_state, occasion, numbers),
        *around.practices(practice_state, occasion, numbers),
        *around.looking_back(practice_state, occasion),
    ]
    seen = list(noticed(practice_state, occasion, numbers))
    ahead = (*_birthdays_missed(agenda, practice_state, occasion), *_celebrations_ahead(agenda, occasion))
    remark = practice_state.remark() if occasion.remarks else None
    sections = [
        *shown,
        *_more(max(0, len(turns) - MOST_ITEMS) + max(0, len(cards) - MOST_ITEMS)),
        *_listed(_("Many birthdays"), tuple(_many_birthdays(crowds))),
        *around_people,
        *seen,
        *_listed(_("Birthdays ahead") if _only_birthdays(agenda) else _("To celebrate"), ahead),
        *_listed(_("Coming up"), tuple(_coming(agenda, practice_state, occasion, around_people)), matters=False),
        *_listed(_("From your calendar"), tuple(news(agenda, practice_state, occasion)), matters=False),
        *_listed(_("A question"), tuple(questions(agenda, occasion))),
        *_listed(_("A kind word"), (remarks.remark(remark),) if remark else (), matters=False),
        *_listed(_("Good to know"), tuple(notices(agenda, celebrations, practice_state, occasion))),
    ]
    matters = any(section.matters for section in sections)
    subject = _subject(turns, [*cards, *crowds], around_people, ahead, agenda.today, occasion)
    return Digest(
        slot=occasion.slot,
        subject=subject,
        preview=_preview(shown, subject),
        greeting=greeting(occasion.person),
        sections=tuple(sections),
        opening="" if matters else _("Nobody is waiting to hear from you today. Enjoy the day."),
        tells=tuple(name for name, *_rest in occasion.troubles),
        remark=remark,
    )


def greeting(person: str) -> str:
    """ "Hello Maja,"."""
    return _("Hello %s,") % (person.split() or [""])[0]


def _listed(heading: str, lines: tuple[str, ...], *, matters: bool = True) -> Iterator[Section]:
    if lines:
        yield Section(heading, lines=lines, matters=matters)


def _more(left_out: int) -> Iterator[Section]:
    if left_out:
        yield Section("", lines=(ngettext("and %d more", "and %d more", left_out) % left_out,))


def _only_birthdays(agenda: Agenda) -> bool:
    return all(celebration.milestone is None for celebration in agenda.celebrations)


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
    people = [contact for contact in practice_state.book.contacts if contact.id not in agenda.paused]
    missed = sorted(
        celebrations(people, first, agenda.today - timedelta(days=1)), key=lambda celebration: celebration.day
    )
    for celebration in missed[:10]:
        said = _("%(name)s had a birthday on %(day)s; a late greeting is a good one too")
        yield said % {"name": celebration.contact.name, "day": catalog.day(celebration.day)}
    if len(missed) > 10:
        yield ngettext("and %d more", "and %d more", len(missed) - 10) % (len(missed) - 10)


def _celebrations_ahead(agenda: Agenda, occasion: Occasion) -> Iterator[str]:
    """What comes after the days of this digest, once it is within the lead time; each is announced once."""
    near = after(occasion.until, occasion.birthday_lead)
    told = after(occasion.told_until, occasion.birthday_lead) if occasion.told_until else occasion.until
    for celebration in agenda.celebrations:
        if max(told, occasion.until) < celebration.day <= near:
            said = _("%(name)s on %(day)s, turns %(age)d") if celebration.turns else _("%(name)s on %(day)s")
            facts = {"name": celebration.contact.name, "day": catalog.day(celebration.day), "age": celebration.turns}
            if celebration.milestone is not None:
                said = _("%(name)s on %(day)s: %(what)s")
                facts["what"] = celebration.milestone.what
            yield said % facts


def _coming(
    agenda: Agenda, practice_state: PracticeState, occasion: Occasion, told: Sequence[Section]
) -> Iterator[str]:
    """What there is after this digest, within the lookahead: people, and events that it has not told of already."""
    known = {item.subject for section in told for item in section.items if item.kind == "event"}
    near = after(agenda.today, occasion.lookahead)
    events = (event for event in practice_state.book.events if not event.cancelled and event.id not in known)
    starts = ((event.starts.astimezone(occasion.zone).date(), event.name) for event in events)
    later = [(followup.day, followup.contact.name) for followup in agenda.followups if followup.day is not None]
    later = sorted((day, name) for day, name in (*later, *starts) if occasion.until < day <= near)
    for day, name in later[:10]:
        yield f"{catalog.weekday(day)} {catalog.short_day(day)}: {name}"
    if len(later) > 10:
        yield ngettext("and %d more", "and %d more", len(later) - 10) % (len(later) - 10)


def _subject(
    turns: list[FollowUp],
    celebrations: list[Celebration],
    others: Sequence[Section],
    ahead: tuple[str, ...],
    today: date,
    occasion: Occasion,
) -> str:
    """Names people; short, because long subjects with other letters are damaged on the way."""
    everybody = [celebration.contact.name for celebration in celebrations] + [
        followup.contact.name for followup in turns
    ]
    if names := list(dict.fromkeys(shorten(name, 24) for name in everybody)):
        days = (occasion.until - today).days
        frame = _("Today: %s") if days == 0 else _("This week: %s") if days >= 4 else _("Coming days: %s")
        return frame % _named(names)
    if first := next((item for section in others for item in section.items), None):
        frames = {"event": _("Coming up: %s"), "talk": _("Coming up: %s"), "capture": _("Who did you meet at %s?")}
        return frames.get(first.kind, _("Today: %s")) % shorten(first.title, 50)
    if ahead:
        return _("Birthdays ahead")
    return _("A word from followupd")


def _named(names: list[str]) -> str:
    if (rest := len(names) - 3) <= 0:
        return catalog.listing(names)
    said = ngettext("%(names)s and %(rest)d more", "%(names)s and %(rest)d more", rest)
    return said % {"names": ", ".join(names[:3]), "rest": rest}


def _preview(sections: Sequence[Section], subject: str) -> str:
    first = next((item for section in sections for item in section.items), None)
    return shorten(f"{first.title}: {first.lines[0]}", 140) if first else subject
