"""calendar: the addresses to subscribe to, how each program does it, and a code for the phone."""

import argparse
import socket
import sys
from collections.abc import Iterator

from followupd.cli.call import Call
from followupd.cli.terminal import say, say_json, table
from followupd.config.settings import EVENTS, FOLLOW_UPS, Web
from followupd.config.types import LOOPBACK
from followupd.errors import FollowupdError
from followupd.service.account import AccountService, opened
from followupd.store import feeds
from followupd.text.catalog import _


def calendar(parsed: argparse.Namespace) -> int:
    """The addresses to subscribe to; with --renew new ones, and those before are revoked."""
    call = Call(parsed)
    with opened(call.settings) as service:
        if (web := call.settings.web) is None:
            _tell_without(service, as_json=parsed.json)
            return 0
        addresses = _addresses(service, web, renew=parsed.renew)
    if parsed.json:
        say_json({"addresses": addresses, "files": service.settings.calendar_files})
        return 0
    _tell(addresses, web, renewed=parsed.renew)
    return 0


def _addresses(service: AccountService, web: Web, *, renew: bool) -> dict[str, str]:
    # Who listens everywhere is reached by the name of the machine.
    name = socket.gethostname() if web.host in ("0.0.0.0", "::") else ""  # noqa: S104 - compared, not bound
    base = web.url or (f"http://{name}:{web.port}" if name else f"http://{web.listen}")
    key = feeds.key(service.account, renew=renew)
    names = (FOLLOW_UPS, EVENTS) if service.settings.calendar.separate else (FOLLOW_UPS,)
    return {name: f"{base}/calendar/{key}/{name}.ics" for name in names}


def _tell_without(service: AccountService, *, as_json: bool) -> None:
    files = service.settings.calendar_files
    if as_json:
        say_json({"addresses": {}, "files": files})
        return
    for path in files.values():
        say(_("A file to import: %s") % path)
    if service.syncer.parts:
        say(_("Your calendar is kept on the server: %s") % service.syncer.server().host)
    say(_("An address to subscribe to comes with [web] in config.toml, and followupd[web]; see config.example.toml."))


def _tell(addresses: dict[str, str], web: Web, *, renewed: bool) -> None:
    if renewed:
        say(_("The address before is revoked. Subscribe again everywhere with the new one.") + "\n")
    say(_("Subscribe to this address. Whoever has it can read your calendar, so keep it to yourself:") + "\n")
    for address in addresses.values():
        say(f"  {address}")
    say()
    near = web.url is None and web.host in LOOPBACK
    code = not near and "utf" in (sys.stdout.encoding or "utf-8").casefold()
    table([[program, how] for program, how in _programs(code=code)])
    say("\n" + _("Programs look again every few hours, when they like; followupd run serves it."))
    if near:
        say(_("It can be reached from this machine alone. For your phone, put a proxy with HTTPS before it and "
                'write its address as url; at home, listen = "0.0.0.0:%d" may do.') % web.port)  # fmt: skip
    for address in addresses.values() if code else ():
        _show_code(address)


def _programs(*, code: bool) -> Iterator[tuple[str, str]]:
    by_hand = _("Settings › Apps › Calendar › Accounts › Add Account › Other › Add Subscribed Calendar")
    yield "Thunderbird", _("New Calendar › On the Network › paste it; no user name")
    yield "iPhone, iPad", _("point the camera at the code below") if code else by_hand
    yield "Mac", _("Calendar › File › New Calendar Subscription")
    yield "Android", _("an app such as ICSx⁵; or Google Calendar on the web")
    yield "Google Calendar", _("Other calendars › From URL; only what the internet can reach, every 4 to 24 hours")
    yield "Outlook", _("Add calendar › Subscribe from web; only what the internet can reach")
    yield "Nextcloud", _("New calendar › New subscription from link")
    yield "GNOME", _("Calendar › Manage Calendars › Add Calendar › paste it")
    yield "KDE", _("KOrganizer › Add Calendar › iCal Calendar File › paste it; read only")


def _show_code(address: str) -> None:
    """A QR code of half blocks."""
    try:
        import segno
    except ModuleNotFoundError:
        raise FollowupdError(_("The feed needs one more part: pip install 'followupd[web]'")) from None
    # The scheme tells the phone to subscribe, and keeps what is encrypted so.
    code = segno.make(
        address.replace("https://", "webcals://", 1).replace("http://", "webcal://", 1), error="l", micro=False
    )
    say()
    code.terminal(out=sys.stdout, border=2, compact=True)
