"""The feed beside the rounds: served, or not, as the config says."""

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from followupd.config.settings import Web
from followupd.errors import FollowupdError
from followupd.store.database import Account
from followupd.text.catalog import _

if TYPE_CHECKING:
    from followupd.web.server import Serving

log = logging.getLogger(__name__)


@dataclass
class Feed:
    """What hinders it is logged once and tried again at each tick; it is no reason to keep the mail back."""

    _serving: "Serving | None" = None
    _hindered: str = ""

    def serve(self, account: Account, web: Web | None) -> None:
        """Begins, ends or moves the serving, so that it is as `web` says."""
        hindered = ""
        if self._serving is not None and (web is None or web.listen != self._serving.address):
            self.stop()
        if web is not None and self._serving is None:
            try:
                self._serving = _begun(account, web)
            except FollowupdError as error:
                hindered = str(error)
                if hindered != self._hindered:
                    log.error("%s", hindered)
        self._hindered = hindered

    def stop(self) -> None:
        """Ends the serving, if there is any."""
        if self._serving is not None:
            self._serving.stop()
            self._serving = None


def _begun(account: Account, web: Web) -> "Serving":
    try:
        from followupd.web.server import Serving
    except ModuleNotFoundError:
        raise FollowupdError(_("The feed needs one more part: pip install 'followupd[web]'")) from None
    serving = Serving(account, web.listen, web.host, web.port)
    serving.start()
    log.info("the calendar is served at %s", web.listen)
    return serving
