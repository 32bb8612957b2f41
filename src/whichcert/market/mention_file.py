"""Writes one row for each posting and mention, for a person to check: to their own disk, when they ask."""

from pathlib import Path

from whichcert.errors import InputRefused, Problem
from whichcert.market.roles import OTHER
from whichcert.market.store import Store
from whichcert.market.whole_file import literal, written_whole

FIELDS = ("source", "src_id", "role", "certification", "sense", "context")

_ROWS = f"""
    select source, src_id, coalesce(roles, '{OTHER}') as role, certification, sense, context
    from mention_row join posting using (id)
    left join (
        select id, string_agg(role, ';' order by place) as roles from posting_role group by id
    ) using (id)
    order by id, mention_row.place
"""  # noqa: S608  a constant


def write_mentions(store: Store, path: Path) -> int:
    """Write the mentions of all postings read, repeats too, as Parquet; return how many."""
    with written_whole(path) as place:
        query = f"copy ({_ROWS}) to {literal(place)} (format parquet, compression zstd)"
        return store.count(query)


def check_mention_path(path: Path) -> None:
    """Raise InputRefused before hours of work where the result could not be written."""
    problem = None
    if path.suffix.lower() != ".parquet":
        problem = "is not named .parquet; mentions are written as Parquet, name it so"
    elif path.is_dir():
        problem = "is a folder; name a file"
    elif not path.parent.is_dir():
        problem = "stands in a folder that does not exist; make it first"
    if problem:
        raise InputRefused([Problem(str(path), problem)])
