"""The closed lists in small groups, so that a person finds their word without reading all of them."""

from collections.abc import Mapping, Sequence

ROLE_GROUPS: Mapping[str, Sequence[str]] = {
    "In a Scrum Team, or near one": (
        "scrum_master",
        "product_owner",
        "developer",
        "tester",
        "ux_designer",
        "agile_practitioner",
    ),
    "Product and business": (
        "product_manager",
        "business_analyst",
        "marketing_or_sales",
        "founder_or_executive",
    ),
    "Leading and organising": ("team_lead", "project_manager", "delivery_manager", "agile_coach"),
    "Something else": ("administration_or_support", "job_seeker", "student"),
}
GOAL_GROUPS: Mapping[str, Sequence[str]] = {
    "Towards Scrum Master work": (
        "become_scrum_master",
        "grow_as_scrum_master",
        "improve_team",
        "lead_delivery",
        "coach_or_train",
    ),
    "Towards product work": (
        "become_product_owner",
        "grow_as_product_owner",
        "become_product_manager",
        "support_product_owner",
        "understand_value",
        "work_with_users_and_customers",
    ),
    "Towards knowledge and proof": (
        "understand_scrum",
        "refresh_knowledge",
        "certify_current_work",
        "go_deeper",
        "have_both",
        "learn",
    ),
    "Towards a job": ("get_a_job", "career_step", "widen_role"),
    "Something else": ("be_a_better_developer", "improve_flow", "lead_the_organisation"),
}
NO_WANTED_ROLES = frozenset({"job_seeker", "student"})
"""Situations that nobody aims for."""
REST = "Something else"


def grouped(names: Sequence[str], groups: Mapping[str, Sequence[str]]) -> Sequence[tuple[str, Sequence[str]]]:
    """Sort names into groups in the groups' order; a name that no group has comes last, never lost.

    >>> grouped(["b", "c", "a"], {"Letters": ["a", "b"]})
    [('Letters', ['a', 'b']), ('Something else', ['c'])]
    """
    placed = {name for members in groups.values() for name in members}
    rest = [name for name in names if name not in placed]
    found = {heading: [name for name in members if name in names] for heading, members in groups.items()}
    found[REST] = [*found.get(REST, []), *rest]
    return [(heading, members) for heading, members in found.items() if members]
