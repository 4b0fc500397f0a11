"""service: has systemd run followupd, for a person or for the machine, and takes that back."""

import argparse
import getpass
import grp
import os
import shlex
import shutil
import subprocess
from contextlib import suppress
from pathlib import Path

from followupd.cli import units
from followupd.cli.call import Call
from followupd.cli.terminal import say
from followupd.config.atomic import replace
from followupd.config.fingerprint import expand
from followupd.errors import CallError, FollowupdError
from followupd.text.catalog import _
from followupd.text.sanitize import one_line, shorten

GROUP = "followupd-book"
_HIDDEN = ("/home", "/root", "/run/user")
"""What the system service does not see (ProtectHome=yes)."""


def is_possible() -> bool:
    """Whether systemd runs here and has no service of followupd yet."""
    if not Path("/run/systemd/system").exists() or shutil.which("systemctl") is None:
        return False
    way = "system" if os.geteuid() == 0 else "user"
    return not any((_folder(way) / Path(name).name).exists() for names in units.NAMES.values() for name in names)


def service(parsed: argparse.Namespace) -> int:
    """Installs, shows or uninstalls the service. Raises FollowupdError, with what to do, where that cannot be."""
    if shutil.which("systemctl") is None:
        raise FollowupdError(_("There is no systemd here. Any supervisor can keep it: followupd run"))
    way = parsed.way or ("system" if os.geteuid() == 0 else "user")
    if way != "user" and os.geteuid() != 0 and parsed.what != "status":
        raise CallError(
            _("for the machine root has to do it: %s")
            % f"sudo {shlex.join(units.program())} service {parsed.what} --{way}"
        )
    if parsed.what == "install":
        return install(Call(parsed), way)
    with suppress(FollowupdError):
        Call(parsed).settings  # noqa: B018 - from here on it is the person's language
    if parsed.what == "uninstall":
        return _uninstall(way)
    return _status(way)


def _runs(way: str) -> None:
    """Raises FollowupdError where systemctl is there, as in a container, and systemd does not run."""
    scope = ["--user"] if way == "user" else []
    done = subprocess.run(["systemctl", *scope, "is-system-running"], capture_output=True, text=True, check=False)
    if done.stdout.strip() == "offline":
        raise FollowupdError(_("systemd does not run here. Any supervisor can keep it: followupd run"))


def install(call: Call, way: str) -> int:
    """Writes the units and starts them; 1 when something is left for the person to do."""
    config, start = call.config.absolute(), units.program()
    if way != "user":
        _fits_the_machine(call, config, start)
    _runs(way)
    if way != "user":
        _share(call, config)
    for name, text in units.fitted(way, start, config, call.settings).items():
        path = _folder(way) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        replace(path, text.encode())
        path.chmod(0o644)
        say(_("Written: %s") % path)
    other = {"system": "followupd-once.timer", "timer": "followupd.service"}.get(way)
    if other is not None and (_folder(way) / other).exists():
        _systemctl(way, "disable", "--now", other)
    name = Path(units.NAMES[way][-1]).name
    _systemctl(way, "daemon-reload")
    _systemctl(way, "enable", name)
    _systemctl(way, "restart", name)  # one that runs already is another from now on
    if way == "user" and not _stays_after_logout():
        said = _(
            "%(name)s runs now, and ends when you log out, until you have said: sudo loginctl enable-linger %(user)s"
        )
        say(said % {"name": name, "user": getpass.getuser()}, error=True)
        return 1
    say(_("%s runs now, and after every start of the machine.") % name)
    return 0


def _fits_the_machine(call: Call, config: Path, start: list[str]) -> None:
    """The machine's service sees no home, and its Maildir nobody else could read. Raises CallError with what to do."""
    program = Path(start[0]).resolve()
    if str(program).startswith(_HIDDEN):
        raise CallError(_("%s lies in a home, which the machine's service does not see. Install it for all: "
                          "python3 -m venv /opt/followupd && /opt/followupd/bin/pip install 'followupd[all]', "
                          "then: /opt/followupd/bin/followupd service install --system") % program)  # fmt: skip
    if str(config.resolve()).startswith(_HIDDEN):
        raise CallError(_("%s lies in a home, which the machine's service does not see; begin with: "
                          "sudo followupd init --config /etc/followupd/config.toml") % config)  # fmt: skip
    if call.settings.mail.transport == "maildir":
        say(_("Mails go into a folder that only the service can read; name a server under [mail] to get them."))


def _share(call: Call, config: Path) -> None:
    """The service's group may read configuration and contacts, and nobody else; passwords are root's alone. Raises
    CallError for a folder that may hold other things, which are not ours to close or open."""
    if "followupd" not in config.parent.name:
        said = _("%s is to lie in a folder of its own, such as /etc/followupd, which the service's group may read")
        raise CallError(said % config)
    try:
        gid = grp.getgrnam(GROUP).gr_gid
    except KeyError:
        _run(["groupadd", "--system", GROUP])
        gid = grp.getgrnam(GROUP).gr_gid
    os.chown(config.parent, -1, gid)
    config.parent.chmod(0o2750)
    books = [Path(path) for path, _name in expand(call.settings.contacts.files, config.parent)]
    for path in (config, *books):
        if path.is_file() and not path.is_symlink() and path.is_relative_to(config.parent):
            os.chown(path, -1, gid)
            path.chmod(0o640)


def _stays_after_logout() -> bool:
    """Whether the person's services go on after they log out: already, or because polkit lets them say so."""
    user = getpass.getuser()
    if shutil.which("loginctl") is None:
        return True  # nobody ends them
    shown = ["loginctl", "show-user", user, "--property=Linger", "--value"]
    if subprocess.run(shown, capture_output=True, text=True, check=False).stdout.strip() == "yes":
        return True
    # Without --no-ask-password an agent that asks for one writes to the terminal itself.
    asked = ["loginctl", "--no-ask-password", "enable-linger", user]
    return subprocess.run(asked, capture_output=True, check=False).returncode == 0


def _uninstall(way: str) -> int:
    mine = [name for kind, names in units.NAMES.items() if (kind == "user") == (way == "user") for name in names]
    several = [path for name in mine if (path := _folder(way) / Path(name).name).exists()]
    if not several:
        raise CallError(_("no service is installed here"))
    for path in several:
        _systemctl(way, "disable", "--now", path.name, may_fail=True)
        path.unlink()
        say(_("Removed: %s") % path)
    _systemctl(way, "daemon-reload")
    say(_("Configuration, contacts and journal stay."))
    return 0


def _status(way: str) -> int:
    ways = (way, "timer") if way == "system" else (way,)
    for each in ways:
        name = Path(units.NAMES[each][-1]).name
        if (_folder(each) / name).exists():
            scope = ["--user"] if each == "user" else []
            return subprocess.run(["systemctl", *scope, "status", "--no-pager", name], check=False).returncode and 1
    say(_("No service is installed here. To have it: followupd service install"), error=True)
    return 1


def _folder(way: str) -> Path:
    if way != "user":
        return Path("/etc/systemd/system")
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "systemd/user"


def _systemctl(way: str, *arguments: str, may_fail: bool = False) -> None:
    _run(["systemctl", *(["--user"] if way == "user" else []), *arguments], may_fail=may_fail)


def _run(command: list[str], *, may_fail: bool = False) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode == 0 or may_fail:
        return
    why = shorten(one_line(done.stderr), 300)
    if "bus" in why.casefold():
        why += " " + _("(there is no session of systemd for you here: log in directly, not by su or sudo)")
    raise FollowupdError(f"{' '.join(command)}: {why}")
