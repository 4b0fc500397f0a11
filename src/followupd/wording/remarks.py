"""A kind word about a pattern, never guilt."""

from followupd.practice.patterns import Pattern
from followupd.text.catalog import _


def remark(text: Pattern) -> str:
    """A pattern in a kind sentence."""
    return {
        "only-asks": _(
            "You have received a lot lately, which means that people like to help you. "
            "A small gift back keeps it going: a link, an introduction, a kind word in public."
        ),
        "no-thanks": _(
            "A few people who helped you have not heard a thank-you yet. Two lines make their day, and yours."
        ),
        "no-follow-up": _(
            "Some of the people you met at events have not heard from you since. "
            "One line each is enough to be remembered; followupd events shows who."
        ),
        "same-few": _(
            "You keep good contact with the same few. Somebody you have not talked to for long "
            "may know what those close to you don't."
        ),
    }[text]
