import json
from pathlib import Path

import pytest

from catalogue.folder import Folder, sound_folder
from whichcert.errors import UnknownName
from whichcert.flows.show import show


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return sound_folder(tmp_path)


def test_show_gives_the_whole_record(folder: Folder) -> None:
    other = '[[facts.fee_usd.other]]\nvalue = 20\nsource = "page"\nnote = "older"\n[facts.course'
    folder.replace("certifications/two.toml", "[facts.course", other)
    page = {
        "key": "page",
        "title": "A page",
        "url": "https://example.org/page",
        "kind": "issuer",
        "published": None,
        "seen": "2026-11-23",
    }
    record = show("two", folder.read()[0])
    assert json.loads(json.dumps(record)) == record
    facts = record.pop("facts")
    assert record == {
        "id": "two",
        "name": "Name of two",
        "short_name": "TWO",
        "issuer": "Issuer",
        "page": None,
        "family": "psm",
        "role": "scrum-master",
        "level": 1,
        "detail": "short",
        "summary": "A summary.",
        "recommended_before": ["one"],
        "requires": [],
        "next": [],
    }
    assert isinstance(facts, dict)
    assert list(facts) == ["purpose", "fee_usd", "course_required", "validity"]
    assert facts["fee_usd"] == {
        "label": "Price per attempt",
        "group": "cost",
        "value": 30,
        "unit": "USD",
        "unknown": None,
        "source": page,
        "checked": "2026-11-23",
        "confidence": "A",
        "note": None,
        "others": [{"value": 20, "source": page, "note": "older"}],
    }


def test_show_keeps_a_source_that_is_unknown(folder: Folder) -> None:
    folder.replace("certifications/two.toml", '"page"', '"gone"')
    facts = show("two", folder.read()[0])["facts"]
    assert isinstance(facts, dict)
    assert facts["purpose"]["source"] == {"key": "gone"}


def test_show_keeps_an_honest_hole(folder: Folder) -> None:
    sourced = 'value = 30\nsource = "page"\nchecked = 2026-11-23\nconfidence = "A"'
    folder.replace("certifications/two.toml", sourced, 'unknown = "Not said."\nchecked = 2026-11-23')
    facts = show("two", folder.read()[0])["facts"]
    assert isinstance(facts, dict)
    fee = facts["fee_usd"]
    assert (fee["value"], fee["unknown"], fee["source"], fee["confidence"]) == (None, "Not said.", None, None)


def test_show_names_the_nearest_certification(folder: Folder) -> None:
    with pytest.raises(UnknownName) as caught:
        show("to", folder.read()[0])
    assert caught.value.nearest == ["two"]
