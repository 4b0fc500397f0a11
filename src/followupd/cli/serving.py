"""Commands that do the work: run and once."""

import argparse
import os
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from followupd.cli.call import Call
from followupd.cli.terminal import say, say_json, table
from followupd.contacts.current import CurrentBook
from followupd.domain import durations
from followupd.planning.days import closed
from followupd.service.account import AccountService, Round, opened
from followupd.service.inbox import reader
from followupd.store import outbox, remote_calendars
from followupd.store.lock import only_one
from followupd.store.remote_calendars import RemoteCalendar, Synced
from followupd.text import catalog
from followupd.text.catalog import _
from followupd.wording import habits, mails
from followupd.wording.held_back import closed_because

if TYPE_CHECKING:
    from followupd.store.fast_due import Row


def run(parsed: argparse.Namespace) -> int:
    """The daemon: goes on until it is stopped."""
    from followupd.cli import logs
    from followupd.service import daemon

    logs.set_up()
    daemon.run(Call(parsed).config)
    return 0


def once(parsed: argparse.Namespace) -> int:
    """One round, then says what it did; exit code 1 when anything is wrong."""
    call = Call(parsed)
    with opened(call.settings) as service, only_one(service.account):
        serves = bool(call.settings.calendar.parts or remote_calendars.calendars(service.account))
        # What the person did in the calendar belongs in this round's plan.
        synced = service.syncer.sync_patiently(call.now) if serves else Synced(())
        look = reader(service).look(call.now, insist=True) if call.settings.inbox is not None else None
        done = service.run_round(call.now)
        if (
            serves
            and synced.finished
            and not any(calendar.trouble and calendar.failing_since == call.now for calendar in synced.calendars)
        ):
            synced = service.syncer.sync_patiently(call.now, _progress)
        calendars = synced.calendars
        current_book = service.current_book()
        troubled = outbox.unfinished(service.account)
        for fault in current_book.faults:
            say(fault, error=True)
        if done.calendar_trouble:
            say(done.calendar_trouble, error=True)
        for trouble in synced.troubles:
            say(trouble, error=True)
        if look is not None and look.trouble:
            say(_("The inbox: %s") % look.trouble, error=True)
        for mail in troubled:
            say(f"{mail.name}: {mails.state_word(mail.state)}: {mail.answer or ''}", error=True)
        if parsed.json:
            say_json(_as_document(service, done, calendars))
        else:
            _tell(service, done, current_book, calendars, call)
    wrong = current_book.faults or troubled or done.calendar_trouble or synced.troubles or (look and look.trouble)
    return 1 if wrong else 0


def _progress(done: int, many: int) -> None:
    """One line that counts, for somebody who waits; a program that reads along has no use for it."""
    if sys.stderr.isatty():
        said = _("Calendar: %(done)d of %(many)d") % {"done": done, "many": many}
        sys.stderr.write(f"\r{said}" + "\n" * (done == many))


def _as_document(service: AccountService, done: Round, calendars: Sequence[RemoteCalendar]) -> dict[str, object]:
    return {
        "slot": done.slot,
        "delivered": [asdict(mail) for mail in done.delivered],
        "next_digest": done.next_digest.isoformat(),
        "calendar": next(iter(service.settings.calendar_files.values()), None),
        "calendar_written": done.calendar_written,
        "calendar_servers": [
            {"part": calendar.part, "url": calendar.url, "trouble": calendar.trouble} for calendar in calendars
        ],
    }


def _tell(
    service: AccountService, done: Round, current_book: CurrentBook, calendars: Sequence[RemoteCalendar], call: Call
) -> None:  # fmt: skip
    from followupd.cli.looking import today_rows

    say(f"{catalog.capital(catalog.day(call.today, year=True))}\n")
    rows = today_rows(service, current_book, call)
    today = [row for row in rows if row["planned"] <= call.today.isoformat()]
    table([[row["name"], row["reason"]] for row in today])
    if not today:
        say(_nobody(rows, call))
    say()
    practice_state = service.planner.practice_state(current_book.book(), call.now)
    if planned := [habit for habit in practice_state.habits if habit.day == call.today]:
        table([[habits.title(habit), catalog.capital(durations.every(habit.cadence))] for habit in planned])
        say()
    sent = [mail for mail in done.delivered if mail.state == "sent"]
    facts = [[_("Digest"), _digest_fact(service, sent, done)]]
    for path in service.settings.calendar_files.values():
        facts.append([_("Calendar"), _short(str(path))])
    for calendar in calendars:
        facts.append([_("On the server"), calendar.trouble or _("up to date")])
    local = done.next_digest.astimezone(service.settings.zone)
    day = catalog.day(local.date(), year=local.year != call.today.year)
    facts.append([_("Next digest"), f"{day}, {catalog.clock(local)}"])
    table(facts)
    if sent and call.now > datetime.now(UTC) + timedelta(days=1):
        said = _("You acted as if it were %s, and a real mail was sent.")
        say("\n" + said % catalog.day(call.today, year=True), _("To only look ahead: followupd preview --on."))


def _nobody(rows: "list[Row]", call: Call) -> str:
    """Why the day is empty, and who comes next."""
    said = [_("Nobody today.")]
    if (why := closed(call.today, call.settings.budget.as_budget(), catalog.language())) is not None:
        said = [_("Nobody today: %s.") % closed_because(why)]
    if rows:
        soon = {"name": rows[0]["name"], "day": catalog.day(date.fromisoformat(rows[0]["planned"]))}
        said.append(_("%(name)s is next, on %(day)s.") % soon)
    return " ".join(said)


def _digest_fact(service: AccountService, sent: list[outbox.Posted], done: Round) -> str:
    if sent:
        return _('sent: "%(subject)s" (%(where)s)') % {
            "subject": sent[-1].subject,
            "where": _short(sent[-1].answer or ""),
        }
    waiting = next((mail for mail in done.waiting if mail.state == "pending" and mail.next_attempt_at), None)
    if waiting is not None and waiting.next_attempt_at is not None:
        at = catalog.clock(waiting.next_attempt_at.astimezone(service.settings.zone))
        return _("not sent yet: %(answer)s. The next try is at %(at)s") % {"answer": waiting.answer or "", "at": at}
    digests = (mail for mail in outbox.posted(service.account) if mail.occasion == "digest")
    last = next((mail for mail in digests if mail.state == "sent"), None)
    if last is not None and last.slot == outbox.last_slot(service.account):
        return _("that of %s has been sent already; nothing is sent again") % catalog.day(last.slot)
    return _("nothing to send now; followupd preview shows how the next one looks")


def _short(path: str) -> str:
    """A path below this folder without it; any other place as it is, and a mail's file by its folder."""
    if not path.startswith("/"):
        return path
    folder = os.path.dirname(path) if os.path.basename(path).startswith("followupd.") and "/new/" in path else path
    near = os.path.relpath(folder)
    return folder if near.startswith("..") else near
