"""backup and restore: everything in one private file, and from it back again."""

import argparse
import hashlib
import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

from followupd import __version__
from followupd.cli.call import Call
from followupd.cli.terminal import say
from followupd.config.atomic import make_folder, replace
from followupd.config.fingerprint import expand
from followupd.config.settings import Settings, load
from followupd.errors import AlreadyRunning, CallError, FollowupdError
from followupd.service.account import opened
from followupd.store.dump import dump, revision
from followupd.store.lock import only_one
from followupd.store.putting_back import beside, put_back
from followupd.text import catalog
from followupd.text.catalog import _, ngettext

_MANIFEST, _FILES, _ELSEWHERE, _TABLES = "manifest.json", "files/", "elsewhere/", "tables/"
"""What is in the archive: files beside the configuration, files from elsewhere, and JSON lines for each table."""
_BOOKS = (".toml", ".csv", ".vcf")
"""Endings of what is put back outside the folder of the configuration, where nothing else is written."""
_MOST_BYTES = 4_000_000_000
_LOGIN = re.compile(rb"(://[^/\s:@\"']+):[^/\s@\"']+@")
"""A password in the address of a database."""


def backup(parsed: argparse.Namespace) -> int:
    """Writes configuration, contacts and journal into one archive, private to its owner (0600), while others work."""
    call = Call(parsed)
    target = parsed.file.absolute()
    if target.exists() and not parsed.replace:
        raise CallError(_("%s is there already; --replace writes it anew") % parsed.file)
    with opened(call.settings, reading=True) as service:
        members = dict(_members(call.settings, parsed.with_secrets))
        for name, rows in dump(service.account, secrets=parsed.with_secrets).items():
            lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
            members[f"{_TABLES}{name}.jsonl"] = "".join(lines).encode()
    content = _packed(members)
    _verified(content)
    replace(target, content)
    say(_("Written and read back: %(file)s (%(size)d kB).") % {"file": parsed.file, "size": len(content) // 1000 + 1})
    if not parsed.with_secrets:
        say(_("Passwords and secret addresses are left out; --with-secrets takes them too."))
    return 0


def restore(parsed: argparse.Namespace) -> int:
    """Puts an archive back: checked whole before anything is written, and into an empty place unless told otherwise."""
    call = Call(parsed)
    members = _verified(parsed.file.read_bytes())
    manifest = json.loads(members[_MANIFEST])
    config = call.config.absolute()
    files = dict(_places(members, config))
    if not parsed.replace and (there := [path for path in files if path.exists()]):
        said = _(
            "%(path)s is there already; --replace puts the backup in its place, and keeps what was there as %(kept)s"
        )
        raise CallError(said % {"path": there[0], "kept": beside(there[0]).name})
    _is_not_at_work(config)
    tables = {name.removeprefix(_TABLES).removesuffix(".jsonl"): [json.loads(line) for line in content.splitlines()]
              for name, content in members.items() if name.startswith(_TABLES)}  # fmt: skip
    for path, content in files.items():
        make_folder(path.parent)
        if path.exists() and path.read_bytes() != content:
            replace(beside(path), path.read_bytes())
        replace(path, content)
    settings = load(config)
    put_back(settings.database_url, manifest["revision"], tables, replace=parsed.replace)
    catalog.speak(settings.person.language)
    _tell(settings, members)
    return 0


def _is_not_at_work(config: Path) -> None:
    """Raises CallError while a followupd works with what is there: files would be put back, and the database not."""
    if not config.exists():
        return
    try:
        with opened(load(config), reading=True) as service, only_one(service.account):
            return
    except AlreadyRunning:
        said = _("followupd is at work here: stop it, restore, and start it again. Nothing was written.")
        raise CallError(said) from None
    except FollowupdError:
        return  # what cannot be opened is a reason to restore


def _members(settings: Settings, secrets: bool) -> Iterator[tuple[str, bytes]]:
    """The files of the person: configuration, contacts, templates; with `secrets` the passwords too."""
    base, config = settings.config_file.parent, settings.config_file.read_bytes()
    yield f"{_FILES}config.toml", config if secrets else _LOGIN.sub(rb"\1@", config)
    wanted = [name for _path, name in expand(settings.contacts.files, base)]
    if (templates := settings.drafts.templates) is not None:
        folder = settings.path(templates)
        wanted += [f"{templates}/{path.relative_to(folder)}" for path in folder.rglob("*")]
    wanted += _password_files(settings) if secrets else ()
    for name in dict.fromkeys(wanted):
        if (path := settings.path(name)).is_file():
            elsewhere = (
                Path(name).expanduser().is_absolute()
            )  # it is named so in the configuration, and goes back there
            yield _ELSEWHERE + path.as_posix().lstrip("/") if elsewhere else _FILES + name, path.read_bytes()


def _password_files(settings: Settings) -> Iterator[str]:
    for part in (settings.mail.smtp, settings.calendar.caldav, settings.inbox):
        if part is not None and part.password_file:
            yield part.password_file


def _packed(members: Mapping[str, bytes]) -> bytes:
    hashes = {name: _hash(content) for name, content in members.items()}
    manifest = {"followupd": __version__, "revision": revision(), "files": hashes}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {_MANIFEST: json.dumps(manifest, indent=1).encode(), **members}.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)  # the same data, the same bytes
    return packed.getvalue()


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _verified(content: bytes) -> dict[str, bytes]:
    """What is in an archive, each file as it was put in. Raises FollowupdError for one that is not whole."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(info.file_size for info in archive.infolist()) > _MOST_BYTES:
                raise ValueError(_("larger than any backup"))
            members = {info.filename: archive.read(info) for info in archive.infolist()}
        hashes = dict(json.loads(members[_MANIFEST])["files"])
        wrong = [name for name, known in hashes.items() if _hash(members.get(name, b"")) != known]
        wrong += sorted(set(members) - set(hashes) - {_MANIFEST})
        if wrong or any(".." in PurePosixPath(name).parts or name.startswith("/") for name in members):
            raise ValueError(", ".join(wrong[:3]))
    except (zipfile.BadZipFile, zlib.error, KeyError, ValueError, TypeError, OSError, EOFError, RuntimeError) as error:
        raise FollowupdError(_("this is no backup, or it is damaged: %s") % error) from None
    return members


def _places(members: Mapping[str, bytes], config: Path) -> Iterator[tuple[Path, bytes]]:
    """Where each file goes: beside the configuration, which may be called otherwise now."""
    for name, content in members.items():
        if name == f"{_FILES}config.toml":
            yield config, content
        elif name.startswith(_FILES):
            yield config.parent / name.removeprefix(_FILES), content
        elif name.startswith(_ELSEWHERE):
            path = Path("/") / name.removeprefix(_ELSEWHERE)
            if path.suffix in _BOOKS:
                yield path, content
            else:
                say(_("Left out, because it is no book: %s") % path, error=True)


def _tell(settings: Settings, members: Mapping[str, bytes]) -> None:
    with opened(settings) as service:
        people = len(service.book().contacts)
    entries = members.get(f"{_TABLES}entries.jsonl", b"").count(b"\n")
    found = (ngettext("%d person", "%d people", people) % people,
             ngettext("%d entry of the journal", "%d entries of the journal", entries) % entries)  # fmt: skip
    say(_("Restored: %s.") % catalog.listing(found))
    for file in _password_files(settings):
        if not settings.path(file).exists():
            say(_("The password is to be written into %s (chmod 600).") % settings.path(file))
    say(_("followupd doctor tries everything."))
