from datetime import UTC, date, datetime, time

import pytest

from whichcert.catalogue import shape
from whichcert.catalogue.fields import FIELD_OF

DAY = "must be a date without quotes, such as 2026-11-23; found"
ADDRESS = "must be a web address that starts with https://; found"


@pytest.mark.parametrize(
    ("rule", "value"),
    [
        (shape.is_text, "words\n\twith lines"),
        (shape.is_day, date(2026, 11, 23)),
        (shape.is_day_or_text, "spring 2024"),
        (shape.is_day_or_text, date(2024, 3, 1)),
        (shape.is_list, ["a", "b"]),
        (shape.is_list, []),
        (shape.is_level, 3),
        (shape.is_web_address, "https://example.org/a?b=c#d"),
        (shape.is_one_of(("A", "B")), "B"),
        (shape.is_number, 0),
        (shape.is_number, 12.5),
        (shape.holds(FIELD_OF["pass_mark_percent"]), 100),
        (shape.holds(FIELD_OF["fee_usd"]), 101),
        (shape.is_boolean, False),
        (shape.is_filled_list, ["a"]),
    ],
)
def test_right_value_has_no_finding(rule: shape.Rule, value: object) -> None:
    assert rule(value) is None


@pytest.mark.parametrize(
    ("rule", "value", "said"),
    [
        (shape.is_text, 5, "must be a text in quotes; found 5"),
        (shape.is_text, "  ", "is an empty text; write it, or take the key out"),
        (shape.is_text, "a\x00b", "holds an invisible control character; type the text again"),
        (shape.is_day, "2026-11-23", f"{DAY} '2026-11-23'"),
        (shape.is_day, datetime(2026, 1, 1, 1, tzinfo=UTC), f"{DAY} a date or time"),
        (shape.is_day, time(1), f"{DAY} a date or time"),
        (shape.is_day_or_text, 2024, "must be a date or a text; found 2024"),
        (shape.is_list, "a", "must be a list of texts in brackets; found 'a'"),
        (shape.is_list, ["a", 1], "has an entry that must be a text in quotes; found 1"),
        (shape.is_list, ["a", "b", "a"], "names 'a' twice; take one out"),
        (shape.is_level, 4, "must be 1, 2 or 3, or be left out; found 4"),
        (shape.is_level, True, "must be 1, 2 or 3, or be left out; found true"),
        (shape.is_level, "1", "must be 1, 2 or 3, or be left out; found '1'"),
        (
            shape.is_web_address,
            "javascript:alert(1)",
            f"{ADDRESS} 'javascript:alert(1)'",
        ),
        (
            shape.is_web_address,
            "https://",
            f"{ADDRESS} 'https://'",
        ),
        (
            shape.is_web_address,
            "https://[",
            f"{ADDRESS} 'https://['",
        ),
        (
            shape.is_web_address,
            "https://a.org/a b",
            f"{ADDRESS} 'https://a.org/a b'",
        ),
        (shape.is_web_address, 1, "must be a text in quotes; found 1"),
        (
            shape.is_one_of(("issuer", "guide")),
            "isuer",
            "must be one of issuer, guide; found 'isuer'; did you mean 'issuer'?",
        ),
        (shape.is_one_of(("A", "B")), ["A"], "must be one of A, B; found a list"),
        (shape.is_number, True, "must be a number without quotes; found true"),
        (shape.is_number, "200", "must be a number without quotes; found '200'"),
        (shape.is_number, -1, "must lie between 0 and 1,000,000,000,000; found -1"),
        (shape.is_number, float("nan"), "must lie between 0 and 1,000,000,000,000; found nan"),
        (shape.is_number, float("inf"), "must lie between 0 and 1,000,000,000,000; found inf"),
        (shape.holds(FIELD_OF["pass_mark_percent"]), 101, "must be a percentage, 0 to 100; found 101"),
        (shape.is_boolean, "no", "must be true or false, without quotes; found 'no'"),
        (shape.is_boolean, 0, "must be true or false, without quotes; found 0"),
        (
            shape.is_filled_list,
            [],
            "is an empty list; fill it, or write `unknown` with the reason instead of `value`",
        ),
        (shape.is_filled_list, {}, "must be a list of texts in brackets; found a table"),
    ],
)
def test_wrong_value_is_named(rule: shape.Rule, value: object, said: str) -> None:
    assert rule(value) == said


def test_day_without_a_check_is_a_defect() -> None:
    with pytest.raises(TypeError, match="got str"):
        shape.day("2026-11-23")


def test_number_too_long_to_print_is_named() -> None:
    said = "must lie between 0 and 1,000,000,000,000; found a number with too many digits"
    assert shape.is_number(1 << 40_000) == said
    assert shape.is_number(-(1 << 40_000)) == said
