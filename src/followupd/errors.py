"""A small vocabulary of what can go wrong, each with the exit code and the words a person sees.

Everything here is shown without a traceback: it is for the person to mend, not for us.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing wrong in one place: what it is, and the mend."""

    file: str
    line: int | None
    message: str

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        return f"{where}: {self.message}"

    def as_dict(self) -> dict[str, str | int | None]:
        """The same for JSON."""
        return asdict(self)


class FollowupdError(Exception):
    """Something the person can mend. `exit_code` 1: it ran and something is wrong; 2: the call or the input is."""

    exit_code = 1

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.lines: Sequence[str] = (message,)


class InputError(FollowupdError):
    """The call, the config or the contacts are wrong. Holds every fault found, not only the first."""

    exit_code = 2

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = tuple(faults)
        self.lines = [str(fault) for fault in faults]


class CallError(FollowupdError):
    """The command line asks for something that does not exist or is ambiguous."""

    exit_code = 2


class Ambiguous(CallError):
    """Several are called that; the message lists them."""


class StateError(FollowupdError):
    """The database cannot be used: corrupt, locked, full, or of another version. Never silently replaced."""


class AlreadyRunning(FollowupdError):
    """Another followupd holds this database."""
