"""A quarter of a minute of damaged input: no traceback, no hang, bounded memory. `python -m tests.fuzz` goes on for as long as you like."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.fuzz import Fuzz


@pytest.mark.year
@pytest.mark.parametrize("seed", [2026])
def test_fifteen_seconds_of_damaged_input_ends_in_words_and_never_in_a_traceback(
    tmp_path: Path, seed: int, measured: Callable[[str], None]
) -> None:
    fuzz = Fuzz(seed, tmp_path)
    findings = list(fuzz.run(time.monotonic() + 15))
    measured(f"fuzz, seed {seed}: {dict(fuzz.counts)}; slowest {fuzz.slowest:.2f} s, {len(findings)} findings")
    assert findings == []
    assert min(fuzz.counts.values()) > 20
