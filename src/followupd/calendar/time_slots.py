"""Short slots, one after the other from a chosen hour on; whoever has one keeps it while the day stands."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from itertools import count, islice
from zoneinfo import ZoneInfo

from followupd.planning.slots import instant

LENGTH = timedelta(minutes=15)


def time_slots(
    days: Mapping[str, date], held: Mapping[str, str], at: time, zone: ZoneInfo,
    busy: Iterable[tuple[datetime, datetime]] = (),
) -> dict[str, datetime]:  # fmt: skip
    """When each starts, in UTC. `held` is when each starts now (ISO 8601), from before this round; `busy` when there is
    no place for any."""
    taken = list(busy)
    by_day: dict[date, list[str]] = defaultdict(list)
    for key, day in days.items():
        by_day[day].append(key)
    found: dict[str, datetime] = {}
    for day, keys in by_day.items():
        first = instant(day, at, zone)
        free = list(islice(_free(first, taken), 2 * len(keys) + 1))
        waiting = []
        for key in keys:
            kept = _instant(held.get(key, ""))
            if kept is not None and kept in free:
                free.remove(kept)
                found[key] = kept
            else:
                waiting.append(key)
        found |= dict(zip(waiting, free, strict=False))
    return found


def _free(first: datetime, busy: list[tuple[datetime, datetime]]) -> Iterator[datetime]:
    """The slots of ten hours from `first` that overlap nothing busy, or all if none is free; then later ones."""
    slots = [first + n * LENGTH for n in range(timedelta(hours=10) // LENGTH)]
    open_ones = [
        moment for moment in slots if not any(starts < moment + LENGTH and moment < ends for starts, ends in busy)
    ]
    yield from open_ones or slots
    yield from (slots[-1] + n * LENGTH for n in count(1))


def _instant(written: str) -> datetime | None:
    return datetime.fromisoformat(written).astimezone(UTC) if "T" in written else None
