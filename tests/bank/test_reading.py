from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bank.sample import ITEM, SOUND, WHERE
from whichcert.bank.item import Item
from whichcert.bank.reading import read_item, read_items


def messages(text: str) -> list[str]:
    read = read_item(text, WHERE)
    assert not isinstance(read, Item)
    return [str(problem) for problem in read]


def broken(old: str, new: str) -> list[str]:
    assert old in SOUND
    return messages(SOUND.replace(old, new, 1))


def test_item_holds_what_its_file_says() -> None:
    assert read_item(SOUND, WHERE) == ITEM


def test_item_knows_the_lines_of_its_parts() -> None:
    read = read_item(SOUND, WHERE)
    assert isinstance(read, Item)
    assert (read.lines["id"], read.lines["status"], read.lines["stem"], read.lines["rationale"]) == (
        2,
        15,
        17,
        33,
    )
    assert [option.line for option in read.options] == [22, 24, 28, 30]


def test_runs_of_blanks_are_one_blank() -> None:
    text = (
        SOUND.replace("Ama looks", "  Ama   looks\t")
        .replace("Half an", "Half  an")
        .replace("is a status", "is  a status")
    )
    assert read_item(text, WHERE) == ITEM


def test_windows_line_ends_and_byte_order_mark_change_nothing() -> None:
    assert read_item("\ufeff" + SOUND.replace("\n", "\r\n"), WHERE) == ITEM


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("+++\nid", "id", 1, "must start with a line +++"),
        ('status = "draft"\n+++', 'status = "draft"', 1, "the head does not end"),
        ("choose = 1", "choose = ", 7, "the head is not valid TOML"),
        ("choose = 1", "choose = 1\nchoose = 1", 8, "the head is not valid TOML"),
        ("near_right", "near_rigth", 12, "the field 'near_rigth' is unknown; did you mean 'near_right'?"),
        ("near_right = false\n", "", 1, "`near_right` is missing from the head; add it"),
        ("near_right = false", "near_right = 0", 12, "`near_right` must be true or false"),
        ('"events"', '"event"', 4, "the focus_area 'event' is unknown; did you mean 'events'?"),
        ('"single"', '"singel"', 6, "the kind 'singel' is unknown; did you mean 'single'?"),
        ('"apply"', '"aply"', 10, "the cognitive_level 'aply' is unknown; did you mean 'apply'?"),
        ('"draft"', '"published"', 15, "the status 'published' is unknown; known: draft, live, retired"),
        ('["psm-1"]', '["psm-3"]', 5, "the assessment 'psm-3' is unknown; did you mean 'psm-1'?"),
        ('["psm-1"]', '"psm-1"', 5, "`assessments` must be a list of texts"),
        ('["psm-1"]', "[]", 5, "`assessments` is empty; name at least one"),
        ('["psm-1"]', '["psm-1", "psm-1"]', 5, "`assessments` names something twice"),
        ("choose = 1", "choose = 0", 7, "`choose` must be a whole number from 1 to 9"),
        ("choose = 1", "choose = true", 7, "`choose` must be a whole number from 1 to 9"),
        ("-0.3", "30", 8, "`intended_difficulty` must be a number of logits from -3.0 to 3.0"),
        ("-0.3", "nan", 8, "`intended_difficulty` must be a number of logits from -3.0 to 3.0"),
        ('"the number is well known"', '" "', 9, "`difficulty_reason` is an empty text; write it"),
        ("2026-11-24", '"2026-11-24"', 14, "`written_on` must be a date"),
        ("2026-11-24", "2026-11-24T10:00:00", 14, "`written_on` must be a date"),
        ("2026-11-24", "2026-13-24", 14, "the head is not valid TOML"),
        ('"daily-scrum-900"', '"Daily Scrum"', 2, "`id` must be lower-case words joined by hyphens"),
        ("- [ ] Half", "- [?] Half", 22, "an option starts with '- [ ] ' or '- [x] '"),
        ("- [ ] Half an hour", "- [ ] ", 22, "this option has no text"),
        ("  > Belief: it is", "Belief: it is", 23, "this text belongs to no option and no rationale"),
    ],
)
def test_mistake_is_found_with_its_line(old: str, new: str, line: int, says: str) -> None:
    found = broken(old, new)
    assert [one for one in found if one.startswith(f"{WHERE}:{line}: ") and says in one], found


def test_every_mistake_is_reported_not_just_the_first() -> None:
    text = SOUND.replace('"events"', '"x"').replace("choose = 1", "choose = 0").replace("- [x]", "- [y]")
    assert len(messages(text)) == 3


def test_file_without_stem_or_options_says_so() -> None:
    head = SOUND[: SOUND.index("Ama")]
    found = messages(head)
    assert [message.split(": ", 1)[1] for message in found] == [
        "there are 0 options; write 2 to 9, each as '- [ ] text'",
        "there is no stem between head and options; write the question",
    ]


def test_head_with_full_toml_reads_the_same() -> None:
    text = SOUND.replace('["psm-1"]', '[\n  "psm-1", # this one\n]').replace('"single" ', "'single' ")
    assert read_item(text, WHERE) == ITEM


def test_folder_is_read_in_the_order_of_ids_and_without_what_is_broken(tmp_path: Path) -> None:
    for name in ("daily-scrum-900", "a-1", "wrong-name"):
        content = SOUND if name == "wrong-name" else SOUND.replace("daily-scrum-900", name)
        (tmp_path / f"{name}.md").write_text(content)
    (tmp_path / "latin.md").write_bytes(b"+++\n\xe9")
    (tmp_path / "control.md").write_bytes(b"+++\n\x01")
    (tmp_path / "long.md").write_bytes(b"x" * 40_000)
    (tmp_path / "notes.txt").write_text("")
    (tmp_path / "folder.md").mkdir()
    (tmp_path / "fingerprints.toml").write_text("")
    (tmp_path / ".hidden").write_text("")
    items, problems = read_items(tmp_path)
    assert list(items) == ["a-1", "daily-scrum-900"]
    assert [str(problem) for problem in problems] == [
        "content/items/control.md:1: holds a control character, which no program can show; take it out",
        "content/items/folder.md: can't be opened (Is a directory); check that it is a readable file",
        "content/items/latin.md:2: is not UTF-8 text; save it as UTF-8",
        "content/items/long.md:1: has more than 32,768 bytes; an item is one short question",
        "content/items/notes.txt: is not a .md file; move it away",
        "content/items/wrong-name.md:2: the id 'daily-scrum-900' is not the file's name; make them equal",
    ]


def test_missing_folder_is_a_problem(tmp_path: Path) -> None:
    assert read_items(tmp_path / "none")[1][0].message == "is missing; it holds the items as .md files"


@settings(max_examples=300, deadline=None)
@given(st.integers(0, len(SOUND)), st.integers(0, 30), st.text(max_size=20))
def test_damaged_file_never_raises(start: int, length: int, instead: str) -> None:
    read = read_item(SOUND[:start] + instead + SOUND[start + length :], WHERE)
    assert isinstance(read, Item) or len(read) > 0


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200))
def test_any_text_never_raises(text: str) -> None:
    assert isinstance(read_item(f"+++\n{text}\n+++\n{text}", WHERE), Item | tuple)
