"""Everything that a survey counts in its store."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from whichcert.market.companions import CoMention, co_mentions
from whichcert.market.months import MonthCounts, count_months
from whichcert.market.salaries import Salaries, salaries_of
from whichcert.market.store import Store
from whichcert.market.tally import Tally, count


@dataclass(frozen=True, slots=True)
class Counts:
    tally: Tally
    months: MonthCounts
    co_mentions: tuple[CoMention, ...]
    salaries: Salaries
    files: Mapping[str, tuple[int, ...]]
    """By source, the numbers of the files that its postings stand in."""


def counts_of(store: Store, at: datetime) -> Counts:
    """Count a store whose postings were judged; ``at``: later dates are slips."""
    tally = count(store, at)
    found = store.rows("select source, list(distinct file order by file) from posting group by source")
    return Counts(
        tally=tally,
        months=count_months(store),
        co_mentions=co_mentions(store),
        salaries=salaries_of(store),
        files={
            str(source): tuple(int(str(one)) for one in numbers) if isinstance(numbers, list) else ()
            for source, numbers in sorted(found, key=lambda row: str(row[0]))
        },
    )
