"""What an import would change and has changed, shown at the terminal."""

from collections.abc import Container, Iterator, Sequence

from followupd.cli.terminal import say
from followupd.domain.book import Contact
from followupd.imports.proposal import Case
from followupd.imports.reading import Export
from followupd.imports.taking import Taken
from followupd.text import catalog
from followupd.text.catalog import _, ngettext
from followupd.text.sanitize import one_line, shorten

MOST_SHOWN = 8
"""So many of each kind are shown by name, unless every one has to be answered."""
_NAMES = {"linkedin": "LinkedIn", "google": "Google", "outlook": "Outlook", "vcard": "vCard", "csv": "CSV"}


def of_kind(kind: str, many: int) -> str:
    said = ngettext("%(kind)s: %(many)d person.", "%(kind)s: %(many)d people.", many)
    return said % {"kind": _NAMES.get(kind, kind), "many": many}


def nothing_to_write() -> str:
    return _("Nothing to write: your book has all of it.")


def show(export: Export, cases: Sequence[Case], *, put_back: bool) -> None:
    say(of_kind(export.kind, len(cases)))
    for kind in ("new", "changed", "same", "older", "match", "doubtful", "gone"):
        if number := sum(case.kind == kind for case in cases):
            say("  " + _counted(kind, number, put_back=put_back) % number)
    if export.nameless:
        said = ngettext("%d record without a name is left out", "%d records without a name are left out",
                        export.nameless)  # fmt: skip
        say("  " + said % export.nameless)
    for fault in export.faults[:MOST_SHOWN]:
        say(f"  {fault}", error=True)
    if (more := len(export.faults) - MOST_SHOWN) > 0:
        say("  " + ngettext("and %d more", "and %d more", more) % more, error=True)


def _counted(kind: str, number: int, *, put_back: bool) -> str:
    if kind == "gone" and put_back:
        return ngettext("%d whom you took out of your book; they come back",
                        "%d whom you took out of your book; they come back", number)  # fmt: skip
    return {
        "new": ngettext("%d new", "%d new", number),
        "changed": ngettext("%d with news", "%d with news", number),
        "same": ngettext("%d as before", "%d as before", number),
        "older": ngettext("%d with an earlier job: this export is older than one before, and nothing is taken back",
                          "%d with earlier jobs: this export is older than one before, and nothing is taken back",
                          number),
        "match": ngettext("%d who seems to be in your book already", "%d who seem to be in your book already", number),
        "doubtful": ngettext("%d who may be in your book already", "%d who may be in your book already", number),
        "gone": ngettext("%d whom you took out of your book; they stay out (--put-back brings them back)",
                         "%d whom you took out of your book; they stay out (--put-back brings them back)", number),
    }[kind]  # fmt: skip


def show_changes(cases: Sequence[Case], kinds: Container[str]) -> None:
    """Of the first of those in the book already, what is set, and what stays as the person wrote it."""
    several = [case for case in cases if case.kind in kinds and (case.changes or case.kept)]
    if several:
        show_some(several)


def show_some(cases: Sequence[Case], most: int = MOST_SHOWN) -> None:
    """So many of these, and how many more there are."""
    say()
    for case in cases[:most]:
        for line in lines_of(case):
            say(line)
    if (more := len(cases) - most) > 0:
        say(ngettext("and %d more", "and %d more", more) % more)


def show_all(cases: Sequence[Case]) -> None:
    """Everybody with a case of their own to look at; of the new ones the first."""
    for kind in ("match", "doubtful", "changed", "new"):
        several = [case for case in cases if case.kind == kind]
        if several:
            show_some(several, MOST_SHOWN if kind == "new" else len(several))


def lines_of(case: Case) -> Iterator[str]:
    who = who_is(case.person.name, case.person.keys.get("company"))
    if case.kind == "new":
        yield _("new: %s") % who
    elif case.kind == "doubtful":
        others = catalog.listing([who_is(contact.name, contact.company) for contact in case.contacts])
        yield _("perhaps the same: %(who)s and %(others)s (%(why)s)") % {
            "who": who,
            "others": others,
            "why": why(case),
        }
    elif case.kind == "match":
        other = who_is(case.contact.name, case.contact.company)
        yield _("the same: %(who)s and %(others)s (%(why)s)") % {"who": who, "others": other, "why": why(case)}
    else:
        yield _("%s has news") % who_is(case.contact.name, case.contact.company)
    for key, value in case.changes.items():
        yield f"    {key}: {_value(value)}"
    for key, value in case.kept.items():
        facts = {"key": key, "value": _value(value), "yours": _value(getattr(case.contact, key))}
        yield "    " + _("%(key)s: %(value)s there; yours stays: %(yours)s") % facts


def why(case: Case) -> str:
    return {"uid": _("the same card"), "profile": _("same profile"), "address": _("same address"),
            "phone": _("same number"), "name": _("same name")}.get(case.why, case.why)  # fmt: skip


def who_is(name: str, company: str | None) -> str:
    return f"{name} ({company})" if company else name


def _value(value: object) -> str:
    return shorten(one_line(", ".join(value) if isinstance(value, list) else str(value)), 80)


def tell(taken: Taken, cases: Sequence[Case], *, whole: bool) -> None:
    """What was written; `whole`: nobody was left out."""
    for case in taken.by_hand:
        contact, keys = case.contact, case.changes
        wanted = ", ".join(f"{key} = {_value(value)}" for key, value in keys.items())
        facts = {"name": contact.name, "file": contact.file, "wanted": wanted}
        say(_("%(name)s stands in %(file)s, which is only read here; change it there: %(wanted)s") % facts)
    jobs = [_congratulated(case.contact, case.job) for case in cases if case.job and not case.contact.unsorted]
    for line in jobs:
        say(line)
    if not taken.added and not taken.changed:
        if not taken.by_hand:
            say(nothing_to_write() if whole else _("Nothing was written."))
        return
    said = _("%(file)s: %(added)d added, %(changed)d changed.")
    say(said % {"file": taken.file.name, "added": taken.added, "changed": taken.changed})
    if taken.added:
        say(_("Next: followupd sort asks how often, one person at a time. A few a week come in the mail, too."))


def _congratulated(contact: Contact, job: str) -> str:
    return _("%(name)s has a new job at %(job)s: the next mail reminds you to congratulate.") % {
        "name": contact.name, "job": job,
    }  # fmt: skip
