from dataclasses import replace

from bank.sample import ITEM, MULTIPLE, TRUE_FALSE, changed, options
from whichcert.bank.enemies import enemies_of
from whichcert.bank.item import Item

OTHER = changed(
    id="z-1",
    statements=("done.purpose",),
    stem="Who owns the blue book?",
    options=options("Mira from the bakery", "Paul", "Quinn", "Rosa"),
)


def pairs(*items: Item) -> set[tuple[str, str]]:
    return {(one, other) for one, found in enemies_of(items).items() for other in found if one < other}


def test_items_with_nothing_in_common_are_no_enemies() -> None:
    assert pairs(ITEM, OTHER) == set()


def test_declared_enemies_are_mutual() -> None:
    found = enemies_of([replace(ITEM, enemies=("z-1", "gone-1")), OTHER])
    assert found == {"daily-scrum-900": frozenset({"z-1"}), "z-1": frozenset({"daily-scrum-900"})}


def test_correction_is_the_enemy_of_what_it_corrects() -> None:
    assert pairs(ITEM, replace(OTHER, supersedes=ITEM.id)) == {("daily-scrum-900", "z-1")}


def test_one_statement_in_nearly_the_same_words_makes_enemies() -> None:
    stem = "Ama looks at her watch. The talk goes on, and rain falls on the roof. Whom does she tell?"
    kin = replace(OTHER, statements=ITEM.statements, stem=stem)
    assert pairs(ITEM, kin) == {("daily-scrum-900", "z-1")}
    assert pairs(ITEM, replace(kin, statements=("done.purpose",))) == set()


def test_stem_that_tells_a_key_makes_enemies() -> None:
    teller = replace(MULTIPLE, stem="Mira, who has the bakery, asks from where it came. Choose 2.")
    assert pairs(teller, OTHER) == set()  # two content words say too little
    told = replace(OTHER, options=options("Mira runs the bakery shop", "Paul", "Quinn", "Rosa"))
    teller = replace(teller, stem="Mira runs a bakery and a shop. Which fit? Choose 2.")
    assert pairs(teller, told) == {("daily-scrum-902", "z-1")}


def test_statement_of_a_true_false_item_told_elsewhere_makes_enemies() -> None:
    teller = replace(OTHER, stem="The Daily Scrum lasts at most 15 minutes. Who says so?")
    assert pairs(TRUE_FALSE, teller) == {("daily-scrum-901", "z-1")}


def test_no_items_have_no_enemies() -> None:
    assert enemies_of([]) == {}
