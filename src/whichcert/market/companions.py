"""Which certifications are asked for in one and the same posting."""

from collections import Counter
from dataclasses import dataclass

from whichcert.interval import Interval, wilson
from whichcert.market.mentions import ASKED
from whichcert.market.store import Store
from whichcert.market.terms import Terms

_ASKED = """
create or replace temp table asked_together as
with asked as (
    select distinct id, source, year, label
    from kept join mention using (id)
    where full_text and list_contains($asked, sense) and list_contains($labels, label)
        and not list_contains($shareless, source)
)
select asked.*, role from asked join posting_role using (id)
union all
select asked.*, null as role from asked
"""
_TOTALS = """
select role, label, count(distinct id) from asked_together group by role, label
"""
_ALL = """
select role, count(distinct id), list(distinct source order by source), min(year), max(year)
from asked_together group by role
"""
_PAIRS = """
select one.role, one.label, two.label, count(*)
from asked_together one join asked_together two
    on one.id = two.id and one.role is not distinct from two.role and one.label < two.label
group by all
"""


@dataclass(frozen=True, slots=True)
class Basis:
    """The postings with full text that ask for any certification: how many, from where, of which years."""

    n: int
    sources: tuple[str, ...]
    first_year: int | None
    last_year: int | None


@dataclass(frozen=True, slots=True)
class CoMention:
    """Two certifications asked for in one posting; ``role`` None: in postings of every role or none."""

    role: str | None
    first: str
    second: str
    both: int
    first_total: int
    second_total: int
    basis: Basis

    @property
    def of_first(self) -> Interval:
        """Wilson 95 % of the share of the first's postings that ask for the second too."""
        return wilson(self.both, self.first_total)

    @property
    def of_second(self) -> Interval:
        return wilson(self.both, self.second_total)


def co_mentions(store: Store) -> tuple[CoMention, ...]:
    """Count pairs in a store after ``tally.count``, the most frequent first.

    Only full texts that ask for both count, required or nice to have, in sources
    that may give shares. Levels of one family are one certification here.
    """
    chosen = {"labels": separate_labels(store.terms), "shareless": store.columns.shareless()}
    store.connection.execute(_ASKED, {"asked": sorted(ASKED), **chosen})
    totals = Counter({(role, str(label)): _int(number) for role, label, number in store.rows(_TOTALS)})
    bases = {role: _basis(values) for role, *values in store.rows(_ALL)}
    found = [
        CoMention(
            role=None if role is None else str(role),
            first=str(one),
            second=str(two),
            both=_int(both),
            first_total=totals[role, str(one)],
            second_total=totals[role, str(two)],
            basis=bases[role],
        )
        for role, one, two, both in store.rows(_PAIRS)
    ]
    return tuple(sorted(found, key=lambda one: (one.role or "", -one.both, one.first, one.second)))


def separate_labels(terms: Terms) -> list[str]:
    """Return families that hold no other family, and certifications outside all of them."""
    members = {family: frozenset(ids) for family, ids in terms.families.items()}
    lowest = [
        family
        for family, ids in members.items()
        if not any(other < ids for name, other in members.items() if name != family)
    ]
    within = frozenset().union(*(members[family] for family in lowest))
    return sorted({*lowest, *(one for one in terms.certification_ids() if one not in within)})


def _basis(values: list[object]) -> Basis:
    number, sources, first, last = values
    names = tuple(str(one) for one in sources) if isinstance(sources, list) else ()
    return Basis(
        _int(number), names, None if first is None else _int(first), None if last is None else _int(last)
    )


def _int(value: object) -> int:
    return int(str(value))
