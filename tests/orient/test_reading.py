"""The shipped instrument is sound, and a broken one says where."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from people import LIBRARY
from whichcert.errors import ContentBroken
from whichcert.library import CONTENT
from whichcert.orient.instrument import Facet, Instrument, Pair, Pole
from whichcert.orient.reading import check_instrument, read_instrument

WHOLE = LIBRARY.instrument


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(CONTENT / "orientation", tmp_path / "orientation"))


def changed(folder: Path, file: str, before: str, after: str) -> Path:
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    return folder


def test_shipped_instrument_has_no_problems():
    assert check_instrument(WHOLE) == []
    assert (len(WHOLE.facets), len(WHOLE.pairs), len(WHOLE.items)) == (12, 36, 4)


def test_every_facet_is_heard_equally_often():
    heard = [s.facet for pair in WHOLE.pairs.values() for s in (pair.left, pair.right)]
    assert {facet: heard.count(facet) for facet in WHOLE.facets} == dict.fromkeys(WHOLE.facets, 6)


def test_product_statements_stand_on_both_sides_equally():
    rights = sum(WHOLE.facets[p.right.facet].pole is Pole.PRODUCT_OWNER for p in WHOLE.pairs.values())
    assert rights == 18


@pytest.mark.parametrize("file", ["facets.toml", "statements.toml", "pairs.toml", "items.toml"])
@pytest.mark.parametrize("how", ["missing", "empty", "not TOML", "not UTF-8"])
def test_unreadable_file_is_named(folder, file, how):
    path = folder / file
    if how == "missing":
        path.unlink()
    else:
        path.write_bytes({"empty": b"", "not TOML": b"= 3", "not UTF-8": b"\xff"}[how])
    with pytest.raises(ContentBroken, match=f"content/orientation/{file}"):
        read_instrument(folder)


@pytest.mark.parametrize(
    ("file", "before", "after", "says"),
    [
        ("facets.toml", 'pole = "scrum-master"', 'pole = "boss"', "pole is 'boss'; expected one of"),
        ("facets.toml", 'pole = "scrum-master"', "", "pole is missing"),
        ("statements.toml", "keyed = 1", "keyed = 5", "keyed is 5; expected one of 1, -1"),
        ("statements.toml", "keyed = 1", 'keyed = "1"', "keyed is '1'"),
        ("statements.toml", 'facet = "', 'facet = "x', "facet is 'x"),
        (
            "statements.toml",
            "desirability = ",
            'desirability = "high" #',
            "desirability is 'high'; expected a number",
        ),
        ("statements.toml", "text = ", "txt = ", "text is missing; expected a text"),
        ("pairs.toml", 'left = "', 'left = "x', "left is 'x"),
        ("pairs.toml", "right = ", "rihgt = ", "right is missing"),
        ("items.toml", "keyed = ", "kyed = ", "keyed is missing"),
    ],
)
def test_broken_row_is_named_with_what_is_expected(folder, file, before, after, says):
    with pytest.raises(ContentBroken) as why:
        read_instrument(changed(folder, file, before, after))
    assert str(why.value).startswith(f"content/orientation/{file}: {file.removesuffix('.toml')}.")
    assert says in str(why.value)


def test_all_broken_rows_of_a_file_come_at_once(folder):
    changed(folder, "items.toml", "keyed = ", "kyed = ")
    with pytest.raises(ContentBroken) as why:
        read_instrument(changed(folder, "items.toml", "text = ", "txt = "))
    assert len(why.value.problems) == 1
    changed(folder, "items.toml", 'facet = "deciding', 'facet = "x')
    with pytest.raises(ContentBroken) as why:
        read_instrument(folder)
    assert len(why.value.problems) == 2


def with_pair(pair: Pair) -> Instrument:
    return replace(WHOLE, pairs={**WHOLE.pairs, pair.id: pair})


def test_each_break_of_the_design_is_found():
    first, second = list(WHOLE.pairs.values())[:2]
    long = replace(first.left, text="word " * 17)
    vain = replace(first.left, desirability=first.right.desirability + 0.8)
    breaks = {
        "37 pairs, 36 are expected": with_pair(replace(first, id="more")),
        "compares two statements of one pole": with_pair(replace(first, left=first.right)),
        "differs by 0.8 in desirability": with_pair(replace(first, left=vain)),
        "stands in 2 pairs": with_pair(replace(first, left=second.left)),
        "has 17 words, at most 16 fit": with_pair(replace(first, left=long)),
        "6 oppositely keyed pairs": with_pair(_straightened()),
        "are compared 2 times": with_pair(replace(second, left=first.left, right=first.right)),
        "is written 2 times": with_pair(replace(first, left=replace(first.left, text=second.left.text))),
        "5 facets, 6 are expected": replace(WHOLE, facets=_one_on_the_other_side()),
    }
    for says, instrument in breaks.items():
        found = [str(problem) for problem in check_instrument(instrument)]
        assert any(says in each for each in found), f"{says}: {found}"


def _straightened() -> Pair:
    opposite = next(pair for pair in WHOLE.pairs.values() if pair.is_opposite)
    return replace(opposite, left=replace(opposite.left, keyed=opposite.right.keyed))


def _one_on_the_other_side() -> dict[str, Facet]:
    moved = replace(WHOLE.facets["saying-no"], pole=Pole.SCRUM_MASTER)
    return {**WHOLE.facets, "saying-no": moved}


def test_items_of_each_pole_are_keyed_both_ways():
    keys = {(WHOLE.facets[item.facet].pole, item.keyed) for item in WHOLE.items.values()}
    assert keys == {(pole, keyed) for pole in Pole for keyed in (1, -1)}
