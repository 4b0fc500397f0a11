"""One way to ask each of them what it sees: a list of plain values, times as a wall in Stockholm shows them."""

import ctypes.util
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import vobject

from tests.conftest import STOCKHOLM
from tests.servers import missing

HERE = Path(__file__).parent
Seen = list[dict[str, Any]]


def libical(content: bytes) -> Seen:
    if ctypes.util.find_library("ical") is None:
        missing("libical is not installed (apt-get install libical3)")
    return _asked([sys.executable, str(HERE / "libical_read.py"), str(STOCKHOLM)], content)


def ical_js(content: bytes) -> Seen:
    node, module = shutil.which("node"), _module()
    if node is None or module is None:
        missing("ical.js is not installed (npm install --prefix .node ical.js@2)")
    return _asked([node, str(HERE / "icaljs_read.cjs"), str(module), str(STOCKHOLM)], content)


def _module() -> Path | None:
    folders = [Path(os.environ.get("ICAL_JS", "")), HERE.parents[1] / ".node/node_modules"]
    return next((one for folder in folders if (one := folder / "ical.js/dist/ical.es5.cjs").is_file()), None)


def _asked(command: list[str], content: bytes) -> Seen:
    done = subprocess.run(command, input=content, capture_output=True, timeout=60)
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    said = json.loads(done.stdout)
    assert said["errors"] == 0
    items: Seen = said["items"]
    return items


def vobject_(content: bytes) -> Seen:
    calendar = vobject.readOne(content.decode())
    return [_item(one) for name in ("vevent", "vtodo") for one in calendar.contents.get(name, ())]


def _item(one: Any) -> dict[str, Any]:
    def value(name: str) -> Any:
        found = one.contents.get(name)
        return found[0].value if found else ""

    task = one.name == "VTODO"
    return {
        **{name: str(value(name)) for name in ("uid", "summary", "description", "location", "status", "transp",
                                               "sequence", "url")},
        "categories": ",".join(value("categories")), "starts": _local(value("due" if task else "dtstart")),
        "ends": "" if task else _local(value("dtend")), "alarms": len(one.contents.get("valarm", ())),
    }  # fmt: skip


def _local(moment: date | datetime) -> str:
    return f"{moment.astimezone(STOCKHOLM):%Y-%m-%dT%H:%M}" if isinstance(moment, datetime) else str(moment)


READERS: dict[str, Callable[[bytes], Seen]] = {"libical": libical, "ical.js": ical_js, "vobject": vobject_}
