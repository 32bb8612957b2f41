"""What the REST API takes, as shapes; what the words mean is checked by the flow."""

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from whichcert.flows.compare import FEWEST, MOST
from whichcert.flows.read_profile import MOST_REASONS, MOST_WORDS, RANGES

MOST_LETTERS = 80
MOST_ASKED = 100

Word = Annotated[str, Field(min_length=1, max_length=MOST_LETTERS, pattern=r"\S")]
Words = Annotated[list[Word], Field(max_length=MOST_WORDS)]
Reasons = Annotated[list[Word], Field(max_length=MOST_REASONS)]
Day = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$", json_schema_extra={"format": "date"})]


def _whole(value: object) -> object:
    """JSON has one kind of number: 2.0 is an integer to it, so it is to us."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


Grade = Annotated[int, Field(ge=-2, le=2), BeforeValidator(_whole)]


def _between(name: str) -> Any:
    low, high = RANGES[name]
    return Field(ge=low, le=high)


class ProfileIn(BaseModel):
    """What is known about a person; every field may be missing. Words: see /api/vocabulary."""

    model_config = ConfigDict(extra="forbid", strict=True, title="Profile")

    current_role: Word | None = None
    target_role: Word | None = None
    years_of_scrum: Annotated[float, _between("years_of_scrum")] | None = None
    holds: Words = []
    goals: Words = []
    likes: Words = []
    strengths: Words = []
    constraints: Words = []
    reasons: Reasons = []
    ignored: Words = []
    budget_usd: Annotated[float, _between("budget_usd")] | None = None
    hours_per_week: Annotated[float, _between("hours_per_week")] | None = None
    deadline: Day | None = None
    country: Word | None = None
    answers: dict[str, Grade] = {}


class CompareIn(BaseModel):
    """Catalogue ids, each in a parameter of its own: ?ids=psm-1&ids=pspo-1."""

    ids: Annotated[list[str], Field(min_length=FEWEST, max_length=MOST)]


class NextIn(BaseModel):
    """A profile so far, and the steps that were shown, answered or skipped, in their order."""

    model_config = ConfigDict(extra="forbid", strict=True)

    profile: ProfileIn = ProfileIn()
    asked: Annotated[list[Word], Field(max_length=MOST_ASKED)] = []
