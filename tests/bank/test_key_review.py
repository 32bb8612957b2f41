from dataclasses import replace
from pathlib import Path

import pytest

from bank.sample import ITEM, MULTIPLE, STATEMENTS, TODAY, published
from whichcert.bank.bank import Bank
from whichcert.bank.checks import bank_problems
from whichcert.bank.fingerprint import fingerprint
from whichcert.bank.key_review import Review, Verdict, blind_sheet, judged, letters, places, sheet_answers
from whichcert.bank.review_file import COLUMNS, read_reviews, reviews_text
from whichcert.errors import InputRefused

WRONG = judged(ITEM, (0,), reader="reader-2", read_on=TODAY)
HEAD = ",".join(COLUMNS)
PRINT = fingerprint(ITEM)


def with_review(review: Review) -> list[str]:
    bank = published(ITEM)
    return [one.message for one in bank_problems(replace(bank, reviews=(*bank.reviews, review)), STATEMENTS)]


def test_blind_answer_is_judged_by_the_key() -> None:
    assert judged(ITEM, (1,), reader="r", read_on=TODAY).verdict is Verdict.AGREES
    assert judged(MULTIPLE, (1, 4), reader="r", read_on=TODAY).verdict is Verdict.AGREES
    assert judged(MULTIPLE, (1,), reader="r", read_on=TODAY).verdict is Verdict.OPEN


def test_blind_sheet_shows_no_key() -> None:
    assert blind_sheet([ITEM]) == [
        {
            "item": "daily-scrum-900",
            "fingerprint": PRINT,
            "choose": 1,
            "stem": ITEM.stem,
            "options": {
                "A": "Half an hour",
                "B": "A quarter of an hour, as it says",
                "C": "An hour at the longest",
                "D": "Ten minutes on a good day",
            },
        }
    ]


@pytest.mark.parametrize(
    ("answer", "read"), [("a", (0,)), ("C+A", (0, 2)), ("A+A", None), ("AC", None), ("Z", None)]
)
def test_answers_are_letters(answer: str, read: tuple[int, ...] | None) -> None:
    assert places(answer) == read
    assert read is None or letters(read) == "+".join(sorted(answer.upper().split("+")))


def test_sheet_names_every_answer_that_is_none() -> None:
    items = {ITEM.id: ITEM}
    assert sheet_answers(items, {ITEM.id: "B"}) == {ITEM.id: (1,)}
    with pytest.raises(InputRefused) as refused:
        sheet_answers(items, {ITEM.id: "E", "gone-1": "A"})
    assert [problem.message for problem in refused.value.problems] == [
        "daily-scrum-900: 'E' is no answer; write letters from A to D such as A or A+C",
        "there is no item 'gone-1'; correct the id",
    ]


def test_live_item_needs_a_blind_answer_to_its_wording() -> None:
    bank = published(ITEM)
    old = tuple(replace(one, fingerprint="0" * 64) for one in bank.reviews)
    for reviews in ((), old):
        found = [one.message for one in bank_problems(replace(bank, reviews=reviews), STATEMENTS)]
        assert [message.split(";")[0] for message in found] == [
            "is live without a blind answer to this wording that gives its key"
        ]


def test_draft_needs_none() -> None:
    assert bank_problems(Bank({ITEM.id: ITEM}), STATEMENTS) == ()


def test_open_answer_blocks_a_live_item() -> None:
    assert with_review(replace(WRONG, where="r.csv", line=3)) == [
        "is live while a blind answer disagrees (r.csv:3); settle it"
    ]


def test_kept_key_needs_its_proof() -> None:
    assert (
        with_review(replace(WRONG, verdict=Verdict.KEPT, note="Scrum Guide, Daily Scrum, sentence 3")) == []
    )
    assert with_review(replace(WRONG, verdict=Verdict.KEPT)) == [
        "daily-scrum-900: verdict kept needs a note with the sentence that proves the key"
    ]


def test_verdict_must_fit_the_answer() -> None:
    assert with_review(replace(WRONG, verdict=Verdict.AGREES)) == [
        "daily-scrum-900: the verdict is agrees, but the answer is A and the key B; correct the verdict"
    ]


def test_open_answer_to_old_wording_must_be_settled() -> None:
    assert with_review(replace(WRONG, fingerprint="0" * 64)) == [
        "daily-scrum-900 changed after this answer; set the verdict to mended or dropped"
    ]
    assert with_review(replace(WRONG, fingerprint="0" * 64, verdict=Verdict.MENDED)) == []


def test_record_reads_as_it_was_written(tmp_path: Path) -> None:
    reviews = (
        replace(WRONG, note='He said "half", I think'),
        judged(MULTIPLE, (1, 4), reader="r", read_on=TODAY),
    )
    (tmp_path / "a.csv").write_text(reviews_text(reviews))
    assert read_reviews(tmp_path) == (reviews, ())


def test_no_record_is_no_problem(tmp_path: Path) -> None:
    assert read_reviews(tmp_path / "none") == ((), ())


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("a,b\n", 1, "the first row must be item,fingerprint,reader,read_on,blind_answer,verdict,note"),
        ("", 1, "the first row must be"),
        (f"{HEAD}\na-1,{PRINT},r,2026-11-24,A,agrees\n", 2, "this row must have 7 cells"),
        (f"{HEAD}\na-1,{PRINT},r,2026-11-24,A,agrees,a,b\n", 2, "this row must have 7 cells"),
        (f"{HEAD}\na-1,{PRINT},,2026-11-24,A,agrees,\n", 2, "item and reader must be filled in"),
        (f"{HEAD}\na-1,{PRINT},r,today,A,agrees,\n", 2, "read_on must be a date such as 2026-11-24"),
        (f"{HEAD}\na-1,{PRINT},r,2026-11-24,yes,agrees,\n", 2, "blind_answer must be letters such as A"),
        (f"{HEAD}\na-1,{PRINT},r,2026-11-24,A,fine,\n", 2, "verdict must be one of agrees, open, kept"),
    ],
)
def test_broken_record_is_found_with_its_line(tmp_path: Path, text: str, line: int, says: str) -> None:
    (tmp_path / "a.csv").write_text(text)
    _, problems = read_reviews(tmp_path)
    assert [(one.where, one.line) for one in problems] == [("content/reviews/a.csv", line)]
    assert says in problems[0].message


def test_record_that_is_no_text_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"\xff\xfe")
    (tmp_path / "b.csv").write_text(HEAD + '\n"' + "x" * 200_000)
    assert [one.where for one in read_reviews(tmp_path)[1]] == [
        "content/reviews/a.csv",
        "content/reviews/b.csv",
    ]
