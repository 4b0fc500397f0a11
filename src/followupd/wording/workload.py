"""More promised than a week holds, in words."""

from followupd.practice.workload import Mend, Workload
from followupd.text import catalog
from followupd.text.catalog import _, ngettext
from followupd.wording.names import first_name

_MOST_NAMES = 5


def overloaded(found: Workload) -> str:
    """What is promised and what happens, and who will wait beyond the outer limit."""
    promised, held = round(found.promised), round(found.held)
    said = ngettext(
        "You have promised yourself about %(promised)d person a week, and about %(held)d really fit.",
        "You have promised yourself about %(promised)d people a week, and about %(held)d really fit.",
        max(promised, held + 1),
    ) % {"promised": max(promised, held + 1), "held": held}
    if found.answered < 1:
        said += " " + _("Of ten who come up you are in touch with %d.") % round(10 * found.answered)
    if found.late:
        names = [contact.name for contact in found.late[:_MOST_NAMES]]
        more = len(found.late) - len(names)
        listed = catalog.listing([*names, *([ngettext("%d more", "%d more", more) % more] if more else [])])
        said += " " + _("Will pass their outer limit: %s.") % listed
    return said


def title(mend: Mend) -> str:
    """What the mend is called."""
    if mend.kind == "slower":
        return _("Half as often: %s") % mend.about
    if mend.kind == "more":
        return _("%s a week") % mend.about
    return _("Let rest: %s") % catalog.listing([first_name(contact.name) for contact in mend.contacts[:_MOST_NAMES]])


def effect(mend: Mend) -> str:
    """What it would do."""
    places = max(1, round(mend.places))
    if mend.kind == "more":
        return ngettext("Room for %d person more a week.", "Room for %d people more a week.", places) % places
    return ngettext("Saves about %d place a week.", "Saves about %d places a week.", places) % places
