"""Kill -9 where other servers are at work: a calendar server, and PostgreSQL, which itself may be killed too.

Like tests/test_crashes.py: strace ends the process at the N-th call of its kind, and N sweeps over them: over a spread
of them as it is run every day, over about so many as SWEEP says in the environment, over each with SWEEP=all. A round
with a calendar server has three threads, one after the other, and strace counts in each by itself: the first that gets
to N is where it ends.
"""

import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.conftest import Home
from tests.davservers import Radicale
from tests.machines import Machines, set_up
from tests.servers import Postgres, started
from tests.test_crashes import again, calls, command, once, spread, states, strace

__all__ = ["strace"]  # a fixture for every test here

BOOK = "\n".join(f'[[contact]]\nname = "P{n}"\nlast = 2026-01-01\n' for n in range(3))
pytestmark = pytest.mark.interop
NETWORK = ("sendto", "recvfrom")
FEWER = "an answer may come in fewer pieces than in the round that was counted, so that the last places are missed"


def fresh(folder: Path, url: str) -> Home:
    folder.mkdir()
    home = Home(folder, url)
    home.book(BOOK)
    return home


def begun(home: Home) -> subprocess.Popen[str]:
    """A round that is under way."""
    return subprocess.Popen(command(home), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)


@pytest.mark.parametrize("call", [*NETWORK, "fdatasync"])
def test_killed_anywhere_in_a_round_with_a_calendar_server_nothing_is_lost_and_nothing_doubled(
    radicale: Radicale, tmp_path: Path, call: str, measured: Callable[[str], None]
) -> None:
    def set_up_in(name: str) -> Machines:
        (tmp_path / name).mkdir()
        found = set_up(radicale, tmp_path / name)
        found.home.book(BOOK)
        return found

    total = calls(set_up_in("count").home, call)
    places = spread(total)
    killed: list[bool] = []
    for n in places:
        machines = set_up_in(str(n))
        killed.append(once(machines.home, call, f"signal=KILL:when={n}").returncode == -signal.SIGKILL)
        again(machines.home)
        assert (len(machines.home.mails()), states(machines.home)) == (1, ["sent"]), n
        titles = Counter(str(one["summary"]) for one in machines.phone.every())
        assert titles == Counter({f"Follow up: P{k}": 1 for k in range(3)}), n
    assert sum(killed) >= len(places) // 2, FEWER
    measured(f"a calendar server: killed at {sum(killed)} of {total} places ({call}); lost 0, doubled 0")


@pytest.mark.parametrize("call", NETWORK)
def test_killed_anywhere_in_a_round_on_postgresql_the_digest_comes_exactly_once(
    postgres: Postgres, tmp_path: Path, call: str, measured: Callable[[str], None]
) -> None:
    with postgres.database() as url:
        total = calls(fresh(tmp_path / "count", url), call)
    places = spread(total)
    killed: list[bool] = []
    for n in places:
        with postgres.database() as url:
            home = fresh(tmp_path / str(n), url)
            killed.append(once(home, call, f"signal=KILL:when={n}").returncode == -signal.SIGKILL)
            again(home)
            assert (len(home.mails()), states(home)) == (1, ["sent"]), n
    assert sum(killed) >= len(places) - 1, FEWER
    measured(f"PostgreSQL: followupd killed at {sum(killed)} of {total} places ({call}); lost 0, doubled 0")


def test_a_postgresql_whose_backend_is_killed_in_a_round_loses_and_doubles_nothing(
    postgres: Postgres, tmp_path: Path, measured: Callable[[str], None]
) -> None:
    """The backend is ended from a second session, again and again while a round runs."""
    rounds = 4
    for n in range(rounds):
        with postgres.database() as url:
            home = fresh(tmp_path / str(n), url)
            work = begun(home)
            time.sleep(0.35 + 0.1 * n)  # the moment is what varies
            with home.opened() as service, service.account.write() as connection:
                connection.execute(
                    text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                         "WHERE pid <> pg_backend_pid() AND datname = current_database()")
                )  # fmt: skip
            _out, err = work.communicate(timeout=60)
            assert "Traceback" not in err
            again(home)
            assert (len(home.mails()), states(home)) == (1, ["sent"]), n
    measured(f"PostgreSQL: backend killed in {rounds} rounds; lost 0, doubled 0")


def test_a_postgresql_that_is_stopped_at_once_in_a_round_loses_and_doubles_nothing(
    tmp_path: Path, measured: Callable[[str], None]
) -> None:
    """Immediate stop: every backend is ended in the middle of its work; then it is started again and recovers."""
    rounds = 3
    with started(Postgres, "postgres-stopped") as server:
        for n in range(rounds):
            with server.database() as url:
                home = fresh(tmp_path / str(n), url)
                work = begun(home)
                time.sleep(0.4 + 0.15 * n)
                server.restart()
                _out, err = work.communicate(timeout=60)
                assert "Traceback" not in err
                again(home)
                assert (len(home.mails()), states(home)) == (1, ["sent"]), n
    measured(f"PostgreSQL: stopped at once in {rounds} rounds; lost 0, doubled 0")
