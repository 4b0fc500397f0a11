"""Pydantic's errors in the words of the person, with a suggestion for a misspelt key."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from followupd.config.did_you_mean import suggestion
from followupd.text.catalog import _
from followupd.text.sanitize import one_line, shorten

Path = tuple[str | int, ...]
MOST_FAULTS = 50
"""Of one record."""


def explain(error: ValidationError, model: type[BaseModel]) -> Iterator[tuple[Path, str]]:
    """Each fault as the path of the key it is about and one sentence with the mend."""
    for detail in error.errors(include_url=False)[:MOST_FAULTS]:
        path = detail["loc"]
        yield path, _sentence(detail, path, model)


def _sentence(detail: ErrorDetails, path: Path, model: type[BaseModel]) -> str:
    key = ".".join(part for part in path if isinstance(part, str))  # the place in a list says nothing to people
    if detail["type"] == "extra_forbidden":
        known = _keys_at(model, path[:-1])
        return _("%s: unknown key") % shorten(one_line(key), 80) + suggestion(str(path[-1])[:60], known)
    if detail["type"] == "missing":
        return _("%s is missing") % key
    if detail["type"] == "value_error":
        said = str(detail["ctx"]["error"])
        return f"{key}: {said}" if key else said
    facts = {"key": key, "wanted": _wanted(detail), "found": _shown(detail["input"])}
    return _("%(key)s: %(wanted)s, not %(found)s") % facts


def _wanted(detail: ErrorDetails) -> str:
    """What kind of value the key takes. Pydantic's names of its errors begin with the type that was expected."""
    kind = detail["type"]
    context = detail.get("ctx", {})
    if kind == "literal_error":
        allowed = str(context["expected"]).replace("'", "").replace(" or ", ", ")
        return _("must be one of %s") % allowed
    if kind == "greater_than_equal":
        return _("must be at least %s") % str(context["ge"])
    if kind == "less_than_equal":
        return _("must be at most %s") % str(context["le"])
    if kind.endswith("too_short"):
        return _("must not be empty")
    if kind.endswith("too_long"):
        return _("must not be longer than %s") % str(context["max_length"])
    expected = {
        "string": _("must be text"),
        "int": _("must be a whole number"),
        "bool": _("must be true or false"),
        "datetime": _("must be a date and time such as 2027-02-02T10:00"),
        "date": _("must be a date such as 2026-09-14"),
        "time": _("must be a time such as 08:00"),
        "list": _('must be a list such as ["a", "b"]'),
        "model": _("must be a table"),
    }
    return expected.get(kind.partition("_")[0], str(detail["msg"]))


def _shown(value: Any) -> str:
    try:
        text = json.dumps(value, ensure_ascii=False, default=str)
    except (ValueError, RecursionError):
        text = str(type(value).__name__)
    return shorten(one_line(text), 60)


def _keys_at(model: type[BaseModel], path: Sequence[str | int]) -> list[str]:
    """The keys that are allowed at a path, following nested models."""
    current: Any = model
    for part in path:
        field = getattr(current, "model_fields", {}).get(part)
        current = _model_in(field.annotation) if field is not None else current
    return [field.alias or name for name, field in getattr(current, "model_fields", {}).items()]


def _model_in(annotation: Any) -> Any:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for part in getattr(annotation, "__args__", ()):
        if (found := _model_in(part)) is not None:
            return found
    return None
