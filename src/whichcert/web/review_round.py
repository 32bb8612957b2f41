"""How many of the questions that are due a round of review takes."""

from dataclasses import dataclass

from whichcert.flows.day_work import MINUTES_A_REVIEW
from whichcert.flows.overview import REVIEWS_AT_ONCE, planned_reviews
from whichcert.flows.plan import Plan
from whichcert.web import formats
from whichcert.web.study_words import duration


@dataclass(frozen=True, slots=True)
class Round:
    """A round before it begins."""

    due: int
    usual: int
    """Questions that it takes unless the person wants another number."""
    is_planned: bool
    """Whether today's plan says so."""

    @property
    def taken(self) -> int:
        return min(self.due, self.usual)

    @property
    def more(self) -> tuple[int, ...]:
        """Return larger numbers on offer: twice as many, and all; none where the round takes all."""
        larger = (min(2 * self.taken, self.due), self.due) if self.taken < self.due else ()
        return tuple(dict.fromkeys(larger))

    def size(self, wished: str) -> int:
        """Return how many a form or option asks for; the usual number where it asks for none that can be."""
        is_number = wished.isascii() and wished.isdigit() and len(wished) < len("10000")
        return max(1, min(int(wished), self.due)) if is_number else self.taken

    @property
    def why(self) -> str:
        """Say on what the number rests."""
        if not self.is_planned:
            return f"{formats.counted(self.usual, 'question')} are the usual number"
        return f"today’s plan gives {minutes_of(self.usual)} to review"


def round_of(plan: Plan | None, due: int) -> Round:
    """Return the round for so many due questions: what today's plan gives time for, else the usual number."""
    planned = planned_reviews(plan)
    return Round(due, planned or REVIEWS_AT_ONCE, planned is not None)


def taken_words(taken: int, due: int) -> str:
    """Say how many of those due are taken.

    >>> taken_words(20, 63), taken_words(5, 5)
    ('20 of 63 due; the rest stays due.', '5 due.')
    """
    return f"{taken:,} of {due:,} due; the rest stays due." if taken < due else f"{due:,} due."


def minutes_of(reviews: int) -> str:
    """Return how long so many reviews take, in words."""
    return duration(reviews * MINUTES_A_REVIEW)
