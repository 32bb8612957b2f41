import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import whichcert
from whichcert.bank.statement import (
    SECTIONS,
    Guide,
    Statement,
    StatementKind,
    likeness,
    read_statements,
)
from whichcert.errors import Problem

CONTENT = Path(whichcert.__file__).parent / "content" / "framework"
WHERE = "content/framework/a.toml"
HEAD = 'guide = "scrum-guide-2020"\nsource = "page"\nurl = "https://example.org/guide"\n'
TIMEBOX = """
[statements."daily-scrum.timebox"]
section = "daily-scrum"
kind = "timebox"
text = "The Daily Scrum is an event of 15 minutes."
changed = "2017: the Development Team met."
"""
SOUND = HEAD + TIMEBOX


def found(folder: Path, text: str | bytes) -> list[str]:
    (folder / "a.toml").write_bytes(text.encode() if isinstance(text, str) else text)
    return [str(problem) for problem in read_statements(folder)[1]]


def broken(folder: Path, old: str, new: str) -> list[str]:
    assert old in SOUND
    return found(folder, SOUND.replace(old, new, 1))


def test_statement_holds_what_its_file_says(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(SOUND)
    assert read_statements(tmp_path) == (
        {
            "daily-scrum.timebox": Statement(
                id="daily-scrum.timebox",
                guide=Guide.SCRUM_GUIDE,
                section="daily-scrum",
                kind=StatementKind.TIMEBOX,
                text="The Daily Scrum is an event of 15 minutes.",
                changed="2017: the Development Team met.",
                source="page",
                url="https://example.org/guide",
                where=WHERE,
                line=5,
            )
        },
        (),
    )


def test_statement_may_name_its_own_source(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(SOUND + 'source = "other"\nurl = "https://example.org/other"\n')
    one = read_statements(tmp_path)[0]["daily-scrum.timebox"]
    assert (one.source, one.url) == ("other", "https://example.org/other")


def test_statements_come_in_the_order_of_the_guide(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(SOUND)
    sprint = SOUND.replace("daily-scrum", "sprint").replace("Daily Scrum is an event", "Sprint lasts")
    (tmp_path / "z.toml").write_text(sprint)
    assert list(read_statements(tmp_path)[0]) == ["sprint.timebox", "daily-scrum.timebox"]


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ('"timebox"\n', '"time-box"\n', 7, "the kind 'time-box' is unknown; did you mean 'timebox'?"),
        ('section = "daily-scrum"', 'section = "daily"', 6, "the section 'daily' is unknown"),
        ('section = "daily-scrum"', 'section = "value"', 6, "the section 'value' is unknown"),
        (
            'section = "daily-scrum"',
            'section = "sprint"',
            6,
            "must start with its section, 'sprint', and a dot",
        ),
        ("The Daily Scrum is an event of 15 minutes.", "  ", 8, "`text` is an empty text; write it"),
        ('text = "The Daily Scrum is an event of 15 minutes."\n', "", 5, "`text` is missing; add it"),
        ('"The Daily Scrum is an event of 15 minutes."', "15", 8, "`text` must be a text in quotes"),
        ("2017: the Development Team met.", "", 9, "`changed` is an empty text; write it"),
        ("kind =", "knd =", 7, "the key 'knd' is unknown; did you mean 'kind'?"),
        ("changed =", "source =", 5, "has `source` or `url` without the other"),
        ('"daily-scrum.timebox"', '"daily-scrum"', 5, "'daily-scrum' is no statement"),
        ('"daily-scrum.timebox"', '"Daily-Scrum.timebox"', 5, "'Daily-Scrum.timebox' is no statement"),
        (
            '"daily-scrum.timebox"',
            "daily-scrum.timebox",
            5,
            "'daily-scrum' is no statement; write [statements.",
        ),
        ('"scrum-guide-2020"', '"scrum-guide-2017"', 1, "did you mean 'scrum-guide-2020'?"),
        ('source = "page"\n', "", 1, "`source` is missing; add it"),
        ("https:", "http:", 3, "`url` must be a web address that starts with https://"),
        ("https:", "https://[", 3, "`url` must be a web address that starts with https://"),
        ("guide =", "gude =", 1, "the key 'gude' is unknown; did you mean 'guide'?"),
        ("changed =", "changed", 9, "is not valid TOML"),
    ],
)
def test_mistake_is_found_with_its_line(tmp_path: Path, old: str, new: str, line: int, says: str) -> None:
    messages = broken(tmp_path, old, new)
    assert [message for message in messages if message.startswith(f"{WHERE}:{line}: ") and says in message]


def test_broken_statement_is_left_out_and_its_neighbour_stays(tmp_path: Path) -> None:
    other = TIMEBOX.replace("daily-scrum", "sprint").replace("timebox", "rhythm", 1)
    (tmp_path / "a.toml").write_text(SOUND + other)
    statements, problems = read_statements(tmp_path)
    assert (list(statements), len(problems)) == (["sprint.rhythm", "daily-scrum.timebox"], 1)
    (tmp_path / "a.toml").write_text(SOUND + other.replace('kind = "timebox"', 'kind = "box"'))
    statements, problems = read_statements(tmp_path)
    assert (list(statements), len(problems)) == (["daily-scrum.timebox"], 1)


@pytest.mark.parametrize(
    ("word", "instead"),
    [
        ("Development Team", "Developers or Scrum Team"),
        ("self-organizing team", "self-managing"),
        ("role", "accountability"),
        ("servant leader", "a true leader who serves"),
        ("estimate", "sizing or forecast"),
        ("potentially releasable Increment", "usable"),
    ],
)
def test_old_wording_is_found_in_the_text_only(tmp_path: Path, word: str, instead: str) -> None:
    [message] = broken(tmp_path, "an event of", f"a {word} of")
    assert message.startswith(f"{WHERE}:5: daily-scrum.timebox: ")
    assert f"is wording of 2017; write {instead}, or say it in `changed`" in message
    assert broken(tmp_path, "the Development Team met.", f"the {word} met.") == []


def test_id_used_twice_in_a_file_names_both_lines(tmp_path: Path) -> None:
    assert found(tmp_path, SOUND + TIMEBOX) == [
        f"{WHERE}:11: the id 'daily-scrum.timebox' stands in line 5 too; an id is used once, rename one"
    ]


def test_id_used_in_two_files_keeps_the_first(tmp_path: Path) -> None:
    (tmp_path / "b.toml").write_text(SOUND.replace("15 minutes", "ten weeks, of cooking and of song"))
    [message] = found(tmp_path, SOUND)
    assert message == (
        f"content/framework/b.toml:5: the id 'daily-scrum.timebox' stands in {WHERE}:5 too; "
        "an id is used once, rename one"
    )
    assert read_statements(tmp_path)[0]["daily-scrum.timebox"].where == WHERE


def test_near_identical_texts_are_found(tmp_path: Path) -> None:
    one = TIMEBOX.replace("is an event of", "is a short and daily event which lasts for")
    other = one.replace("daily-scrum.timebox", "daily-scrum.length").replace("short and", "brief and")
    says = "daily-scrum.length says nearly the same as daily-scrum.timebox (86% of the words); drop one"
    assert found(tmp_path, HEAD + one + other) == [f"{WHERE}:11: {says}"]
    assert found(tmp_path, HEAD + one + other.replace("daily event", "weekly meeting")) == []


def test_likeness_is_the_share_of_common_words() -> None:
    assert likeness(frozenset("abc"), frozenset("bcd")) == 0.5
    assert likeness(frozenset(), frozenset()) == 1.0


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (b"\xff", f"{WHERE}:1: is not UTF-8 text"),
        (b"", f"{WHERE}:1: `guide` is missing"),
        (HEAD, f"{WHERE}:1: holds no statement"),
        (HEAD + "statements = 3\n", f"{WHERE}:1: holds no statement"),
        (HEAD + "[statements]\nx = 3\n", f"{WHERE}:1: 'x' is no statement"),
        (SOUND + 'more = """\ntext"""\n', f"{WHERE}:10: holds a text over several lines"),
        (HEAD + "x" * 10_001, f"{WHERE}:4: has a line of 10,001 characters"),
        ("#" * 99 + ("\n" + "#" * 99) * 3_000, f"{WHERE}:1: has more than 262,144 bytes"),
        (HEAD + "x = " + "[" * 5_000, f"{WHERE}:1: is not valid TOML"),
    ],
)
def test_unreadable_file_is_one_problem_and_no_crash(tmp_path: Path, text: str | bytes, says: str) -> None:
    assert found(tmp_path, text)[0].startswith(says)
    assert read_statements(tmp_path)[0] == {}


def test_foreign_and_missing_files_are_problems(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("x")
    (tmp_path / ".hidden").write_text("x")
    (tmp_path / "folder.toml").mkdir()
    assert [problem.where for problem in read_statements(tmp_path)[1]] == [
        "content/framework/folder.toml",
        "content/framework/notes.txt",
    ]
    assert read_statements(tmp_path / "none") == (
        {},
        (Problem("content/framework", "is missing; it holds the statements as .toml files"),),
    )


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.integers(0, len(SOUND)), length=st.integers(0, 40), new=st.text(max_size=12))
def test_mutated_file_never_crashes_the_reader(tmp_path: Path, place: int, length: int, new: str) -> None:
    mutated = SOUND[:place] + new + SOUND[place + length :]
    (tmp_path / "a.toml").write_bytes(mutated.encode("utf-8", "surrogatepass"))
    statements, problems = read_statements(tmp_path)
    assert statements or problems


# What follows holds for the content itself.

STATEMENTS, PROBLEMS = read_statements(CONTENT)
LEAST_PER_SECTION = {
    "definition": 13,
    "theory": 21,
    "values": 9,
    "scrum-team": 15,
    "developers": 6,
    "product-owner": 13,
    "scrum-master": 18,
    "events": 6,
    "sprint": 18,
    "sprint-planning": 19,
    "daily-scrum": 9,
    "sprint-review": 8,
    "sprint-retrospective": 11,
    "artifacts": 7,
    "product-backlog": 9,
    "product-goal": 7,
    "sprint-backlog": 5,
    "sprint-goal": 6,
    "increment": 8,
    "definition-of-done": 9,
}


def test_content_has_no_problems() -> None:
    assert [str(problem) for problem in PROBLEMS] == []


def test_content_has_a_file_and_statements_for_every_section() -> None:
    counts = Counter(one.section for one in STATEMENTS.values())
    assert set(counts) == {section for sections in SECTIONS.values() for section in sections}
    assert {
        section: counts[section] for section, least in LEAST_PER_SECTION.items() if counts[section] < least
    } == {}


def test_content_uses_one_file_per_section() -> None:
    names = {
        one.section: f"content/framework/{prefix}{one.section}.toml"
        for one in STATEMENTS.values()
        for prefix in ["scrum-guide-2020-" if one.guide is Guide.SCRUM_GUIDE else ""]
    }
    assert [one.id for one in STATEMENTS.values() if one.where != names[one.section]] == []


def test_content_says_each_fact_in_a_sentence_of_at_most_33_words() -> None:
    texts = {one.id: one.text for one in STATEMENTS.values()}
    assert [name for name, text in texts.items() if len(text.split()) > 33] == []
    assert [name for name, text in texts.items() if not re.fullmatch(r"[A-Z].*[A-Za-z)]\.", text)] == []
    assert [name for name, text in texts.items() if re.search(r"\. [A-Z]", text)] == []


@pytest.mark.parametrize("file", sorted(CONTENT.glob("*.toml")), ids=lambda file: file.stem)
def test_content_file_gives_attribution_and_licence(file: Path) -> None:
    head = file.read_text().split("guide = ")[0]
    assert "CC BY-SA 4.0" in head
    assert "Scrum.org" in head or "Ken Schwaber and Jeff Sutherland" in head


@pytest.mark.parametrize(
    ("statement_id", "holds"),
    [
        ("sprint.length", "one month or less"),
        ("sprint-planning.timebox", "eight hours"),
        ("daily-scrum.timebox", "15 minutes"),
        ("sprint-review.timebox", "four hours"),
        ("sprint-retrospective.timebox", "three hours"),
        ("scrum-team.typical-size", "typically 10 or fewer"),
        ("product-owner.may-delegate", "may"),
        ("sprint-retrospective.may-enter-sprint-backlog", "may"),
        ("sprint.who-cancels", "Product Owner"),
        ("definition-of-done.team-creates-its-own", "Scrum Team"),
        ("product-backlog.sizing", "Developers who will be doing the work"),
    ],
)
def test_content_keeps_the_guide_to_the_letter(statement_id: str, holds: str) -> None:
    assert holds in STATEMENTS[statement_id].text
