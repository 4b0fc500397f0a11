"""Signing in at Microsoft by the device authorization grant (RFC 8628), with MSAL, and the access tokens it gives.

An access token is good for about an hour. It is renewed when half of its time has passed: when the person or their
organization has revoked the grant, that is known while mails can still leave and say so.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar

from followupd.config.settings import Settings
from followupd.errors import FollowupdError
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
"""Reading a mailbox by IMAP and sending by SMTP (Microsoft: "Authenticate … using OAuth").
MSAL asks for offline_access beside them, without which a sign-in would end after an hour."""
SECONDS = 20
"""For each answer of the server."""
FARTHEST = timedelta(days=1)
"""A token whose time to be renewed is farther away was written by a clock that was ahead."""
_GONE = frozenset({"invalid_grant", "interaction_required", "login_required", "consent_required"})
"""The errors that a person has to mend, by signing in (RFC 6749 §5.2, OpenID Connect Core §3.1.2.6)."""
_ONE_AT_A_TIME = Lock()
"""Two threads that renew at once would each hold a token that the other has replaced."""


class SignedOut(FollowupdError):
    """There is no sign-in, or Microsoft does not accept it any more: the person has to sign in."""


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
        found = _answered(lambda: application.acquire_token_by_device_flow(code.flow))
        if "access_token" not in found:
            raise FollowupdError(_("Not signed in: %s") % _described(found))
        username = one_line(str((found.get("id_token_claims") or {}).get("preferred_username", "")))[:320]
        self._keep(application, found, username, now())
        return username

    def token(self, now: datetime) -> str:
        """An access token that is good at `now` (UTC). Raises SignedOut when the person has to sign in, and another
        FollowupdError when Microsoft cannot be reached."""
        with _ONE_AT_A_TIME:
            known = sign_ins.kept(self.account)
            if known is None:
                raise SignedOut(_("not signed in at Microsoft yet; run: followupd login microsoft"))
            if now < known.renew_at <= now + FARTHEST:
                return known.access_token
            try:
                return self._renewed(known, now)
            except FollowupdError as error:
                if not now < known.good_until <= now + FARTHEST:
                    raise
                if str(error) != known.trouble:
                    log.warning("%s", error)
                return known.access_token

    def renewed(self, now: datetime) -> str:
        """Who is signed in, after a renewal that shows that it is still accepted. Raises like `token`."""
        with _ONE_AT_A_TIME:
            known = sign_ins.kept(self.account)
            if known is None:
                raise SignedOut(_("not signed in at Microsoft yet; run: followupd login microsoft"))
            self._renewed(known, now)
        return known.username

    def _renewed(self, known: SignIn, now: datetime) -> str:
        application = self._application(known.tokens)
        account = next(iter(application.get_accounts()), None)
        found = _answered(lambda: application.acquire_token_silent_with_error(SCOPES, account, force_refresh=True))
        if "access_token" in found:
            return self._keep(application, found, known.username, now)
        if not found or found.get("error") in _GONE:
            said = _("Microsoft lets followupd in no more; sign in again: followupd login microsoft (%s)")
            trouble = said % _described(found)
            sign_ins.failed(self.account, trouble, now)
            raise SignedOut(trouble)
        raise FollowupdError(_("Microsoft gives no new token: %s") % _described(found))

    def _keep(self, application: "PublicClientApplication", found: dict[str, Any], username: str, now: datetime) -> str:
        lasts = _answered(lambda: timedelta(seconds=int(found.get("expires_in", 600))))  # as MSAL takes it
        token = str(found["access_token"])
        tokens = application.token_cache.serialize()
        sign_ins.keep(self.account, SignIn(username, tokens, token, now + lasts / 2, now + lasts))
        return token

    def _application(self, tokens: str) -> "PublicClientApplication":
        try:
            from msal import PublicClientApplication, SerializableTokenCache
        except ModuleNotFoundError:
            said = _("Signing in at Microsoft needs one more part: pip install 'followupd[microsoft]'")
            raise FollowupdError(said) from None
        logging.getLogger("msal").setLevel(logging.CRITICAL)  # what goes wrong is said here, and without tokens
        cache = SerializableTokenCache()
        cache.deserialize(tokens)
        # The authority is the person's own choice, so no third server is asked whether there is such a one.
        return _answered(
            lambda: PublicClientApplication(
                self.client_id, authority=self.authority, instance_discovery=False, token_cache=cache, timeout=SECONDS
            )
        )


def _code(flow: dict[str, Any]) -> Code:
    address, code = (shorten(one_line(str(flow[name])), 200) for name in ("verification_uri", "user_code"))
    return Code(address, code, max(1, int(flow["expires_in"]) // 60), flow)


def _answered(ask: Callable[[], T]) -> T:
    """What Microsoft answers. MSAL and requests raise errors of many kinds, and each means that there is none."""
    try:
        return ask()
    except FollowupdError:
        raise
    except Exception as error:  # noqa: BLE001 - see above
        said = shorten(one_line(cause(error)), 300)
        raise FollowupdError(_("Microsoft's sign-in cannot be reached: %s") % said) from None


def _described(found: dict[str, Any]) -> str:
    """An error as a server describes it, without the numbers of its trace."""
    said = str(found.get("error_description") or found.get("error") or _("no sign-in is kept"))
    return shorten(in_words(one_line(said).partition(" Trace ID:")[0]), 300)
