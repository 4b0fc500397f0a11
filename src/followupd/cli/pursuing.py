"""Commands about goals and the pace: what becomes of a goal, how somebody was in a talk, how much a week may hold."""

import argparse
import re

from followupd.actions.apply import apply
from followupd.actions.commands import Decide, Pace, Rate
from followupd.cli.call import Call, find_among
from followupd.cli.deciding import find_contact
from followupd.cli.terminal import say
from followupd.config.did_you_mean import suggestion
from followupd.domain.journal import HALF, KEEP, LET_GO, NEW_DATE, REACHED, WEEK
from followupd.errors import CallError
from followupd.service.account import opened
from followupd.text import catalog
from followupd.text.catalog import _

_STATES = {
    "reached": REACHED, "nått": REACHED, "let-go": LET_GO, "let go": LET_GO, "let it go": LET_GO, "drop": LET_GO,
    "släpp": LET_GO, "keep": KEEP, "behåll": KEEP,
}  # fmt: skip

_MOST_A_WEEK = 500


def goal(parsed: argparse.Namespace) -> int:
    """Says that a goal is reached, let go or still right, or gives it another date. Raises CallError."""
    call = Call(parsed)
    said = " ".join(parsed.state)
    kind = _STATES.get(said.casefold())
    until = call.day(said) if kind is None else None
    if until is not None and until <= call.today:
        raise CallError(_("%s has passed; a goal is reached on a day to come") % until)
    with opened(call.settings) as service:
        unknown = _('there is no goal "%s"') % parsed.goal
        found = find_among(service.book().goals, parsed.goal, unknown)
        said_of = Decide(call.today, f"goal/{found.id}", kind or NEW_DATE, until, found.by)
        apply(service.account, said_of, call.now)
    facts = {"name": found.name, "day": catalog.day(until, year=True) if until else ""}
    say({
        REACHED: _("%(name)s: reached. Well done!"), LET_GO: _("%(name)s: let go, and that is fine."),
        KEEP: _("%(name)s: it goes on."), NEW_DATE: _("%(name)s: now by %(day)s."),
    }[kind or NEW_DATE] % facts)  # fmt: skip
    return 0


def observe(parsed: argparse.Namespace) -> int:
    """Notes how somebody was in a talk, a digit from 1 to 5 each; private, and only used to rank. Raises CallError."""
    call = Call(parsed)
    digits = re.sub(r"[\s,/]", "", "".join(parsed.digits))
    if not re.fullmatch("[1-5]{3}", digits):
        raise CallError(_("three digits from 1 to 5: how open, how willing to share, and the chemistry, such as 4 5 3"))
    with opened(call.settings) as service:
        contact = find_contact(service, parsed.contact)
        apply(service.account, Rate(contact.id, call.today, digits), call.now)
    say(_("%s: how the talk was is noted, for you alone.") % contact.name)
    return 0


def pace(parsed: argparse.Namespace) -> int:
    """A circle half as often, or as in the book again; or so many people a week. Raises CallError."""
    call = Call(parsed)
    with opened(call.settings) as service:
        known = sorted({contact.circle for contact in service.book().contacts if contact.circle})
        if parsed.what.isdecimal():
            if not 1 <= int(parsed.what) <= _MOST_A_WEEK or parsed.how != HALF:
                raise CallError(_("so many people a week: a number from 1 to %d, and nothing more") % _MOST_A_WEEK)
            said, done = Pace(call.today, WEEK, parsed.what), _("There is room for %s a week.")
        elif parsed.what not in known:
            raise CallError(_('there is no circle "%s"') % parsed.what + suggestion(parsed.what, known))
        else:
            half = parsed.how == HALF
            said = Pace(call.today, parsed.how, parsed.what)
            done = _("%s comes up half as often now.") if half else _("%s comes up as in your book again.")
        apply(service.account, said, call.now)
    say(done % parsed.what)
    return 0
