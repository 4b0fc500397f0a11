"""Damaged input for everything that reads: books in three forms, configurations, calendar items, servers' answers.

    python -m tests.fuzz --seconds 3600 [--seed 7]

Each input is a good one with random damage. Allowed are a fault in words and a result; a traceback, more than some
seconds or hundreds of megabytes are findings: the input is kept in the folder that is named, with its seed.
"""

import argparse
import contextlib
import random
import re
import socket
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from followupd.calendar.caldav import merge
from followupd.calendar.caldav.properties import Unreadable
from followupd.calendar.caldav.server import Server
from followupd.config import settings
from followupd.config.toml_text import loads
from followupd.contacts.append import appended
from followupd.contacts.load import load
from followupd.contacts.slices import sliced
from followupd.dav.errors import Changed, Missing, Refused
from followupd.domain.book import OutgoingMail
from followupd.errors import FollowupdError
from followupd.imports.proposal import distinct, propose
from followupd.imports.reading import read_content
from followupd.mail.delivery.smtp import Smtp
from followupd.store.imports import Record
from tests import exports
from tests.conftest import MONDAY, STOCKHOLM
from tests.test_merge import planned
from tests.test_patience import peer

ROOT = Path(__file__).parents[1]
MOST_SECONDS, MOST_MEGABYTES = 10.0, 400
TOML = (ROOT / "examples/contacts.toml").read_bytes()
CONFIG = (ROOT / "config.example.toml").read_bytes()
CSV = "name;email;birthday;ratings;questions\nAnna Lind;a@b.se;1998-04-12;knowledge 4;Varför?\nBen;;04-12;;\n".encode()
VCF = (
    "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Anna Lind\r\nN:Lind;Anna;;;\r\nEMAIL;TYPE=home:a@b.se\r\nBDAY:1998-04-12\r\n"
    "item1.X-ABLabel:x\r\nNOTE:Rad ett\\nRad två\r\nPHOTO;ENCODING=b:AAAA\r\n BBBB\r\nCATEGORIES:mentor\r\nEND:VCARD\r\n"
).encode()
DAV = (
    b'<?xml version="1.0"?><multistatus xmlns="DAV:"><response><href>/c/a.ics</href><propstat><prop>'
    b'<getetag>"1"</getetag><resourcetype><collection/></resourcetype></prop><status>HTTP/1.1 200 OK</status>'
    b"</propstat></response><sync-token>x</sync-token></multistatus>"
)
EXPORTS = {
    "linkedin": exports.linkedin(exports.PEOPLE).encode("utf-8-sig"),
    "google": exports.google_new(exports.PEOPLE).encode("utf-16"),
    "outlook": exports.outlook(exports.PEOPLE, "sv", ";").encode("cp1252"),
    "phone": exports.vcards(exports.PEOPLE, "2.1").encode(),
}
SMTP = b"220 hello\r\n250-mx\r\n250-SIZE 1000\r\n250 SMTPUTF8\r\n250 ok\r\n250 ok\r\n354 go\r\n250 taken\r\n221 bye\r\n"
TOKENS = [
    b"\x00", b"\xff\xfe", b"\r", b"\n" * 50, b'"""', b"'''", b"[", b"]" * 9, b"{", b"=", b"9" * 4400, b"9999-12-31",
    b"0000-00-00", b"1e400", b"\\u0000", b"\\ud800", "å😀\u202e".encode(), b"[[contact]]\n", b"every = ", b"P99999Y",
    b"BEGIN:VCARD\r\n", b"END:VCARD", b"BEGIN:VEVENT", b"RRULE:FREQ=SECONDLY", b"TZID=Nowhere/Land", b"<!DOCTYPE x [",
    b"<!ENTITY a 'b'>", b"&a;", b"</", b"Content-Length: -1\r\n", b"Transfer-Encoding: chunked\r\n", b";" * 99, b"-" * 400,
]  # fmt: skip


@dataclass
class Fuzz:
    seed: int
    folder: Path
    counts: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)

    def damaged(self, good: bytes) -> bytes:
        """A good input with some bytes changed, lost, doubled, moved, or strange ones among them."""
        found = bytearray(good)
        for _time in range(self.chance.choice([1, 1, 2, 3, 8, 30])):
            at = self.chance.randrange(len(found) + 1)
            upto = min(len(found), at + self.chance.choice([1, 2, 9, 60, 400]))
            kind = self.chance.randrange(5)
            if kind == 0:
                found[at:upto] = b""
            elif kind == 1:
                found[at:at] = found[at:upto] * self.chance.choice([1, 2, 20])
            elif kind == 2:
                found[at:at] = self.chance.choice(TOKENS)
            elif kind == 3:
                found[at:upto] = bytes(self.chance.randrange(256) for _n in range(upto - at))
            else:
                found[at:at] = good[self.chance.randrange(len(good)) :][: self.chance.randrange(200)]
        return bytes(found[:200_000])

    def targets(self) -> list[tuple[str, bytes, Callable[[bytes], object]]]:
        return [
            ("book.toml", TOML, lambda content: self._book("book.toml", content)),
            ("book.csv", CSV, lambda content: self._book("book.csv", content)),
            ("book.vcf", VCF, lambda content: self._book("book.vcf", content)),
            ("config", CONFIG, self._config),
            *((f"export {name}", content, self._export) for name, content in EXPORTS.items()),
            ("calendar item", planned(MONDAY).encode(), self._item),
            ("CalDAV", DAV, self._dav),
            ("SMTP", SMTP, self._smtp),
        ]

    def run(self, until: float) -> Iterator[str]:
        """What was found, each with the file that holds the input."""
        while time.monotonic() < until:
            for name, good, use in self.targets():
                content = self.damaged(good)
                begun = time.monotonic()
                try:
                    use(content)
                except FollowupdError:
                    pass
                except Exception:  # noqa: BLE001 - it is what is looked for
                    yield self._kept(name, content, traceback.format_exc(limit=-4))
                took = time.monotonic() - begun
                self.slowest = max(self.slowest, took)
                self.counts[name] += 1
                if took > MOST_SECONDS:
                    yield self._kept(name, content, f"took {took:.1f} s")
            if _megabytes() > MOST_MEGABYTES:
                yield f"{_megabytes()} MB after {dict(self.counts)}"
                return

    def _kept(self, name: str, content: bytes, said: str) -> str:
        path = self.folder / f"{name.replace(' ', '-')}.{self.counts[name]}"
        path.write_bytes(content)
        return f"seed {self.seed}, {name} no. {self.counts[name]}, kept as {path}:\n{said}"

    def _book(self, name: str, content: bytes) -> object:
        (self.folder / name).write_bytes(content)
        found = load([name], self.folder, STOCKHOLM)
        assert all(fault.file and fault.message and "\n" not in fault.message for fault in found.faults)
        if name.endswith(".toml") and (by_record := sliced(content, ())) is not None:
            contacts = [data for _mark, data in by_record.contacts]
            whole = loads(content.decode("utf-8-sig"))
            assert repr(whole) == repr({key: contacts if key == "contact" else by_record.rest[key] for key in whole})
        return found

    def _export(self, content: bytes) -> object:
        """Whatever goes in makes a good book, and the same again changes nothing."""
        export = read_content("export", content)
        assert all(fault.message and "\n" not in fault.message for fault in export.faults)
        several = [{**one.keys, "circle": "unsorted", "id": f"p{n}"} for n, one in enumerate(distinct(export.people))]
        written = appended(Path("book.toml"), b"", "contact", several)
        (self.folder / "book.toml").write_bytes(written)
        found = load(["book.toml"], self.folder, STOCKHOLM)
        goals = [fault for fault in found.faults if "goal" not in fault.message and "circle" not in fault.message]
        assert goals == [], goals
        known = {one.key: Record(one.key, f"p{n}", one.told) for n, one in enumerate(distinct(export.people))}
        if not found.faults:
            assert {case.kind for case in propose(export.people, found.book, known, {})} <= {"same"}
        return export

    def _config(self, content: bytes) -> object:
        path = self.folder / "config.toml"
        path.write_bytes(content)
        return settings.load(path)

    def _item(self, content: bytes) -> object:
        before = merge.marked(planned(MONDAY), "writer", STOCKHOLM)
        theirs = before.replace(planned(MONDAY), content.decode("utf-8", "replace"))
        with contextlib.suppress(Unreadable):
            merge.edit(before, theirs, "u@followupd", MONDAY, STOCKHOLM)
        with contextlib.suppress(Unreadable):
            merge.merge(theirs, planned(MONDAY), planned(MONDAY, 1), "u@followupd", follows=True, writer="w",
                        zone=STOCKHOLM)  # fmt: skip
        return None

    def _dav(self, content: bytes) -> object:
        head = b"HTTP/1.1 207 Multi-Status\r\nContent-Type: text/xml\r\nConnection: close\r\n"
        if self.chance.randrange(3) == 0:
            head = self.damaged(head)

        def behave(line: socket.socket) -> None:
            line.settimeout(0.3)
            line.recv(65536)
            line.sendall(head + b"Content-Length: %d\r\n\r\n" % len(content) + content)

        with peer(behave) as (port, _met):
            server = Server(f"http://127.0.0.1:{port}/c/", None, lambda: "")
            for ask in (lambda: server.changes(server.address, None), lambda: server.find("x", "x", tasks=False),
                        lambda: server.get(server.address, "a.ics"), lambda: server.name_of(server.address, "u", task=False)):  # fmt: skip
                with contextlib.suppress(FollowupdError, Missing, Refused, Changed):
                    ask()
            server.close()
        return None

    def _smtp(self, content: bytes) -> object:
        def behave(line: socket.socket) -> None:
            line.settimeout(0.3)
            for answer in content.splitlines(keepends=True):
                line.sendall(answer)
                if not re.match(rb"\d\d\d-", answer):
                    line.recv(65536)

        with peer(behave) as (port, _met):
            outgoing = OutgoingMail("<a@b>", "a@example.test", "b@example.test", b"Subject: x\r\n\r\nx\r\n")
            return Smtp("127.0.0.1", port, "none", None, lambda: "").send(outgoing, lambda: None)


def _megabytes() -> int:
    """Of this process (proc(5))."""
    found = re.search(r"VmRSS:\s+(\d+)", Path("/proc/self/status").read_text())
    return int(found[1]) // 1024 if found else 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])  # type: ignore[union-attr]
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 30))
    given = parser.parse_args()
    fuzz = Fuzz(given.seed, Path(tempfile.mkdtemp(prefix="followupd-fuzz-")))
    findings = 0
    for finding in fuzz.run(time.monotonic() + given.seconds):
        findings += 1
        print(finding, flush=True)
    print(
        f"seed {given.seed}: {dict(fuzz.counts)}; slowest {fuzz.slowest:.2f} s, {_megabytes()} MB, {findings} findings"
    )
    return min(findings, 1)


if __name__ == "__main__":
    sys.exit(main())
