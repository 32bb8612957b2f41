import io
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bank.sample import ITEM, MULTIPLE, TRUE_FALSE, changed
from whichcert.bank.item import Item, Kind, Option, Status
from whichcert.interop.imported import Imported
from whichcert.interop.qti_reading import read_qti
from whichcert.interop.qti_writing import qti_3, qti_21
from whichcert.interop.safe_xml import Node, parse_xml

Writer = Callable[[Sequence[Item]], bytes]
WRITERS = pytest.mark.parametrize("write", [qti_3, qti_21])
EVERYTHING = changed(is_about_change=True, supersedes="a-1", enemies=("b-2",), status=Status.LIVE)
LINE = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=9)
PROSE = st.lists(LINE, min_size=1, max_size=3).map("\n".join)
FOREIGN = """<?xml version="1.0"?>
<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1"
 identifier="I 1" title="Lengths" adaptive="false">
 <responseDeclaration identifier="R" cardinality="single" baseType="identifier">
  <correctResponse><value>b</value></correctResponse>
  <mapping><mapEntry mapKey="b" mappedValue="2"/><mapEntry mapKey="a" mappedValue="-1"/></mapping>
 </responseDeclaration>
 <itemBody><p>It is <b>late</b>.</p><rubricBlock view="scorer"><p>hidden</p></rubricBlock>
  <choiceInteraction responseIdentifier="R" maxChoices="1"><prompt>How late?</prompt>
   <simpleChoice identifier="a">One <i>hour</i>
    <feedbackInline outcomeIdentifier="F" identifier="a">No.</feedbackInline></simpleChoice>
   <simpleChoice identifier="b">Two</simpleChoice><simpleChoice identifier="c">Six</simpleChoice>
  </choiceInteraction></itemBody>
 <modalFeedback outcomeIdentifier="F" identifier="b" showHide="show">Because.</modalFeedback>
</assessmentItem>
"""


def members(data: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


@WRITERS
def test_reading_an_export_is_the_identity(write: Writer) -> None:
    items = (MULTIPLE, ITEM, TRUE_FALSE, EVERYTHING)
    items = tuple(replace(item, id=f"{item.id}-{n}") for n, item in enumerate(items))
    assert read_qti(write(items)) == Imported(items, ())


@settings(max_examples=100, deadline=None)
@given(PROSE, st.lists(st.tuples(LINE, LINE), min_size=3, max_size=6), PROSE, st.text(max_size=20))
def test_any_wording_survives(stem: str, texts: list[tuple[str, str]], rationale: str, reason: str) -> None:
    options = tuple(Option(text, place == 1, note) for place, (text, note) in enumerate(texts))
    item = changed(
        stem=stem, options=options, rationale=rationale, difficulty_reason=reason.replace("\x00", "")
    )
    assert read_qti(qti_3([item])).items[0].options == item.options
    read = read_qti(qti_21([item])).items[0]
    assert (read.stem, read.rationale) == (item.stem, item.rationale)


def test_version_3_has_the_names_of_version_3() -> None:
    made = members(qti_3([MULTIPLE]))
    assert list(made) == ["imsmanifest.xml", "items/daily-scrum-902.xml"]
    root = parse_xml(made["items/daily-scrum-902.xml"].encode(), "f")
    assert isinstance(root, Node)
    names = [node.name for node in root.elements()]
    assert names == [
        "qti-response-declaration",
        *["qti-outcome-declaration"] * 3,
        "qti-item-body",
        "qti-response-processing",
        "qti-modal-feedback",
    ]
    assert 'type="imsqti_item_xmlv3p0"' in made["imsmanifest.xml"]
    assert 'max-choices="2"' in made["items/daily-scrum-902.xml"]


def test_version_21_has_the_names_of_version_21() -> None:
    made = members(qti_21([TRUE_FALSE]))
    item = made["items/daily-scrum-901.xml"]
    assert '<choiceInteraction responseIdentifier="RESPONSE" shuffle="false" maxChoices="1">' in item
    assert 'xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1"' in item
    assert "qti-" not in item


def test_foreign_item_is_read_without_what_a_reader_does_not_see() -> None:
    assert read_qti(FOREIGN.encode()) == Imported(
        (
            Item(
                "i-1",
                Kind.SINGLE,
                1,
                "It is late.\nHow late?",
                (Option("One hour", False, "No."), Option("Two", True), Option("Six", False)),
                "Because.",
            ),
        ),
        (),
    )


def test_mapping_is_the_key_where_nothing_else_is() -> None:
    text = FOREIGN.replace("<correctResponse><value>b</value></correctResponse>", "")
    assert read_qti(text.encode()).items[0].keys == (1,)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (
            "choiceInteraction",
            "orderInteraction",
            "it has orderInteraction; only items with one choice interaction",
        ),
        ('adaptive="false"', 'adaptive="true"', "it has several rounds (adaptive)"),
        ("<itemBody>", "<templateDeclaration/><itemBody>", "it has numbers drawn at random (a template)"),
        ("<p>It is", "<textEntryInteraction/><p>It is", "it has choiceInteraction, textEntryInteraction"),
    ],
)
def test_item_that_cant_be_read_is_named_with_its_line(old: str, new: str, says: str) -> None:
    read = read_qti(FOREIGN.replace(old, new).encode())
    assert read.items == ()
    assert f"qti:2: item 'Lengths' is left out: {says}" in str(read.problems[0])


def test_picture_is_lost_and_said_so() -> None:
    read = read_qti(FOREIGN.replace("<b>late</b>", "<img src='x'/>").encode())
    assert len(read.items) == 1
    assert "holds img, which an item can't; left out" in str(read.problems[0])


def test_old_version_is_named_item_by_item() -> None:
    data = b'<questestinterop><item ident="x" title="One"/><item ident="two"/></questestinterop>'
    assert [problem.message.split(" is ")[0] for problem in read_qti(data).problems] == [
        "item 'One'",
        "item 'two'",
    ]
