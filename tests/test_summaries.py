"""What is kept of a contact's history is what the whole history says, whatever was added, undone or corrected."""

from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, update

from followupd.actions.apply import apply
from followupd.actions.commands import Undo
from followupd.domain.book import Book, Cadence, Contact
from followupd.domain.journal import by_contact
from followupd.errors import CallError
from followupd.practice.relations import relation
from followupd.practice.state import PracticeState
from followupd.practice.summary import summarise
from followupd.service.summaries import summaries_of
from followupd.store import accounts, entries
from followupd.store.journal import StoredJournal
from followupd.store.tables import entries as table
from tests.conftest import MONDAY, STOCKHOLM, Home, at

MONTH = Cadence(1, "month")
offsets = st.integers(-900, 0)
entry = st.fixed_dictionaries(
    {
        "contact": st.sampled_from(["anna", "ben", "cleo"]),
        "type": st.sampled_from(
            ["interaction", "interaction", "snooze", "pause", "resume", "promise", "interview", "move", "skip", "done"]
        ),
        "kind": st.sampled_from([None, "met", "seen", "tack", "outcome", "held", "asked", "booked", "thanked"]),
        "direction": st.sampled_from([None, None, "gave", "received"]),
        "note": st.sampled_from([None, "note", "another"]),
        "about": st.sampled_from([None, "charm", "promise-1", "thanks-2", "thanks-3", "interview/ask"]),
        "until": st.sampled_from([None, MONDAY + timedelta(days=9), MONDAY - timedelta(days=40)]),
    }
)
step = st.one_of(
    st.tuples(st.just("add"), offsets, entry),
    st.tuples(st.just("undo"), st.sampled_from(["", "anna", "ben"]), st.none()),
    st.tuples(st.just("correct"), st.integers(0, 12), offsets),
    st.tuples(st.just("round"), st.none(), st.none()),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(step, min_size=1, max_size=25), looked=st.integers(-30, 400))
def test_a_summary_is_what_the_whole_history_says(local_home: Home, steps: list[tuple], looked: int) -> None:  # type: ignore[type-arg]
    with local_home.opened() as service:
        account = service.account
        with account.write() as connection:
            for name in ("entries", "summaries"):
                connection.exec_driver_sql(f"DELETE FROM {name}")
            accounts.forget_summaries(connection, account)
        for what, first, second in steps:
            if what == "add":
                made = dict(second)
                day = MONDAY + timedelta(days=first)
                entries.record(account, made.pop("contact"), made.pop("type"), day, at(day, "18:00"), **made)
            elif what == "undo":
                try:
                    apply(account, Undo(MONDAY, first), at(MONDAY))
                except CallError:
                    continue
            elif what == "correct":
                with account.write() as connection:
                    day = MONDAY + timedelta(days=second)
                    connection.execute(update(table).where(table.c.id == first).values(day=day, recorded_at=at(day)))
                    accounts.forget_summaries(connection, account)
            else:
                summaries_of(account, STOCKHOLM).keep(account)
        kept = summaries_of(account, STOCKHOLM)
        whole = {who: summarise(who, all_, STOCKHOLM) for who, all_ in by_contact(entries.effective(account)).items()}
        assert {who: one for who, one in kept.known.items() if who in whole} == whole
        book = Book((Contact("anna", "Anna", MONTH, MONTH.times(2), last=MONDAY - timedelta(days=500)),))
        now = at(MONDAY + timedelta(days=looked), "12:00")
        journal = StoredJournal(account)
        by_summary = PracticeState(book, journal, now, STOCKHOLM, known=kept.known)
        by_replay = PracticeState(book, journal, now, STOCKHOLM)
        for who in whole:
            assert by_summary.contact_states.get(who) == by_replay.contact_states.get(who)
        assert by_summary.open_loops == by_replay.open_loops
        assert by_summary.interviews == by_replay.interviews
        (anna,) = book.contacts
        assert by_summary.relation(anna) == by_replay.relation(anna)
        assert by_summary.card(anna) == by_replay.card(anna)


def test_a_round_after_ten_years_reads_only_whose_history_has_news(local_home: Home) -> None:
    local_home.book(
        "".join(f'[[contact]]\nname = "Person {n}"\nevery = "1 month"\nlast = 2026-11-01\n' for n in range(20))
    )
    with local_home.opened() as service:
        with service.account.write() as connection:
            for number in range(2000):
                day = MONDAY - timedelta(days=number)
                new = entries.New(f"person-{number % 20}", "interaction", day, note="a walk")
                entries.add(connection, service.account, new, at(day))
        service.run_round(at(MONDAY))
        entries.record(service.account, "person-3", "interaction", MONDAY, at(MONDAY, "10:00"))
        read = []
        event.listen(service.account.engine, "after_cursor_execute", lambda *given: read.append(given[2]))
        service.run_round(at(MONDAY, "10:01"))
    whole = [statement for statement in read if "FROM entries" in statement and "contact =" not in statement]
    assert not [statement for statement in whole if "max(" not in statement and "day >=" not in statement
                and "id >" not in statement], whole  # fmt: skip


def test_a_wrong_day_in_the_future_does_not_count_before_it_comes(local_home: Home) -> None:
    """A rehearsal may have noted something ahead; today's round does not take it for done."""
    anna = Contact("anna", "Anna", MONTH, MONTH.times(2))
    ahead = MONDAY + timedelta(days=30)
    with local_home.opened() as service:
        entries.record(service.account, "anna", "interaction", MONDAY - timedelta(days=3), at(MONDAY))
        entries.record(service.account, "anna", "interaction", ahead, at(ahead))
        known = summaries_of(service.account, STOCKHOLM).known
        state = PracticeState(Book((anna,)), StoredJournal(service.account), at(MONDAY), STOCKHOLM, known=known)
        assert state.contact_states["anna"].last == date(2026, 11, 20)
        assert relation(anna, state.summaries["anna"], MONDAY).ever == 1
