"""Answers as people write them: no wrong deed, and nearly everything understood that a kind human would understand."""

from collections.abc import Callable

import pytest

from tests.answer_cases import Case, cases, judged, state

EVERYDAY = ("everyday", "swedish", "english", "traps", "fair")


def _told(case: Case, what: object) -> str:
    return f"{case.answer!r}\n    wanted: {case.expected}\n    {what}"


@pytest.mark.parametrize("name", [*EVERYDAY, "hard"])
def test_no_answer_does_what_its_writer_did_not_mean(name: str) -> None:
    practice_state = state()
    verdicts = [(case, judged(case.expected, case.understood(practice_state))) for case in cases(name)]
    assert not [_told(case, verdict.wrong) for case, verdict in verdicts if verdict.wrong]


def test_nearly_every_everyday_answer_is_understood_without_asking(measured: Callable[[str], None]) -> None:
    practice_state = state()
    verdicts = [
        (case, judged(case.expected, case.understood(practice_state))) for name in EVERYDAY for case in cases(name)
    ]
    whole = [case for case, verdict in verdicts if verdict.whole]
    measured(f"answers understood whole: {len(whole)} of {len(verdicts)} ({len(whole) / len(verdicts):.1%})")
    missed = [_told(case, "not understood whole") for case, verdict in verdicts if not verdict.whole]
    assert len(verdicts) >= 300
    assert len(whole) / len(verdicts) >= 0.95, "\n".join(missed)


def test_hard_answers_are_understood_more_often_than_not(measured: Callable[[str], None]) -> None:
    practice_state = state()
    hard = list(cases("hard"))
    whole = [case for case in hard if judged(case.expected, case.understood(practice_state)).whole]
    measured(f"hard answers understood whole: {len(whole)} of {len(hard)} ({len(whole) / len(hard):.1%})")
    assert len(whole) / len(hard) >= 0.7
