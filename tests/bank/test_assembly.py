from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest

from bank.sample import ITEM, options
from whichcert.bank.assembly import ABILITIES, TOLERANCE, Form, assemble_form
from whichcert.bank.bank import Bank
from whichcert.bank.blueprint import Blueprint
from whichcert.bank.enemies import enemies_of
from whichcert.bank.item import Item, Status
from whichcert.bank.rasch import expected_scores, success
from whichcert.errors import InputRefused
from whichcert.scrum import FocusArea

BLUEPRINT = Blueprint("psm-1", {FocusArea.EVENTS: 20, FocusArea.DONE: 10}, 0.2, 0.6)
WORDS = [f"w{n:03}" for n in range(900)]


def made(n: int, seed: int = 1) -> Bank:
    rng = np.random.default_rng(seed)
    items = [_item(number, rng) for number in range(n)]
    return Bank({item.id: item for item in items})


def _item(number: int, rng: np.random.Generator) -> Item:
    texts = [" ".join(rng.choice(WORDS, 5)) for _ in range(5)]
    return replace(
        ITEM,
        id=f"a-{number:03}",
        stem=texts[0],
        options=options(*texts[1:]),
        focus_area=FocusArea.DONE if number % 3 == 0 else FocusArea.EVENTS,
        intended_difficulty=float(rng.normal(0.1, 0.7)),
        status=Status.LIVE,
    )


BANK = made(120)


def form(seen: Mapping[str, int] | None = None, bank: Bank = BANK, seed: int = 1) -> Form:
    return assemble_form(BLUEPRINT, bank, seen or {}, np.random.default_rng(seed))


def test_form_has_the_balance_of_the_blueprint_and_no_item_twice() -> None:
    items = form().items
    assert Counter(item.focus_area for item in items) == BLUEPRINT.counts
    assert len({item.id for item in items}) == 30


def test_same_chance_gives_the_same_form_and_another_another() -> None:
    assert form().items == form().items
    assert form().items != form(seed=2).items


def test_parallel_forms_are_expected_to_score_alike_at_every_ability() -> None:
    curves = np.array([form(seed=seed).expected(np.linspace(-1, 3, 41)) for seed in range(12)])
    assert np.ptp(curves, axis=0).max() < 2
    assert max(form(seed=seed).gap for seed in range(12)) <= TOLERANCE


def test_gap_is_the_distance_to_the_blueprint() -> None:
    one = form()
    difference = one.expected(ABILITIES) - BLUEPRINT.target(ABILITIES)
    assert one.gap == pytest.approx(np.abs(difference).max())


def test_least_seen_items_come_first() -> None:
    first = form()
    seen = Counter(item.id for item in first.items)
    second = form(seen, seed=3)
    assert not {item.id for item in first.items} & {item.id for item in second.items}


def test_enemies_do_not_meet() -> None:
    ids = list(BANK.items)
    # Each item is the enemy of its neighbour in its own focus area.
    items = {
        item_id: replace(BANK.items[item_id], enemies=(ids[place - 3],)) for place, item_id in enumerate(ids)
    }
    for seed in range(5):
        found = form(bank=Bank(items), seed=seed).items
        assert all(not enemies for enemies in enemies_of(found).values())
        assert Counter(item.focus_area for item in found) == BLUEPRINT.counts


def test_too_few_items_are_refused_by_focus_area() -> None:
    with pytest.raises(InputRefused) as refused:
        form(bank=made(24))
    assert [problem.message for problem in refused.value.problems] == [
        "focus area 'events' has 16 live items, a form needs 20",
        "focus area 'done' has 8 live items, a form needs 10",
    ]


def test_bank_of_enemies_is_refused() -> None:
    ids = tuple(BANK.items)
    items = {
        one.id: replace(one, enemies=tuple(i for i in ids if i != one.id)) for one in BANK.items.values()
    }
    with pytest.raises(InputRefused, match="too many items give each other away"):
        form(bank=Bank(items))


def test_drafts_and_items_of_other_assessments_are_not_asked() -> None:
    items = dict(BANK.items)
    for item_id in list(items)[:30]:
        items[item_id] = replace(items[item_id], status=Status.DRAFT)
    for item_id in list(items)[30:45]:
        items[item_id] = replace(items[item_id], assessments=("pspo-1",))
    assert {item.id for item in form(bank=Bank(items)).items} <= set(list(items)[45:])


def test_difficulty_out_of_reach_shows_in_the_gap() -> None:
    hard = {one.id: replace(one, intended_difficulty=2.0) for one in BANK.items.values()}
    assert form(bank=Bank(hard)).gap > 5


def test_every_item_of_a_small_bank_makes_a_form() -> None:
    ids = [i for i, one in BANK.items.items() if one.focus_area is FocusArea.EVENTS][:20]
    ids += [i for i, one in BANK.items.items() if one.focus_area is FocusArea.DONE][:10]
    small = Bank({item_id: BANK.items[item_id] for item_id in ids})
    assert {item.id for item in form(bank=small).items} == set(ids)


def test_success_follows_the_rasch_model() -> None:
    difficulty, theta = np.array([-1.0, 2.0]), np.array([0.5])
    assert success(difficulty, theta)[:, 0] == pytest.approx([1 / (1 + np.exp(-1.5)), 1 / (1 + np.exp(1.5))])
    assert expected_scores(difficulty, theta)[0] == pytest.approx(1.0)
