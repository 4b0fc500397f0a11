"""Which step of an interview can be the next one."""

from datetime import datetime

from followupd.actions.commands import InterviewStep
from followupd.errors import CallError
from followupd.practice.interviews import NEXT, Interview
from followupd.text.catalog import _
from followupd.wording import talks


def check_step(before: Interview | None, step: InterviewStep, now: datetime) -> None:
    """Raises CallError, in words, for a step that does not follow, or a booked time that has passed."""
    allowed = NEXT[before.state if before else None]
    if step.state not in allowed:
        stands = talks.state_word(before, step.day) if before else _("no talk is begun")
        raise CallError(
            _("%(name)s: %(now)s; next can be: %(next)s. A wrong step is taken back by: followupd undo")
            % {"name": step.name or step.contact, "now": stands, "next": ", ".join(allowed)}
        )
    if step.state != "booked" and step.place:
        raise CallError(_("only a booked talk has a place"))
    if step.state == "booked" and step.at is None:
        raise CallError(_("when is it? Add --at 2026-12-03T10:00"))
    if step.state == "booked" and step.at is not None and step.at < now:
        raise CallError(_("that time has passed; if you have talked: followupd interview %s held") % step.contact)
