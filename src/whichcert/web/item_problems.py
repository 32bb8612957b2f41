"""What a person may find wrong with a question, and how it is kept; the same for pages and terminal."""

from whichcert.bank.bank import Bank
from whichcert.flows.study_data import Report
from whichcert.web import study_records

REASONS = {
    "wrong-key": "The answer given as right is wrong",
    "unclear": "It is unclear",
    "outdated": "It is outdated",
    "language": "The language is wrong",
    "other": "Something else",
}
MOST_LETTERS = 2_000


def plain_words(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\0", "").strip()


def fault_of(told: Report, bank: Bank) -> str | None:
    """Say why a report can't be kept, None when it can."""
    if told.item not in bank.items:
        return "The bank has no such question; nothing was kept"
    if len(told.words) > MOST_LETTERS:
        return f"Your words have {len(told.words):,} letters; shorten them to {MOST_LETTERS:,} or fewer"
    if told.reason not in REASONS:
        return "Choose what is wrong with the question"
    return None


def keep(learner: int, told: Report) -> None:
    """Store a report; what was told before in the same words is stored once."""
    same = (told.item, told.reason, told.words)
    if same not in {(one.item, one.reason, one.words) for one in study_records.reports(learner)}:
        study_records.report(learner, told)
