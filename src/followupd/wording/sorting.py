"""What came of asking whether to keep in touch."""

from followupd.domain import durations
from followupd.domain.circles import BUILT_IN
from followupd.domain.journal import NOT_KEPT
from followupd.practice.sorting import LATER
from followupd.text.catalog import _


def sorted_into(circle: str, name: str) -> str:
    """That somebody has a circle now, or is not to be kept."""
    if circle == NOT_KEPT:
        return _("%s stays in your book, and is not asked about again.") % name
    if circle == LATER:
        return _("%s is asked about another time.") % name
    if (known := BUILT_IN.get(circle)) is not None:
        return _("%(name)s comes up %(often)s from now on.") % {"name": name, "often": durations.every(known.cadence)}
    return _("%(name)s belongs to %(circle)s from now on.") % {"name": name, "circle": circle}


def rhythms() -> str:
    """What the words for how often mean."""
    return _("Close is once a month, regular once a quarter, seldom twice a year. Nobody comes up before you say so.")
