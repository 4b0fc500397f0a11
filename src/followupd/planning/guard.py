"""Finds the records that make the work fail, so that only these are left out and the rest comes through."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from followupd.errors import FollowupdError

T = TypeVar("T")
U = TypeVar("U", bound=Hashable)


@dataclass(frozen=True, slots=True)
class LeftOut(Generic[U]):
    """A record that has to be left out, and what went wrong with it."""

    unit: U
    error: Exception


def guarded(units: Iterable[U], attempt: Callable[[frozenset[U]], T]) -> tuple[T, tuple[LeftOut[U], ...]]:
    """`attempt` with as few of the `units` left out as it takes to come through; mostly none.

    `attempt` is handed what to leave out. When it fails, the units are halved again and again until those are found
    that it fails with: about 2 log n attempts for each. Raises what `attempt` raises when all are left out.
    """
    try:
        return attempt(frozenset()), ()
    except FollowupdError:
        raise  # a database that is locked is no fault of anybody's record
    except Exception as error:  # noqa: BLE001 - whatever it is, it is found and named below
        search, wrong = _Search(tuple(units), attempt), error
    if (without_any := search.failure(())) is not None:  # then there is nothing to find
        raise without_any
    found = search.within(search.units, (), wrong)
    return attempt(frozenset(left_out.unit for left_out in found)), found


class _Search(Generic[U]):
    def __init__(self, units: Sequence[U], attempt: Callable[[frozenset[U]], object]) -> None:
        self.units, self._attempt = tuple(units), attempt

    def failure(self, kept: Sequence[U]) -> Exception | None:
        """What the attempt fails with when only these are kept."""
        try:
            self._attempt(frozenset(self.units) - set(kept))
        except FollowupdError:
            raise
        except Exception as error:  # noqa: BLE001 - as above
            return error
        return None

    def within(self, units: Sequence[U], good: Sequence[U], error: Exception) -> tuple[LeftOut[U], ...]:
        """What to leave out of `units`: together with `good` they fail with `error`, while `good` alone succeed."""
        if len(units) == 1:
            return (LeftOut(units[0], error),)
        found: tuple[LeftOut[U], ...] = ()
        middle = len(units) // 2
        for half in (units[:middle], units[middle:]):
            wrong = self.failure((*good, *half))
            bad = self.within(half, good, wrong) if wrong is not None else ()
            left_out = {left.unit for left in bad}
            good = (*good, *(unit for unit in half if unit not in left_out))
            found += bad
        return found
