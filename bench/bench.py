"""How fast followupd is, against a floor measured in the same run.

    python bench/bench.py [--sizes 1000 10000 100000] [--repeat 9]

The floor is bare Python that reads the same rows as `due` prints from an indexed SQLite table and
prints them as JSON. Every number is the median of whole processes, from start to exit, with the
largest peak memory among them; a round is measured inside a running process.
"""

import argparse
import json
import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

FLOOR = """
import json, sqlite3, sys
rows = sqlite3.connect(sys.argv[1]).execute(
    "SELECT contact, name, due, day, reason FROM planned WHERE day <= ? ORDER BY day", (sys.argv[2],))
print(json.dumps([dict(zip(("contact", "name", "due", "planned", "reason"), row)) for row in rows], indent=2))
"""
CONFIG = '[person]\nname = "Maja"\nemail = "maja@example.test"\n\n[budget]\ndays_off = []\n\n[digest]\nat = "00:00"\n'


@dataclass(frozen=True)
class Measured:
    seconds: float
    megabytes: float


def process(command: Sequence[str], repeat: int, before: Callable[[], object] = lambda: None) -> Measured:
    """The median wall time and the largest peak memory of a command."""
    times, peak = [], 0
    for _time in range(repeat):
        before()
        start = time.perf_counter()
        child = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        _pid, status, usage = os.wait4(child.pid, 0)
        times.append(time.perf_counter() - start)
        if status:
            raise SystemExit(f"{command} failed")
        peak = max(peak, usage.ru_maxrss)
    return Measured(statistics.median(times), peak / 1024)


def make_book(path: Path, size: int) -> None:
    today = date.today()  # noqa: DTZ011 - any day will do
    with path.open("w") as book:
        for n in range(size):
            last = today - timedelta(days=(n * 37) % 400)
            book.write(f'[[contact]]\nname = "Person {n}"\nemail = "p{n}@example.test"\n')
            book.write(f'every = "{1 + n % 12} months"\nlast = {last}\n\n')


def make_floor(path: Path, size: int, rows: list[dict[str, str]]) -> None:
    """A table of all contacts with an index, holding just the rows that `due` prints within its window."""
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE planned (contact TEXT, name TEXT, due TEXT, day TEXT, reason TEXT)")
    later = [
        (f"p{n}", f"Person {n}", "2099-01-01", "2099-01-01", "You wanted to be in touch.")
        for n in range(size - len(rows))
    ]
    now = [(row["contact"], row["name"], row["due"], row["planned"], row["reason"]) for row in rows]
    connection.executemany("INSERT INTO planned VALUES (?, ?, ?, ?, ?)", later + now)
    connection.execute("CREATE INDEX planned_by_day ON planned (day)")
    connection.commit()
    connection.close()


def tick(config: Path, repeat: int) -> float:
    """Seconds for one round with nothing due, in a running process."""
    from followupd.config import settings
    from followupd.service.account import opened

    with opened(settings.load(config)) as service:
        now = datetime.now(UTC)
        service.run_round(now)
        times = []
        for _time in range(repeat):
            start = time.perf_counter()
            service.run_round(now)
            times.append(time.perf_counter() - start)
    return statistics.median(times)


def stored(config: Path) -> None:
    """A round, which stores the plan that `due` shows."""
    from followupd.config import settings
    from followupd.service.account import opened

    with opened(settings.load(config)) as service:
        service.run_round(datetime.now(UTC))


def own_process(step: str, *arguments: str) -> str:
    """A step in a process of its own, so that this one stays small: a child's peak memory counts its parent's."""
    done = subprocess.run([sys.executable, __file__, "--step", step, *arguments], capture_output=True, check=True)
    return done.stdout.decode()


def step(name: str, *arguments: str) -> None:
    config = Path(arguments[0])
    if name == "book":
        make_book(config.with_name("contacts.toml"), int(arguments[1]))
    elif name == "round":
        stored(config)
    elif name == "floor":
        due = subprocess.run(due_command(config), capture_output=True, check=True)
        rows = json.loads(due.stdout)
        make_floor(config.with_name("floor.db"), int(arguments[1]), rows)
        print(len(rows), max(row["planned"] for row in rows))
    else:
        print(tick(config, 50))


def due_command(config: Path) -> list[str]:
    return [str(Path(sys.executable).with_name("followupd")), "due", "--json", "--config", str(config)]


def measure(size: int, repeat: int) -> list[str]:
    with tempfile.TemporaryDirectory() as name:
        config = Path(name) / "config.toml"
        config.write_text(CONFIG)
        own_process("book", str(config), str(size))
        own_process("round", str(config))
        rows, end = own_process("floor", str(config), str(size)).split()
        due, book = due_command(config), config.with_name("contacts.toml")
        floor = process([sys.executable, "-c", FLOOR, str(config.with_name("floor.db")), end], repeat)
        unchanged = process(due, repeat)
        changed = process(due, min(repeat, 3), lambda: os.utime(book))
        seconds = float(own_process("tick", str(config)))
    return [
        f"{size:,}", rows, f"{floor.seconds * 1000:.0f} ms", f"{unchanged.seconds * 1000:.0f} ms",
        f"{unchanged.seconds / floor.seconds:.2f}", f"{unchanged.megabytes:.0f} MB", f"{changed.seconds:.2f} s",
        f"{changed.seconds / size * 1e6:.0f} µs", f"{changed.megabytes:.0f} MB", f"{seconds * 1000:.2f} ms",
    ]  # fmt: skip


HEADER = [
    "contacts", "rows", "floor", "`due`, unchanged", "ratio", "peak",
    "`due`, changed file", "per contact", "peak", "round, nothing due",
]  # fmt: skip


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    arguments.add_argument("--repeat", type=int, default=9)
    arguments.add_argument("--step", nargs="+", help=argparse.SUPPRESS)
    given = arguments.parse_args()
    if given.step:
        step(*given.step)
        return
    bare = process([sys.executable, "-c", "pass"], given.repeat)
    version = process([str(Path(sys.executable).with_name("followupd")), "--version"], given.repeat)
    python = sys.version.split()[0]
    starts = f"starts in {bare.seconds * 1000:.0f} ms; followupd --version: {version.seconds * 1000:.0f} ms"
    print(f"Python {python} {starts}\n")
    print("| " + " | ".join(HEADER) + " |")
    print("|" + " ---: |" * len(HEADER))
    for size in given.sizes:
        print("| " + " | ".join(measure(size, given.repeat)) + " |", flush=True)


if __name__ == "__main__":
    main()
