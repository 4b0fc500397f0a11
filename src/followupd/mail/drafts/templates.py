"""The templates of drafts: ours, and those a person puts into a folder of their own, in a sandbox (Jinja2).

A template is a text file KIND.LANGUAGE.txt, "thanks.sv.txt". Its first line is "Subject: …", then a blank
line, then the message.
"""

import re
import traceback
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path

from jinja2 import (
    Environment,
    FileSystemLoader,
    StrictUndefined,
    Template,
    TemplateNotFound,
    TemplateSyntaxError,
    nodes,
)
from jinja2.sandbox import SandboxedEnvironment

from followupd.config import bounded
from followupd.errors import CallError, Fault, InputError
from followupd.mail.drafts import KINDS
from followupd.text.catalog import _
from followupd.text.causes import cause, in_words
from followupd.text.sanitize import one_line, plain, shorten

OURS = Path(__file__).parent / "templates"
_NAME = re.compile(r"(?P<kind>[\w-]+)\.(?P<language>en|sv)\.txt")
LONGEST, MOST_TURNS, LONGEST_GAP, LONGEST_DRAFT = 8_000, 100, 300, 20_000
"""Characters of a template, turns of a loop, characters of a gap and of a draft: a message needs far less."""
_PREPOSITIONS = frozenset({"at", "in", "with", "to", "på", "i", "vid", "hos", "med", "till"})
_FILTERS = frozenset({
    "capitalize", "default", "first", "last", "length", "lower", "title", "trim", "upper",
})  # fmt: skip
"""Allowed Jinja filters; none can multiply the size of its input."""


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
            _environment(folder).get_template(path.name)
        except TemplateSyntaxError as error:
            yield Fault(str(path), error.lineno, in_words(error.message or ""))
        except (OSError, ValueError) as error:
            yield Fault(str(path), None, cause(error))


def rendered(kind: str, language: str, folder: Path | None, facts: Mapping[str, object]) -> tuple[str, str]:
    """Subject and body. Raises InputError, naming file and line, when a person's template is broken."""
    own = folder is not None and (kind, language) in set(_own(folder))
    place = folder if own and folder is not None else OURS / language
    name = f"{kind}.{language}.txt" if own else f"{kind}.txt"
    try:
        text = _written(_environment(place).get_template(name), facts, place / name)
    except TemplateNotFound as missing:
        if missing.name == name:
            said = _('there is no draft "%(kind)s" in this language (%(language)s)')
            raise CallError(said % {"kind": kind, "language": language}) from None
        raise InputError([Fault(str(place / name), None, f"{missing.name}: {_('there is no such file')}")]) from None
    except InputError:
        raise
    except TemplateSyntaxError as error:
        raise InputError([Fault(error.filename or name, error.lineno, in_words(error.message or ""))]) from None
    except Exception as error:  # noqa: BLE001 - whatever a template does wrong is for its writer to hear
        raise InputError([Fault(str(place / name), _line_of(error, name), cause(error))]) from None
    return _parted(text, place / name)


def _own(folder: Path | None) -> Iterator[tuple[str, str]]:
    """Kind and language of each template in a person's folder; one that is not there is empty."""
    for path in sorted(folder.glob("*.txt")) if folder is not None else ():
        if match := _NAME.fullmatch(path.name):
            yield match["kind"], match["language"]


_REFUSED = (
    nodes.Block, nodes.Include, nodes.Import, nodes.FromImport, nodes.Extends, nodes.Macro, nodes.CallBlock,
    nodes.FilterBlock, nodes.Add, nodes.Mul, nodes.Pow, nodes.Mod,
)  # fmt: skip


class _Sandbox(SandboxedEnvironment):
    """A sandbox in which no template can run for long or grow large: one loop deep, no parts, no calculating."""

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        found = super()._parse(source, name, filename)
        if len(source) > LONGEST:
            raise TemplateSyntaxError(_("longer than %d characters") % LONGEST, 1, name, filename)
        for node in _too_much(found):
            said = _("%s: a draft knows text, gaps, conditions and one loop") % type(node).__name__
            raise TemplateSyntaxError(said, node.lineno, name, filename)
        return found


def _too_much(template: nodes.Template) -> Iterator[nodes.Node]:
    """Every construct that could multiply the output or the work."""
    yield from template.find_all(_REFUSED)
    for loop in template.find_all(nodes.For):
        if loop.recursive:
            yield loop
        yield from (inner for child in loop.body for inner in _with(child, nodes.For))
    calls = list(template.find_all(nodes.Call))
    yield from (
        call for call in calls if not (isinstance(call.node, nodes.Name) and call.node.name in ("gap", "range"))
    )
    in_gaps = {id(concat) for call in calls for concat in call.find_all(nodes.Concat)}
    yield from (concat for concat in template.find_all(nodes.Concat) if id(concat) not in in_gaps)


def _with(node: nodes.Node, kind: type[nodes.Node]) -> Iterator[nodes.Node]:
    if isinstance(node, kind):
        yield node
    yield from node.find_all(kind)


class _Loader(FileSystemLoader):
    """From a folder; nothing but ordinary files of a bounded size is opened."""

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        path = Path(self.searchpath[0]) / template
        if path.exists():
            bounded.read(path, 4 * LONGEST)
        return super().get_source(environment, template)


def _written(template: Template, facts: Mapping[str, object], path: Path) -> str:
    """The whole text, as long as it is one that somebody could send. Raises InputError for a longer one."""
    parts: list[str] = []
    length = 0
    for part in template.generate(facts):
        parts.append(part)
        length += len(part)
        if length > LONGEST_DRAFT:
            raise InputError([Fault(str(path), None, _("longer than %d characters") % LONGEST_DRAFT)])
    return "".join(parts)


@cache
def _environment(place: Path) -> SandboxedEnvironment:
    """What templates of a folder are read with; a changed one is noticed."""
    environment = _Sandbox(
        loader=_Loader(place), undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )  # fmt: skip
    environment.globals = {"gap": gap, "range": lambda *bounds: range(*bounds)[:MOST_TURNS]}
    environment.filters = {name: environment.filters[name] for name in _FILTERS} | {"small": small}
    return environment


def small(text: str) -> str:
    """As it stands within a sentence: the first letter small, unless it begins an acronym, a word like "I" or a title
    written with capitals ("Head of Grid")."""
    first, *others = str(text).split() or [""]
    acronym = len(first) < 2 or any(letter.isupper() for letter in first[1:])
    title = bool(others) and others[-1].istitle() and _PREPOSITIONS.isdisjoint(others)
    return str(text) if acronym or title else text[:1].lower() + text[1:]


def gap(what: str) -> str:
    """Something for the person to fill in; it stands out in any mail program."""
    return f"[{shorten(one_line(str(what)), LONGEST_GAP)}]"


def _line_of(error: BaseException, name: str) -> int | None:
    frames = traceback.extract_tb(error.__traceback__)  # Jinja2 rewrites them to the template's lines
    return next((frame.lineno for frame in reversed(frames) if Path(frame.filename).name == name), None)


def _parted(text: str, path: Path) -> tuple[str, str]:
    first, _newline, body = text.strip().partition("\n")
    label, colon, subject = first.partition(":")
    if not colon or label.casefold() not in ("subject", "ämne") or not body.strip():
        raise InputError([Fault(str(path), 1, _('a draft begins with the line "Subject: …", then its text'))])
    lines = re.sub(r"[ ]{2,}", " ", plain(body))
    return one_line(subject), re.sub(r"\n{3,}", "\n\n", lines)
