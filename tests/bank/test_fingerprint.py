from dataclasses import replace
from pathlib import Path

import pytest

from bank.sample import ITEM, STATEMENTS, TRUE_FALSE, published
from whichcert.bank.bank import Bank
from whichcert.bank.checks import bank_problems
from whichcert.bank.fingerprint import fingerprint, fingerprints_text, freeze, read_fingerprints
from whichcert.bank.item import Item, Status

MOVED = (*ITEM.options[1:], ITEM.options[0])
REKEYED = tuple(replace(one, is_correct=n == 0) for n, one in enumerate(ITEM.options))


@pytest.mark.parametrize(
    "item",
    [
        replace(ITEM, stem=ITEM.stem + "!"),
        replace(ITEM, options=ITEM.options[:3]),
        replace(ITEM, options=MOVED),
        replace(ITEM, options=REKEYED),
    ],
)
def test_wording_options_order_and_key_change_the_fingerprint(item: Item) -> None:
    assert fingerprint(item) != fingerprint(ITEM)


def test_rest_of_an_item_may_change() -> None:
    noted = tuple(replace(one, note="Better said.") for one in ITEM.options)
    item = replace(ITEM, stem=ITEM.stem.replace("\n", "\n\n"), options=noted, rationale="x", id="other")
    assert fingerprint(item) == fingerprint(ITEM)


def test_fingerprint_is_the_same_for_ever() -> None:
    assert fingerprint(TRUE_FALSE) == "c6969716355669baa0b650438649c3f5639c2bb71b82792e5ff55ca2efb38c6e"


def test_freeze_adds_live_items_and_changes_none(tmp_path: Path) -> None:
    bank = published(ITEM)
    frozen = freeze([*bank.items.values(), TRUE_FALSE], {"z-1": "0" * 64})
    assert frozen == {ITEM.id: fingerprint(ITEM), "z-1": "0" * 64}
    changed = replace(bank.items[ITEM.id], stem="Other?")
    assert freeze([changed], frozen) == frozen
    (tmp_path / "f.toml").write_text(fingerprints_text(frozen))
    assert read_fingerprints(tmp_path / "f.toml") == (frozen, ())


def test_broken_file_is_a_problem_not_a_crash(tmp_path: Path) -> None:
    path = tmp_path / "f.toml"
    assert read_fingerprints(path) == ({}, ())
    for text in (b"a = ", b"\xff", b"a = " + b"[" * 5_000):
        path.write_bytes(text)
        assert [problem.where for problem in read_fingerprints(path)[1]] == [
            "content/items/fingerprints.toml"
        ]
    path.write_text("a = 'short'")
    assert "a has no SHA-256" in read_fingerprints(path)[1][0].message


def messages(bank: Bank) -> list[str]:
    return [problem.message for problem in bank_problems(bank, STATEMENTS)]


def test_change_of_a_published_item_is_found() -> None:
    bank = published(ITEM)
    changed = replace(bank.items[ITEM.id], stem="How long may it last?")
    found = messages(replace(bank, items={ITEM.id: changed}))
    assert found[-1].startswith("is published, and its stem, options or key changed; put them back")


def test_published_item_does_not_vanish_or_become_a_draft() -> None:
    bank = published(ITEM)
    assert messages(replace(bank, items={})) == [
        "daily-scrum-900 was published and its file is gone; put it back, with status retired if need be"
    ]
    draft = replace(bank.items[ITEM.id], status=Status.DRAFT)
    assert messages(replace(bank, items={ITEM.id: draft})) == [
        "was published, so it can't be a draft again; set status to retired"
    ]


def test_live_item_must_be_frozen() -> None:
    assert messages(replace(published(ITEM), frozen={})) == [
        "status is live and it is not frozen; run whichcert bank freeze"
    ]
