import json
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from whichcert.errors import Problem
from whichcert.market import tabular
from whichcert.market.columns import Columns
from whichcert.market.postings import read_postings
from whichcert.market.store import FileRead, Store, open_store
from whichcert.market.terms import Terms

Read = Callable[..., tuple[list[tuple[object, ...]], tuple[FileRead, ...], tuple[Problem, ...]]]


@pytest.fixture
def read(tmp_path: Path, terms: Terms, columns: Columns) -> Read:
    def reading(name: str, content: bytes | str, fields: str = "source, title, company, text_length"):  # type: ignore[no-untyped-def]
        path = tmp_path / "in" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        work = tmp_path / "work"
        work.mkdir()
        store: Store = open_store(work, columns, terms)
        files, problems = read_postings(store, [path], work)
        rows = store.rows(f"select {fields} from posting order by id")  # noqa: S608
        return rows, files, problems

    return reading


def test_semicolon_csv_with_lines_in_quotes(read: Read) -> None:
    rows, _, problems = read("jobs.csv", 'intitule;nom_entreprise;description\n"Dév ""A""";X;"a\nb"\n')
    assert rows == [("jobs", 'Dév "A"', "X", 3)]
    assert problems == ()


def test_a_csv_line_with_too_many_values_is_counted_and_named(read: Read) -> None:
    rows, files, problems = read("jobs.csv", "title,text\na,b\nc,d,e,f\ng,h\n")
    assert [row[1] for row in rows] == ["a", "g"]
    assert (files[0].read, files[0].rejected) == (3, 1)
    assert (problems[0].line, "Expected Number of Columns: 2" in problems[0].message) == (3, True)


def test_a_quote_that_never_closes_is_counted_and_named(read: Read) -> None:
    rows, files, problems = read("jobs.csv", 'title,text\na,b\n"c,d\ne,f\n')
    assert [row[1] for row in rows] == ["a"]
    assert (files[0].read, files[0].rejected, problems[0].line) == (2, 1, 3)


def test_many_lines_that_cannot_be_read_are_counted_without_remembering_each(
    read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tabular, "MOST_REJECTS", 10)
    rows, files, problems = read("jobs.csv", "title,text\n" + '1\n\n"a\nb",c\n1,2,3\n' * 30)
    assert [row[1] for row in rows] == ["a\nb"] * 30
    assert (files[0].read, files[0].rejected) == (90, 60)
    assert problems[0].line == 2
    assert "60 lines in all, the first: 2, 5, 6" in problems[0].message


def test_lines_that_cannot_be_read_far_from_the_first_are_still_named(
    read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tabular, "MOST_REJECTS", 10)
    good = "a,bcdefgh\n" * 10_000
    _, files, problems = read("jobs.csv", f"title,text\n{good}" + "1,2,3\n" * 20)
    assert (files[0].read, files[0].rejected) == (10_020, 20)
    assert problems[0].message == "20 lines were left out: they have not the columns of the first line"


def test_rows_without_title_and_text_are_counted(read: Read) -> None:
    rows, files, problems = read("jobs.csv", "title,text,id\n,,1\nx,,2\n")
    assert [row[1] for row in rows] == ["x"]
    assert (files[0].read, files[0].rejected) == (2, 1)
    assert "1 of 2 rows" in problems[0].message


def test_wrong_columns_name_what_was_found_and_expected(read: Read) -> None:
    rows, files, problems = read("jobs.csv", "foo,bar\n1,2\n")
    assert rows == []
    assert (files[0].read, files[0].rejected) == (1, 1)
    assert "found: foo, bar; expected one of title" in problems[0].message


def test_header_alone_is_said(read: Read) -> None:
    rows, _, problems = read("jobs.csv", "title,text\n")
    assert rows == []
    assert "no rows" in problems[0].message


@pytest.mark.parametrize(
    "document",
    [
        [{"title": "A", "company": "X"}],
        {"jobs": [{"title": "A", "company_name": "X"}]},
        {"hits": [{"headline": "A", "employer": {"name": "X"}}]},
        {"response": {"results": [{"result": {"title": "A", "employerName": "X"}}]}},
        {"title": "A", "hiringOrganization": {"name": "X"}},
        {"results": [{"title": "A", "company": {"display_name": "X"}}]},
    ],
)
def test_json_of_many_boards(document: object, read: Read) -> None:
    rows, files, problems = read("board.json", json.dumps(document))
    assert rows == [("board", "A", "X", 0)]
    assert (files[0].read, problems) == (1, ())


def test_lever_calls_the_title_text(read: Read) -> None:
    rows, *_ = read(
        "x.json", json.dumps([{"text": "A", "descriptionPlain": "long", "categories": {"location": "B"}}])
    )
    assert rows == [("x", "A", "", 4)]


def test_json_lines_that_are_no_objects_are_counted(read: Read) -> None:
    rows, files, problems = read("x.jsonl", '{"title":"A"}\n{bad\n[1]\n{"title":"B"}\n')
    assert [row[1] for row in rows] == ["A", "B"]
    assert (files[0].read, files[0].rejected) == (4, 2)
    assert (problems[0].line, "number 2, 3" in problems[0].message) == (2, True)


def test_json_with_half_a_letter_is_read_all_the_same(read: Read) -> None:
    rows, *_ = read("x.json", '[{"title": "A \\ud83d", "salary_min": NaN}]')
    assert rows[0][1] == "A ?"


@pytest.mark.parametrize(
    "content", ['[{"title": "A"}', '{"jobs": []}', "[1, 2]", '{"a": {"b": 1}}', '[{"foo": 1}]']
)
def test_json_without_postings_is_a_problem(content: str, read: Read) -> None:
    rows, _, problems = read("x.json", content)
    assert (rows, len(problems)) == ([], 1)


def test_parquet_is_read_whatever_the_file_is_called(read: Read, tmp_path: Path) -> None:
    path = tmp_path / "made.parquet"
    duckdb.execute(f"copy (select 'A' as title, 3 as id, null as text) to '{path}' (format parquet)")
    rows, files, problems = read(
        "x'; drop table posting; --[a]*\".csv", path.read_bytes(), "title, src_id, text_length"
    )
    assert rows == [("A", "3", 0)]
    assert (files[0].kind, problems) == ("parquet", ())


@pytest.mark.parametrize("content", [b"PAR1", b"PAR1" + b"x" * 100 + b"PAR1"])
def test_broken_parquet_is_a_problem_without_our_names(content: bytes, read: Read) -> None:
    rows, _, problems = read("x.parquet", content)
    assert rows == []
    assert "can't be read as parquet" in problems[0].message
    assert "work" not in problems[0].message


def test_hostile_column_names_stay_names(read: Read) -> None:
    rows, *_ = read("x.csv", 'title,"a""; drop table posting; --",Title,\nA,b,c,d\n')
    assert rows == [("x", "A", "", 0)]


def test_rows_are_numbered_as_they_stand(read: Read, tmp_path: Path) -> None:
    path = tmp_path / "made.parquet"
    rows = "select case when i % 3 > 0 then 'T' || i end as title, i as id from range(30000) r(i)"
    duckdb.execute(f"copy ({rows}) to '{path}' (format parquet, row_group_size 2048)")
    found, files, _ = read("x", path.read_bytes(), "id, row, title")
    assert (files[0].read, files[0].rejected) == (30000, 10000)
    assert found == [(i + 1, i + 1, f"T{i}") for i in range(30000) if i % 3]


def test_a_column_named_like_the_engines_own_is_no_obstacle(read: Read, tmp_path: Path) -> None:
    path = tmp_path / "made.parquet"
    duckdb.execute(f"copy (select 'A' as title, 7 as File_row_number) to '{path}' (format parquet)")
    rows, _, problems = read("x", path.read_bytes(), "row, title")
    assert (rows, problems) == ([(1, "A")], ())
