import pytest

from whichcert.bank.wording import lists_all, plain_negation, removed_wording


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Each of the three roles has a job.", ["roles"]),
        ("The team is self-organising.", ["self-organising"]),
        ("What did you do yesterday?", ["What did you do yesterday"]),
        (
            "The backlog holds at least one high-priority process improvement.",
            ["at least one high-priority process improvement"],
        ),
        ("Refinement takes 10 % of the capacity.", ["Refinement takes 10 %"]),
        ("They give 10 % of their time to refining it.", ["10 % of their time to refining"]),
        ("They refine for 10 percent of the Sprint.", ["refine for 10 percent"]),
        ("A team has 3 to 9 members.", ["3 to 9 members"]),
        ("A team has three to nine people.", ["three to nine people"]),
        ("The organization has an observant controller.", []),
        ("At least one Increment is made.", []),
    ],
)
def test_wording_of_2017_is_found(text: str, found: list[str]) -> None:
    assert [old.found for old in removed_wording(text)] == found


@pytest.mark.parametrize(
    ("option", "is_list"),
    [
        ("All of the above", True),
        ("None of the above.", True),
        ("Both A and C", True),
        ("All of these answers", True),
        ("None of the other options", True),
        ("All of the Developers", False),
        ("Both the Product Owner and the Developers", False),
        ("Any of these people", False),
    ],
)
def test_option_that_refers_to_others_is_found(option: str, is_list: bool) -> None:
    assert lists_all(option) is is_list


@pytest.mark.parametrize(
    ("stem", "negation"),
    [
        ("Which is not an artifact?", "not"),
        ("Ana asks Li. What should Li not do?", "not"),
        ("Which statement is false?", "false"),
        ("Which of these isn't an event?", "n't"),
        ("Which are events, except one?", "except"),
        ("Which is NOT an artifact?", None),
        ("The Goal is not met. What follows?", None),
        ("What follows when the Goal is not met?", None),
        ("The team did not finish, which is a pity. Who decides?", None),
        ("The key that is false is gone. Who has it?", None),
    ],
)
def test_negative_question_is_told_from_a_negative_situation(stem: str, negation: str | None) -> None:
    assert plain_negation(stem) == negation
