"""How fast the calendar is: writing it, serving it unchanged, and a round with a server that has no news.

    python bench/almanac.py [--items 10000] [--repeat 5]

The floor for writing is what `icalendar` needs to serialise the very same items, ready-made: `Calendar.to_ical()`.
"""

import argparse
import http.client
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import icalendar

sys.path.insert(0, str(Path(__file__).parents[1]))  # the real servers of the tests

from tests.conftest import MONDAY, STOCKHOLM, at
from tests.davproxy import line
from tests.davservers import Radicale
from tests.machines import set_up
from tests.servers import started
from tests.test_feed import serving

from followupd.calendar.build import calendar
from followupd.calendar.compare import compare
from followupd.calendar.items import CalendarItem
from followupd.store import feeds
from followupd.store.opening import open_account

NOW = datetime(2026, 11, 23, 7, tzinfo=UTC)
CARD = (
    "You wanted to be in touch every month, and it is time.\nEngineer, ABB\nFrom last time, to ask about: the new grid"
    "\nSuggest a coffee.\nperson@example.test"
)


def median(repeat: int, work: Callable[[], object]) -> float:
    times = []
    for _time in range(repeat):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def make_items(many: int) -> list[CalendarItem]:
    days = [date(2026, 11, 23) + timedelta(days=n % 28) for n in range(many)]
    return [
        CalendarItem(f"{n:032x}", "follow-up", f"p{n}", f"Follow up: Person {n}", day, day, CARD, "Follow-up")
        for n, day in enumerate(days)
    ]


def writing(many: int, repeat: int) -> None:
    items = make_items(many)
    before = compare([], items, set(), NOW, STOCKHOLM)
    content = calendar((one.content for one in before), "My network")
    ready = icalendar.Calendar.from_ical(content)
    changed = [*items[:-1], CalendarItem("x", "follow-up", "x", "New", MONDAY, MONDAY, CARD, "Follow-up")]

    def anew() -> bytes:
        return calendar((one.content for one in compare([], items, set(), NOW, STOCKHOLM)), "My network")

    def one_new() -> bytes:
        new = compare(before, changed, set(), NOW, STOCKHOLM)
        return calendar([one.content for one in (*before[:-1], *new)], "My network")

    assert anew() == content
    floor = median(repeat, ready.to_ical)
    all_new, one = median(repeat, anew), median(repeat, one_new)
    print(f"serialising {many:,} items: icalendar alone {floor:.2f} s; all new {all_new:.2f} s ({all_new / floor:.2f})"
          f"; one new {one:.2f} s ({one / floor:.2f}); {len(content) / 1e6:.1f} MB")  # fmt: skip


def serving_unchanged(many: int, repeat: int) -> None:
    content = calendar((one.content for one in compare([], make_items(many), set(), NOW, STOCKHOLM)), "My network")
    with tempfile.TemporaryDirectory() as folder:
        account = open_account(f"sqlite:///{folder}/feed.db")
        feeds.keep(account, {"followups": content})
        path = f"/calendar/{feeds.key(account)}/followups.ics"
        with serving(account) as server:
            etag = f'"{feeds.etag(account, "followups")}"'

            def ask(headers: dict[str, str], status: int) -> None:
                connection = http.client.HTTPConnection("127.0.0.1", server.port)
                connection.request("GET", path, headers=headers)
                answer = connection.getresponse()
                assert (answer.status, answer.read() == b"") == (status, status == 304)
                connection.close()

            known = median(repeat * 20, lambda: ask({"If-None-Match": etag}, 304))
            whole = median(repeat * 4, lambda: ask({}, 200))
        account.close()
    print(f"feed of {many:,} items: unchanged (304) {known * 1000:.1f} ms; whole (200) {whole * 1000:.1f} ms")


def a_round_without_news() -> None:
    event = '\n[[event]]\nname = "Meetup {n}"\nstarts = {day}T17:00\n'
    with started(Radicale, "dav") as radicale, line(radicale.port) as wire:
        for many in (10, 100, 1000):
            with tempfile.TemporaryDirectory() as folder:
                machines = set_up(radicale, Path(folder))
                machines.configure(port=wire.port)
                days = (date(2027, 1, 4) + timedelta(days=n) for n in range(many // 2))
                machines.home.book("".join(event.format(n=n, day=day) for n, day in enumerate(days)))
                first = median(1, lambda machines=machines: machines.once(at(MONDAY)))
                wire.calm()
                with machines.home.opened() as service:
                    start = time.perf_counter()
                    service.syncer.sync(at(MONDAY, "08:05"), insist=True)
                    seconds = time.perf_counter() - start
                items = len(machines.phone.paths())
                print(f"server with {items:,} items: first round {first:.1f} s; a round without news: "
                      f"{', '.join(wire.methods)}, {seconds * 1000:.0f} ms")  # fmt: skip


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--items", type=int, default=10_000)
    arguments.add_argument("--repeat", type=int, default=5)
    given = arguments.parse_args()
    writing(given.items, given.repeat)
    serving_unchanged(given.items, given.repeat)
    a_round_without_news()


if __name__ == "__main__":
    main()
