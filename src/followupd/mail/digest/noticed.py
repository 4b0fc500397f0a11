"""What was noticed in the person's mailbox since the last mail, each with one tap to take it back."""

from collections.abc import Iterator

from followupd.domain.journal import BY_NOTICE, KEPT, Entry
from followupd.mail.digest.document import Item, Occasion, Section
from followupd.practice.state import PracticeState
from followupd.text import catalog
from followupd.text.catalog import _, ngettext

MOST = 12


def noticed(practice_state: PracticeState, occasion: Occasion, numbers: Iterator[int]) -> Iterator[Section]:
    """Before the person agreed: everybody who would count. Afterwards: whom they wrote to since the last mail."""
    if not occasion.notice:
        yield from _switched_off(practice_state, numbers, occasion)
    elif practice_state.noticing is None and practice_state.waiting_notices:
        yield _first(practice_state, numbers, occasion)
    elif practice_state.noticing is not None:
        news = {entry.contact: entry for entry in practice_state.after(occasion.told_entry)
                if entry.about == BY_NOTICE and entry.contact in practice_state.contacts}  # fmt: skip
        items = tuple(_one(entry, practice_state, numbers) for entry in [*news.values()][:MOST])
        more = len(news) - len(items)
        lines = (ngettext("and %d more", "and %d more", more) % more,) if more > 0 else ()
        if items:
            yield Section(_("Noticed in your sent mail"), items, lines, matters=False)


def _one(entry: Entry, practice_state: PracticeState, numbers: Iterator[int]) -> Item:
    contact, number = practice_state.contacts[entry.contact], next(numbers)
    lines = [_("You wrote on %s, so you are in touch.") % catalog.day(entry.day)]
    loops = practice_state.summaries[entry.contact].open if entry.contact in practice_state.summaries else ()
    if any(loop.kind == "thanks" and loop.opened <= entry.day for loop in loops):
        lines.append(_("Was it your thank-you? Then answer: %d thanked") % number)
    return Item(number, "noticed", contact.id, entry.day, contact.name, "", tuple(lines))


def _first(practice_state: PracticeState, numbers: Iterator[int], occasion: Occasion) -> Section:
    seen = sorted(practice_state.waiting_notices, key=lambda pair: pair[1], reverse=True)
    people = [f"{practice_state.contacts[who].name}, {catalog.short_day(day)}" for who, day in seen[:MOST]]
    more = len(seen) - len(people)
    if more:
        people.append(ngettext("and %d more", "and %d more", more) % more)
    lines = (
        _("In the last 30 days you wrote to these people. Shall it count as being in touch, from now on too?"),
        "; ".join(people) + ".",
        _("Only who, when and which way is kept, and nothing counts before you say yes."),
    )
    item = Item(next(numbers), "notice", "first", occasion.slot, _("Your sent mail"), "", lines)
    return Section(_("A question"), (item,))


def _switched_off(practice_state: PracticeState, numbers: Iterator[int], occasion: Occasion) -> Iterator[Section]:
    known = [summary.noticed for summary in practice_state.summaries.values()]
    if practice_state.noticing != KEPT and any(one.wrote or one.sent or one.waiting for one in known):
        lines = (
            _("You have switched noticing off. What was noticed until now is still here: it can be kept or deleted."),
        )
        item = Item(next(numbers), "notice", "off", occasion.slot, _("Your sent mail"), "", lines)
        yield Section(_("A question"), (item,))


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
