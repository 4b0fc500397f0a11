"""An address book on a real server, read once: Radicale, Xandikos and SabreDAV."""

import socket
import tomllib
from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests import exports
from tests.conftest import MONDAY, Home, at
from tests.davservers import PASSWORD, USER, DavServer, Program, Radicale
from tests.exports import ANNA, ASA, BO
from tests.test_dav_servers import answering
from tests.test_patience import peer

pytestmark = pytest.mark.interop
_MAKE = (
    '<mkcol xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:carddav"><set><prop><resourcetype><collection/><C:addressbook/>'
    "</resourcetype><displayname>Friends</displayname></prop></set></mkcol>"
)
_PLACES = {
    "radicale": f"/{USER}/friends/",
    "xandikos": f"/{USER}/contacts/friends/",
    "sabre": f"/dav/addressbooks/{USER}/friends/",
}


@pytest.fixture
def phone(dav_server: DavServer) -> Iterator[Program]:
    """A phone that keeps its contacts there; the address book is made, and goes again."""
    found = Program(dav_server, _PLACES[dav_server.name])
    status = found.request("MKCOL", found.calendar, _MAKE, {"Content-Type": "application/xml"})[0]
    assert status in (200, 201), status
    yield found
    found.drop()


def put(phone: Program, *people: exports.Somebody) -> None:
    for one in people:
        card = exports.vcards([replace(one, uid=one.uid or one.first)], "3.0")
        status = phone.request(
            "PUT", f"{phone.calendar}{one.first}.vcf", card, {"Content-Type": "text/vcard; charset=utf-8"}
        )[0]
        assert status in (201, 204), status


def bring_in(home: Home, address: str, *options: str, password: str = PASSWORD) -> tuple[int, str, str]:
    secret = home.folder / "secret"
    secret.write_text(password)
    secret.chmod(0o600)
    said = home.run("import", "carddav", address, "--username", USER, "--password-file", str(secret), "--yes", *options,
                    now=at(MONDAY, "12:00"))  # fmt: skip
    return said.code, said.out, said.err


def test_the_contacts_of_a_server_are_found_by_its_name_and_go_in_once(phone: Program, local_home: Home) -> None:
    local_home.book("")
    put(phone, ANNA, ASA, BO)
    code, out, err = bring_in(local_home, phone.server.url)
    assert (code, err) == (0, "")
    assert "vCard: 3 people." in out
    book = {one["name"]: one for one in tomllib.loads((local_home.folder / "contacts.toml").read_text())["contact"]}
    assert set(book) == {"Anna Lind", "Åsa Öberg", "Bo Ek"}
    assert book["Anna Lind"]["phone"] == ANNA.phone
    assert "Nothing to write" in bring_in(local_home, phone.server.url)[1]
    put(phone, replace(ANNA, role="Chef", uid="Anna"))
    assert "0 added, 1 changed" in bring_in(local_home, phone.server.url)[1]


def test_one_address_book_is_read_by_its_own_address(phone: Program, local_home: Home) -> None:
    local_home.book("")
    put(phone, ANNA)
    code, out, err = bring_in(local_home, phone.server.url.rstrip("/") + phone.calendar)
    assert (code, err) == (0, "")
    assert "vCard: 1 person." in out


def test_what_the_phone_exported_before_is_the_same_as_what_is_on_the_server(phone: Program, local_home: Home) -> None:
    local_home.book("")
    people = [replace(one, uid=one.first) for one in (ANNA, ASA)]
    (local_home.folder / "phone.vcf").write_text(exports.vcards(people))
    local_home.run("import", str(local_home.folder / "phone.vcf"), "--yes", now=at(MONDAY))
    put(phone, *people)
    assert "2 as before" in bring_in(local_home, phone.server.url)[1]


def test_hundreds_of_cards_come_in_some_at_once(radicale: Radicale, local_home: Home) -> None:
    local_home.book("")
    phone = Program(radicale, _PLACES["radicale"])
    phone.request("MKCOL", phone.calendar, _MAKE, {"Content-Type": "application/xml"})
    crowd = [
        exports.Somebody(f"P{n}", f"Fam{chr(97 + n // 26)}{chr(97 + n % 26)}", [f"p{n}@example.org"])
        for n in range(230)
    ]
    put(phone, *crowd)
    try:
        assert "vCard: 230 people." in bring_in(local_home, radicale.url)[1]
    finally:
        phone.drop()


def test_a_wrong_password_a_wrong_server_and_none_at_all_are_said(radicale: Radicale, local_home: Home) -> None:
    local_home.book("")
    code, _out, err = bring_in(local_home, radicale.url, password="wrong")
    assert (code, "password is wrong (401)" in err) == (1, True)
    assert "wrong" not in err.replace("password is wrong", "")
    code, _out, err = bring_in(local_home, "http://127.0.0.1:1/")
    assert "nobody answers there" in err
    code, _out, err = bring_in(local_home, radicale.url)
    assert "there is no address book there" in err


def test_nobody_is_followed_to_another_server_with_the_password(local_home: Home) -> None:
    local_home.book("")
    heard: list[bytes] = []

    def thief(line: socket.socket) -> None:
        heard.append(line.recv(4096))

    with peer(thief) as (elsewhere, _met):
        body = (
            '<?xml version="1.0"?><multistatus xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:carddav"><response>'
            f"<href>http://localhost:{elsewhere}/ab/</href><propstat><prop><resourcetype><collection/><C:addressbook/>"
            "</resourcetype></prop><status>HTTP/1.1 200 OK</status></propstat></response></multistatus>"
        ).encode()
        said = b"HTTP/1.1 207 Multi-Status\r\nContent-Type: text/xml\r\nContent-Length: %d\r\n\r\n" % len(body) + body
        with peer(answering(said)) as (port, _also):
            code, _out, err = bring_in(local_home, f"http://127.0.0.1:{port}/")
    assert (code, "Traceback" in err) == (1, False)
    assert heard == []


@pytest.mark.parametrize(
    "address", ["http://dav.example.org/", "https://maja:hemligt@dav.example.org/", "https://[", "ftp://x.example/"]
)
def test_an_address_that_is_unsafe_or_none_is_refused_at_once(address: str, local_home: Home) -> None:
    local_home.book("")
    code, _out, err = bring_in(local_home, address)
    assert code == 2
    assert "Traceback" not in err
    assert "hemligt" not in err
