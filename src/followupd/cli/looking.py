"""Commands that look and change nothing: check, due, explain, preview, outbox."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from followupd.cli.terminal import paragraph, say, say_json, table

MOST_ORPHANS = 5

if TYPE_CHECKING:
    from collections.abc import Sequence

    from followupd.cli.call import Call
    from followupd.config.settings import Settings
    from followupd.contacts.current import CurrentBook
    from followupd.domain.book import Contact
    from followupd.errors import Fault
    from followupd.service.account import AccountService
    from followupd.store.fast_due import Row


def due(parsed: argparse.Namespace) -> int:
    """The long way, for when the stored plan is not certainly the answer (see `cli.quick`)."""
    from followupd.cli.call import Call
    from followupd.cli.showing import show_due
    from followupd.service.account import opened

    if parsed.open:
        from followupd.cli.practising import loops

        return loops(parsed)
    call = Call(parsed)
    with opened(call.settings, reading=True) as service:
        current_book = service.current_book()
        for fault in current_book.faults:
            say(fault, error=True)
        rows = today_rows(service, current_book, call)
    show_due(rows, call.settings.person.language, json=parsed.json)
    return 0


def today_rows(service: "AccountService", current_book: "CurrentBook", call: "Call") -> "list[Row]":
    """The plan's rows up to the lookahead: those of the stored plan, or as they would be. A look stores nothing."""
    from followupd.domain.cadence import after
    from followupd.store import plans
    from followupd.store.fast_due import as_rows

    end = after(call.today, call.settings.digest.lookahead)
    if not service.planner.is_stale(plans.stored(service.account), current_book, call.now):
        lines = plans.stored_lines(service.account, end)
    else:
        agenda = service.planner.make(current_book.book(), call.now).agenda
        lines = [line for line in service.planner.lines(agenda) if line.day <= end]
    lines.sort(key=lambda line: (line.day, line.kind == "birthday", line.due, line.contact))
    fields = ("contact", "name", "kind", "due", "day", "reason")
    return list(as_rows(({name: getattr(line, name) for name in fields} for line in lines), str(call.today)))


def check(parsed: argparse.Namespace) -> int:
    """Reads config, contacts and templates, and names every fault with its line; exit code 2 with any."""
    from followupd.cli.call import Call
    from followupd.contacts import current
    from followupd.errors import InputError
    from followupd.mail.drafts import templates
    from followupd.service.account import opened
    from followupd.text.catalog import _, ngettext

    call = Call(parsed)
    people = 0
    try:
        settings = call.settings
        if parsed.accept:
            with opened(settings) as service:
                before = {contact.id: contact.name for contact in service.book().contacts}
                there = {contact.id for contact in current.accept(service.account, settings).contacts}
            _say_who_is_gone([name for who, name in before.items() if who not in there])
        loaded = current.as_the_files_are(settings)  # every record: whoever asks wants to be sure
        own = settings.path(settings.drafts.templates) if settings.drafts.templates else None
        faults = (
            *(loaded.faults or _against_the_book_before(settings)),
            *(templates.faults(own) if own is not None else ()),
        )
        people = len(loaded.book.contacts)
    except InputError as error:
        faults = error.faults
    for fault in faults:
        say(fault, error=True)
    if parsed.json:
        say_json({"faults": [fault.as_dict() for fault in faults], "contacts": people})
    elif not faults:
        for fault in loaded.left_out:
            say(fault, _("(left out; it is another program's file)"))
        for contact in loaded.book.contacts:
            if contact.last is not None and contact.last > call.today:
                say(
                    _("%(name)s: the last contact, %(day)s, is still to come; is the year right?")
                    % {"name": contact.name, "day": contact.last}
                )
        _say_who_is_orphaned(settings, loaded.book.contacts)
        say(ngettext("All is well: %d person in your book.", "All is well: %d people in your book.", people) % people)
        if unsorted := sum(contact.unsorted for contact in loaded.book.contacts):
            said = ngettext(
                "%d person is not sorted yet: followupd sort", "%d are not sorted yet: followupd sort", unsorted
            )
            say(said % unsorted)
        if people == 0:
            say(_('Add the first one: followupd add "Anna Lind" --circle mentor'))
    return 2 if faults else 0


def _against_the_book_before(settings: "Settings") -> "tuple[Fault, ...]":
    """What only a comparison tells: a file that is empty now, many people gone. Nothing where nothing is known yet."""
    from followupd.service.account import opened

    if _is_new(settings):
        return ()
    with opened(settings, reading=True) as service:
        return service.current_book().faults


def _is_new(settings: "Settings") -> bool:
    from followupd.store.database import sqlite_path

    path = sqlite_path(settings.database_url)
    return path is not None and not path.exists()


def _say_who_is_orphaned(settings: "Settings", contacts: "Sequence[Contact]") -> None:
    """Names people with journal entries who have left the book, or whose id changed and who were not recognised."""
    from followupd.contacts.identities import orphans
    from followupd.service.account import opened
    from followupd.text.catalog import _, ngettext

    if _is_new(settings):
        return
    with opened(settings, reading=True) as service:
        found = orphans(service.account, contacts)
    for slug, many in list(found.items())[:MOST_ORPHANS]:
        said = ngettext(
            "%(id)s is not in your book, and the journal has %(many)d entry. Another name now? %(command)s",
            "%(id)s is not in your book, and the journal has %(many)d entries. Another name now? %(command)s",
            many,
        )
        say(said % {"id": slug, "many": many, "command": f"followupd rename {slug} {_('NEW')}"})
    if (more := len(found) - MOST_ORPHANS) > 0:
        say(ngettext("and %d more", "and %d more", more) % more)


def _say_who_is_gone(names: list[str]) -> None:
    from followupd.text import catalog
    from followupd.text.catalog import ngettext

    if names:
        said = ngettext(
            "Taken over; %(many)d person is gone: %(names)s",
            "Taken over; %(many)d people are gone: %(names)s",
            len(names),
        )
        listed = catalog.listing(names[:5]) + (", …" if len(names) > 5 else "")
        say(said % {"many": len(names), "names": listed}, error=True)


def explain(parsed: argparse.Namespace) -> int:
    """Why a contact comes up when it does, in a paragraph."""
    from followupd.cli.call import Call, find
    from followupd.service.account import opened
    from followupd.wording import goals, reasons

    call = Call(parsed)
    with opened(call.settings, reading=True) as service:
        book = service.book()
        contact = find(book, parsed.contact)
        made = service.planner.make(book, call.now)
        turn = service.planner.follow_up_of(contact, made)
        budget = made.practice_state.budget(call.settings.budget.as_budget())
        serves = goals.serves(contact, [goal.goal for goal in made.practice_state.goals])
    if turn is None:
        text = _never(made.practice_state.contacts.get(contact.id, contact))
    else:
        told = reasons.explain(turn, made.agenda, budget, made.practice_state.days_shown)
        text = " ".join(filter(None, (told, serves)))
    if not parsed.json:
        paragraph(text)
        return 0
    dates = {"due": turn.due, "planned": turn.day, "limit": turn.limit} if turn is not None else {}
    say_json({"contact": contact.id, "name": contact.name, "explanation": text, **dates})
    return 0


def _never(contact: "Contact") -> str:
    """Why somebody does not come up at all."""
    from followupd.text.catalog import _

    if contact.unsorted:
        said = _("%(name)s is not sorted yet: no turn comes before you say how often. followupd sort asks you.")
    else:
        said = _("%(name)s is paused. followupd resume %(id)s ends the pause.")
    return said % {"name": contact.name, "id": contact.id}


def preview(parsed: argparse.Namespace) -> int:
    """The digest as it would be, on stdout or in a file."""
    from followupd.cli.call import Call
    from followupd.config.atomic import replace
    from followupd.errors import CallError
    from followupd.mail.digest.render import as_text, standalone
    from followupd.service.account import opened
    from followupd.text.catalog import _

    call = Call(parsed)
    target: Path | None = parsed.output
    if target is not None and target.suffix not in (".eml", ".html"):
        raise CallError(_("%s: a preview is written as .eml or .html") % target)
    if target is not None and not target.absolute().parent.is_dir():
        raise CallError(_("%s: there is no such folder") % target.parent)
    with opened(call.settings, reading=True) as service:
        current_book = service.current_book()
        _made, ready = service.ready(current_book, call.now, call.today)
        assert ready.digest is not None  # noqa: S101 - there is one for each slot
        digest = service.composer.answerable(ready.digest, "digest")
        outgoing = service.composer.outgoing(digest, "digest", call.now)
    if target is None:
        say(_("Subject: %s") % digest.subject + "\n")
        say(as_text(digest), end="")
    else:
        replace(target.absolute(), outgoing.content if target.suffix == ".eml" else standalone(digest).encode())
        say(target)
    return 0


def outbox(parsed: argparse.Namespace) -> int:
    """The mails that were made, and what became of them; settles one whose fate is unknown."""
    from dataclasses import asdict

    from followupd.cli.call import Call
    from followupd.errors import CallError
    from followupd.service.account import opened
    from followupd.store import outbox as box
    from followupd.text.catalog import _
    from followupd.wording import mails

    call = Call(parsed)
    with opened(call.settings, reading=not (parsed.arrived or parsed.resend)) as service:
        for text, arrived in ((parsed.arrived, True), (parsed.resend, False)):
            if text is None:
                continue
            day, slash, occasion = text.partition("/")
            if not box.decide(service.account, f"{call.day(day)}{slash}{occasion}", arrived, call.now):
                raise CallError(_("there is no refused or unknown digest of %s") % text)
        rows = box.posted(service.account)
    if parsed.json:
        say_json([asdict(mail) for mail in rows])
        return 0
    if not rows:
        say(_("No digest has been sent yet."))
    table([[mail.name, mails.state_word(mail.state), mail.subject or "", mail.answer or ""] for mail in rows])
    return 0
