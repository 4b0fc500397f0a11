"""What was noticed by itself since the last mail, each with one tap to take it back."""

from collections.abc import Iterator
from itertools import groupby

from followupd.domain.journal import BY_NOTICE, MAIL, MEETING, SOURCES, Entry, Source
from followupd.mail.digest.document import Item, Occasion, Section
from followupd.practice.state import PracticeState
from followupd.text import catalog
from followupd.text.catalog import _, ngettext

MOST = 12


def noticed(practice_state: PracticeState, occasion: Occasion, numbers: Iterator[int]) -> Iterator[Section]:
    """Whom the person wrote to or met since the last mail, once they agreed to noticing."""
    people = _people(practice_state, occasion)
    items = tuple(_one(entries, practice_state, numbers) for entries in people[:MOST])
    more = len(people) - len(items)
    lines = (ngettext("and %d more", "and %d more", more) % more,) if more > 0 else ()
    if items:
        yield Section(_("Noticed by itself"), items, lines, matters=False)


def asked(practice_state: PracticeState, occasion: Occasion, numbers: Iterator[int]) -> Iterator[Item]:
    """Whether noticing is to count, or what it has left is to be kept."""
    for source in SOURCES:
        if (question := _question(source, practice_state, occasion, numbers)) is not None:
            yield question


def _people(practice_state: PracticeState, occasion: Occasion) -> list[list[Entry]]:
    """What was noticed of each contact, in order."""
    news = [entry for entry in practice_state.after(occasion.told_entry) if entry.about == BY_NOTICE]
    kept = {contact.id for contact in practice_state.book.kept} if news else ()
    news = [entry for entry in news if entry.kind in occasion.notice and entry.contact in kept]
    news.sort(key=lambda entry: (entry.contact, entry.day))
    return [list(found) for _who, found in groupby(news, key=lambda entry: entry.contact)]


def _one(entries: list[Entry], practice_state: PracticeState, numbers: Iterator[int]) -> Item:
    contact, number = practice_state.contacts[entries[0].contact], next(numbers)
    lines = []
    for source, said in ((MAIL, _("You wrote on %s, so you are in touch.")),
                         (MEETING, _("You met on %s, so you are in touch."))):  # fmt: skip
        if days := [catalog.day(entry.day) for entry in entries if entry.kind == source]:
            lines.append(said % catalog.listing(days))
    loops = practice_state.summaries[contact.id].open if contact.id in practice_state.summaries else ()
    sent = max((entry.day for entry in entries if entry.kind == MAIL), default=None)
    if sent is not None and any(loop.kind == "thanks" and loop.opened <= sent for loop in loops):
        lines.append(_("Was it your thank-you? Then answer: %d thanked") % number)
    return Item(number, "noticed", contact.id, entries[0].day, contact.name, "", tuple(lines))


def _question(
    source: Source, practice_state: PracticeState, occasion: Occasion, numbers: Iterator[int]
) -> Item | None:  # fmt: skip
    """Whether what the first look found is to count; whether what is left is to be kept, after noticing was ended."""
    said, asked = practice_state.noticing(source), ""
    lines: tuple[str, ...] = ()
    if source in occasion.notice:
        if said is None and (seen := practice_state.waiting_notices(source)):
            people = sorted(seen, key=lambda pair: pair[1], reverse=True)
            named = [f"{practice_state.contacts[who].name}, {catalog.short_day(day)}" for who, day in people[:MOST]]
            if more := len(people) - len(named):
                named.append(ngettext("and %d more", "and %d more", more) % more)
            asked, lines = "first", _first(source, "; ".join(named).rstrip(".") + ".")
    elif _is_left(source, practice_state):
        asked, lines = "off", (_("This is not looked at any more. What was noticed there can be kept or deleted."),)
    if not asked:
        return None
    title = _("Meetings in your calendar") if source == MEETING else _("Your sent mail")
    return Item(next(numbers), "notice", f"{asked}-{source}", occasion.slot, title, "", lines)


def _is_left(source: Source, practice_state: PracticeState) -> bool:
    """Whether anything noticed is here that the person has not said to keep."""
    known = (summary.noticed.newest(source) for summary in practice_state.summaries.values())
    newest, kept = max((day for day in known if day is not None), default=None), practice_state.kept_notices(source)
    return newest is not None and (kept is None or newest > kept)


def _first(source: Source, people: str) -> tuple[str, ...]:
    if source == MEETING:
        asks = _("In the last 30 days you had meetings with these people. Shall it count as being in touch, from now "
                 "on too?")  # fmt: skip
        return asks, people, _("Only who and when is kept, and nothing counts before you say yes.")
    asks = _("In the last 30 days you wrote to these people. Shall it count as being in touch, from now on too?")
    return asks, people, _("Only who, when and which way is kept, and nothing counts before you say yes.")


def answered(practice_state: PracticeState, who: str) -> Iterator[str]:
    """That they wrote since you were last in touch, or have not in the two weeks since you did."""
    contact, summary = practice_state.contacts[who], practice_state.summaries.get(who)
    if summary is None:
        return
    last, today = practice_state.relation(contact).last, practice_state.today
    wrote, sent = summary.noticed.wrote, summary.noticed.sent
    if wrote is not None and (last is None or wrote >= last):
        facts = {"name": contact.name, "day": catalog.day(wrote)}
        yield _("%(name)s wrote on %(day)s.") % facts
    elif sent is not None and sent == last and (wrote is None or wrote < sent) and (today - sent).days >= 14:
        yield _("You wrote on %s and have had no answer.") % catalog.short_day(sent, today=today)
