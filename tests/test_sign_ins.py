"""What is kept of a sign-in, on SQLite and on PostgreSQL."""

from dataclasses import replace
from datetime import timedelta

from followupd.store import sign_ins
from followupd.store.sign_ins import SignIn
from tests.conftest import MONDAY, Home, at

NOW = at(MONDAY, "07:00")
HOUR = timedelta(hours=1)
KEPT = SignIn(
    "client https://login.example.org/common", "maja@example.org", "{}", "t" * 4000, NOW, NOW + HOUR / 2, NOW + HOUR
)


def test_the_newest_sign_in_counts_and_a_renewal_only_of_that(home: Home) -> None:
    with home.opened() as service:
        account = service.account
        assert sign_ins.kept(account) is None
        sign_ins.keep(account, KEPT)
        assert sign_ins.kept(account) == KEPT
        fresh = replace(KEPT, tokens='{"a": 1}', access_token="new")
        assert sign_ins.renew(account, KEPT, fresh)
        assert not sign_ins.renew(account, KEPT, replace(fresh, access_token="late"))
        assert not sign_ins.failed(account, KEPT, "late", NOW)
        assert sign_ins.kept(account) == fresh


def test_a_trouble_is_known_since_it_was_first_seen_and_told_once(home: Home) -> None:
    with home.opened() as service:
        account = service.account
        sign_ins.keep(account, KEPT)
        for later in (3, 0, 1):  # the first by a clock that was ahead
            assert sign_ins.failed(account, KEPT, "revoked", NOW + later * HOUR)
        known = sign_ins.kept(account)
        assert known is not None
        assert (known.failing_since, known.trouble) == (NOW, "revoked")
        assert not sign_ins.is_told(account, NOW, "login-1")
        home.book('[[contact]]\nname = "Anna"\nevery = "month"\nlast = 2026-09-01\n')
        home.tick(at(MONDAY, "08:00"))
        assert sign_ins.is_told(account, NOW, "login-1")
        assert not sign_ins.is_told(account, at(MONDAY, "08:00"), "login-1")
