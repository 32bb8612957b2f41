import tomllib

from hypothesis import given
from hypothesis import strategies as st

from whichcert.catalogue.lines import key_lines, line_of


def test_line_is_found_for_headers_keys_and_dotted_keys() -> None:
    text = 'id = "x"\n\n[facts.fee_usd]  # price\nvalue = 200\nfacts.a.b = 1\n'
    lines = key_lines(text)
    assert line_of(lines, ("id",)) == 1
    assert line_of(lines, ("facts", "fee_usd")) == 3
    assert line_of(lines, ("facts", "fee_usd", "value")) == 4
    assert line_of(lines, ("facts", "fee_usd", "facts", "a", "b")) == 5


def test_line_counts_tables_of_an_array() -> None:
    lines = key_lines(
        "[[f.other]]\nvalue = 1\n[[f.other]]\nvalue = 2\n[f.other.deep]\nx = 1\n[[f.other.list]]\ny=1\n"
    )
    assert line_of(lines, ("f", "other", 0, "value")) == 2
    assert line_of(lines, ("f", "other", 1, "value")) == 4
    assert line_of(lines, ("f", "other", 1, "deep", "x")) == 6
    assert line_of(lines, ("f", "other", 1, "list", 0, "y")) == 8


def test_line_falls_back_to_the_table_above() -> None:
    lines = key_lines("a = 1\n[facts]\nfee_usd = { value = 1 }\n")
    assert line_of(lines, ("facts", "fee_usd", "value")) == 3
    assert line_of(lines, ("facts", "other")) == 2
    assert line_of(lines, ("nothing",)) is None


def test_line_ignores_what_only_looks_like_a_key() -> None:
    text = (
        'a = """\nb = 1\n[t]\n\\"""\nb = 2"""\n'
        "c = '''\nb = 3\n'''\n"
        "# b = 4\n"
        'd = [\n  "b = 5",\n  { b = 6 },\n]\n'
        'e = "# no comment"\n'
        "b = 7\n"
    )
    tomllib.loads(text)
    assert line_of(key_lines(text), ("b",)) == text[: text.index("b = 7")].count("\n") + 1


def test_line_reads_quoted_keys_and_names_with_marks() -> None:
    lines = key_lines("[\"a.b\".'c]']\n'd=' = 1\n")
    assert line_of(lines, ("a.b", "c]", "d=")) == 2


def test_lines_of_a_hostile_key_stay_few() -> None:
    assert len(key_lines("a." * 5000 + "a = 1")) == 8


values = st.sampled_from(
    ["1", '"x"', "'y'", "[1, 2]", '["a",\n"b = 1"]', '"""x\n[z]\n"""', "{ q = 1 }", "'''\n#\n'''"]
)


@given(st.lists(st.tuples(st.booleans(), values, st.sampled_from(["", "\n", "# [no]\n", "  "])), max_size=12))
def test_line_of_every_key_is_where_it_was_written(rows: list[tuple[bool, str, str]]) -> None:
    text, expected, table = "", {}, ()
    for number, (is_header, value, gap) in enumerate(rows):
        text += gap
        line = text.count("\n") + 1
        table = (f"t{number}",) if is_header else table
        path = table if is_header else (*table, f"k{number}")
        text += f"[t{number}]\n" if is_header else f"k{number} = {value}\n"
        expected[path] = line
    tomllib.loads(text)
    found = key_lines(text)
    assert {path: line_of(found, path) for path in expected} == expected
