"""The templates of drafts: ours, and those a person puts into a folder of their own, in a sandbox (Jinja2).

A template is a text file KIND.LANGUAGE.txt, "thanks.sv.txt". Its first line is "Subject: …", then a blank
line, then the message.
"""

import re
import traceback
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from jinja2 import BaseLoader, FileSystemLoader, StrictUndefined, TemplateNotFound, TemplateSyntaxError, nodes
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context
from jinja2.sandbox import SandboxedEnvironment, safe_range

from followupd.drafts import KINDS
from followupd.errors import CallError, Fault, InputError
from followupd.text import one_line, plain
from followupd.words import _

OURS = Path(__file__).parent / "templates"
_NAME = re.compile(r"(?P<kind>[\w-]+)\.(?P<language>en|sv)\.txt")
_LONGEST = 20_000
_FILTERS = frozenset({
    "capitalize", "default", "first", "join", "last", "length", "lower", "replace", "title", "trim", "upper",
})  # fmt: skip
"""Enough for a message, and none of them makes much out of little."""


def kinds(folder: Path | None) -> list[str]:
    """Ours, and those that a person added."""
    return [*KINDS, *sorted({kind for kind, _language in _own(folder)} - set(KINDS))]


def faults(folder: Path) -> Iterator[Fault]:
    """What is wrong with a person's templates before any is used: the folder, and their syntax."""
    if not folder.is_dir():
        yield Fault(str(folder), None, _("there is no such folder"))
    for kind, language in _own(folder):
        path = folder / f"{kind}.{language}.txt"
        try:
            _environment(FileSystemLoader(folder)).get_template(path.name)
        except TemplateSyntaxError as error:
            yield Fault(str(path), error.lineno, one_line(error.message or ""))
        except (OSError, ValueError) as error:
            yield Fault(str(path), None, one_line(str(error)))


def rendered(kind: str, language: str, folder: Path | None, facts: Mapping[str, object]) -> tuple[str, str]:
    """Subject and body. Raises InputError, naming file and line, when a person's template is broken."""
    own = folder is not None and (kind, language) in set(_own(folder))
    place = folder if own and folder is not None else OURS / language
    name = f"{kind}.{language}.txt" if own else f"{kind}.txt"
    try:
        text = _environment(FileSystemLoader(place)).get_template(name).render(facts)
    except TemplateNotFound as missing:
        if missing.name == name:
            said = _('there is no draft "%(kind)s" in this language (%(language)s)')
            raise CallError(said % {"kind": kind, "language": language}) from None
        raise InputError([Fault(str(place / name), None, f"{missing.name}: {_('there is no such file')}")]) from None
    except TemplateSyntaxError as error:
        raise InputError([Fault(error.filename or name, error.lineno, one_line(error.message or ""))]) from None
    except Exception as error:  # noqa: BLE001 - whatever a template does wrong is for its writer to hear
        raise InputError([Fault(str(place / name), _line_of(error, name), one_line(str(error)))]) from None
    return _parted(text, place / name)


def _own(folder: Path | None) -> Iterator[tuple[str, str]]:
    """Kind and language of each template in a person's folder; one that is not there is empty."""
    for path in sorted(folder.glob("*.txt")) if folder is not None else ():
        if match := _NAME.fullmatch(path.name):
            yield match["kind"], match["language"]


class _Sandbox(SandboxedEnvironment):
    """A sandbox in which no template can run for long or grow large: one loop deep, and nothing is multiplied."""

    intercepted_binops = frozenset({"*", "**", "%"})

    def call_binop(self, _context: Context, operator: str, _left: object, _right: object) -> object:
        raise SecurityError(_("drafts do not calculate (%s)") % operator)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        found = super()._parse(source, name, filename)
        inner = [one for loop in found.find_all(nodes.For) for one in loop.iter_child_nodes() if _loops(one)]
        for one in (*inner, *found.find_all((nodes.Macro, nodes.CallBlock))):
            raise TemplateSyntaxError(_("loops within loops and macros are not for drafts"), one.lineno, name, filename)
        return found


def _loops(node: nodes.Node) -> bool:
    return isinstance(node, nodes.For) or node.find(nodes.For) is not None


def _environment(loader: BaseLoader) -> SandboxedEnvironment:
    environment = _bare()
    environment.loader = loader
    return environment.overlay(cache_size=0)


@cache
def _bare() -> SandboxedEnvironment:
    environment = _Sandbox(undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.globals = {"gap": gap, "range": safe_range}
    environment.filters = {name: environment.filters[name] for name in _FILTERS}
    return environment


def gap(what: str) -> str:
    """Something for the person to fill in; it stands out in any mail program."""
    return f"[{one_line(str(what))}]"


def _line_of(error: BaseException, name: str) -> int | None:
    frames = traceback.extract_tb(error.__traceback__)  # Jinja2 rewrites them to the template's lines
    return next((frame.lineno for frame in reversed(frames) if Path(frame.filename).name == name), None)


def _parted(text: str, path: Path) -> tuple[str, str]:
    first, _newline, body = text.strip().partition("\n")
    label, colon, subject = first.partition(":")
    if not colon or label.casefold() not in ("subject", "ämne") or not body.strip():
        raise InputError([Fault(str(path), 1, _('a draft begins with the line "Subject: …", then its text'))])
    lines = re.sub(r"[ ]{2,}", " ", plain(body[:_LONGEST]))
    return one_line(subject), re.sub(r"\n{3,}", "\n\n", lines)
