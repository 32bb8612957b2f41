import json
from pathlib import Path

import pytest

from whichcert.market import judging
from whichcert.market.columns import Columns
from whichcert.market.detection import mention_rows
from whichcert.market.postings import Reading, read_postings
from whichcert.market.store import Store, open_store
from whichcert.market.terms import Terms

TEXTS = [
    "You hold a PSM I or CSM certificate.",
    "CSM for our customer success team.",
    "Nothing here.",
    "PSPO II is a plus.",
    "ISO certification. We work with Scrum.",
    "&lt;li&gt;SAFe Agilist certified&lt;/li&gt;",
]
TITLES = ["Scrum Master", "Customer Success Manager", "Cook", "PO Data", "", "Leading SAFe &amp; Co"]


def judged(
    folder: Path, terms: Terms, columns: Columns, workers: int
) -> tuple[Store, list[dict[str, object]]]:
    records = [
        {"id": str(number), "title": TITLES[number % 6], "text": TEXTS[number // 6 % 6]}
        for number in range(72)
    ]
    folder.mkdir()
    path = folder / "jobs.json"
    path.write_text(json.dumps(records), encoding="utf-8")
    store = open_store(folder, columns, terms)
    read_postings(store, [path], folder, reading=Reading(workers))
    return store, records


def rows_of(store: Store) -> list[tuple[object, ...]]:
    return store.rows(
        "select src_id, certification, sense, context from mention_row join posting using (id) order by all"
    )


def test_the_store_finds_what_the_batch_function_finds(
    tmp_path: Path, terms: Terms, columns: Columns
) -> None:
    store, records = judged(tmp_path / "work", terms, columns, 1)
    batch = {"source": ["jobs"] * 72, "src_id": [r["id"] for r in records]}
    batch |= {"title": [r["title"] for r in records], "text": [r["text"] for r in records]}
    expected = sorted(
        (row.src_id, row.certification, row.sense, row.context) for row in mention_rows(batch, terms)
    )
    assert len(expected) > 20
    assert rows_of(store) == expected


def test_processes_find_the_same(
    tmp_path: Path, terms: Terms, columns: Columns, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(judging, "BATCH", 10)
    alone, _ = judged(tmp_path / "alone", terms, columns, 1)
    monkeypatch.setattr(judging, "WORTH_PROCESSES", 1)
    together, _ = judged(tmp_path / "together", terms, columns, 2)
    assert rows_of(together) == rows_of(alone)
    roles = "select src_id, role, place from posting_role join posting using (id) order by all"
    assert together.rows(roles) == alone.rows(roles)
