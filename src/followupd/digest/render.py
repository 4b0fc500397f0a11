"""Digest → HTML and text, by Jinja2 templates."""

import textwrap
from functools import cache
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined

from followupd import words
from followupd.digest.parts import Digest
from followupd.words import _


@cache
def _environment(*, html: bool) -> Environment:
    environment = Environment(
        loader=PackageLoader("followupd.digest"),
        autoescape=html,  # noqa: S701 - the text part is not HTML
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        extensions=[],
    )
    environment.filters["wrap"] = _wrap
    environment.filters["mailto"] = lambda address: "mailto:" + quote(address, safe="@")
    return environment


def as_html(digest: Digest) -> str:
    template = _environment(html=True).get_template("digest.html")
    return template.render(digest=digest, _=_, language=words.language(), hints=hints(digest))


def as_text(digest: Digest) -> str:
    text = _environment(html=False).get_template("digest.txt").render(digest=digest, _=_, hints=hints(digest))
    return text.rstrip() + "\n"


def hints(digest: Digest) -> tuple[tuple[str, str], ...]:
    """What to do with a digest, as commands."""
    who = digest.example
    if who is None:
        return ()
    return (
        (_("You were in touch"), _('followupd log %s --note "…"') % who),
        (_("Not now"), _("followupd snooze %s 1w") % who),
        (_("Why this person"), _("followupd explain %s") % who),
    )


def _wrap(text: str, indent: int = 0) -> str:
    """Lines of at most 72 columns; what cannot be broken stays whole."""
    pad = " " * indent
    return textwrap.fill(
        text, 72, initial_indent=pad, subsequent_indent=pad, break_long_words=False, break_on_hyphens=False
    )
