from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from whichcert.catalogue.document import LARGEST_BYTES, LONGEST_LINE, Document, parse_document, read_document
from whichcert.errors import Problem


def said(raw: bytes) -> str:
    found = parse_document(raw, "content/x.toml")
    assert isinstance(found, Problem)
    return str(found)


def test_document_knows_the_line_of_a_key() -> None:
    document = parse_document(b'a = 1\r\n[b]\r\nc = "d"\r\n', "content/x.toml")
    assert isinstance(document, Document)
    assert document.data == {"a": 1, "b": {"c": "d"}}
    assert str(document.problem("is odd", "b", "c")) == "content/x.toml:3: is odd"
    assert str(document.problem("is odd")) == "content/x.toml:1: is odd"


def test_broken_toml_names_its_line() -> None:
    assert (
        said(b'a = 1\nb = "open\n')
        == "content/x.toml:2: is not valid TOML: illegal character '\\n'; correct this line"
    )
    assert (
        said(b"a = 1\na = 2\n")
        == "content/x.toml:2: is not valid TOML: cannot overwrite a value; correct this line"
    )
    assert said(b"a = [1,\n\n") == "content/x.toml:3: is not valid TOML: invalid value; correct this line"
    assert (
        said(b"a = 2026-02-30\n")
        == "content/x.toml:1: is not valid TOML: invalid date or datetime; correct this line"
    )


def test_broken_utf8_names_its_line() -> None:
    assert (
        said(b"a = 1\n\nb = '\xff'\n") == "content/x.toml:3: is not UTF-8 text (byte 0xff); save it as UTF-8"
    )


def test_byte_order_mark_is_named() -> None:
    assert (
        said(b"\xef\xbb\xbfa = 1")
        == "content/x.toml:1: starts with a byte order mark; save it as UTF-8 without one"
    )


def test_nul_byte_is_a_problem() -> None:
    assert said(b"a = 1\nb = '\x00'\n").startswith(
        "content/x.toml:2: is not valid TOML: found invalid character"
    )


def test_deep_nesting_is_a_problem() -> None:
    assert "nested too deeply" in said(b"a = " + b"[" * 5000)
    assert "nested too deeply" in said(b"a = " + b"{b=" * 2000)


def test_long_number_is_a_problem() -> None:
    assert "is not valid TOML" in said(b"a = " + b"9" * 5000)


def test_long_line_is_a_problem() -> None:
    assert (
        said(b"x = 1\n" + b"a." * 50_000 + b"b = 1")
        == "content/x.toml:2: has a line of 100,005 bytes; break it up"
    )


def test_large_file_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "x.toml").write_bytes(b"# comment\n" * 524_288)
    assert read_document(tmp_path / "x.toml", "content/x.toml") == Problem(
        "content/x.toml", f"has more than {LARGEST_BYTES:,} bytes; shorten it", 1
    )


def test_largest_file_and_longest_line_are_read(tmp_path: Path) -> None:
    row = b"#" * LONGEST_LINE + b"\n"
    raw = (row * (LARGEST_BYTES // len(row) + 1))[:LARGEST_BYTES]
    (tmp_path / "x.toml").write_bytes(raw)
    assert isinstance(read_document(tmp_path / "x.toml", "content/x.toml"), Document)
    (tmp_path / "x.toml").write_bytes(raw + b"#")
    assert isinstance(read_document(tmp_path / "x.toml", "content/x.toml"), Problem)


def test_file_that_is_no_file_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "x.toml").mkdir()
    assert isinstance(read_document(tmp_path / "x.toml", "content/x.toml"), Problem)
    assert isinstance(read_document(tmp_path / "nothing.toml", "content/x.toml"), Problem)


@given(
    st.one_of(
        st.binary(max_size=200), st.text(alphabet="[]{}=.\"'#\n \\ab1\x00é", max_size=80).map(str.encode)
    )
)
def test_any_bytes_give_a_document_or_a_problem(raw: bytes) -> None:
    assert isinstance(parse_document(raw, "x"), Document | Problem)
