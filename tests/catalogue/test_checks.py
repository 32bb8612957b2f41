import pytest

from catalogue.folder import SOURCES, TODAY, Folder
from whichcert.catalogue import FIELDS, read_catalogue

ONE, TWO = "content/certifications/one.toml", "content/certifications/two.toml"


def test_id_must_be_the_file_name(folder: Folder) -> None:
    folder.replace("certifications/two.toml", 'id = "two"', 'id = "three"')
    assert folder.found() == [f"{TWO}:1: `id` is 'three' but the file is named two.toml; make them the same"]


def test_double_id_is_found_and_the_first_stays(folder: Folder) -> None:
    folder.replace("certifications/two.toml", 'id = "two"', 'id = "one"')
    folder.replace("certifications/two.toml", '["one"]', "[]")
    assert folder.found() == [
        f"{TWO}:1: `id` 'one' is taken by {ONE}; choose another",
        f"{TWO}:1: `id` is 'one' but the file is named two.toml; make them the same",
    ]
    assert folder.read()[0].get("one").where == ONE


@pytest.mark.parametrize(("relation", "line"), [("requires", 11), ("recommended_before", 10), ("next", 12)])
def test_relation_to_nothing_is_found(folder: Folder, relation: str, line: int) -> None:
    folder.certification("two", **{relation: '["onne"]'})
    assert folder.found() == [
        f"{TWO}:{line}: `{relation}` names 'onne', which has no file; nearest known: one"
    ]


@pytest.mark.parametrize(("relation", "line"), [("requires", 11), ("recommended_before", 10), ("next", 12)])
def test_relation_to_itself_is_found(folder: Folder, relation: str, line: int) -> None:
    folder.certification("two", **{relation: '["two"]'})
    assert folder.found() == [f"{TWO}:{line}: `{relation}` names the certification itself; take it out"]


def test_circle_is_found_once(folder: Folder) -> None:
    folder.certification("two", requires='["three"]')
    folder.certification("three", requires='["four"]')
    folder.certification("four", recommended_before='["two"]')
    assert folder.found() == [
        (
            "content/certifications/four.toml:11: comes before itself: "
            "four after two after three after four; break this circle"
        )
    ]


def test_next_may_go_round(folder: Folder) -> None:
    folder.certification("two", next='["one"]')
    folder.certification("one", "full", next='["two"]')
    assert folder.found() == []


@pytest.mark.parametrize("detail", ["full", "short"])
def test_each_required_fact_is_missed(folder: Folder, detail: str) -> None:
    head = (folder.path / "certifications/two.toml").read_text().split("[facts", 1)[0]
    folder.write("certifications/two.toml", head.replace('"short"', f'"{detail}"') + "[facts]\n")
    expected = [
        f"{TWO}:1: [facts.{field.key}] is missing; a certification in {detail} detail has it, "
        "with `unknown` and the reason when nobody publishes it"
        for field in FIELDS
        if field.is_required(detail)
    ]
    assert folder.found() == sorted(expected)


def test_broken_fact_is_not_also_missing(folder: Folder) -> None:
    folder.replace("certifications/two.toml", "value = 30", "value = true")
    assert len(folder.found()) == 1


def test_fact_may_be_400_days_old_and_no_older(folder: Folder) -> None:
    folder.replace("certifications/two.toml", "checked = 2026-11-23", "checked = 2025-10-20")
    assert folder.found() == []
    folder.replace("certifications/two.toml", "checked = 2025-10-20", "checked = 2025-10-19")
    assert folder.found() == [
        (
            f"{TWO}:16: `purpose` was checked 401 days ago, on 2025-10-19; after 400 days "
            "look at its source again and write the new day"
        )
    ]
    assert "purpose" in folder.read()[0].get("two").facts


def test_fact_can_be_checked_today_and_not_tomorrow(folder: Folder) -> None:
    folder.replace("certifications/two.toml", "checked = 2026-11-23", "checked = 2026-11-24")
    assert folder.found() == []
    folder.replace("certifications/two.toml", "checked = 2026-11-24", "checked = 2026-11-25")
    assert folder.found() == [
        f"{TWO}:16: `purpose` was checked on 2026-11-25, which is after today, 2026-11-24"
    ]


def test_unknown_source_of_a_fact_is_found(folder: Folder) -> None:
    folder.replace("certifications/two.toml", 'source = "page"', 'source = "pagge"')
    assert folder.found() == [
        f"{TWO}:15: `purpose` cites the source 'pagge', which content/sources.toml lacks; nearest known: page"
    ]


def test_unknown_source_of_another_value_is_found(folder: Folder) -> None:
    other = '[[facts.fee_usd.other]]\nvalue = 20\nsource = "zzz"\n[facts.course'
    folder.replace("certifications/two.toml", "[facts.course", other)
    assert folder.found() == [
        (
            f"{TWO}:25: `fee_usd` cites the source 'zzz', which content/sources.toml lacks; "
            "add it, or correct the name"
        )
    ]


def test_broken_source_is_not_also_unknown(folder: Folder) -> None:
    folder.replace("sources.toml", "https", "ftp")
    assert len(folder.found()) == 1
    folder.write("sources.toml", "[page\n")
    assert len(folder.found()) == 1


def test_unused_source_is_found_unless_another_room_cites_it(folder: Folder) -> None:
    folder.write("sources.toml", SOURCES + SOURCES.replace("[page]", "[spare]"))
    assert folder.found() == [
        "content/sources.toml:6: the source `spare` is cited by no fact; cite it, or take it out"
    ]
    assert read_catalogue(folder.path, today=TODAY, cited_elsewhere={"spare"})[1] == ()


def test_source_can_be_seen_today(folder: Folder) -> None:
    folder.replace("sources.toml", "2026-11-23", "2026-11-24")
    assert folder.found() == []


def test_low_end_may_not_exceed_the_high_end(folder: Folder) -> None:
    text = (folder.path / "certifications/one.toml").read_text()
    before, after = text.split("[facts.prep_hours_low]\nvalue = 30")
    folder.write("certifications/one.toml", f"{before}[facts.prep_hours_low]\nvalue = 40{after}")
    (found,) = folder.found()
    assert found.endswith("`prep_hours_low` 40 exceeds `prep_hours_high` 30; swap them")
