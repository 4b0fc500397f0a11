"""Actions of a mail that need no web server: mailto links (RFC 6068) whose mail is an answer, ready to send.

Programs lose line breaks, bodies or a plus in an address; so the whole answer is one line, it stands in the subject
too, and the address is plain. What is read of it is ASCII but for a letter or two.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import quote

from followupd.mail.digest.document import Action, Digest, Item, Section
from followupd.text.catalog import _
from followupd.text.sanitize import one_line, shorten

MOST_CHARACTERS = 500
"""Longer links are cut by some mail programs."""
_PEOPLE = frozenset({"follow-up", "birthday", "greeting"})
_HABITS = frozenset({"practice", "project", "goal"})


@dataclass(frozen=True, slots=True)
class Answerable:
    """Where answers to a mail go, and the token that is their proof."""

    address: str
    token: str


def with_actions(digest: Digest, to: Answerable) -> Digest:
    """The digest with actions for each card, in the language that is spoken."""
    sections = tuple(_of_section(section, to) for section in digest.sections)
    return replace(digest, sections=sections, answerable=True)


def _of_section(section: Section, to: Answerable) -> Section:
    return replace(section, items=tuple(replace(item, actions=tuple(_actions(item, to))) for item in section.items))


def _actions(item: Item, to: Answerable) -> Iterator[Action]:
    if item.kind == "capture":
        yield Action(_("Write whom you met"), _link(to, item.title, f"{one_line(item.title)}: ", main=True), main=True)
        return
    said = list(item.answers)
    if item.kind in _PEOPLE:
        said = [(_("✓ Done"), _("done")), (_("+1 week"), _("+1 week")), (_("Rest"), _("rest")), (_("Why?"), _("why?"))]
    elif item.kind == "noticed":
        said = [(_("Does not count"), _("no"))]
    elif item.kind == "notice":
        said = [(_("Keep it"), _("yes")), (_("Delete it"), _("no"))]
        if item.subject.startswith("first"):
            said = [(_("✓ Yes, count them"), _("yes")), (_("No"), _("no"))]
    elif item.kind == "practices":
        said = [(_("✓ All done"), _("done"))]
    elif item.kind in _HABITS:
        said = [(_("✓ Done"), _("done"))]
    for label, words in said:
        line = f"{item.number} {words}"
        yield Action(label, _link(to, f"{line} – {shorten(one_line(item.title), 30)}", line))


def _link(to: Answerable, subject: str, body: str, *, main: bool = False) -> str:
    said = quote(f"{shorten(one_line(subject), 60)} {to.token}", safe="")
    link = f"mailto:{quote(to.address, safe='@')}?subject={said}&body={quote(body, safe='')}"
    if len(link) <= MOST_CHARACTERS:
        return link
    short = quote(f"{'' if main else body} {to.token}".strip(), safe="")
    return f"mailto:{quote(to.address, safe='@')}?subject={short}&body={quote(body, safe='')}"
