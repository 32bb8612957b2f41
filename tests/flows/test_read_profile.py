"""Whatever stands in a profile: a Profile comes out, or a refusal that says where, what and what instead."""

import json
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from people import ITEMS, LIBRARY, PAIRS, PROFILES, TODAY
from whichcert.decide.criteria import CRITERIA
from whichcert.decide.profile import Profile
from whichcert.errors import InputRefused, Problem
from whichcert.flows.read_profile import (
    FIELDS,
    MOST_BYTES,
    MOST_UNKNOWN,
    MOST_WORDS,
    profile_from,
    read_profile,
)
from whichcert.interop.profile_toml import plain_profile

HUGE = 16**5_000
"""TOML can write it in hexadecimal; Python shows no integer of more than 4,300 digits."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "profile.toml"


def read(path: Path, content: str | bytes) -> Profile:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_profile(path, LIBRARY, today=TODAY)


def refusal(path: Path, content: str | bytes | None = None) -> list[str]:
    if content is not None:
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    with pytest.raises(InputRefused) as why:
        read_profile(path, LIBRARY, today=TODAY)
    return [str(problem) for problem in why.value.problems]


def taken(**data) -> Profile:
    return profile_from(data, LIBRARY, today=TODAY)


def refused(**data) -> list[str]:
    with pytest.raises(InputRefused) as why:
        profile_from(data, LIBRARY, today=TODAY)
    return [problem.message for problem in why.value.problems]


# ---------------------------------------------------------------- files


def test_an_empty_file_is_a_profile(path):
    assert read(path, "") == Profile()
    assert read(path, "# nothing but a comment\n").is_empty


def test_a_byte_order_mark_and_windows_lines_are_fine(path):
    assert read(path, "\ufeffgoals = ['learn']\r\nyears_of_scrum = 2\r\n") == Profile(
        goals=("learn",), years_of_scrum=2.0
    )


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"#" * 10_000_000, f"profile.toml: has 10,000,000 bytes; a profile has at most {MOST_BYTES:,}"),
        (b"goals = []\nlikes = ['\xff']", "profile.toml:2: byte 21 is not UTF-8; save the file as UTF-8"),
        ("goals = []".encode("utf-16"), "profile.toml:1: byte 0 is not UTF-8; save the file as UTF-8"),
        (b"\0", "profile.toml:1: is not TOML: Invalid statement"),
        (b"goals = ['\0']", "profile.toml:1: is not TOML: Found invalid character '\\x00'"),
        ("goals = ['learn']\ngoals = []", "profile.toml:2: is not TOML: Cannot overwrite a value"),
        ("[answers]\n[answers]\n", "profile.toml:2: is not TOML: Cannot declare ('answers',) twice"),
        ("a = " + "[" * 50_000, "profile.toml: is nested too deeply; a profile has one level"),
        ("a = " + "{b = " * 15_000, "profile.toml: is nested too deeply; a profile has one level"),
        ("goals" + ".a" * 40_000 + " = 1", "profile.toml:1: is nested too deeply; a profile has one level"),
        (
            "# x\n[answers" + ".a" * 40_000 + "]",
            "profile.toml:2: is nested too deeply; a profile has one level",
        ),
        (
            "years_of_scrum = 1" + "0" * 5_000,
            "profile.toml: holds a number of thousands of digits; shorten it",
        ),
    ],
)
def test_an_unreadable_file_is_refused_with_its_place(path, content, says):
    assert refusal(path, content) == [says]


def test_what_is_no_file_is_refused(path, tmp_path):
    assert refusal(path) == ["profile.toml: can't be opened: No such file or directory"]
    assert refusal(tmp_path) == [f"{tmp_path.name}: can't be opened: Is a directory"]
    assert refusal(Path()) == [".: can't be opened: Is a directory"]
    assert refusal(Path("a\0b")) == ["a\0b: can't be opened: embedded null byte"]
    assert refusal(Path("x" * 5_000))[0].endswith("File name too long")


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="there is no endless file here")
def test_an_endless_file_is_refused():
    assert refusal(Path("/dev/zero")) == ["zero: has 100,001 bytes; a profile has at most 100,000"]


def test_every_problem_comes_at_once_with_its_line(path):
    content = (
        "curent_role = 1\n\ngoals = ['fly']\nbudget_usd = 'much'\n\n[answers]\np99 = 1\n"
        + PAIRS[0]
        + " = 7\n"
    )
    assert [said.partition(": ")[0] for said in refusal(path, content)] == [
        f"profile.toml:{line}" for line in (1, 3, 4, 7, 8)
    ]


def test_separators_that_toml_does_not_know_are_no_lines(path):
    assert refusal(path, "# a\u2028b\x85c\ngoals = ['fly']\n")[0].startswith("profile.toml:2: goals: ")


def test_thousands_of_unknown_fields_are_counted_not_listed(path):
    said = refusal(path, "\n".join(f"a{n} = 1" for n in range(9_000)))
    assert len(said) == MOST_UNKNOWN + 1
    assert said[-1] == "profile.toml: 8990 more unknown fields; this does not look like a profile"


def test_a_hostile_key_is_shown_harmless_and_short(path):
    (said,) = refusal(path, '"\\u001b[31m\\nred" = 1')
    assert said.isprintable()
    (said,) = refusal(path, f'"{"x" * 90_000}" = 1')
    assert len(said) < 400
    (said,) = refusal(path, f'[answers]\n"\\u0007{"x" * 90_000}" = 1')
    assert said.isprintable()
    assert len(said) < 600


# ---------------------------------------------------------------- values


def test_all_fields_are_read():
    data = {
        "current_role": "Developer", "target_role": "po", "years_of_scrum": 2, "holds": ["PSM I", "csm"],
        "goals": ["learn"], "likes": "coaching", "strengths": [], "constraints": ["little money"],
        "reasons": ["use now", "Goal"], "ignored": ["role_demand"], "budget_usd": 0.5, "hours_per_week": 3,
        "deadline": "2027-01-31", "country": "Germany", "answers": {PAIRS[0]: -2, ITEMS[0]: 0},
    }  # fmt: skip
    assert set(data) == set(FIELDS)
    assert taken(**data) == Profile(
        current_role="developer", target_role="product_owner", years_of_scrum=2.0, holds=("psm-1", "csm"),
        goals=("learn",), likes=("coaching",), constraints=("little_money",), reasons=("use-now", "goal"),
        ignored=("role-demand",), budget_usd=0.5, hours_per_week=3.0, deadline=date(2027, 1, 31),
        country="de", answers={PAIRS[0]: -2, ITEMS[0]: 0},
    )  # fmt: skip


@pytest.mark.parametrize("name", FIELDS)
@pytest.mark.parametrize("nothing", ["", None])
def test_nothing_counts_as_missing(name, nothing):
    if name == "answers" or (nothing == "" and name in ("years_of_scrum", "budget_usd", "hours_per_week")):
        nothing = None
    assert taken(**{name: nothing}) == Profile()


WRONG = {
    "a number": 3, "a float": 2.5, "yes": True, "a table": {"a": 1}, "a list of numbers": [1],
    "a list in a list": [["learn"]], "a time": time(7, 30), "a date": date(2027, 1, 1),
    "a moment": datetime(2027, 1, 1),  # noqa: DTZ001  TOML has local moments
    "a huge number": HUGE, "a list of huge numbers": [HUGE], "a word": "fly", "a list of words": ["fly"],
}  # fmt: skip
FITS = {
    **{name: {"a number", "a float"} for name in ("years_of_scrum", "budget_usd", "hours_per_week")},
    "deadline": {"a date", "a moment"},
}


@pytest.mark.parametrize("kind", WRONG)
@pytest.mark.parametrize("name", FIELDS)
def test_every_wrong_type_is_refused_by_name(name, kind):
    if kind in FITS.get(name, ()):
        assert getattr(taken(**{name: WRONG[kind]}), name) is not None
        return
    (said,) = refused(**{name: WRONG[kind]})
    assert said.startswith((f"{name}: ", f"{name}."))
    assert any(word in said for word in ("expected", "nearest known", "known:", "give a day"))
    assert len(said) < 600


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("years_of_scrum", -0.1), ("years_of_scrum", 60.1), ("budget_usd", -1), ("budget_usd", 100_001),
        ("hours_per_week", -1), ("hours_per_week", 101), ("budget_usd", float("inf")),
        ("budget_usd", float("-inf")), ("budget_usd", float("nan")),
        pytest.param("budget_usd", HUGE, id="huge"),
    ],
)  # fmt: skip
def test_a_number_out_of_range_is_refused(name, value):
    (said,) = refused(**{name: value})
    assert said.startswith(f"{name}: ")
    assert "is out of range; expected 0 to " in said


@pytest.mark.parametrize(
    ("name", "ends"),
    [("years_of_scrum", (0, 60)), ("budget_usd", (0, 100_000)), ("hours_per_week", (0, 100))],
)
def test_both_ends_of_a_range_are_in_it(name, ends):
    assert [getattr(taken(**{name: end}), name) for end in ends] == list(ends)


@pytest.mark.parametrize(
    ("value", "says"),
    [
        (TODAY - timedelta(days=1), "2026-11-23 is in the past"),
        (date(1, 1, 1), "is in the past"),
        (TODAY + timedelta(days=3661), "is more than ten years ahead"),
        (date(9999, 12, 31), "is more than ten years ahead"),
        ("2027-02-30", "is not a date; expected YYYY-MM-DD"),
        ("27-1-1", "is not a date"),
        ("soon", "is not a date"),
        ("２０２７-０１-０１", "is not a date"),
    ],
)
def test_an_absurd_deadline_is_refused(value, says):
    (said,) = refused(deadline=value)
    assert says in said


def test_a_deadline_from_today_to_ten_years_is_taken():
    for day in (TODAY, TODAY + timedelta(days=3660)):
        assert taken(deadline=day).deadline == taken(deadline=day.isoformat()).deadline == day


@pytest.mark.parametrize("kind", ["goals", "likes", "strengths", "constraints"])
def test_an_unknown_word_names_the_nearest(kind):
    word = next(iter(LIBRARY.vocabulary.words[kind]))
    (said,) = refused(**{kind: [word[:-1] + "q"]})
    assert f"nearest known: {word}" in said


def test_unknown_names_of_other_lists():
    assert "nearest known: psm-1" in refused(holds=["psm-11"])[0]
    assert "nearest known: role-demand" in refused(reasons=["roledemand"])[0]
    assert "nearest known: Germany" in refused(country="Germny")[0]
    assert f"nearest known: {PAIRS[0]}" in refused(answers={PAIRS[0] + "x": 1})[0]
    assert "nearest known: current_role" in refused(curent_role="x")[0]


def test_a_list_has_forty_words_at_most():
    assert len(taken(goals=["learn"] * MOST_WORDS).goals) == 1
    assert refused(goals=["learn"] * 41) == ["goals: has 41 entries; at most 40 are read"]
    assert refused(holds=["csm"] * 41) == ["holds: has 41 entries; at most 40 are read"]


def test_words_said_twice_count_once_in_their_order():
    assert taken(likes=["stakeholders", "coaching", "Stakeholders"]).likes == ("stakeholders", "coaching")


def test_reasons_are_three_and_never_also_ignored():
    assert refused(reasons=list(CRITERIA[:4])) == [
        "reasons: names 4 criteria; at most 3 count, the most important first"
    ]
    assert refused(ignored=list(CRITERIA)) == [
        "ignored: names 9 criteria; at most 8 count, the most important first"
    ]
    three = list(CRITERIA[:3])
    assert refused(reasons=three, ignored=three) == [
        f"ignored: {name!r} is also a reason; keep it in one list" for name in three
    ]


@pytest.mark.parametrize(
    "answer",
    [
        3,
        -3,
        True,
        False,
        1.0,
        "1",
        None,
        [1],
        {"a": 1},
        pytest.param(HUGE, id="huge"),
        pytest.param([HUGE], id="list"),
    ],
)
def test_an_answer_is_a_whole_number_from_minus_two_to_two(answer):
    (said,) = refused(answers={PAIRS[0]: answer})
    assert said.startswith(f"answers.{PAIRS[0]}: ")
    assert said.endswith("is no answer; expected −2, −1, 0, 1 or 2")


def test_more_answers_than_questions_are_refused():
    assert refused(answers={f"q{n}": 1 for n in range(41)}) == [
        "answers: has 41 entries; there are only 40 questions"
    ]


def test_keys_that_are_no_text_are_refused():
    with pytest.raises(InputRefused, match="unknown field '7'"):
        profile_from({7: "x"}, LIBRARY, today=TODAY)
    assert "unknown pair '7'" in refused(answers={7: 1})[0]


# ---------------------------------------------------------------- anything


LEAVES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=40), st.dates(), st.datetimes(),
    st.times(),
    st.sampled_from([*CRITERIA, "learn", "developer", "psm-1", "us", "", "2027-01-01"]),
    st.none().map(lambda _: HUGE),
)  # fmt: skip
ANY = st.recursive(
    LEAVES,
    lambda inside: st.lists(inside, max_size=5) | st.dictionaries(st.text(max_size=12), inside, max_size=5),
    max_leaves=12,
)


def tried(reading: Callable[[], Profile]) -> tuple[Profile | None, tuple[Problem, ...]]:
    """Return the profile, or the problems of its refusal; anything else that is raised fails the test."""
    try:
        return reading(), ()
    except InputRefused as refusal:
        return None, refusal.problems


KEYS = st.sampled_from([*FIELDS, *PAIRS[:3]]) | st.text(max_size=20)


@settings(max_examples=150, deadline=None)
@given(data=st.dictionaries(KEYS, ANY, max_size=8))
@example(data={"answers": dict.fromkeys(PAIRS, 2)})
def test_any_values_give_a_profile_or_a_refusal(data):
    profile, problems = tried(lambda: profile_from(data, LIBRARY, today=TODAY))
    if profile is None:
        assert problems
        assert all(problem.message for problem in problems)
    else:
        assert set(data) <= set(FIELDS)
        assert profile_from(plain_profile(profile), LIBRARY, today=TODAY) == profile


@settings(max_examples=150, deadline=None)
@given(
    content=st.binary(max_size=200)
    | st.text(max_size=200).map(str.encode)
    | st.lists(st.tuples(KEYS, st.text("[]{}'\"=.0123456789abc-_\n# ", max_size=30)), max_size=5).map(
        lambda rows: "\n".join(f"{key} = {value}" for key, value in rows).encode()
    )
)
def test_any_bytes_give_a_profile_or_a_refusal(content, tmp_path_factory):
    path = tmp_path_factory.getbasetemp() / "any.toml"
    path.write_bytes(content)
    profile, problems = tried(lambda: read_profile(path, LIBRARY, today=TODAY))
    assert (profile is None) == bool(problems)
    assert all(problem.where == "any.toml" for problem in problems)


@settings(max_examples=60, deadline=None)
@given(profile=PROFILES)
def test_a_profile_survives_json(profile):
    carried = json.loads(json.dumps(plain_profile(profile)))
    assert profile_from(carried, LIBRARY, today=TODAY) == profile
