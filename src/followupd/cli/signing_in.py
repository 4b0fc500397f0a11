"""Signing in by a code that is entered on any device, and what is written into the configuration then."""

import sys
from datetime import UTC, datetime

from followupd.cli.answers import Answers
from followupd.cli.terminal import say
from followupd.config import settings as configuration
from followupd.config.editing import set_keys
from followupd.config.settings import Microsoft as Application
from followupd.config.settings import Settings
from followupd.providers.known import Provider
from followupd.providers.lookup import server_of
from followupd.service.account import opened
from followupd.signin.microsoft import Microsoft
from followupd.store.settling import try_anew
from followupd.text.catalog import _, ngettext


def sign_in(settings: Settings, answers: Answers) -> str | None:
    """Has the person sign in at Microsoft, and writes down by which application; who signed in, or None for not now.
    Raises FollowupdError when it comes to nothing."""
    known = settings.microsoft
    if answers.asks and known is None and answers.given("client_id") is None:
        say(_("Microsoft wants to know by which application. How to make one, in five minutes: docs/signing-in.md, "
              "which followupd example FOLDER writes beside the rest."))  # fmt: skip
    question = _("The client ID of your application at Microsoft (empty: not now)")
    client_id = answers.ask("client_id", question, known.client_id if known is not None else "")
    if not client_id:
        return None
    authority = known.authority if known is not None else Application(client_id).authority
    with opened(settings) as service:
        microsoft = Microsoft(service.account, client_id, authority)
        code = microsoft.begin()
        said = _("Open %(address)s on any device, and enter this code: %(code)s")
        say(said % {"address": code.address, "code": code.code})
        say(ngettext("It is good for %d minute.", "It is good for %d minutes.", code.minutes) % code.minutes)
        sys.stdout.flush()
        username = microsoft.finish(code, lambda: datetime.now(UTC))
        try_anew(service.account, datetime.now(UTC))
    if known is None or known.client_id != client_id:
        set_keys(settings.config_file, {"microsoft": {"client_id": client_id}})
    say(_("Signed in as %s.") % (username or settings.person.email))
    return username or settings.person.email


def send_by(provider: Provider, username: str, settings: Settings) -> Settings:
    """Has the mails sent by a provider's server, with the sign-in; the configuration as it is then."""
    server = server_of(provider)
    smtp: dict[str, str | int | bool | None] = {
        "host": server.host, "port": server.port, "security": server.security, "username": username,
        "login": "microsoft", "password_file": None, "ca_file": None,
    }  # fmt: skip
    set_keys(settings.config_file, {"mail": {"transport": "smtp", "maildir": None}, "mail.smtp": smtp})
    return configuration.load(settings.config_file)
