"""Lets Python sleep under libfaketime; Python imports it by itself where PYTHONPATH names this folder (see .ci/run).

Since 3.11 time.sleep waits for an instant of CLOCK_MONOTONIC, from which libfaketime takes the faked day: EINVAL.
Faking CLOCK_MONOTONIC too lets sleep work, but then a wait for a lock with a timeout never ends. select waits for a span.
"""

import select
import time


def _sleep(seconds: float) -> None:
    if seconds < 0:
        raise ValueError("sleep length must be non-negative")
    select.select([], [], [], seconds)


time.sleep = _sleep
