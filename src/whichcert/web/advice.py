"""Recommendations, each worked out once a day for the same profile."""

import json
from collections.abc import Mapping
from functools import lru_cache

from whichcert.decide.measured import MeasuredChance
from whichcert.decide.profile import Profile
from whichcert.flows.read_profile import profile_from
from whichcert.flows.recommend import recommend
from whichcert.flows.recommendation import Recommendation
from whichcert.interop.profile_toml import plain_profile
from whichcert.library import Library

MOST_KEPT = 256
"""About 20 kB each; a page that is opened again answers in milliseconds."""


def advice(
    profile: Profile, library: Library, measured: Mapping[str, MeasuredChance] | None = None
) -> Recommendation:
    """Return the recommendation for the library's day, with the chances that own answers gave."""
    return _advice(
        json.dumps(plain_profile(profile), sort_keys=True), library, tuple((measured or {}).items())
    )


# A profile holds a dict and can't be a key itself; its JSON can. The library carries the day.
@lru_cache(maxsize=MOST_KEPT)
def _advice(
    profile_json: str, library: Library, measured: tuple[tuple[str, MeasuredChance], ...]
) -> Recommendation:
    profile = profile_from(json.loads(profile_json), library, today=library.today)
    return recommend(profile, library, today=library.today, measured=dict(measured))
