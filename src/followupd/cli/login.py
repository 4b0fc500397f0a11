"""login: signing in where the usual password is not taken."""

import argparse
from datetime import UTC, datetime

from followupd.cli.answers import Answers
from followupd.cli.call import Call
from followupd.cli.setup_mail import log_in, write_login
from followupd.cli.signing_in import send_by, sign_in
from followupd.cli.terminal import say
from followupd.config.settings import Settings, load
from followupd.errors import FollowupdError
from followupd.mail.delivery.smtp import Smtp
from followupd.providers.known import GMAIL, OUTLOOK
from followupd.providers.lookup import provider_for, server_of
from followupd.service.account import AccountService, opened
from followupd.service.inbox import reader
from followupd.text.catalog import _


def login(parsed: argparse.Namespace) -> int:
    """Signs in at Microsoft, or takes an app password of Google; exit code 1 when mails cannot be sent then."""
    settings, answers = Call(parsed).settings, Answers(parsed)
    try:
        done = _at_google(settings, answers) if parsed.provider == "google" else _at_microsoft(settings, answers)
    except KeyboardInterrupt:
        say("\n" + _("Nothing was changed."))
        return 130
    if not done:
        say(_("Nothing was changed."))
        return 1
    with opened(load(settings.config_file)) as service:
        return _tried(service)


def _at_google(settings: Settings, answers: Answers) -> bool:
    found = log_in(server_of(GMAIL), settings, answers, GMAIL)
    if found is not None:
        write_login(found, settings, answers)
    return found is not None


def _at_microsoft(settings: Settings, answers: Answers) -> bool:
    username = sign_in(settings, answers)
    if username is None:
        return False
    smtp = settings.mail.smtp if settings.mail.transport == "smtp" else None
    if smtp is None:
        provider = provider_for(settings.person.email)
        send_by(provider if provider is not None and not provider.takes_passwords else OUTLOOK, username, settings)
    elif smtp.password_file is not None:
        said = _("Mails are still sent with the password in %s; without password_file under [mail.smtp] they would be "
                 "sent with this sign-in.")  # fmt: skip
        say(said % smtp.password_file)
    return True


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
