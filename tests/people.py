"""People for tests: the shipped content, one day, and any profile that a person could give."""

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from whichcert.decide.criteria import CRITERIA
from whichcert.decide.profile import Profile
from whichcert.library import load_library

TODAY = date(2026, 11, 24)
LIBRARY = load_library(today=TODAY)
PAIRS, ITEMS = tuple(LIBRARY.instrument.pairs), tuple(LIBRARY.instrument.items)


def answered(value: int, n: int) -> dict[str, int]:
    """Return one and the same answer to the first n pairs."""
    return dict.fromkeys(PAIRS[:n], value)


def liking(pole: str, n: int = 8) -> dict[str, int]:
    """Return strong answers for one pole to the first n pairs with statements keyed the same way."""
    straight = [pair for pair in LIBRARY.instrument.pairs.values() if not pair.is_opposite][:n]
    facets = LIBRARY.instrument.facets
    return {
        pair.id: (2 if facets[pair.right.facet].pole == pole else -2) * pair.right.keyed for pair in straight
    }


def _some(kind: str, most: int) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from([*LIBRARY.vocabulary.words[kind]]), unique=True, max_size=most).map(tuple)


def _maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


def _criteria() -> st.SearchStrategy[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Return up to three reasons, and other criteria to ignore."""
    cuts = st.tuples(st.integers(0, 3), st.integers(0, 5))
    return st.tuples(st.permutations(CRITERIA), cuts).map(
        lambda drawn: (tuple(drawn[0][: drawn[1][0]]), tuple(drawn[0][3 : 3 + drawn[1][1]]))
    )


ROLES = st.sampled_from([*LIBRARY.vocabulary.words["roles"]])
PROFILES: st.SearchStrategy[Profile] = st.builds(
    lambda criteria, **fields: Profile(reasons=criteria[0], ignored=criteria[1], **fields),
    criteria=_criteria(),
    current_role=_maybe(ROLES),
    target_role=_maybe(ROLES),
    years_of_scrum=_maybe(st.floats(0, 60)),
    holds=st.lists(st.sampled_from([*LIBRARY.catalogue.certifications]), unique=True, max_size=6).map(tuple),
    goals=_some("goals", 4),
    likes=_some("likes", 4),
    strengths=_some("strengths", 4),
    constraints=_some("constraints", 4),
    budget_usd=_maybe(st.floats(0, 100_000)),
    hours_per_week=_maybe(st.floats(0, 100)),
    deadline=_maybe(st.dates(TODAY, TODAY + timedelta(days=3660))),
    country=_maybe(st.sampled_from([*LIBRARY.countries])),
    answers=st.dictionaries(st.sampled_from([*PAIRS, *ITEMS]), st.integers(-2, 2), max_size=12),
)
"""Every field may be missing, and every value that the door lets in may stand in it."""
