"""What the REST API gives, as shapes."""

from typing import Any, Literal

from pydantic import BaseModel

FirstStepName = Literal["psm", "pspo", "neither-yet"]


class ProblemOut(BaseModel):
    """One finding: where, what was found and what to do; line: of a file, else null."""

    where: str
    message: str
    line: int | None


class ProblemsOut(BaseModel):
    """Every answer that is not 200 has this shape."""

    problems: list[ProblemOut]


class AcceptabilityOut(BaseModel):
    """How probable it is that each first step, and each way, is the best one."""

    first_step: dict[FirstStepName, float]
    alternatives: dict[str, float]
    standard_error: float


class ReasonOut(BaseModel):
    criterion: str
    label: str
    text: str
    said: list[str]
    contribution: float
    speaks_for: FirstStepName
    basis: str


class QuestionInAdviceOut(BaseModel):
    field: str
    id: str
    text: str
    information: float


class FlagOut(BaseModel):
    id: str
    text: str


class ExcludedOut(BaseModel):
    id: str
    reason: str


class ChanceOut(BaseModel):
    """Chance to pass, with its 90 % range; basis: prior until practice results count."""

    probability: float
    low: float
    high: float
    basis: str


class BasisOut(BaseModel):
    """Where a number comes from: data with n and interval, or prior with who set it."""

    quantity: str
    kind: Literal["data", "prior"]
    text: str
    value: float | None
    interval: list[float] | None
    n: int | None
    sources: list[str]


class AdviceOut(BaseModel):
    """The recommendation, as ``whichcert advise --json`` prints it."""

    first_step: FirstStepName
    verdict: Literal["clear", "both", "too-close"]
    acceptability: AcceptabilityOut
    runner_up: FirstStepName
    certification: str | None
    sequence: list[str]
    sequence_reason: str | None
    expected_regret: float
    compared: list[str] | None
    gap: float
    reasons: list[ReasonOut]
    what_would_change_it: list[dict[str, Any]]
    deciding_question: QuestionInAdviceOut | None
    flags: list[FlagOut]
    excluded: list[ExcludedOut]
    orientation: dict[str, Any]
    readiness: dict[str, ChanceOut]
    market: dict[str, Any]
    basis: list[BasisOut]


class ChoiceOut(BaseModel):
    value: str
    label: str


class NextOut(BaseModel):
    """The next question. kind: fact, pair, item or reasons. most: how many choices may be picked."""

    step: str
    kind: Literal["fact", "pair", "item", "reasons"]
    text: str
    statements: list[str]
    choices: list[ChoiceOut]
    most: int
    number: int
    at_most_left: int


class CertificationInListOut(BaseModel):
    id: str
    name: str
    short_name: str
    issuer: str
    role: str
    level: int | None
    detail: str
    summary: str


class CertificationsOut(BaseModel):
    certifications: list[CertificationInListOut]


class CertificationOut(CertificationInListOut):
    page: str | None
    family: str
    recommended_before: list[str]
    requires: list[str]
    next: list[str]
    facts: dict[str, dict[str, Any]]


class ComparisonOut(BaseModel):
    certifications: list[dict[str, Any]]
    sections: list[dict[str, Any]]
    focus_areas: dict[str, Any]


class RoleCountOut(BaseModel):
    """Postings for a role among all postings read; low, high: the 95 % range of the share."""

    role: str
    hits: int
    n: int
    share: float | None
    low: float
    high: float
    sources: list[str]


class CertificateCountOut(RoleCountOut):
    """Postings of a role that name a certificate, among those with full text."""

    certification: str


class MarketOut(BaseModel):
    country: str | None
    roles: list[RoleCountOut]
    certificates: list[CertificateCountOut]


class WordOut(BaseModel):
    id: str
    label: str


class CriterionOut(WordOut):
    question: str
    weight: float
    basis: str


class PairOut(BaseModel):
    id: str
    left: str
    right: str


class ItemOut(BaseModel):
    id: str
    text: str


class VocabularyOut(BaseModel):
    """Every word that a profile may use; weight: of a criterion until reasons are picked, a prior."""

    roles: list[WordOut]
    goals: list[WordOut]
    likes: list[WordOut]
    strengths: list[WordOut]
    constraints: list[WordOut]
    criteria: list[CriterionOut]
    pairs: list[PairOut]
    items: list[ItemOut]
    countries: dict[str, str]
