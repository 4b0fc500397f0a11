"""What a digest has to say beside people: a kind question, and troubles that a person should know of."""

from collections import Counter
from collections.abc import Iterator
from math import ceil

from followupd import words
from followupd.digest.parts import Occasion
from followupd.model import Agenda, Celebration
from followupd.planning.days import monday
from followupd.text import shorten
from followupd.words import _

TIRED_AFTER = 3
"""So many times let pass, and the digest asks kindly whether the cadence still fits."""
MANY_BIRTHDAYS = 5
"""More on one day, and nobody has to greet them all."""


def questions(agenda: Agenda, occasion: Occasion) -> Iterator[str]:
    """A kind proposal for those who came up several times without an answer. Never guilt."""
    since = occasion.previous or occasion.slot
    for one in (*agenda.followups, *agenda.waiting):
        asked_now = one.ignored_on is not None and one.ignored_on >= since
        if one.ignored and one.ignored % TIRED_AFTER == 0 and asked_now:
            slower = one.contact.cadence.times(2)
            yield _(
                "%(name)s has come up %(times)d times. Perhaps %(rhythm)s suits you better: "
                "write every = \"%(value)s\" in %(where)s. Or rest for now: followupd pause %(id)s"
            ) % {
                "name": one.contact.name, "times": one.ignored, "rhythm": words.every(slower), "id": one.id,
                "value": f"{slower.count} {slower.unit}s", "where": occasion.where(one.contact),
            }  # fmt: skip


def notices(agenda: Agenda, parties: list[Celebration], occasion: Occasion) -> Iterator[str]:
    for fault in occasion.faults[:5]:
        yield _("Your contacts could not be read, so the last good version is used. %s") % fault
    for slot, state, answer in occasion.troubles:
        what = {"slot": words.day(slot), "answer": shorten(answer, 200)}
        if state == "refused":
            yield _("The digest of %(slot)s was refused by the mail server: %(answer)s") % what
        else:
            yield _("Whether the digest of %(slot)s reached you is not known: %(answer)s") % what
    first_this_week = occasion.previous is None or occasion.previous < monday(occasion.slot)
    if agenda.shortfall is not None and first_this_week:
        yield shortfall_notice(agenda)
    for day, many in sorted(Counter(one.day for one in parties).items()):
        if many > MANY_BIRTHDAYS:
            said = _("%(many)d birthdays on %(day)s: pick those that matter to you.")
            yield said % {"many": many, "day": words.day(day)}


def shortfall_notice(agenda: Agenda) -> str:
    """By how much the budget is short, and what would help."""
    short = agenda.shortfall
    if short is None:
        return ""
    said = _("Your cadences add up to about %(needed)d people a week, and the budget holds %(held)d.") % {
        "needed": ceil(short.needed), "held": short.held,
    }  # fmt: skip
    help_ = _("A per_week of %d (and enough per_day) would hold them all.") % ceil(short.needed)
    if short.relief_circle and short.relief >= 0.5:
        help_ += " " + _('Seeing the circle "%(circle)s" half as often would save about %(relief)d a week.') % {
            "circle": short.relief_circle, "relief": round(short.relief) or 1,
        }  # fmt: skip
    return f"{said} {help_}"
