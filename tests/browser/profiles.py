"""Profiles that lead to every kind of result."""

import base64
import json
from typing import Any

PROFILES: dict[str, dict[str, Any]] = {
    "clear": {
        "current_role": "developer",
        "target_role": "scrum_master",
        "goals": ["improve_team"],
        "years_of_scrum": 4,
        "country": "se",
        "budget_usd": 250,
        "answers": {"p15-vision-coaching": -2, "p18-stakeholders-facilitating": -1, "deciding-angry": 1},
        "reasons": ["goal", "fit"],
    },
    "nothing said": {},
    "both": {"current_role": "business_analyst", "goals": ["have_both"], "country": "us"},
    "something else fits": {"current_role": "developer", "goals": ["be_a_better_developer"]},
    "not yet": {"current_role": "student", "years_of_scrum": 0, "constraints": ["no_experience"]},
}


def link(address: str, profile: dict[str, Any]) -> str:
    """Return the address that carries a profile."""
    carried = base64.urlsafe_b64encode(json.dumps(profile).encode()).decode().rstrip("=")
    return f"{address}shared/#p={carried}"
