"""The closed vocabulary of Scrum, as the Scrum Guide of November 2020 uses it."""

from enum import StrEnum


class Accountability(StrEnum):
    DEVELOPERS = "developers"
    PRODUCT_OWNER = "product-owner"
    SCRUM_MASTER = "scrum-master"


class Event(StrEnum):
    SPRINT = "sprint"
    SPRINT_PLANNING = "sprint-planning"
    DAILY_SCRUM = "daily-scrum"
    SPRINT_REVIEW = "sprint-review"
    SPRINT_RETROSPECTIVE = "sprint-retrospective"


class Artifact(StrEnum):
    PRODUCT_BACKLOG = "product-backlog"
    SPRINT_BACKLOG = "sprint-backlog"
    INCREMENT = "increment"


class Commitment(StrEnum):
    PRODUCT_GOAL = "product-goal"
    SPRINT_GOAL = "sprint-goal"
    DEFINITION_OF_DONE = "definition-of-done"


class Pillar(StrEnum):
    TRANSPARENCY = "transparency"
    INSPECTION = "inspection"
    ADAPTATION = "adaptation"


class Value(StrEnum):
    COMMITMENT = "commitment"
    FOCUS = "focus"
    OPENNESS = "openness"
    RESPECT = "respect"
    COURAGE = "courage"


class Competency(StrEnum):
    """The five Professional Scrum Competencies."""

    FRAMEWORK = "scrum-framework"
    PEOPLE = "people-and-teams"
    PRODUCT = "managing-products"
    DELIVERY = "delivering-products"
    ORGANISATION = "agile-organisation"


class FocusArea(StrEnum):
    """The focus areas that the issuer reports scores by."""

    EMPIRICISM = "empiricism"
    SCRUM_VALUES = "scrum-values"
    SCRUM_TEAM = "scrum-team"
    EVENTS = "events"
    ARTIFACTS = "artifacts"
    DONE = "done"
    SCALING = "scaling"
    SELF_MANAGING_TEAMS = "self-managing-teams"
    FACILITATION = "facilitation"
    LEADERSHIP_STYLES = "leadership-styles"
    COACHING_AND_MENTORING = "coaching-and-mentoring"
    TEACHING = "teaching"
    FORECASTING = "forecasting-and-release-planning"
    PRODUCT_VISION = "product-vision"
    PRODUCT_VALUE = "product-value"
    PRODUCT_BACKLOG_MANAGEMENT = "product-backlog-management"
    BUSINESS_STRATEGY = "business-strategy"
    STAKEHOLDERS_AND_CUSTOMERS = "stakeholders-and-customers"
    EMERGENT_SOFTWARE_DEVELOPMENT = "emergent-software-development"
    MANAGING_TECHNICAL_RISK = "managing-technical-risk"
    CONTINUOUS_QUALITY = "continuous-quality"
    CONTINUOUS_INTEGRATION = "continuous-integration"
    OPTIMIZING_FLOW = "optimizing-flow"
    ORGANIZATIONAL_DESIGN_AND_CULTURE = "organizational-design-and-culture"
    PORTFOLIO_PLANNING = "portfolio-planning"
    EVIDENCE_BASED_MANAGEMENT = "evidence-based-management"


COMPETENCY_OF: dict[FocusArea, Competency] = {
    **dict.fromkeys(list(FocusArea)[:7], Competency.FRAMEWORK),
    **dict.fromkeys(list(FocusArea)[7:12], Competency.PEOPLE),
    **dict.fromkeys(list(FocusArea)[12:18], Competency.PRODUCT),
    **dict.fromkeys(list(FocusArea)[18:23], Competency.DELIVERY),
    **dict.fromkeys(list(FocusArea)[23:], Competency.ORGANISATION),
}
