"""What a tick and a round cost when there are many people in one database.

    python bench/accounts.py [--accounts 1 10000] [--database postgresql://…]

An idle tick asks who is due and finds nobody; a round without news and one with news are those of one account of 100
contacts among all the others. CPU time and wall time, medians of 30.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy import insert

from followupd.config import settings
from followupd.service.account import opened
from followupd.store import accounts, entries
from followupd.store.tables import accounts as table

CONFIG = '[person]\nname = "Maja"\nemail = "maja@example.test"\n\n[state]\ndatabase = "%s"\n'
REPEAT = 30


def median(work: Callable[[], object]) -> str:
    wall, cpu = [], []
    for _time in range(REPEAT):
        began, used = time.perf_counter(), time.process_time()
        work()
        wall.append(time.perf_counter() - began)
        cpu.append(time.process_time() - used)
    return f"{statistics.median(cpu) * 1000:.2f} ms CPU, {statistics.median(wall) * 1000:.2f} ms"


def measure(many: int, database: str) -> None:
    with tempfile.TemporaryDirectory() as name:
        config = Path(name) / "config.toml"
        config.write_text(CONFIG % database)
        last = date(2026, 10, 1)
        people = (f'[[contact]]\nname = "Person {n}"\nevery = "1 month"\nlast = {last}\n' for n in range(100))
        config.with_name("contacts.toml").write_text("\n".join(people))
        with opened(settings.load(config)) as service:
            account, now = service.account, datetime(2026, 11, 23, 9, tzinfo=UTC)
            ahead = now + timedelta(minutes=30)
            rows = [{"name": f"person-{n}", "identity": str(n), "next_due_at": ahead} for n in range(many - 1)]
            if rows:
                with account.write() as connection:
                    connection.execute(insert(table), rows)
            service.run_round(now)

            def with_news() -> None:
                entries.record(account, "person-1", "interaction", now.date(), now)
                service.run_round(now + timedelta(minutes=1))

            print(f"{many:>7,} accounts: idle tick {median(lambda: accounts.due(account.engine, now))}")
            print(f"{'':>16}  round without news {median(lambda: service.run_round(now + timedelta(seconds=30)))}")
            print(f"{'':>16}  round with news {median(with_news)}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--accounts", type=int, nargs="+", default=[1, 10_000])
    parser.add_argument("--database", default="sqlite:///bench.db")
    given = parser.parse_args()
    for many in given.accounts:
        measure(many, given.database)
