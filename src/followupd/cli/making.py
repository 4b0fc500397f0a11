"""Commands that make something to take along: draft, map, progress."""

import argparse
import sys
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, cast

from followupd.cli.call import Call, find
from followupd.cli.terminal import say, table
from followupd.config.atomic import replace
from followupd.errors import CallError
from followupd.mail.drafts.draft import INVITATION, kind_for
from followupd.mail.drafts.templates import kinds
from followupd.practice.state import PracticeState
from followupd.service.account import opened
from followupd.text import catalog
from followupd.text.catalog import _
from followupd.wording import reviewing

if TYPE_CHECKING:
    from followupd.mail.pictures.figure import Format


_SOON = timedelta(days=7)
"""An obligation due within this time decides the kind of draft when none is named."""


def draft(parsed: argparse.Namespace) -> int:
    """A message to take over, from a template."""
    call = Call(parsed)
    with opened(call.settings, reading=True) as service:
        book = service.book()
        contact = find(book, parsed.contact)
        drafter = service.composer.drafter
        if parsed.kind is not None and parsed.kind not in (known := kinds(drafter.folder)):
            said = _('there is no draft called "%(kind)s"; there are %(kinds)s')
            raise CallError(said % {"kind": parsed.kind, "kinds": ", ".join(sorted(known))})
        practice_state = service.planner.practice_state(book, call.now)
        soon = [
            obligation
            for obligation in practice_state.obligations.get(contact.id, ())
            if obligation.due <= call.today + _SOON
        ]
        # A kind that is asked for is about what is of that kind, and about nothing else.
        fitting = [one for one in soon if parsed.kind in (None, kind_for(contact, practice_state, one))]
        obligation = fitting[0] if fitting else None
        kind = parsed.kind or kind_for(contact, practice_state, obligation)
        language = parsed.language or drafter.language_of(contact)
        facts = drafter.facts(contact, practice_state, language, obligation)
    formal = contact.tone == "formal" if parsed.tone is None else parsed.tone == "formal"
    written = drafter.always(kind, facts, formal=formal, language=language)
    for fault in drafter.faults:
        say(fault, error=True)
    say(_("Subject: %s") % written.subject + f"\n\n{written.body}")
    if "[" in written.body and sys.stdout.isatty():
        say("\n" + _("What stands in [brackets] is yours to fill in."), error=True)
    if kind == "connect" and sys.stdout.isatty():
        count = {"used": len(written.body), "most": INVITATION}
        say(_("%(used)d of the %(most)d characters of an invitation.") % count, error=True)
    return 1 if drafter.faults else 0


def map(parsed: argparse.Namespace) -> int:
    """People against goals and circles, in words or as a picture."""
    practice_state = _practice_state(Call(parsed))
    if parsed.output is None:
        say(reviewing.network(practice_state))
        return 0
    from followupd.mail.pictures import network

    return _write(parsed.output, network.draw(practice_state, _form(parsed.output)))


def progress(parsed: argparse.Namespace) -> int:
    """The last twelve months, in words or as a picture."""
    practice_state = _practice_state(Call(parsed))
    months = practice_state.progress(practice_state.today)
    if parsed.output is None:
        table([[catalog.capital(catalog.month(month.first)), reviewing.month(month)] for month in months])
        return 0
    from followupd.mail.pictures import chart

    return _write(parsed.output, chart.draw(months, _form(parsed.output)))


def _practice_state(call: Call) -> PracticeState:
    with opened(call.settings, reading=True) as service:
        return service.planner.practice_state(service.book(), call.now)


def _form(target: Path) -> "Format":
    form = target.suffix.removeprefix(".").casefold()
    if form not in ("png", "svg"):
        raise CallError(_("%s: a picture is written as .svg or .png") % target)
    if not target.absolute().parent.is_dir():
        raise CallError(_("%s: there is no such folder") % target.parent)
    return cast("Format", form)


def _write(target: Path, content: bytes) -> int:
    replace(target.absolute(), content)
    say(target)
    return 0
