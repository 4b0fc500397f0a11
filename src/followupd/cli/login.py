"""login: signing in where the usual password is not taken."""

import argparse
from datetime import UTC, datetime

from followupd.cli.answers import Answers
from followupd.cli.call import Call
from followupd.cli.setup_mail import log_in, write_login
from followupd.cli.signing_in import send_by, sign_in
from followupd.cli.terminal import say
from followupd.config.editing import set_keys
from followupd.config.settings import Settings, load
from followupd.errors import AlreadyRunning, FollowupdError
from followupd.mail.delivery.smtp import Smtp
from followupd.providers.known import GMAIL, OUTLOOK, SIGN_IN_AT
from followupd.providers.lookup import provider_for, server_of
from followupd.service.account import AccountService, opened
from followupd.service.inbox import reader
from followupd.store.lock import only_one
from followupd.text.catalog import _


def login(parsed: argparse.Namespace) -> int:
    """Signs in at Microsoft, or takes an app password of Google; exit code 1 when mails cannot be sent then."""
    settings, answers = Call(parsed).settings, Answers(parsed)
    before = settings.config_file.read_bytes()
    try:
        done = _at_google(settings, answers) if parsed.provider == "google" else _at_microsoft(settings, answers)
    except KeyboardInterrupt:
        say("\n" + _("Not signed in."))
        return 130
    if not done:
        say(_("Nothing was changed."))
        return 1
    with opened(load(settings.config_file)) as service:
        if settings.config_file.read_bytes() != before:
            _tell_the_daemon(service)
        return _tried(service)


def _at_google(settings: Settings, answers: Answers) -> bool:
    host = settings.mail.smtp.host if settings.mail.transport == "smtp" and settings.mail.smtp is not None else None
    if host not in (None, GMAIL.smtp) and not answers.agrees("", _("Send mails by Gmail instead of %s?") % host):
        return False
    found = log_in(server_of(GMAIL), settings, answers, GMAIL)
    if found is not None:
        write_login(found, settings, answers)
    return found is not None


def _at_microsoft(settings: Settings, answers: Answers) -> bool:
    username = sign_in(settings, answers)
    if username is None:
        return False
    smtp = settings.mail.smtp if settings.mail.transport == "smtp" else None
    provider = provider_for(settings.person.email)
    ours = provider if provider is not None and not provider.takes_passwords else OUTLOOK
    if smtp is not None and smtp.host in SIGN_IN_AT:
        set_keys(settings.config_file, {"mail.smtp": {"login": "microsoft", "password_file": None}})
    elif smtp is None and not settings.reads_by_microsoft:
        send_by(ours, username, settings)
    elif smtp is not None and smtp.login == "password":
        said = _('Mails are still sent by %s with a password; login = "microsoft" under [mail.smtp] would sign in.')
        say(said % smtp.host)
    if settings.inbox is not None and (settings.inbox.host or ours.imap) in SIGN_IN_AT:
        set_keys(settings.config_file, {"inbox": {"login": "microsoft", "password_file": None}})
    return True


def _tell_the_daemon(service: AccountService) -> None:
    try:
        with only_one(service.account):
            return
    except AlreadyRunning:
        say(_("followupd is at work with the configuration of before: systemctl reload followupd has it read anew."))


def _tried(service: AccountService) -> int:
    """Logs in wherever the configuration says, and says how it went."""
    wrong = False
    try:
        if isinstance(service.transport, Smtp):
            service.transport.login()
            say(_("Mails can be sent: %s") % f"{service.transport.username}, {service.transport.host}")
        if service.settings.inbox is not None:
            say(_("Answers can be read: %s") % reader(service).check(datetime.now(UTC)))
    except FollowupdError as error:
        wrong = True
        say(error, error=True)
    return 1 if wrong else 0
