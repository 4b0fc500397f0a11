"""`due` without loading anything heavy: only when the stored plan is certainly still the answer."""

import argparse
from datetime import UTC, datetime
from typing import Any

from followupd import words
from followupd.journal.glance import stored_rows
from followupd.location import find_config


def quick_due(parsed: argparse.Namespace) -> list[dict[str, Any]] | None:
    """Today's rows, or None for the long way: another day is asked for, or something may have changed."""
    if hasattr(parsed, "now") or hasattr(parsed, "on"):
        return None
    found = stored_rows(find_config(getattr(parsed, "config", None)), datetime.now(UTC))
    if found is None:
        return None
    words.speak(found.language)
    return found.rows
