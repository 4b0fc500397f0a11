"""Digest → HTML and text, by Jinja2 templates."""

import textwrap
from base64 import b64encode
from collections.abc import Callable
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from followupd.mail.digest.document import Digest, Item
from followupd.text import catalog
from followupd.text.catalog import _

_SAID_OF = frozenset({"follow-up", "greeting", "birthday", "capture", "finding", "practice", "practices", "project"})
"""Kinds of which the line at the foot can be an example."""


@cache
def _environment(*, html: bool) -> Environment:
    environment = Environment(
        loader=PackageLoader("followupd.mail.digest"),
        autoescape=html,  # noqa: S701 - the text part is not HTML
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        extensions=[],
    )
    environment.filters["wrap"] = _wrap
    environment.filters["bullet"] = _bullet
    environment.filters["quote"] = _quote
    environment.filters["short_item"] = _short_item
    environment.filters["lines"] = lambda text: Markup("<br>").join(escape(text).split("\n"))
    return environment


def as_html(digest: Digest, picture: Callable[[str], str]) -> str:
    """`picture` gives the address of a picture by its name: in a mail "cid:…", in a file what it holds."""
    template = _environment(html=True).get_template("digest.html")
    return template.render(digest=digest, _=_, language=catalog.language(), hints=hints(digest), picture=picture)


def standalone(digest: Digest) -> str:
    """The HTML as a file of its own, its pictures inside."""
    held = {picture.name: "data:image/png;base64," + b64encode(picture.content).decode() for picture in digest.pictures}
    return as_html(digest, held.__getitem__)


def as_text(digest: Digest) -> str:
    """The digest as plain text."""
    text = _environment(html=False).get_template("digest.txt").render(digest=digest, _=_, hints=hints(digest))
    return text.rstrip() + "\n"


def hints(digest: Digest) -> tuple[tuple[str, str], ...]:
    """What to do with a digest: an answer in a sentence, as a mail or as a command."""
    items = list(digest.items)
    first = next((item for item in items if item.kind in _SAID_OF), None) or next((i for i in items if i.answers), None)
    if first is None:
        return ()
    said = _("%d done, she is hiring") % first.number
    if first.kind == "capture":
        said = f"{first.number}: " + _("Sara Holm – Volvo – batteries")
    elif first.answers and first.kind != "finding":
        said = f"{first.number} {first.answers[0][1]}"
    if digest.answerable:
        return ((_("Answer in a sentence"), said),)
    return ((_("Say what happened"), f"followupd answer {said}"),)


def _short_item(item: Item) -> str:
    """What can wait, on a line; a long one hangs below its name."""
    return textwrap.fill(
        f"{item.title} – {item.lines[0]}", 72, initial_indent=f"{item.number:2}. ", subsequent_indent="    ",
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip


def _quote(text: str) -> str:
    """A draft to copy, paragraph by paragraph."""
    return "\n".join(_wrap(line, 4) if line else "" for line in text.split("\n"))


def _bullet(text: str) -> str:
    """A line of a list; a long one hangs below its mark."""
    return textwrap.fill(
        text, 72, initial_indent="  * ", subsequent_indent="    ", break_long_words=False, break_on_hyphens=False
    )


def _wrap(text: str, indent: int = 0) -> str:
    """Lines of at most 72 columns; what cannot be broken stays whole."""
    pad = " " * indent
    return textwrap.fill(
        text, 72, initial_indent=pad, subsequent_indent=pad, break_long_words=False, break_on_hyphens=False
    )
