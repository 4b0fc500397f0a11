"""Short slots, one after the other from a chosen hour on; whoever has one keeps it while the day stands."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from followupd.planning.slots import instant

LENGTH = timedelta(minutes=15)


def seats(days: Mapping[str, date], held: Mapping[str, str], at: time, zone: ZoneInfo) -> dict[str, datetime]:
    """When each starts, in UTC. `held` is when each starts now (ISO 8601), from before this round."""
    by_day: dict[date, list[str]] = defaultdict(list)
    for key, day in days.items():
        by_day[day].append(key)
    found: dict[str, datetime] = {}
    for day, keys in by_day.items():
        first = instant(day, at, zone)
        free = [first + n * LENGTH for n in range(2 * len(keys) + 1)]
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


def _instant(written: str) -> datetime | None:
    return datetime.fromisoformat(written).astimezone(UTC) if "T" in written else None
