"""What is known about a person; everything may be missing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Profile:
    """Facts, wishes and answers of one person, all words from the closed lists.

    years_of_scrum: years. budget_usd: US dollars for assessments in all.
    hours_per_week: hours of study. country: ISO 3166 alpha-2, lower case.
    answers: pair or item id → −2..2. reasons: criteria that matter most, first
    the most important; ignored: criteria struck out.
    """

    current_role: str | None = None
    target_role: str | None = None
    years_of_scrum: float | None = None
    holds: tuple[str, ...] = ()
    goals: tuple[str, ...] = ()
    likes: tuple[str, ...] = ()
    strengths: tuple[str, ...] = ()
    constraints: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    budget_usd: float | None = None
    hours_per_week: float | None = None
    deadline: date | None = None
    country: str | None = None
    answers: Mapping[str, int] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        return self == Profile()
