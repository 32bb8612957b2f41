"""Real files of other programs, where they are at hand: nothing crashes, what can be read is."""

import json
from pathlib import Path

import pytest

from whichcert.bank.bank import Bank
from whichcert.bank.item import Status
from whichcert.interop.anki_reading import read_anki
from whichcert.interop.bank_formats import IMPORTS, import_bank
from whichcert.interop.gift_reading import read_gift
from whichcert.interop.moodle_xml import read_moodle_xml
from whichcert.interop.qti_reading import read_qti

SAMPLES = Path(__file__).parents[3] / "shared" / "data" / "interop"
pytestmark = pytest.mark.skipif(not SAMPLES.is_dir(), reason="no sample files of other programs here")
FILES = sorted(path for path in SAMPLES.rglob("*") if path.is_file()) if SAMPLES.is_dir() else []


@pytest.mark.parametrize("file_format", sorted(IMPORTS))
def test_no_sample_crashes_any_reader_and_nothing_comes_in_live(file_format: str) -> None:
    for path in FILES:
        read = import_bank(path.read_bytes(), file_format, Bank({}), frozenset())
        assert all(item.status is Status.DRAFT for item in read.items)
        assert read.items or read.problems, path.name


def test_gift_questions_are_those_of_the_reference_parser() -> None:
    for path in (one for one in FILES if one.suffix == ".gift"):
        parsed = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        expected = [question for question in parsed if question["type"] in ("MC", "TF")]
        items = read_gift(path.read_bytes()).items
        assert len(items) == len(expected), path.name
        for item, question in zip(items, expected, strict=True):
            if question["type"] == "TF":
                assert (item.options[item.keys[0]].text == "True") == question["isTrue"], path.name
            else:
                rights = [one["isCorrect"] or (one["weight"] or 0) > 0 for one in question["choices"]]
                assert len(item.options) == len(rights), path.name
                assert set(item.keys) <= {place for place, right in enumerate(rights) if right}, path.name


def test_number_of_items_that_are_read() -> None:
    qti = [
        path for path in FILES if path.suffix in (".xml", ".qti") and "qti" in str(path.relative_to(SAMPLES))
    ]
    assert sum(len(read_qti(path.read_bytes()).items) for path in qti) == 23
    moodle = {path.name: path for path in FILES if "moodle-xml" in str(path)}
    assert len(read_moodle_xml(moodle["moodlequiz.xml"].read_bytes()).items) == 2
    assert len(read_moodle_xml(moodle["qtype_sample_multichoiceset.xml"].read_bytes()).items) == 1
    anki = {path.name: len(read_anki(path.read_bytes()).items) for path in FILES if "anki" in str(path)}
    assert anki["genanki-0.13.1-schema11.apkg"] == 5
    assert [anki[f"{name}.apkg"] for name in ("diffmodels2-2", "diffmodeltemplates-2", "update2")] == [
        1,
        1,
        1,
    ]
