"""The rules in the order in which they are tried: whatever turns everything round comes first.

A rule that does not fit gives None. None of them guesses: what no rule fits is a fact about whoever it stands with.
"""

from followupd.answers import decisions, happenings, prospects
from followupd.answers.reading import Rule, Said, View

RULES: tuple[Rule, ...] = (
    decisions.why, decisions.question, decisions.topic, decisions.courtesy, decisions.undo, decisions.too_large,
    decisions.resume, decisions.brought_back, decisions.pause, decisions.cancelled, decisions.no_answer, decisions.hypothetical, decisions.several,
    decisions.skip, decisions.negation, decisions.snooze, prospects.promise, prospects.owed, happenings.thanks, happenings.told,
    happenings.help_given, happenings.contact, happenings.sent_to_me, happenings.answered, prospects.milestone,
    prospects.ask, prospects.appointment, happenings.delivered, prospects.to_deliver, prospects.plan,
    happenings.done, happenings.fact,
)  # fmt: skip


def read(view: View) -> Said:
    """What the clause says."""
    return next(said for rule in RULES if (said := rule(view)) is not None)
