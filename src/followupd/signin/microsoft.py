"""Signing in at Microsoft by the device authorization grant (RFC 8628), with MSAL, and the access tokens it gives.

An access token is good for about an hour. It is renewed when half of its time has passed: when the person or their
organization has revoked the grant, that is known while mails can still leave and say so.
"""

import logging
import re
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar

from followupd.config.settings import Settings
from followupd.errors import FollowupdError
from followupd.signin.http import Client
from followupd.store import sign_ins
from followupd.store.database import Account
from followupd.store.sign_ins import SignIn
from followupd.text.catalog import _
from followupd.text.causes import cause, in_words
from followupd.text.sanitize import one_line, shorten

if TYPE_CHECKING:
    from msal import PublicClientApplication

log = logging.getLogger(__name__)
T = TypeVar("T")

SCOPES = ["https://outlook.office.com/IMAP.AccessAsUser.All", "https://outlook.office.com/SMTP.Send"]
"""Reading a mailbox by IMAP and sending by SMTP (Microsoft: "Authenticate … using OAuth"). MSAL asks for offline_access
beside them, without which a sign-in would end after an hour."""
_SHORTEST, _LONGEST, _USUAL = timedelta(minutes=5), timedelta(days=1), timedelta(minutes=10)
"""The life of a token, whatever a server says, and what MSAL takes where it says nothing."""
_PAUSES = (0.1, 60.0)
"""Seconds between two questions whether the code was entered (RFC 8628 §3.5), at least and at most."""
_MOST_FAULTS = 5
"""So many questions in a row may go unanswered."""
_REVOKED = frozenset({"invalid_grant", "interaction_required", "login_required", "consent_required"})
"""The errors that signing in again mends (RFC 6749 §5.2, OpenID Connect Core §3.1.2.6)."""
_PASSING = frozenset({"temporarily_unavailable", "server_error", "slow_down"})
_SECRET = re.compile(r"[\w.~+/=-]{40,}")
"""What may be a token, in words of a server."""
_ONE_AT_A_TIME = Lock()
"""The threads of a process wait for one another; of several processes the first to write down its renewal wins."""


class SignedOut(FollowupdError):
    """There is no sign-in, or Microsoft does not accept it any more: the person has to sign in."""


class _Forgetful(dict[str, Any]):
    """What MSAL keeps answers in: it would repeat an error for a while, instead of asking."""

    def __setitem__(self, key: str, value: Any) -> None:
        """Keeps nothing."""


@dataclass(frozen=True, slots=True)
class Code:
    """What a person enters, and where, on any device; `minutes` is how long it is good."""

    address: str
    code: str
    minutes: int
    flow: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Microsoft:
    """The sign-in of an account: by which application (`client_id`), and where (`authority`)."""

    account: Account
    client_id: str
    authority: str

    @classmethod
    def of(cls, settings: Settings, account: Account) -> "Microsoft":
        """As the configuration names it; the caller has seen that it does."""
        assert settings.microsoft is not None  # noqa: S101
        return cls(account, settings.microsoft.client_id, settings.microsoft.authority)

    def begin(self) -> Code:
        """Asks for a code. Raises FollowupdError when Microsoft cannot be reached or does not know the application."""
        flow = _answered(lambda: self._application("").initiate_device_flow(scopes=SCOPES))
        if "user_code" not in flow:
            raise FollowupdError(_("Microsoft gives no code: %s") % _described(flow))
        return _answered(lambda: _code(flow))

    def finish(self, code: Code, now: Callable[[], datetime]) -> str:
        """Waits until the person has entered the code, and keeps what comes of it; says who signed in. Raises
        FollowupdError when they refused, or the code's time is over."""
        application = self._application("")
        found = _entered(application, code)
        username = one_line(str((found.get("id_token_claims") or {}).get("preferred_username", "")))[:320]
        with _ONE_AT_A_TIME:
            sign_ins.keep(self.account, self._made(application, found, username, now()))
        return username

    def token(self, now: datetime, refused: str = "") -> str:
        """An access token that is good at `now` (UTC), and another than the one that a server has `refused`. Raises
        SignedOut when the person has to sign in, and another FollowupdError when Microsoft cannot be reached."""
        with _ONE_AT_A_TIME:
            known = self._kept()
            if known.made_at <= now < known.renew_at and known.access_token != refused:
                return known.access_token
            try:
                return self._renewed(known, now).access_token
            except FollowupdError:
                if not known.made_at <= now < known.good_until:
                    raise
                return known.access_token

    def renewed(self, now: datetime) -> str:
        """Who is signed in, after a renewal that shows that it is still accepted. Raises like `token`."""
        with _ONE_AT_A_TIME:
            return self._renewed(self._kept(), now).username

    @property
    def _named(self) -> str:
        return f"{self.client_id} {self.authority}"

    def _kept(self) -> SignIn:
        known = sign_ins.kept(self.account)
        if known is None:
            raise SignedOut(_not_yet())
        if known.application != self._named:
            said = _("signed in at Microsoft by another client_id or authority; run: followupd login microsoft")
            raise SignedOut(said)
        return known

    def _renewed(self, known: SignIn, now: datetime) -> SignIn:
        application = self._application(known.tokens)
        account = next(iter(application.get_accounts()), None)
        found = (
            _answered(lambda: application.acquire_token_silent_with_error(SCOPES, account, force_refresh=True)) or {}
        )
        if "access_token" in found:
            fresh = self._made(application, found, known.username, now)
            return fresh if sign_ins.renew(self.account, known, fresh) else self._kept()
        error = found.get("error")
        if found and (not isinstance(error, str) or error in _PASSING):
            raise FollowupdError(_("Microsoft gives no new token: %s") % _described(found))
        said = _("Microsoft gives followupd no new token: see docs/signing-in.md, and sign in again: followupd login "
                 "microsoft (%s)")  # fmt: skip
        if not found or error in _REVOKED:
            said = _("Microsoft lets followupd in no more; sign in again: followupd login microsoft (%s)")
        trouble = said % _described(found)
        if not sign_ins.failed(self.account, known, trouble, now):
            return self._kept()
        if known.trouble is None:
            log.warning("%s", trouble)
        raise SignedOut(trouble)

    def _made(
        self, application: "PublicClientApplication", found: dict[str, Any], username: str, now: datetime
    ) -> SignIn:
        token = found["access_token"]
        if not isinstance(token, str) or not re.fullmatch(r"[\x21-\x7e]+", token):  # RFC 6750 §2.1
            raise FollowupdError(_("Microsoft's answer makes no sense: %s") % "access_token")
        lasts = _USUAL
        with suppress(TypeError, ValueError, OverflowError):
            lasts = min(max(timedelta(seconds=int(found["expires_in"])), _SHORTEST), _LONGEST)
        tokens = application.token_cache.serialize()
        return SignIn(self._named, username, tokens, token, now, now + lasts / 2, now + lasts)

    def _application(self, tokens: str) -> "PublicClientApplication":
        try:
            from msal import PublicClientApplication, SerializableTokenCache
        except ModuleNotFoundError:
            said = _("Signing in at Microsoft needs one more part: pip install 'followupd[microsoft]'")
            raise FollowupdError(said) from None
        logging.getLogger("msal").setLevel(logging.CRITICAL)  # what goes wrong is said here, and without tokens
        cache = SerializableTokenCache()
        try:
            cache.deserialize(tokens)
        except ValueError:
            raise SignedOut(_not_yet()) from None
        # The authority is the person's own choice, so no third server is asked whether there is such a one.
        return _answered(
            partial(PublicClientApplication, self.client_id, authority=self.authority, instance_discovery=False,
                    token_cache=cache, http_client=Client(), http_cache=_Forgetful())
        )  # fmt: skip


def _not_yet() -> str:
    return _("not signed in at Microsoft yet; run: followupd login microsoft")


def _entered(application: "PublicClientApplication", code: Code) -> dict[str, Any]:
    """What Microsoft gives once the person has entered the code. Raises FollowupdError."""
    until, faults = time.monotonic() + 60 * code.minutes, 0
    while True:
        found: dict[str, Any] = {"error": "authorization_pending"}
        try:
            # MSAL's own loop would end at the first answer that is none, and never where a server names no pause.
            ask = partial(application.acquire_token_by_device_flow, code.flow, exit_condition=lambda _flow: True)
            found, faults = _answered(ask), 0
        except FollowupdError:
            faults += 1
            if faults == _MOST_FAULTS:
                raise
        if "access_token" in found:
            return found
        if found.get("error") not in ("authorization_pending", "slow_down"):
            raise FollowupdError(_("Not signed in: %s") % _described(found))
        pause = min(max(float(code.flow.get("interval", 5)), _PAUSES[0]), _PAUSES[1])
        if time.monotonic() + pause > until:
            raise FollowupdError(_("Not signed in: the time of the code is over; run the command again"))
        time.sleep(pause)


def _code(flow: dict[str, Any]) -> Code:
    address, code = (shorten(one_line(str(flow[name])), 200) for name in ("verification_uri", "user_code"))
    return Code(address, code, min(max(1, int(flow["expires_in"]) // 60), 60), flow)


def _answered(ask: Callable[[], T]) -> T:
    """What Microsoft answers. MSAL raises errors of many kinds, and each means that there is no answer."""
    try:
        return ask()
    except FollowupdError:
        raise
    except Exception as error:  # noqa: BLE001 - see above
        said = _without_secrets(cause(error))
        raise FollowupdError(_("Microsoft's sign-in cannot be reached: %s") % said) from None


def _described(found: dict[str, Any]) -> str:
    """An error as a server describes it, without the numbers of its trace."""
    said = str(found.get("error_description") or found.get("error") or _("no sign-in is kept"))
    return _without_secrets(in_words(one_line(said).partition(" Trace ID:")[0]))


def _without_secrets(text: str) -> str:
    return shorten(_SECRET.sub("…", one_line(text)), 300)
