"""Real servers for the tests, each in a folder of its own, on loopback, ended by the process that started it."""

import contextlib
import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn, Protocol, TypeVar

import pytest
from sqlalchemy import create_engine, text

from followupd.store.opening import open_account


def missing(what: str) -> NoReturn:
    """A person's laptop may lack a server, and is told kindly; CI may not."""
    if os.environ.get("CI"):
        pytest.fail(f"CI must have it: {what}", pytrace=False)
    pytest.skip(f"{what}; everything else is still tested")


@contextlib.contextmanager
def open_folder(name: str) -> Iterator[Path]:
    """A temporary folder that servers running as other users can enter, as those of pytest cannot."""
    # A server that is on its way out may still write a file while its folder goes.
    with tempfile.TemporaryDirectory(prefix=f"followupd-{name}-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


class Server(Protocol):
    def lacks(self) -> str | None: ...

    def running(self) -> contextlib.AbstractContextManager[None]: ...


S = TypeVar("S", bound=Server)


@contextlib.contextmanager
def started(kind: Callable[[Path], S], name: str) -> Iterator[S]:
    """A server in a folder of its own; where something for it is not installed, that is said."""
    with open_folder(name) as folder:
        server = kind(folder)
        if (reason := server.lacks()) is not None:
            missing(reason)
        with server.running():
            yield server


def free_port() -> int:
    """A port that nobody listens on, below those that the kernel gives to connections that go out (32768 and up): one of
    these could take it before the server that is to listen there."""
    while True:
        port = 20_000 + secrets.randbelow(12_000)  # not `random`, which is seeded alike in every worker
        with contextlib.suppress(OSError), socket.socket() as probe:
            probe.bind(("127.0.0.1", port))
            return port


def wait_for(ready: Callable[[], bool], seconds: float = 20) -> None:
    """Looks again and again until something outside this process is so, and fails when it never is."""
    until = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > until:
            pytest.fail(f"waited {seconds} s in vain for {ready}")
        time.sleep(0.02)


def listens(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


@dataclass
class Postgres:
    folder: Path
    user: str = "followupd"
    migrated: bool = False

    def lacks(self) -> str | None:
        if self._bin() is None:
            return "PostgreSQL is not installed (apt-get install postgresql)"
        if os.geteuid() == 0 and not _has_user("postgres"):
            return "PostgreSQL does not run as root, and there is no user postgres"
        return None

    def _bin(self) -> Path | None:
        found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
        if found:
            return found[-1].parent
        named = shutil.which("initdb")
        return Path(named).parent if named else None

    def _call(self, program: str, *arguments: str) -> None:
        binary = self._bin()
        assert binary is not None
        before = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.geteuid() == 0 else []
        called = [*before, str(binary / program), *arguments]
        done = subprocess.run(
            called, capture_output=True, text=True, cwd="/", env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}
        )
        assert done.returncode == 0, done.stdout + done.stderr

    @contextlib.contextmanager
    def running(self) -> Iterator[None]:
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres")
        data, log = self.folder / "data", self.folder / "log"
        self._call("initdb", "-D", str(data), "-U", self.user, "-A", "trust", "-E", "UTF8", "--no-sync")
        self._call("pg_ctl", "-D", str(data), "-l", str(log), "-w", "-o", self._options, "start")
        try:
            yield
        finally:
            self._call("pg_ctl", "-D", str(data), "-m", "immediate", "-w", "stop")

    @property
    def _options(self) -> str:
        return f"-c listen_addresses='' -k {self.folder} -c fsync=off"

    def restart(self) -> None:
        """Stops it at once, as a power cut would, and starts it again; what it had written is recovered from its log."""
        data = str(self.folder / "data")
        self._call("pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
        self._call("pg_ctl", "-D", data, "-l", str(self.folder / "log"), "-w", "-o", self._options, "start")

    def url(self, name: str) -> str:
        return f"postgresql://{self.user}@/{name}?host={self.folder}"

    def _template(self) -> str:
        """A database with the tables of this version, made once: each test begins with a copy."""
        if not self.migrated:
            engine = create_engine(self._address("postgres"), isolation_level="AUTOCOMMIT")
            with engine.connect() as connection:
                connection.execute(text("CREATE DATABASE migrated"))
            engine.dispose()
            open_account(self._address("migrated")).close()
            self.migrated = True
        return "migrated"

    def _address(self, name: str) -> str:
        return self.url(name).replace("postgresql:", "postgresql+psycopg:")

    @contextlib.contextmanager
    def database(self) -> Iterator[str]:
        name = f"t{uuid.uuid4().hex[:12]}"
        template = self._template()
        admin = create_engine(self._address("postgres"), isolation_level="AUTOCOMMIT", pool_pre_ping=True)
        with admin.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))
        try:
            yield self.url(name)
        finally:
            with admin.connect() as connection:
                connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
            admin.dispose()


def _has_user(name: str) -> bool:
    with contextlib.suppress(KeyError):
        return pwd.getpwnam(name) is not None
    return False
