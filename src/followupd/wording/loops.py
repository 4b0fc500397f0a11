"""What stays open with somebody, each with the one command that closes it."""

from collections.abc import Iterable, Iterator

from followupd.practice.loops import Loop
from followupd.text.catalog import _
from followupd.wording.talks import loop_words


def still_open(loops: Iterable[Loop]) -> Iterator[str]:
    """A line for each, the earliest first."""
    for loop in loops:
        yield _("Still open: %(what)s. When it is done: %(command)s") % {
            "what": loop_words(loop), "command": f"followupd log {loop.handle}",
        }  # fmt: skip
