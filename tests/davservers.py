"""Real CalDAV servers for the tests, Radicale, Xandikos and SabreDAV, and a person's calendar program in a few lines."""

import base64
import contextlib
import http.client
import os
import shutil
import signal
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit
from xml.etree import ElementTree

import icalendar
import pytest

from tests.servers import free_port, listens, started, wait_for

_DATA = "{urn:ietf:params:xml:ns:caldav}calendar-data"
_EVERYTHING = (
    '<C:calendar-query xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><prop><C:calendar-data/></prop>'
    '<C:filter><C:comp-filter name="VCALENDAR"/></C:filter></C:calendar-query>'
)
USER, PASSWORD = "maja", "s3cret-dav"


@dataclass
class Radicale:
    folder: Path
    port: int = field(default_factory=free_port)
    name = "radicale"
    home = f"/{USER}/"

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def lacks(self) -> str | None:
        return _lacks("radicale")

    def running(self) -> contextlib.AbstractContextManager[None]:
        (self.folder / "users").write_text(f"{USER}:{PASSWORD}\n")
        return _running(
            self.folder, self.port, "-m", "radicale", "--config", "", "--server-hosts", f"127.0.0.1:{self.port}",
            "--storage-filesystem-folder", str(self.folder / "data"), "--auth-type", "htpasswd", "--auth-delay", "0",
            "--auth-htpasswd-filename", str(self.folder / "users"), "--auth-htpasswd-encryption", "plain",
        )  # fmt: skip


@dataclass
class Xandikos:
    folder: Path
    port: int = field(default_factory=free_port)
    name = "xandikos"
    home = f"/{USER}/calendars/"

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def lacks(self) -> str | None:
        return _lacks("xandikos")

    def running(self) -> contextlib.AbstractContextManager[None]:
        (self.folder / "data").mkdir()
        return _running(
            self.folder, self.port, "-m", "xandikos", "serve", "-d", str(self.folder / "data"), "--defaults",
            "--listen-address", "127.0.0.1", "--port", str(self.port), "--current-user-principal", f"/{USER}/",
        )  # fmt: skip


@dataclass
class Sabre:
    """SabreDAV, which Nextcloud and many others are built on; this old one knows no sync-collection."""

    folder: Path
    port: int = field(default_factory=free_port)
    name = "sabre"
    home = f"/dav/calendars/{USER}/"

    @property
    def url(self) -> str:
        """Only its name, as people know it: the rest is to be found."""
        return f"http://127.0.0.1:{self.port}/"

    def lacks(self) -> str | None:
        if shutil.which("php") is None or not Path("/usr/share/php/Sabre/autoload.php").exists():
            return "SabreDAV is not installed (apt-get install php-cli php-sqlite3 php-xml php-sabre-dav)"
        return None

    def running(self) -> contextlib.AbstractContextManager[None]:
        known = {"SABRE_FILE": str(self.folder / "sabre.db"), "SABRE_USER": USER, "SABRE_PASSWORD": PASSWORD}
        script = Path(__file__).parent / "sabre.php"
        return _running_program(
            self.folder, self.port, ["php", "-S", f"127.0.0.1:{self.port}", str(script)],
            {**os.environ, **known, "PHP_CLI_SERVER_WORKERS": "4"},
        )  # fmt: skip


DavServer = Radicale | Xandikos | Sabre


@pytest.fixture(scope="session")
def radicale() -> Iterator[Radicale]:
    with started(Radicale, "radicale") as found:
        yield found


@pytest.fixture(scope="session")
def xandikos() -> Iterator[Xandikos]:
    with started(Xandikos, "xandikos") as found:
        yield found


@pytest.fixture(scope="session")
def sabre() -> Iterator[Sabre]:
    with started(Sabre, "sabre") as found:
        yield found


@pytest.fixture(params=["radicale", "xandikos", "sabre"])
def dav_server(request: pytest.FixtureRequest) -> DavServer:
    found: DavServer = request.getfixturevalue(request.param)
    return found


def _lacks(module: str) -> str | None:
    from importlib.util import find_spec

    return None if find_spec(module) else f"{module} is not installed (pip install -e '.[test]')"


def _running(folder: Path, port: int, *call: str) -> contextlib.AbstractContextManager[None]:
    return _running_program(folder, port, [sys.executable, *call], dict(os.environ))


@contextlib.contextmanager
def _running_program(folder: Path, port: int, call: list[str], environment: dict[str, str]) -> Iterator[None]:
    with (folder / "log").open("wb") as log:
        # A group of its own, because a server may have workers, which end with it.
        server = subprocess.Popen(call, stdout=log, stderr=log, cwd=folder, env=environment, start_new_session=True)
    try:
        wait_for(lambda: listens(port))
        yield
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(10)


@dataclass
class Program:
    """The calendar program on Maja's phone: it speaks HTTP and knows nothing of followupd."""

    server: DavServer
    calendar: str

    def request(
        self, method: str, path: str, body: str = "", headers: dict[str, str] | None = None
    ) -> tuple[int, bytes, dict[str, str]]:
        line = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=20)
        path = quote(path)
        login = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        try:
            line.request(method, path, body.encode(), {"Authorization": f"Basic {login}", **(headers or {})})
            answer = line.getresponse()
            return answer.status, answer.read(), {key.casefold(): value for key, value in answer.headers.items()}
        finally:
            line.close()

    def make(self) -> None:
        assert self.request("MKCALENDAR", self.calendar)[0] == 201

    def drop(self) -> None:
        """Deletes the whole calendar."""
        assert self.request("DELETE", self.calendar)[0] in (200, 204)

    def paths(self) -> list[str]:
        body = '<propfind xmlns="DAV:"><prop><getetag/></prop></propfind>'
        status, content, _headers = self.request(
            "PROPFIND", self.calendar, body, {"Depth": "1", "Content-Type": "text/xml"}
        )
        if status == 404:
            return []
        hrefs = [unquote(urlsplit(one.text or "").path) for one in ElementTree.fromstring(content).iter("{DAV:}href")]
        return sorted(one for one in hrefs if one.endswith(".ics"))

    def texts(self) -> dict[str, str]:
        return {path: self.request("GET", path)[1].decode() for path in self.paths()}

    def items(self) -> dict[str, icalendar.Component]:
        """Everything in the calendar by its title."""
        return {str(one["summary"]): one for _path, one in self._parsed()}

    def every(self) -> list[icalendar.Component]:
        return [one for _path, one in self._parsed()]

    def edit(self, title: str, change: Callable[[icalendar.Component], None]) -> None:
        """Opens the item of this title, changes it and saves it, as programs do: with If-Match."""
        path, _component = self._find(title)
        status, content, headers = self.request("GET", path)
        assert status == 200
        whole = icalendar.Calendar.from_ical(content)
        change(_item(whole))
        saved = {"If-Match": headers["etag"], "Content-Type": "text/calendar; charset=utf-8"}
        status, said, _headers = self.request("PUT", path, whole.to_ical().decode(), saved)
        assert status in (200, 201, 204), said

    def delete(self, title: str) -> None:
        assert self.request("DELETE", self._find(title)[0])[0] in (200, 204)

    def add(self, title: str) -> None:
        """An item of Maja's own."""
        uid = uuid.uuid4()
        content = (
            "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//phone//EN\r\nBEGIN:VEVENT\r\n"
            f"UID:{uid}\r\nDTSTAMP:20261101T080000Z\r\nDTSTART:20261124T090000Z\r\nDTEND:20261124T100000Z\r\n"
            f"SUMMARY:{title}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
        )
        status, said, _headers = self.request(
            "PUT", f"{self.calendar}{uid}.ics", content, {"Content-Type": "text/calendar"}
        )
        assert status == 201, said

    def _find(self, title: str) -> tuple[str, icalendar.Component]:
        return next((path, one) for path, one in self._parsed() if str(one["summary"]) == title)

    def _parsed(self) -> list[tuple[str, icalendar.Component]]:
        """Everything there, asked for at once."""
        status, content, _headers = self.request(
            "REPORT", self.calendar, _EVERYTHING, {"Depth": "1", "Content-Type": "text/xml"}
        )
        found = []
        for one in ElementTree.fromstring(content).iter("{DAV:}response") if status == 207 else ():
            path, text = unquote(urlsplit(one.findtext("{DAV:}href") or "").path), one.find(f".//{_DATA}")
            with contextlib.suppress(OSError):  # a time zone "Europe" is a folder for the library
                if text is not None and text.text:
                    found.append((path, _item(icalendar.Calendar.from_ical(text.text))))
        return sorted(found, key=lambda pair: pair[0])


def _item(whole: icalendar.Component) -> icalendar.Component:
    return next(one for one in whole.walk() if one.name in ("VEVENT", "VTODO"))
