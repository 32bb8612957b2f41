"""Rows become values and back."""

from datetime import UTC, datetime
from typing import Any

import pytest

from whichcert.web import records
from whichcert.web.models import OrientationAnswer
from whichcert.web.records import Answer

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 24, 9, tzinfo=UTC)


def test_answers_come_back_in_the_order_in_which_they_were_first_asked() -> None:
    records.begin("t", at=AT)
    for step, value in (("a", 1), ("b", ["x"]), ("a", 2)):
        records.append("t", Answer(step, value), at=AT)
    assert records.answers_of("t") == (Answer("a", 2), Answer("b", ["x"]))


def test_later_answer_is_one_more_row() -> None:
    records.begin("t", [Answer("a", 1)], at=AT)
    records.append("t", Answer("a", None), at=AT)
    assert list(OrientationAnswer.objects.values_list("step", "value")) == [("a", 1), ("a", None)]
    assert records.answers_of("t") == (Answer("a", None),)


@pytest.mark.parametrize("value", [None, 0, 2.5, "de", [], ["ä", "'; --"], {"deadline": None}])
def test_value_comes_back_as_it_was(value: Any) -> None:
    records.begin("t", [Answer("a", value)], at=AT)
    assert records.answers_of("t") == (Answer("a", value),)


def test_answers_of_others_stay_apart() -> None:
    records.begin("one", [Answer("a", 1)], at=AT)
    records.begin("other", at=AT)
    assert records.answers_of("other") == ()


@pytest.mark.parametrize("token", ["", "nobody", "x" * 1_000])
def test_unknown_token_has_no_answers(token: str) -> None:
    assert records.answers_of(token) is None


@pytest.mark.parametrize("answers", [1, 3])
def test_reading_takes_two_queries(answers: int, django_assert_num_queries: Any) -> None:
    records.begin("t", [Answer(str(at), at) for at in range(answers)], at=AT)
    with django_assert_num_queries(2):
        records.answers_of("t")
