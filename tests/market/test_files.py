import gzip
from pathlib import Path

import pytest

from whichcert.market.files import find_files
from whichcert.market.kinds import kind_of
from whichcert.market.preparation import prepare


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"PAR1....", "parquet"),
        (b'[{"title": 1}]', "json"),
        (b'\xef\xbb\xbf{"jobs": []}', "json"),
        (b'{"title": 1}\n{"title": 2}\n', "jsonl"),
        (b"title;text\n", "csv"),
        ("title,text\n".encode("utf-16"), "csv"),
        (b"<!-- x -->\n<!DOCTYPE html><html>", "page"),
        (b'<p></p><script type="application/ld+json">', "page"),
        (b'<http://a> <http://b> "c" <http://d> .', "quads"),
        (b'# made today\n_:a <http://b> "c" .', "quads"),
    ],
)
def test_kinds_are_told_by_content(head: bytes, kind: str) -> None:
    assert kind_of(head) == (kind, "")


@pytest.mark.parametrize(
    ("head", "said"),
    [
        (b"", "is empty"),
        (b" \n", "is empty"),
        (b"PK\x03\x04", "ZIP or Excel"),
        (b"%PDF-1.7", "PDF"),
        (b'<?xml version="1.0"?><jobs/>', "XML or HTML"),
        (b"\x1f\x8b\x08", "packed twice"),
        (b"a\0b", "not text"),
    ],
)
def test_what_is_no_file_of_postings_is_named(head: bytes, said: str) -> None:
    kind, problem = kind_of(head)
    assert kind is None
    assert said in problem


def test_find_files_takes_folders_patterns_and_each_file_once(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    for name in ("a.csv", "deep/b.csv", ".hidden"):
        (tmp_path / name).write_text("title\nx\n", encoding="utf-8")
    files, problems = find_files([tmp_path, str(tmp_path / "*.csv"), tmp_path / "a.csv"])
    assert [file.name for file in files] == ["a.csv", "b.csv"]
    assert problems == ()


def test_find_files_says_what_is_missing(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    _, problems = find_files([tmp_path / "none.csv", tmp_path / "empty", "", "a\0b", "/dev/null"])
    said = [problem.message for problem in problems]
    assert [message.split(";")[0] for message in said] == [
        "does not exist",
        "is a folder without files",
        "is no path",
        "is no path",
        "is no ordinary file",
    ]


def test_prepare_unpacks_and_puts_letters_right(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(gzip.compress(b"title\nd\xe9veloppeur\n" + "d\u00c3\u00a9veloppeur\n".encode()))
    file, problems = prepare(path, tmp_path, 1)
    assert file is not None
    assert file.place.read_text(encoding="utf-8") == "title\ndéveloppeur\ndéveloppeur\n"
    assert [problem.line for problem in problems] == [2, 3]


def test_prepare_reports_a_packed_file_that_is_cut_off(tmp_path: Path) -> None:
    path = tmp_path / "x.gz"
    path.write_bytes(gzip.compress(b"title\nx\n" * 1000)[:30])
    file, problems = prepare(path, tmp_path, 1)
    assert file is None
    assert "can't be read" in problems[0].message
