"""Looking back, in words: a sentence for a month, and sections with a one-line action each."""

from collections.abc import Iterator, Sequence
from zoneinfo import ZoneInfo

from followupd.domain.book import Contact
from followupd.practice.relations import Warmth
from followupd.practice.review import Finding, Month, Review
from followupd.practice.state import PracticeState
from followupd.text import catalog
from followupd.text.catalog import _, ngettext
from followupd.wording import goals
from followupd.wording.names import first_name

_MOST_NAMES = 5


def month(each: Month) -> str:
    """ "You were in touch with 12 people, met 3 new ones and said thank you 2 times. You are on track with 90% …" """
    counts = (
        (each.reached, ngettext("were in touch with %d person", "were in touch with %d people", each.reached)),
        (each.met, ngettext("met %d new person at events", "met %d new people at events", each.met)),
        (each.thanked, ngettext("said thank you %d time", "said thank you %d times", each.thanked)),
    )
    happened = [said % many for many, said in counts if many]
    said = _("You %s.") % catalog.listing(happened) if happened else _("A quiet time.")
    return said if each.kept is None else f"{said} {kept(each)}"


def months(several: Sequence[Month]) -> str:
    """The last three, for those who do not see the picture."""
    return " ".join(f"{catalog.capital(catalog.month(each.first))}: {month(each)}" for each in several[-3:])


def network(practice_state: PracticeState) -> str:
    """The map in words: who can help with which goal, and how many people there are of each warmth."""
    said = [f"{goal.goal.name}: {goals.helpers(goal)}" for goal in practice_state.goals]
    known = [practice_state.relation(contact).warmth for contact in practice_state.book.kept]
    counts = [f"{word}: {known.count(text)}" for text, word in warmths().items() if text in known]
    return " ".join([*said, ", ".join(counts) + "."]) if counts else " ".join(said)


def warmths() -> dict[Warmth, str]:
    """From the coldest to the warmest."""
    return {
        "new": catalog.capital(_("not yet in touch")),
        "cool": catalog.capital(_("cool")),
        "mild": catalog.capital(_("mild")),
        "warm": catalog.capital(_("warm")),
        "close": catalog.capital(_("close")),
    }


def kept(each: Month) -> str:
    """The share of relations within their limit, as a sentence."""
    return _("You are on track with %d%% of your contacts.") % round(100 * (each.kept or 0))


def finding(found: Finding) -> str:
    """What was found, and the one thing to do about it."""
    facts = {"name": first_name(found.contact.name), "count": found.count}
    if found.goal is not None:
        said = _("Nobody in your book can help with %(goal)s yet. Ask %(name)s for an introduction.")
        return said % {**facts, "goal": found.goal.goal.name}
    return {
        "drifting": ngettext("It has gone quiet with %(count)d person: %(name)s. Two lines are enough.",
                             "It has gone quiet with %(count)d people. Begin with %(name)s: two lines are enough.",
                             found.count),
        "over-asked": _("You have asked %(name)s a lot. Give something small before the next question."),
        "resting": _("%(name)s came up %(count)d times without an answer. Let it rest, or once a year."),
    }[found.kind] % facts  # fmt: skip


def sections(review: Review, zone: ZoneInfo) -> Iterator[tuple[str, list[str]]]:
    """Heading and lines; each section ends with what to do."""
    if review.kept:
        yield _("You kept in touch with"), [_names(review.kept), _("Nothing to do but enjoy it.")]
    if review.drifting:
        action = _("Begin with one: followupd draft %s --kind reconnect") % review.drifting[0].id
        yield _("Drifting"), [_names(review.drifting), action]
    if review.over_asked:
        action = _("Give before the next question: followupd log %s --gave") % review.over_asked[0].id
        yield _("Asked a lot"), [_names(review.over_asked), action]
    if review.resting:
        action = _('They could rest: circle = "dormant" in your book means once a year; nobody is deleted.')
        yield _("Could rest"), [_names(review.resting), action]
    covered = [goal_state for goal_state in review.goals if goal_state.covered]
    if covered:
        yield _("Goals with somebody to ask"), [f"{each.goal.name}: {goals.helpers(each)}" for each in covered]
    for each in review.goals:
        if not each.covered:
            yield _("Look for somebody: %s") % each.goal.name, list(goals.where_to_look(each, zone))


def _names(contacts: Sequence[Contact]) -> str:
    names = [contact.name for contact in contacts[:_MOST_NAMES]]
    if (rest := len(contacts) - len(names)) <= 0:
        return catalog.listing(names)
    said = ngettext("%(names)s and %(rest)d more", "%(names)s and %(rest)d more", rest)
    return said % {"names": ", ".join(names), "rest": rest}
