"""A learner of this installation who answered, for the tests of the study pages."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils import timezone

from studying import wrong
from whichcert.bank.item import Item
from whichcert.flows.history import Confidence, Mode
from whichcert.flows.sitting import Deed, Happened, Sitting
from whichcert.web import study_records
from whichcert.web.content import library
from whichcert.web.learner import new_token


def live(assessment: str = "psm-1") -> Sequence[Item]:
    return library().bank.live(assessment)


def practised(
    items: Sequence[Item],
    *,
    right: bool = True,
    days_ago: float = 0.1,
    assessments: tuple[str, ...] = ("psm-1",),
    confidence: Confidence | None = None,
) -> int:
    """Store a round of practice, half a minute a question, and return the learner."""
    at = timezone.now() - timedelta(days=days_ago)
    learner, token = study_records.the_learner(at), new_token()
    study_records.begin(learner, Sitting(token, Mode.PRACTISE, assessments, at))
    for place, item in enumerate(items):
        when = at + timedelta(seconds=30 * (place + 1))
        chosen = item.keys if right else wrong(item)
        happened = Happened(Deed.ANSWER, when, item.id, chosen, confidence)
        study_records.append(token, happened, key=f"answer-{place}")
    return learner


def mock_begun(*, minutes: float | None = 60, started: datetime | None = None) -> str:
    """Store a mock that was begun, and return its token."""
    at = started or timezone.now()
    learner, token = study_records.the_learner(at), new_token()
    items = tuple(one.id for one in live()[:20])
    study_records.begin(learner, Sitting(token, Mode.MOCK, ("psm-1",), at, items, minutes))
    return token


def with_goal(
    *, days: int = 28, hours: float = 4, assessment: str = "psm-1", days_off: Sequence[int] = ()
) -> None:
    """Store a goal that many days ahead."""
    at = timezone.now()
    value = {
        "assessment": assessment,
        "deadline": (at.date() + timedelta(days=days)).isoformat(),
        "hours_a_week": hours,
        "days_off": list(days_off),
    }
    study_records.choose(study_records.the_learner(at), "goal", value, at=at)
