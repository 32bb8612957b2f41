import pytest

from whichcert.errors import Problem
from whichcert.interop import safe_xml
from whichcert.interop.safe_xml import Node, element, parse_xml, text_xml

BOMB = b'<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>'
OUTSIDE = b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]><a>&b;</a>'


def refused(data: bytes) -> str:
    read = parse_xml(data, "f.xml")
    assert isinstance(read, Problem)
    return str(read)


def test_tree_keeps_order_lines_and_text_but_no_namespace() -> None:
    root = parse_xml(b'<q:a xmlns:q="urn:q" q:x="1">one<b/>\n<c>two &lt; &#228;</c></q:a>', "f.xml")
    assert isinstance(root, Node)
    assert (root.name, root.attributes, root.text) == ("a", {"x": "1"}, "one\ntwo < ä")
    assert [(node.name, node.line) for node in root.descendants()] == [("a", 1), ("b", 1), ("c", 2)]
    assert root.first("c") is root.children[3]
    assert root.first("b", "c") is None


@pytest.mark.parametrize("data", [BOMB, OUTSIDE, b"<!DOCTYPE html><a/>"])
def test_document_types_and_so_all_entities_are_refused(data: bytes) -> None:
    assert refused(data).startswith("f.xml:1: can't be read as XML: it has a document type (DOCTYPE)")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "f.xml:1: can't be read as XML: no element found"),
        (b"<a>\n<b></a>", "f.xml:2: can't be read as XML: mismatched tag"),
        (b"<a>&nbsp;</a>", "f.xml:1: can't be read as XML: undefined entity"),
        (b"<a" + b"><a" * 200, "is nested over 100 deep"),
        (b'<?xml version="1.0" encoding="klingon"?><a/>', "f.xml:1: can't be read as XML: unknown encoding"),
        (b"<a>\x01</a>", "f.xml:1: can't be read as XML: not well-formed"),
    ],
)
def test_what_is_no_xml_is_a_problem_with_its_line(data: bytes, says: str) -> None:
    assert says in refused(data)


def test_size_and_number_of_elements_are_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(safe_xml, "MOST_ELEMENTS", 3)
    monkeypatch.setattr(safe_xml, "LARGEST_BYTES", 40)
    assert "more than 3 elements" in refused(b"<a><b/><b/><b/></a>")
    assert "has more than 40 bytes" in refused(b"<a>" + b"x" * 50)


def test_written_text_is_read_again_and_illegal_characters_are_replaced() -> None:
    made = element("a", {"x": '"<&'}, text_xml("1 < 2 & \x01"))
    read = parse_xml(made.encode(), "f.xml")
    assert isinstance(read, Node)
    assert (read.text, read.attributes) == ("1 < 2 & \ufffd", {"x": '"<&'})
