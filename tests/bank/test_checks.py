from dataclasses import replace

import pytest

from bank.sample import ITEM, MULTIPLE, STATEMENTS, TRUE_FALSE, changed, options, published
from whichcert.bank.bank import Bank
from whichcert.bank.checks import bank_problems, item_problems
from whichcert.bank.item import Item, Option, Status


def found(item: Item) -> list[str]:
    return [problem.message for problem in item_problems(item, STATEMENTS)]


@pytest.mark.parametrize("item", [ITEM, MULTIPLE, TRUE_FALSE], ids=lambda item: item.kind)
def test_sound_item_has_no_problem(item: Item) -> None:
    assert found(item) == []


def with_key(place: int, is_correct: bool) -> tuple[Option, ...]:
    return tuple(
        replace(one, is_correct=is_correct) if n == place else one for n, one in enumerate(ITEM.options)
    )


@pytest.mark.parametrize(
    ("item", "says"),
    [
        (changed(options=with_key(0, True)), "2 options are keyed, a single item has one; tick one or set"),
        (changed(options=with_key(1, False)), "0 options are keyed, a single item has one; tick one"),
        (changed(choose=2), "a single item has choose = 1; set it"),
        (changed(options=options("A", "B")), "has 2 options; write 3 to 5, or make it true-false"),
        (changed(options=options("One.", "two", "one")), "this option stands above already"),
        (changed(stem="What fits? Choose 2."), "the stem says how many to choose, and a single item has one"),
        (replace(MULTIPLE, stem="Which fit?"), 'end its stem with a line "Choose 2."'),
        (replace(MULTIPLE, choose=3), "2 options are keyed and choose = 3; make them equal"),
        (
            replace(MULTIPLE, options=options("A", "B", "C", keys="AB")),
            "chooses 2 of 3; choose 2 of at least 4, or 3 of at least 5",
        ),
        (
            replace(TRUE_FALSE, options=options("Yes", "No")),
            "the options of a true-false item are True and False",
        ),
        (changed(statements=("daily-scrum.place",)), "there is no statement 'daily-scrum.place'"),
        (changed(rationale="See {sprint.x} and {daily-scrum.timebox}."), "there is no statement 'sprint.x'"),
        (changed(rationale="It is so."), "the rationale cites none of the item's statements"),
        (changed(rationale=""), "there is no rationale; end with 'Rationale: …' and the proof"),
        (changed(focus_area=None), "`focus_area` is missing from the head; add it"),
        (
            changed(options=(replace(ITEM.options[0], note=""), *ITEM.options[1:])),
            "the option 'Half an hour' has no note; say under it why it is wrong, and which belief",
        ),
        (
            changed(options=options("It is A", "It is B", "None of the above")),
            "'None of the above' refers to other options",
        ),
        (
            changed(stem="Which of these is not an event?"),
            "the question is negative; write NOT in capitals",
        ),
        (
            changed(stem="The Development Team talks. How long?"),
            "'Development Team' is from the guide of 2017; write Developers or Scrum Team",
        ),
        (
            changed(rationale="They answer three questions {daily-scrum.timebox}."),
            "'three questions' is from",
        ),
        (
            changed(options=options("They meet", "They must all meet", "Everybody meets", "She meets")),
            "2 of 3 wrong options hold words like always, all, must and the key holds none",
        ),
        (changed(stem=f"{'word ' * 31}?"), "a sentence has 31 words; split it, 30 are the most"),
        (
            changed(stem="Organisational interdependencies necessitate multidisciplinary considerations?"),
            "use shorter words and sentences, up to grade 8.0",
        ),
    ],
)
def test_fault_is_found(item: Item, says: str) -> None:
    messages = found(item)
    assert len([message for message in messages if says in message]) == 1, messages


def test_old_wording_is_wanted_in_an_item_about_the_change() -> None:
    item = changed(stem="The Development Team of 2017 is gone. How long?", is_about_change=True)
    assert found(item) == []


def test_absolutes_on_both_sides_give_nothing_away() -> None:
    assert found(changed(options=options("They all meet", "They must meet", "Everybody meets", "No"))) == []


def bank_of(*items: Item) -> Bank:
    return Bank({one.id: one for one in items})


def test_near_duplicate_is_found_at_the_later_item() -> None:
    second = changed(id="daily-scrum-999", stem=ITEM.stem.replace("Ama", "Leo"))
    assert [str(problem) for problem in bank_problems(bank_of(ITEM, second), STATEMENTS)] == [
        "content/items:1: shares 97% of its wording with daily-scrum-900; rewrite or drop one of them"
    ]


def test_correction_may_repeat_what_it_corrects_and_retires_it() -> None:
    correction = changed(id="daily-scrum-999", supersedes=ITEM.id)
    bank = published(ITEM, correction)
    assert [problem.message for problem in bank_problems(bank, STATEMENTS)] == [
        'daily-scrum-999 supersedes it; set status = "retired"'
    ]
    retired = replace(bank.items[ITEM.id], status=Status.RETIRED)
    assert bank_problems(replace(bank, items={**bank.items, ITEM.id: retired}), STATEMENTS) == ()


@pytest.mark.parametrize(
    ("item", "says"),
    [
        (changed(supersedes="gone-1"), "supersedes 'gone-1', which is no other item; correct it"),
        (changed(supersedes=ITEM.id), "supersedes 'daily-scrum-900', which is no other item; correct it"),
        (changed(enemies=("gone-1",)), "names 'gone-1' as an enemy, which is no other item; correct the id"),
    ],
)
def test_reference_to_no_item_is_found(item: Item, says: str) -> None:
    assert [problem.message for problem in bank_problems(bank_of(item), STATEMENTS)] == [says]


def test_published_bank_has_no_problem() -> None:
    assert bank_problems(published(ITEM, MULTIPLE, TRUE_FALSE), STATEMENTS) == ()
