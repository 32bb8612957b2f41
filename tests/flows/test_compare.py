import json
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalogue.folder import Folder, sound_folder
from whichcert.catalogue import FIELDS, Catalogue, Group
from whichcert.errors import InputRefused, UnknownName
from whichcert.flows.compare import Row, as_json, compare
from whichcert.scrum import FocusArea

AREAS = 'value = ["events", "scrum-team"]'
PREP = '[facts.prep_hours_low]\nvalue = 30\nsource = "page"\nchecked = 2026-11-23\nconfidence = "A"'


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """Four in full detail that differ in price, preparation and focus areas, and "two" in short."""
    made = sound_folder(tmp_path)
    for name, areas, fee in (
        ("b", '["events", "done"]', "20"),
        ("c", '["events", "scrum-team", "done"]', "30"),
    ):
        made.certification(name, "full")
        made.replace(f"certifications/{name}.toml", AREAS, f"value = {areas}")
        made.replace(
            f"certifications/{name}.toml", "[facts.fee_usd]\nvalue = 30", f"[facts.fee_usd]\nvalue = {fee}"
        )
    made.replace(
        "certifications/b.toml",
        PREP,
        '[facts.prep_hours_low]\nunknown = "Nobody asked."\nchecked = 2026-11-23',
    )
    return made


@pytest.fixture
def catalogue(folder: Folder) -> Catalogue:
    catalogue, problems = folder.read()
    assert problems == ()
    return catalogue


def row(catalogue: Catalogue, key: str, *ids: str) -> Row:
    (found,) = [row for row in compare(ids, catalogue).rows if row.field.key == key]
    return found


def test_comparison_has_the_nine_sections_in_order(catalogue: Catalogue) -> None:
    comparison = compare(["one", "b"], catalogue)
    assert [section.group for section in comparison.sections] == list(Group)
    assert [section.label for section in comparison.sections] == [
        "Focus and scope",
        "Role specificity",
        "Career advancement",
        "Cross-role knowledge",
        "Topics",
        "Levels",
        "Assessment",
        "Cost",
        "Time",
    ]


def test_rows_come_in_the_order_of_fields_for_any_pair(catalogue: Catalogue) -> None:
    keys = [field.key for field in FIELDS if field.full]
    for ids in (["one", "b"], ["two", "c"], ["c", "two", "b", "one"]):
        assert [row.field.key for row in compare(ids, catalogue).rows] == keys


def test_row_that_applies_to_few_is_there_when_one_has_it(folder: Folder) -> None:
    text = (folder.path / "certifications/c.toml").read_text()
    fact = '[facts.renewal_years]\nvalue = 2\nsource = "page"\nchecked = 2026-11-23\nconfidence = "A"\n'
    folder.write("certifications/c.toml", text + fact)
    found = row(folder.read()[0], "renewal_years", "one", "c")
    assert [cell.unknown for cell in found.cells] == ["The catalogue does not hold this for ONE.", None]
    assert (found.differs, found.is_complete) == (False, False)


def test_cell_keeps_its_fact(catalogue: Catalogue) -> None:
    found = row(catalogue, "fee_usd", "one", "b")
    assert [cell.fact for cell in found.cells] == [
        catalogue.get(one).facts["fee_usd"] for one in ("one", "b")
    ]


def test_cells_that_differ_are_marked(catalogue: Catalogue) -> None:
    assert [cell.differs for cell in row(catalogue, "fee_usd", "one", "b").cells] == [True, True]
    assert [cell.differs for cell in row(catalogue, "fee_usd", "one", "c").cells] == [False, False]
    assert row(catalogue, "fee_usd", "one", "b").differs
    assert not row(catalogue, "fee_usd", "one", "c").differs
    assert row(catalogue, "fee_usd", "one", "c").is_complete


def test_unknown_cell_says_why_and_differs_from_nothing(catalogue: Catalogue) -> None:
    found = row(catalogue, "prep_hours_low", "one", "b", "two")
    assert [cell.unknown for cell in found.cells] == [
        None,
        "Nobody asked.",
        "The catalogue does not hold this for TWO.",
    ]
    assert [cell.differs for cell in found.cells] == [False, False, False]
    assert not found.is_complete


def test_lists_do_not_differ_by_order(folder: Folder) -> None:
    folder.replace("certifications/c.toml", 'value = ["one", "two"]', 'value = ["two", "one"]')
    assert not row(folder.read()[0], "topics", "one", "c").differs
    assert not row(folder.read()[0], "benefits", "one", "c").differs


def test_overlap_of_two(catalogue: Catalogue) -> None:
    overlap = compare(["one", "b"], catalogue).overlap
    assert overlap.shared == (FocusArea.EVENTS,)
    assert overlap.own == {"one": (FocusArea.SCRUM_TEAM,), "b": (FocusArea.DONE,)}
    assert (overlap.partly, overlap.counts, overlap.unknown) == ({}, {"one": 2, "b": 2}, {})
    assert overlap.is_comparable


def test_overlap_of_three_has_areas_that_some_share(catalogue: Catalogue) -> None:
    overlap = compare(["one", "b", "c"], catalogue).overlap
    assert overlap.shared == (FocusArea.EVENTS,)
    assert overlap.partly == {FocusArea.SCRUM_TEAM: ("one", "c"), FocusArea.DONE: ("b", "c")}
    assert overlap.own == {"one": (), "b": (), "c": ()}


def test_overlap_with_nothing_published_is_not_comparable(catalogue: Catalogue) -> None:
    overlap = compare(["one", "two"], catalogue).overlap
    assert (overlap.shared, overlap.counts, overlap.is_comparable) == ((), {"one": 2}, False)
    assert overlap.unknown == {"two": "The catalogue does not hold this for TWO."}


def test_comparison_carries_the_sources_it_cites(catalogue: Catalogue) -> None:
    assert list(compare(["one", "two"], catalogue).sources) == ["page"]


@pytest.mark.parametrize(
    ("ids", "said"),
    [
        ([], "ids: 0 certifications to compare; give 2 to 4, choose from b, c, one, two"),
        (["one"], "ids: 1 certifications to compare; give 2 to 4, choose from b, c, one, two"),
        (
            ["one", "two", "b", "c", "d"],
            "ids: 5 certifications to compare; give 2 to 4, choose from b, c, one, two",
        ),
        (["one", "two", "one"], "ids: 'one' is named twice; name another, choose from b, c, one, two"),
    ],
)
def test_wrong_numbers_are_refused(catalogue: Catalogue, ids: list[str], said: str) -> None:
    with pytest.raises(InputRefused) as caught:
        compare(ids, catalogue)
    assert str(caught.value) == said


def test_unknown_certification_names_the_nearest(catalogue: Catalogue) -> None:
    with pytest.raises(UnknownName) as caught:
        compare(["one", "twoo"], catalogue)
    assert caught.value.nearest == ["two"]


def test_json_has_the_same_rows_and_survives_json(catalogue: Catalogue) -> None:
    comparison = compare(["one", "b", "two"], catalogue)
    record = as_json(comparison)
    assert json.loads(json.dumps(record)) == record
    sections = record["sections"]
    assert isinstance(sections, list)
    rows = [row for section in sections for row in section["rows"]]
    assert [row["key"] for row in rows] == [row.field.key for row in comparison.rows]
    (fee,) = [row for row in rows if row["key"] == "fee_usd"]
    assert [(cell["certification"], cell["fact"]["value"], cell["differs"]) for cell in fee["cells"]] == [
        ("one", 30, True),
        ("b", 20, True),
        ("two", 30, True),
    ]
    (hours,) = [row for row in rows if row["key"] == "prep_hours_low"]
    assert [cell["unknown"] for cell in hours["cells"]][1:] == [
        "Nobody asked.",
        "The catalogue does not hold this for TWO.",
    ]
    assert hours["cells"][2]["fact"] is None
    assert record["focus_areas"] == {
        "shared": ["events"],
        "partly": {},
        "own": {"one": ["scrum-team"], "b": ["done"]},
        "counts": {"one": 2, "b": 2},
        "unknown": {"two": "The catalogue does not hold this for TWO."},
        "is_comparable": True,
    }


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=30)
@given(
    st.sampled_from([p for n in (2, 3, 4) for p in permutations(["one", "two", "b", "c"], n)]), st.randoms()
)
def test_order_of_ids_only_moves_columns(catalogue: Catalogue, ids: tuple[str, ...], rng: object) -> None:
    shuffled = sorted(ids, key=lambda _: rng.random())  # type: ignore[attr-defined]
    first, second = compare(ids, catalogue), compare(shuffled, catalogue)
    columns = [shuffled.index(one) for one in ids]
    assert [(row.field, row.cells, row.differs) for row in first.rows] == [
        (row.field, tuple(row.cells[column] for column in columns), row.differs) for row in second.rows
    ]
    assert set(first.overlap.shared) == set(second.overlap.shared)
    assert first.overlap.own == second.overlap.own
    assert {area: set(held) for area, held in first.overlap.partly.items()} == {
        area: set(held) for area, held in second.overlap.partly.items()
    }
