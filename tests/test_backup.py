"""backup and restore: everything in one file, from which a new installation goes on with the same plan."""

import io
import json
import shutil
import stat
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, text

from tests.conftest import CONFIG, MONDAY, Home, at, count, due, flat_mails
from tests.servers import Postgres

NOON = at(MONDAY, "12:00")
BOOK = """\
# mine
[[contact]]
name = "Anna Lind"
email = "anna@example.org"
every = "1 month"
last = 2026-10-01

[[contact]]
name = "Åsa Öberg"
circle = "mentor"
birthday = "11-27"

[[event]]
name = "CHARM"
starts = 2026-12-02T10:00
"""


@pytest.fixture
def lived(home: Home) -> Home:
    """A home with two weeks behind it."""
    home.book(BOOK)
    home.run("met", "Ben Ek", "--at", "charm", now=at(MONDAY + timedelta(days=9), "15:00"))
    for number in range(14):
        home.tick(at(MONDAY + timedelta(days=number)))
    home.run("log", "anna", "--received", "--note", "=likes tea 😀", now=at(MONDAY + timedelta(days=2)))
    home.run("answer", "Åsa: lovade skicka en bok", now=at(MONDAY + timedelta(days=13), "09:00"))
    home.run("log", "anna", now=at(MONDAY + timedelta(days=13), "10:00"))
    home.run("undo", now=at(MONDAY + timedelta(days=13), "11:00"))
    return home


LATER = MONDAY + timedelta(days=14)


def backup(home: Home, *options: str) -> Path:
    path = home.folder / "all.backup"
    said = home.run("backup", str(path), *options, now=NOON)
    assert (said.code, said.err) == (0, "")
    return path


def empty(folder: Path) -> Home:
    folder.mkdir()
    found = Home(folder)
    shutil.rmtree(folder / "var")
    found.config.unlink()
    return found


def looks(home: Home) -> tuple[object, ...]:
    """What a person sees of it a day later."""
    told = [
        home.run(*command, now=at(LATER)).out for command in (["loops"], ["events"], ["review"], ["explain", "anna"])
    ]
    return due(home, at(LATER)), home.run("preview", now=at(LATER)).out, *told


def test_a_backup_put_back_in_an_empty_place_goes_on_with_the_same_plan(lived: Home, tmp_path: Path) -> None:
    path = backup(lived)
    new = empty(tmp_path / "new")
    if "postgresql" in lived.database:  # into a file this time
        path = with_database(path, "sqlite:///var/followupd.db")
    said = new.run("restore", str(path), now=NOON)
    assert (said.code, said.err) == (0, "")
    assert "Restored: 3 people and 5 entries of the journal." in said.out
    assert looks(new) == looks(lived)
    assert (new.folder / "contacts.toml").read_bytes() == (lived.folder / "contacts.toml").read_bytes()
    before = len(flat_mails(lived))
    lived.tick(at(LATER))
    new.tick(at(LATER))
    assert flat_mails(new)[-1] == flat_mails(lived)[before], "the next mail is the same, and none comes twice"
    for file in (new.config, new.folder / "contacts.toml", new.folder / "var/followupd.db"):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def with_database(path: Path, url: str) -> Path:
    """The same backup whose configuration names another database."""
    members = contents(path)
    config = members["files/config.toml"].decode()
    before = next(line for line in config.splitlines() if line.startswith("database = "))
    members["files/config.toml"] = config.replace(before, f'database = "{url}"').encode()
    return packed(path.with_name("moved.backup"), members)


def contents(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(path: Path, members: dict[str, bytes]) -> Path:
    from hashlib import sha256

    manifest = json.loads(members.pop("manifest.json"))
    manifest["files"] = {name: sha256(content).hexdigest() for name, content in members.items()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in {"manifest.json": json.dumps(manifest).encode(), **members}.items():
            archive.writestr(name, content)
    return path


@pytest.mark.interop
def test_from_a_file_into_postgresql_and_on_from_there(postgres: Postgres, local_home: Home, tmp_path: Path) -> None:
    local_home.book(BOOK)
    local_home.run("log", "anna", now=NOON)
    local_home.tick(NOON)
    with postgres.database() as url:
        new = empty(tmp_path / "new")
        assert new.run("restore", str(with_database(backup(local_home), url)), now=NOON).code == 0
        assert due(new, at(LATER)) == due(local_home, at(LATER))
        assert new.run("log", "anna", now=NOON).code == 0, "numbers go on after the last"
        again = with_database(backup(new), url)
        assert "--replace" in new.run("restore", str(again), now=NOON).err
        assert new.run("restore", str(again), "--replace", now=NOON).code == 0
        assert count(url, "entries") == 2
        engine = create_engine(url)
        with engine.begin() as connection:
            connection.execute(text("INSERT INTO accounts (name, identity) VALUES ('another', 'x')"))
        engine.dispose()
        said = new.run("restore", str(again), "--replace", now=NOON)
        assert "the database holds other people's accounts" in said.err
        assert count(url, "entries") == 2


def test_a_backup_is_private_and_holds_no_secrets_unless_told(local_home: Home, tmp_path: Path) -> None:
    smtp = '[mail.smtp]\nhost = "smtp.example.test"\nusername = "maja"\npassword_file = "secret"\n'
    local_home.configure(smtp=smtp)
    (local_home.folder / "secret").write_text("hemligt")
    (local_home.folder / "secret").chmod(0o600)
    local_home.book(BOOK)
    local_home.tick(NOON)
    with local_home.opened() as service:
        from followupd.store import accounts, feeds

        accounts.make_secret(service.account)
        marks = [accounts.secret(service.account), feeds.key(service.account)]
    path = backup(local_home)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    everything = b"".join(contents(path).values())
    assert all(mark and mark.encode() not in everything for mark in [*marks, "hemligt"])
    new = empty(tmp_path / "new")
    said = new.run("restore", str(path), now=NOON)
    assert f"The password is to be written into {new.folder}/secret (chmod 600)." in said.out
    path.unlink()
    told = b"".join(contents(backup(local_home, "--with-secrets")).values())
    assert all(mark.encode() in told for mark in [*marks, "hemligt"])


def test_the_password_in_a_databases_address_is_a_secret_too() -> None:
    from followupd.cli.backup import _LOGIN

    line = b'database = "postgresql://maja:hem%3Aligt@db.example/f"  # see http://x:8080/y\n'
    assert _LOGIN.sub(rb"\1@", line) == b'database = "postgresql://maja@db.example/f"  # see http://x:8080/y\n'


def test_nothing_that_is_there_is_overwritten_unless_told_and_then_it_is_kept(local_home: Home) -> None:
    local_home.book(BOOK)
    local_home.tick(NOON)
    path = backup(local_home)
    local_home.book(BOOK.replace("# mine", "# newer"))
    local_home.run("log", "anna", now=NOON)
    before = {file: file.read_bytes() for file in local_home.folder.glob("*.toml")}
    said = local_home.run("restore", str(path), now=NOON)
    assert said.code == 2
    assert "--replace puts the backup in its place" in said.err
    assert {file: file.read_bytes() for file in local_home.folder.glob("*.toml")} == before
    assert "is there already; --replace writes it anew" in local_home.run("backup", str(path), now=NOON).err
    assert local_home.run("restore", str(path), "--replace", now=NOON).code == 0
    assert "# mine" in (local_home.folder / "contacts.toml").read_text()
    assert "# newer" in (local_home.folder / "contacts.toml.before-restore").read_text()
    assert (local_home.folder / "var/followupd.db.before-restore").stat().st_size > 0
    assert local_home.run("doctor", now=NOON).code == 0
    assert local_home.run("restore", str(path), "--replace", now=NOON).code == 0
    assert "# newer" in (local_home.folder / "contacts.toml.before-restore").read_text(), "the first one is kept, too"
    assert (local_home.folder / "var/followupd.db.before-restore-2").exists()


def test_no_backup_is_put_under_a_followupd_at_work(local_home: Home) -> None:
    from followupd.store.lock import only_one

    local_home.book(BOOK)
    local_home.tick(NOON)
    path = backup(local_home)
    with local_home.opened() as service, only_one(service.account):
        said = local_home.run("restore", str(path), "--replace", now=NOON)
        assert said.code == 2
        assert "stop it, restore, and start it again. Nothing was written." in said.err
        assert not list(local_home.folder.rglob("*.before-restore*"))
    assert local_home.run("due", now=NOON).code == 0


Damage = Callable[[bytes], bytes]


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: content[: len(content) // 2],
        lambda _content: b"",
        lambda _content: b"hello",
        lambda content: content[:200] + bytes([content[200] ^ 1]) + content[201:],
        lambda _content: zipped({"manifest.json": b"{}"}),
        lambda _content: zipped({"manifest.json": b"[]"}),
        lambda _content: zipped({"manifest.json": b'{"files": {"files/config.toml": "00"}}'}),
        lambda _content: zipped({"manifest.json": b'{"files": {}}', "../evil": b"x"}),
        lambda _content: zipped({"manifest.json": b'{"files": {}}', "/etc/evil": b"x"}),
    ],
)
def test_a_damaged_or_hostile_backup_is_refused_before_anything_is_written(
    damage: Damage, local_home: Home, tmp_path: Path
) -> None:
    local_home.book(BOOK)
    path = backup(local_home)
    path.write_bytes(damage(path.read_bytes()))
    new = empty(tmp_path / "new")
    said = new.run("restore", str(path), now=NOON)
    assert said.code == 1
    assert "this is no backup, or it is damaged" in said.err
    assert list(new.folder.iterdir()) == []


def test_a_byte_that_was_flipped_anywhere_is_answered_in_words(local_home: Home, tmp_path: Path) -> None:
    local_home.book(BOOK)
    path = backup(local_home)
    content = path.read_bytes()
    refused = 0
    for number, at_byte in enumerate(range(4, len(content), max(1, len(content) // 40))):
        damaged = bytearray(content)
        damaged[at_byte] ^= 0x55
        path.write_bytes(damaged)
        said = empty(tmp_path / str(number)).run("restore", str(path), now=NOON)
        assert said.code in (0, 1), said.err
        refused += said.code
    assert refused > 20


def test_a_hostile_backup_writes_nothing_outside_but_books(local_home: Home, tmp_path: Path) -> None:
    local_home.book(BOOK)
    members = contents(backup(local_home))
    target = tmp_path / "home/.ssh/authorized_keys"
    members["elsewhere" + str(target)] = b"ssh-ed25519 AAAA"
    new = empty(tmp_path / "new")
    said = new.run("restore", str(packed(tmp_path / "hostile.backup", members)), now=NOON)
    assert said.code == 0
    assert f"Left out, because it is no book: {target}" in said.err
    assert not target.exists()


def zipped(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(content=st.binary(max_size=400))
def test_no_bytes_break_the_reader(content: bytes, local_home: Home) -> None:
    (local_home.folder / "x.backup").write_bytes(b"PK\x03\x04" + content)
    assert local_home.run("restore", str(local_home.folder / "x.backup"), now=NOON).code == 1


def test_a_backup_of_a_newer_version_is_refused_in_words(local_home: Home, tmp_path: Path) -> None:
    local_home.book(BOOK)
    members = contents(backup(local_home))
    manifest = json.loads(members["manifest.json"])
    members["manifest.json"] = json.dumps(manifest | {"revision": "9999"}).encode()
    new = empty(tmp_path / "new")
    said = new.run("restore", str(packed(tmp_path / "newer.backup", members)), now=NOON)
    assert "made by a newer followupd" in said.err


def test_a_backup_of_an_older_version_is_brought_up_to_date(local_home: Home, tmp_path: Path) -> None:
    local_home.book(BOOK)
    local_home.run("log", "anna", "--note", "tea", now=NOON)
    members = contents(backup(local_home))
    manifest = json.loads(members["manifest.json"])
    members["manifest.json"] = json.dumps(manifest | {"revision": "0009"}).encode()
    for table in ("imported", "refused", "forgotten"):  # which 0009 did not have
        del members[f"tables/{table}.jsonl"]
    new = empty(tmp_path / "new")
    said = new.run("restore", str(packed(tmp_path / "older.backup", members)), now=NOON)
    assert (said.code, said.err) == (0, "")
    assert new.run("doctor", now=NOON).code == 0
    assert due(new, at(LATER)) == due(local_home, at(LATER))


def test_a_book_that_lies_elsewhere_comes_along(local_home: Home, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "people.csv").write_text("name\nZoe\n")
    local_home.config.write_text(CONFIG.format(language="en", at="08:00", digest="", budget="", transport="maildir", smtp="",
                                               database=Home.database) + f'\n[contacts]\nfiles = ["{elsewhere}/people.csv"]\n')  # fmt: skip
    path = backup(local_home)
    (elsewhere / "people.csv").unlink()
    new = empty(tmp_path / "new")
    assert new.run("restore", str(path), now=NOON).code == 0
    assert (elsewhere / "people.csv").read_text() == "name\nZoe\n"
