"""What a digest has to say beside people: a kind question, and troubles that a person should know of."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta

from followupd.domain import durations
from followupd.domain.agenda import Agenda, Celebration, FollowUp
from followupd.mail.digest.document import Occasion
from followupd.planning.days import closed, monday
from followupd.practice.events import first_day
from followupd.practice.review import TIRED_AFTER, month_of
from followupd.practice.state import PracticeState
from followupd.text import catalog
from followupd.text.catalog import _, ngettext
from followupd.text.sanitize import shorten
from followupd.wording import events

LASTS = timedelta(days=1)
"""Only report a server problem that has lasted at least this long."""
MANY_BIRTHDAYS = 5
"""More on one day, and nobody has to greet them all."""


def questions(agenda: Agenda, occasion: Occasion) -> Iterator[str]:
    """A kind proposal for those who came up several times without an answer. Never guilt."""
    since = occasion.previous or occasion.slot
    for followup in agenda.everybody:
        asked_now = followup.ignored_on is not None and followup.ignored_on >= since
        if followup.obligation is None and followup.ignored and followup.ignored % TIRED_AFTER == 0 and asked_now:
            slower = followup.contact.cadence.times(2)
            yield _(
                "%(name)s has come up %(times)d times. Perhaps %(rhythm)s suits you better: "
                'write every = "%(value)s" in %(where)s. Or rest for now: followupd pause %(id)s'
            ) % {
                "name": followup.contact.name,
                "times": followup.ignored,
                "rhythm": durations.every(slower),
                "id": followup.id,
                "value": f"{slower.count} {slower.unit}s",
                "where": occasion.where(followup.contact),
            }


def notices(
    agenda: Agenda, celebrations: list[Celebration], practice_state: PracticeState, occasion: Occasion
) -> Iterator[str]:
    """What the person should know: faults, troubles, too small a budget, who might rest."""
    for fault in occasion.faults[:5]:
        said = (
            _("In your contacts: %s")
            if occasion.asks
            else _("Your contacts could not be read, so the last good version is used. %s")
        )
        yield said % fault
    for fault in occasion.drafter.faults[:5]:
        yield _("A template of yours is broken, so ours is used. %s") % fault
    yield from _clocks(agenda, occasion)
    yield from _too_many_events(practice_state, occasion)
    if occasion.left_out:
        said = ngettext(
            "%(names)s is left out, because something about this record goes wrong: followupd doctor tells more.",
            "%(names)s are left out, because something about these records goes wrong: followupd doctor tells more.",
            len(occasion.left_out),
        )
        yield said % {"names": catalog.listing([*occasion.left_out[:5]])}
    yield from _mails(occasion)
    if occasion.sign_in_trouble is not None:
        since, trouble = occasion.sign_in_trouble
        said = _("Since %(day)s: %(trouble)s")
        yield said % {"day": catalog.day(since.astimezone(occasion.zone).date()), "trouble": trouble}
    yield from _calendar(occasion)
    for day, many in sorted(Counter(celebration.day for celebration in celebrations).items()):
        if many > MANY_BIRTHDAYS:
            said = _("%(many)d birthdays on %(day)s: pick those that matter to you.")
            yield said % {"many": many, "day": catalog.day(day)}


def _mails(occasion: Occasion) -> Iterator[str]:
    """Earlier mails that did not get through."""
    replaced = [(slot, answer) for _name, slot, state, answer in occasion.troubles if state == "superseded"]
    if replaced:
        days = [catalog.short_day(slot) for slot, _answer in sorted(replaced)]
        said = ngettext(
            "The mail of %(days)s did not leave (%(answer)s). This one takes its place; nobody was dropped.",
            "The mails of %(days)s did not leave (%(answer)s). This one takes their place; nobody was dropped.",
            len(days),
        )
        yield said % {"days": catalog.listing(days[-10:]), "answer": shorten(max(replaced)[1], 200)}
    for _name, slot, state, answer in occasion.troubles:
        what = {"slot": catalog.day(slot), "answer": shorten(answer, 200)}
        if state == "refused":
            yield _("The mail of %(slot)s was refused by the mail server: %(answer)s") % what
        elif state == "unknown":
            yield _("Whether the mail of %(slot)s reached you is not known: %(answer)s") % what
        elif state == "overtaken":
            yield _(
                "The clock of this machine was ahead and said %(day)s, or a round was made as if it were then. What "
                "it planned is set aside; ignore a mail of that date."
            ) % {"day": catalog.day(slot, year=True)}


def _calendar(occasion: Occasion) -> Iterator[str]:
    """A calendar server that has been in trouble for a day: said then, and once a week as long as it lasts."""
    said = _("Your calendar on the server has not been brought up to date since %(day)s. %(trouble)s")
    found = [(said, *trouble) for trouble in occasion.calendar_troubles]
    if occasion.meetings_trouble is not None and not found:  # a server that is away is said once
        found = [(_("Your meetings have not been read since %(day)s. %(trouble)s"), *occasion.meetings_trouble)]
    for said, since, trouble in found:
        lasts = since.astimezone(occasion.zone).date() + LASTS
        if lasts > occasion.slot:
            continue
        if occasion.previous is None or occasion.previous < max(lasts, monday(occasion.slot)):
            yield said % {"day": catalog.day(since.astimezone(occasion.zone).date()), "trouble": trouble}


def _clocks(agenda: Agenda, occasion: Occasion) -> Iterator[str]:
    """People met at events for whose first follow-up there is no room within the 48 hours, in the order of the plan;
    reported once."""
    late: dict[str, list[FollowUp]] = {}
    for followup in agenda.everybody:
        obligation = followup.obligation
        if obligation is None or obligation.kind != "met":
            continue
        if occasion.previous is not None and obligation.known < occasion.previous:
            continue  # an earlier digest has said it
        could_be = max(obligation.due, obligation.known + timedelta(days=1)) <= obligation.limit
        if could_be and (followup.day is None or followup.day > obligation.limit):
            late.setdefault(obligation.about, []).append(followup)
    for event, several in late.items():
        names = [
            followup.contact.name + (f" ({catalog.short_day(followup.day)})" if followup.day else "")
            for followup in several
        ]
        yield _why_late(several, occasion) % {
            "event": event or _("the event"), "many": len(several), "day": occasion.budget.per_day,
            "names": catalog.listing(names[:10]),
        }  # fmt: skip


def _why_late(several: Sequence[FollowUp], occasion: Occasion) -> str:
    """What keeps people from coming up within the 48 hours: days off, days without a mail, or the budget."""
    obligations = [followup.obligation for followup in several if followup.obligation is not None]
    first = min(max(one.due, one.known + timedelta(days=1)) for one in obligations)
    last = max(one.limit for one in obligations)
    window = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    open_days = [day for day in window if closed(day, occasion.budget) is None]
    if not open_days:
        return _("The 48 hours after %(event)s are days off, and they stay free. Then come: %(names)s.")
    if not occasion.evenings and not any(day.weekday() in occasion.digest_days for day in open_days):
        return _("No mail comes within 48 hours of %(event)s; evenings = true would bring one. Now come: %(names)s.")
    return ngettext(
        "Within 48 hours of %(event)s there is no room for %(many)d person you met: you have set the limit to "
        "%(day)d a day. The order: %(names)s.",
        "Within 48 hours of %(event)s there is no room for %(many)d people you met: you have set the limit to "
        "%(day)d a day. The order: %(names)s.",
        len(several),
    )


def _too_many_events(practice_state: PracticeState, occasion: Occasion) -> Iterator[str]:
    """With the first digest of a month, for those who want few events."""
    cap, month = occasion.budget.events_per_month, month_of(occasion.slot)
    if cap is None or (occasion.previous is not None and occasion.previous >= month):
        return
    starts = [(event, first_day(event, occasion.zone)) for event in practice_state.book.events if not event.cancelled]
    this_month = [event for event, day in sorted(starts, key=lambda pair: pair[1]) if month_of(day) == month]
    if len(this_month) > cap:
        yield events.over_the_cap(this_month, cap)
