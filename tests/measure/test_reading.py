import duckdb
import pytest

from whichcert.errors import InputRefused
from whichcert.measure.reading import read_response_text, read_responses

WIDE = "person,q1,q2,q3\nann,1,0,\nbob,NA,1,2\n"


def test_wide_text_names_persons_and_items():
    read = read_response_text(WIDE)
    assert read.problems == ()
    assert read.responses.items == ("q1", "q2", "q3")
    assert list(read.responses.persons) == ["ann", "bob"]
    assert read.responses.cells().tolist() == [[1, 0, -1], [-1, 1, 2]]


def test_wide_text_without_a_person_column_numbers_the_rows():
    read = read_response_text("q1,q2\n1,0\n0,1\n")
    assert list(read.responses.persons) == ["1", "2"]


def test_long_text_gives_the_same_cells():
    text = "person,item,response\nann,q1,1\nann,q2,0\nbob,q2,1\nbob,q3,2\nann,q3,\n"
    assert (
        read_response_text(text).responses.cells().tolist()
        == read_response_text(WIDE).responses.cells().tolist()
    )


def test_counts_and_groups_are_columns_of_their_own():
    read = read_response_text("q1;q2;freq;group\n1;0;3;a\n0;1;5;b\n")
    assert read.responses.items == ("q1", "q2")
    assert read.responses.weights is not None
    assert read.responses.weights.tolist() == [3.0, 5.0]
    assert read.responses.groups == ("a", "b")


def test_every_wrong_cell_is_told_with_its_line():
    read = read_response_text("person,q1,q2\nann,x,1\nbob,1,0.5\ncid,-1,1\n")
    assert [problem.line for problem in read.problems] == [2, 3, 4]
    assert "item 'q1' holds 'x'" in read.problems[0].message
    assert read.responses.cells().tolist() == [[-1, 1], [1, -1], [-1, 1]]


def test_rows_of_wrong_length_and_doubled_persons_are_told_and_left_out():
    read = read_response_text("person,q1,q2\nann,1\nbob,1,0\nbob,0,0\n")
    assert [(problem.line, problem.message[:20]) for problem in read.problems] == [
        (2, "the row has 2 cells,"),
        (4, "person 'bob' stands "),
    ]
    assert list(read.responses.persons) == ["bob"]


def test_a_second_response_in_a_long_file_is_told_with_the_first_line():
    read = read_response_text("person,item,response\nann,q1,1\nann,q1,0\nann,q2,0\n")
    assert "already in line 2" in read.problems[0].message
    assert read.responses.cells().tolist() == [[1, 0]]


def test_many_findings_are_counted_after_the_fiftieth():
    rows = "".join(f"p{n},x,1\n" for n in range(80))
    problems = read_response_text("person,q1,q2\n" + rows).problems
    assert len(problems) == 51
    assert "30 more findings" in problems[-1].message


@pytest.mark.parametrize(
    ("text", "told"), [("", "empty"), ("q1,q2\n", "no row"), ("person,item,response\na,q,\n", "no row holds")]
)
def test_a_file_without_responses_is_refused(text, told):
    with pytest.raises(InputRefused, match=told):
        read_response_text(text)


def test_infinite_and_huge_cells_are_findings_not_crashes():
    read = read_response_text("q1,q2\ninf,1\n1e400,0\n99,1\n")
    assert len(read.problems) == 3


def test_a_line_that_is_no_csv_is_refused_with_its_line(tmp_path):
    path = tmp_path / "r.csv"
    path.write_text('q1,q2\n1,1\n0,"' + "0" * 200_000 + "\n")
    with pytest.raises(InputRefused, match=r"r\.csv:3: the line can't be read as CSV"):
        read_responses(path)


def test_a_byte_that_is_not_utf8_is_refused_with_its_place(tmp_path):
    path = tmp_path / "r.csv"
    path.write_bytes(b"q1,q2\n" + b"1,0\n" * 9000 + b"\xff,1\n")
    with pytest.raises(InputRefused, match=r"r\.csv:9002: byte 36006 is not UTF-8"):
        read_responses(path)


def test_numbers_of_a_frame_with_holes_are_whole_numbers(tmp_path):
    path = tmp_path / "r.parquet"
    rows = "(VALUES (7.0::DOUBLE, 1.0::DOUBLE, true), (8.0, 'nan'::DOUBLE, false)) AS t(person, q1, q2)"
    duckdb.connect().execute(f"COPY (SELECT * FROM {rows}) TO '{path}' (FORMAT parquet)")  # noqa: S608
    read = read_responses(path)
    assert read.problems == ()
    assert (list(read.responses.persons), read.responses.cells().tolist()) == (["7", "8"], [[1, 1], [-1, 0]])


def test_parquet_reads_wide_and_long(tmp_path):
    path = tmp_path / "log.parquet"
    rows = "(VALUES ('ann', 'q1', 1), ('ann', 'q2', 0), ('bob', 'q1', NULL)) AS t(person, item, response)"
    duckdb.connect().execute(f"COPY (SELECT * FROM {rows}) TO '{path}' (FORMAT parquet)")  # noqa: S608
    read = read_responses(path)
    assert read.problems == ()
    assert read.responses.cells().tolist() == [[1, 0], [-1, -1]]


def test_a_file_that_is_no_parquet_is_refused(tmp_path):
    path = tmp_path / "log.parquet"
    path.write_text("no")
    with pytest.raises(InputRefused, match="can't be read as Parquet"):
        read_responses(path)


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(InputRefused, match="can't be opened"):
        read_responses(tmp_path / "none.csv")
