import tomllib
from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from whichcert.bank.head import plain_head

VALUES = st.one_of(
    st.booleans().map(lambda one: "true" if one else "false"),
    st.integers(-(10**9), 10**9).map(str),
    st.floats(-9, 9).map(lambda one: f"{one:.3f}"),
    st.dates().map(date.isoformat),
    st.text(st.characters(codec="utf-8"), max_size=12).map(lambda one: f'"{one}"'),
    st.lists(st.text("ab ,]#'\\", max_size=4)).map(
        lambda some: "[" + ", ".join(f'"{one}"' for one in some) + "]"
    ),
    st.text("[]\"',0.-T:ab\\ #", max_size=12),
)


@settings(max_examples=600, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(["a", "b_c", "d"]), VALUES, st.sampled_from(["", " ", " # x", "#"])))
)
@example([("a", "0.", "")])
@example([("a", "007", "")])
@example([("a", "[ ]", "")])
@example([("a", '["x" "y"]', "")])
@example([("a", '["x",]', " # x")])
@example([("a", "-0", "")])
def test_plain_head_says_what_the_toml_parser_says(rows: list[tuple[str, str, str]]) -> None:
    lines = "".join(f"{name} = {value}{end}\n" for name, value, end in rows).split("\n")
    head = plain_head(lines)
    if head is not None:
        assert head.fields == tomllib.loads("\n".join(lines))


@pytest.mark.parametrize(
    "row", ["a = 'x'", 'a = "\\n"', "a = 1e3", "a.b = 1", "[a]", "a = 2026-02-30", "a = [1]"]
)
def test_plain_head_leaves_the_rest_to_the_parser(row: str) -> None:
    assert plain_head([row]) is None


def test_plain_head_gives_lines_as_in_the_file() -> None:
    head = plain_head(["", "a = 1", "", 'b_c = ["x"] # why'])
    assert head is not None
    assert (head.fields, head.lines) == ({"a": 1, "b_c": ["x"]}, {"a": 3, "b_c": 5})
