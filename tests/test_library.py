"""The content as a whole: read when needed, checked across rooms, and never a crash when it is broken."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from people import LIBRARY, TODAY
from whichcert.errors import ContentBroken, UnknownName, WhichcertError
from whichcert.library import CONTENT, Library, load_library

LEFT_OUT = shutil.ignore_patterns("demand", "framework")


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """Return a copy of the content without its two largest folders, and two small ones in their place."""
    copy = Path(shutil.copytree(CONTENT, tmp_path / "content", ignore=LEFT_OUT))
    for folder in ("demand", "framework"):
        (copy / folder).symlink_to(CONTENT / folder)
    return copy


def changed(content: Path, file: str, before: str, after: str) -> Library:
    path = content / file
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    return load_library(content, today=TODAY)


def test_the_shipped_content_has_no_problems():
    assert LIBRARY.problems() == ()


def test_nothing_is_read_before_it_is_needed(tmp_path):
    library = load_library(tmp_path, today=TODAY)
    with pytest.raises(ContentBroken, match=r"content/profile\.toml: can't be read"):
        _ = library.vocabulary


def test_each_room_is_read_once():
    for name in ("catalogue", "instrument", "vocabulary", "criteria", "demand"):
        assert getattr(LIBRARY, name) is getattr(LIBRARY, name)


def test_libraries_over_the_same_folder_and_day_are_equal():
    assert load_library(today=TODAY) == LIBRARY == load_library(CONTENT, today=TODAY)
    assert load_library(today=date(2030, 1, 1)) != LIBRARY


@pytest.mark.parametrize("path", ["nope", "pyproject.toml"])
def test_what_is_no_folder_is_refused(path):
    with pytest.raises(UnknownName, match=f"^unknown content folder '{path}'$"):
        load_library(Path(path), today=TODAY)


@pytest.mark.parametrize(
    ("text", "code"),
    [("de", "de"), ("DE", "de"), (" Germany ", "de"), ("germany", "de"), ("uk", "gb"), ("usa", "us"),
     ("", None), ("Atlantis", None), ("d", None)],
)  # fmt: skip
def test_country_code(text, code):
    assert LIBRARY.country_code(text) == code


def test_every_country_is_found_by_its_name():
    assert {code: LIBRARY.country_code(name) for code, name in LIBRARY.countries.items()} == {
        code: code for code in LIBRARY.countries
    }


@pytest.mark.parametrize(
    ("file", "before", "after", "says"),
    [
        ("profile.toml", 'facets = ["', 'facets = ["x', "which orientation/ does not have"),
        ("profile.toml", 'instead = "psd-1"', 'instead = "psx-1"', "names unknown certification 'psx-1'"),
        ("profile.toml", '"scrum coach", ', '"scrum coach", "po", ', "roles: 'po' stands under"),
        ("criteria.toml", "weight = 0.13", "weight = 0.23", "the prior weights sum to 1.100"),
        ("countries.toml", "[aliases]\n", '[aliases]\nnowhere = "zz"\n', "alias 'nowhere' means 'zz'"),
    ],
)
def test_what_does_not_fit_across_rooms_is_a_problem(content, file, before, after, says):
    found = [str(problem) for problem in changed(content, file, before, after).problems()]
    assert len(found) == 1
    assert found[0].startswith(f"content/{file}: ")
    assert says in found[0]


def test_a_statement_of_an_unknown_source_is_a_problem(tmp_path):
    copy = Path(shutil.copytree(CONTENT, tmp_path / "content", ignore=shutil.ignore_patterns("demand")))
    path = next(
        p for p in sorted((copy / "framework").glob("*.toml")) if "source" in p.read_text(encoding="utf-8")
    )
    text = path.read_text(encoding="utf-8")
    before = next(line for line in text.splitlines() if line.startswith("source"))
    found = changed(copy, f"framework/{path.name}", before, 'source = "nowhere-at-all"').problems()
    assert any("cites source 'nowhere-at-all', which sources.toml does not have" in str(p) for p in found)


ROOMS = {
    "profile.toml": "vocabulary", "criteria.toml": "criteria", "countries.toml": "countries",
    "orientation/facets.toml": "instrument", "orientation/statements.toml": "instrument",
    "orientation/pairs.toml": "instrument", "orientation/items.toml": "instrument",
}  # fmt: skip
"""The files that a refusal names; the catalogue collects problems instead (tests/catalogue/)."""
BROKEN = {
    "missing": None, "empty": b"", "no TOML": b"[[", "no text": b"\xff\xfe", "one number": b"a = 1",
    "one list": b"goals = []\nfacets = 1\ncountries = 2\nfit = 3", "deep": b"a = " + b"[" * 3_000,
    "a huge number": b"a = 1" + b"0" * 5_000,
}  # fmt: skip


@pytest.mark.parametrize("how", BROKEN)
@pytest.mark.parametrize("file", ROOMS)
def test_a_broken_file_is_refused_by_name(content, file, how):
    path = content / file
    path.unlink() if BROKEN[how] is None else path.write_bytes(BROKEN[how])
    with pytest.raises((ContentBroken, UnknownName)) as why:
        getattr(load_library(content, today=TODAY), ROOMS[file])
    assert f"content/{file}: " in str(why.value) or "unknown criterion" in str(why.value)


def refused(reading: Callable[[], object]) -> str | None:
    try:
        reading()
    except WhichcertError as error:
        return str(error)
    return None


@pytest.mark.parametrize("file", ROOMS)
def test_a_lost_line_is_never_a_crash(content, file):
    path = content / file
    lines = path.read_text(encoding="utf-8").splitlines()
    values = [k for k, line in enumerate(lines) if " = " in line and not line.startswith("#")]
    for k in values[:: max(1, len(values) // 12)]:
        path.write_text("\n".join(lines[:k] + lines[k + 1 :]), encoding="utf-8")
        said = refused(lambda: getattr(load_library(content, today=TODAY), ROOMS[file]))
        assert said is None or f"content/{file}" in said
