"""Kill -9 at every write, a full disk, a damaged database: nothing is lost, nothing is doubled.

strace ends the process at the N-th call of its kind: a power cut at a place that matters, the same ones each time; a
few of them as it is run every day, each of them with SWEEP=all.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest

from followupd.store import outbox
from tests.conftest import MONDAY, Home, at
from tests.mailserver import Mailbox, Start, smtp_section
from tests.servers import missing

BOOK = "\n".join(f'[[contact]]\nname = "P{n}"\nlast = 2026-01-01\n' for n in range(5))

pytestmark = pytest.mark.interop


@pytest.fixture(autouse=True)
def strace() -> None:
    if shutil.which("strace") is None:
        missing("strace is not installed (apt-get install strace)")


def once(home: Home, traced: str = "", fault: str = "") -> subprocess.CompletedProcess[str]:
    """A round in a process of its own; with names of system calls, under strace, which has them fail as `fault` says."""
    under = []
    if traced:
        under = ["strace", "-f", "-qq", "-o", str(home.folder / "trace"), "-e", f"trace={traced}"]
    if not fault.startswith("signal"):
        under += ["--seccomp-bpf"] * bool(traced)  # four times as fast, but strace 6.1 sends no signal with it
    if fault:
        under += ["-e", f"inject={traced}:{fault}"]
    return subprocess.run([*under, *command(home)], capture_output=True, text=True, check=False)


def command(home: Home) -> list[str]:
    return [sys.executable, "-m", "followupd", "once", "--now", at(MONDAY).isoformat(), "--config", str(home.config)]


def spread(total: int) -> range:
    """About as many places of all as SWEEP says in the environment, or each of them with SWEEP=all."""
    many = os.environ.get("SWEEP", "4")
    return range(1, total + 1, 1 if many == "all" else max(1, total // (int(many) - 1)))


def again(home: Home, clock: str = "08:00") -> None:
    """The round after the one that was cut off, in this process, which starts faster."""
    said = home.run("once", now=at(MONDAY, clock))
    assert said.code == 0, said.err


def calls(home: Home, call: str) -> int:
    """How often the busiest thread of an undisturbed round makes this call: strace counts by call and by thread."""
    assert once(home, call).returncode == 0
    lines = (home.folder / "trace").read_text().splitlines()
    by_thread = Counter(line.split()[0] for line in lines if re.search(rf"\b{call}\(", line))
    return max(by_thread.values())


def fresh(folder: Path, **options: str) -> Home:
    folder.mkdir()
    home = Home(folder, options=options)
    home.book(BOOK)
    return home


def states(home: Home) -> list[str]:
    with home.opened() as service:
        return [one.state for one in outbox.posted(service.account)]


@pytest.mark.parametrize("call", ["fdatasync", "fsync", "rename"])
def test_killed_at_any_write_of_a_round_the_digest_still_comes_exactly_once(
    tmp_path: Path, call: str, measured: Callable[[str], None]
) -> None:
    total = calls(fresh(tmp_path / "count"), call)
    places = spread(total)
    for n in places:
        home = fresh(tmp_path / str(n))
        assert once(home, call, f"signal=KILL:when={n}").returncode != 0
        again(home)
        assert len(home.mails()) == 1, n
        assert states(home) == ["sent"], n
        assert home.calendar.read_bytes().count(b"BEGIN:VEVENT") == 5, n
    measured(f"{call}: killed at {len(places)} of {total} places; lost 0, doubled 0")


@pytest.mark.parametrize("call", ["sendto", "recvfrom"])
def test_killed_anywhere_in_the_smtp_dialogue_nothing_is_doubled_and_nothing_lost_unsaid(
    tmp_path: Path, start: Start, box: Mailbox, call: str, measured: Callable[[str], None]
) -> None:
    smtp = smtp_section(start(), security="none")
    outcome: Counter[str] = Counter()
    killed = 0
    for n in count(1):
        home, before = fresh(tmp_path / str(n), **smtp), len(box.taken)
        if once(home, call, f"signal=KILL:when={n}").returncode != -signal.SIGKILL:
            break  # the dialogue was over
        killed = n
        home.run("once", now=at(MONDAY))
        arrived, state = len(box.taken) - before, states(home)[0]
        assert (arrived, state) in {(1, "sent"), (1, "unknown"), (0, "unknown")}, (n, arrived, state)
        outcome[f"{state}, arrived {arrived}"] += 1
        shutil.rmtree(home.folder)
    measured(f"SMTP, {call}: killed at each of {killed} places: {dict(outcome)}; doubled 0")
    assert killed >= 5
    assert outcome["sent, arrived 1"] > 0
    # Only around the final dot is the fate unknown: the mail sent, its answer read, and what the shutdown still says.
    assert outcome["unknown, arrived 1"] + outcome["unknown, arrived 0"] <= 4


@pytest.mark.parametrize(("call", "error"), [("pwrite64", "ENOSPC"), ("write", "ENOSPC"), ("fdatasync", "EIO")])
def test_a_full_disk_is_said_and_costs_nothing(
    tmp_path: Path, call: str, error: str, measured: Callable[[str], None]
) -> None:
    total = calls(fresh(tmp_path / "count"), call)
    places = spread(total)
    failed: list[int] = []
    for n in places:
        home = fresh(tmp_path / str(n))
        done = once(home, call, f"error={error}:when={n}+")
        failed.extend([n] * (done.returncode != 0))
        assert "Traceback" not in done.stderr, (n, done.stderr)
        again(home, "09:00")
        assert len(home.mails()) == 1
    measured(f"{call}: {error} from {len(places)} places on, {len(failed)} rounds failed; lost 0, doubled 0")
    assert failed


@pytest.mark.parametrize("damage", ["overwritten", "cut", "garbage"])
def test_a_damaged_database_is_named_and_never_replaced(local_home: Home, damage: str) -> None:
    local_home.book(BOOK)
    local_home.tick(at(MONDAY))
    path = local_home.folder / "var/followupd.db"
    whole = path.read_bytes()
    broken = {
        "overwritten": whole[:4096] + b"\xff" * (len(whole) - 4096),
        "cut": whole[: len(whole) // 2],
        "garbage": b"this is not a database" * 500,
    }[damage]
    path.write_bytes(broken)
    done = once(local_home)
    assert done.returncode == 1
    assert f"{path}: the database is damaged" in done.stderr
    assert "Traceback" not in done.stderr
    assert path.read_bytes() == broken
    assert "damaged" in local_home.run("doctor").out
    assert len(local_home.mails()) == 1
