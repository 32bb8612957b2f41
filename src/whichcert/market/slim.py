"""Judged postings without their texts: what a file that is finished keeps, and what others send back."""

from pathlib import Path

from whichcert.market.store import Store
from whichcert.market.whole_file import literal, written_whole

SLIM = """
    select posting.* exclude (id, file, kept_text, glance),
        coalesce(roles, []) as roles, coalesce(mentions, []) as mentions
    from posting
    left join (
        select id, list({{'role': role, 'place': place}} order by place) as roles
        from posting_role group by id
    ) using (id)
    left join (
        select id, list({{'place': place, 'certification': certification, 'sense': sense, 'context': context}}
            order by place) as mentions
        from mention_row group by id
    ) using (id)
    where file = {number} order by posting.id
"""
"""Ask a store for one file's postings."""

TAKE = """
insert into posting
    select {first} + nth, {number}, * exclude (roles, mentions, nth), null, null from {rows};
insert into posting_role
    select id, one.role, one.place
    from (select {first} + nth as id, unnest(roles) as one from {rows});
insert into mention_row
    select id, one.place, one.certification, one.sense, one.context
    from (select {first} + nth as id, unnest(mentions) as one from {rows});
"""
"""Put them into another store; ``nth`` counts them from 0."""


def save_slim(store: Store, number: int, path: Path) -> None:
    """Write one file's judged postings to a Parquet file that appears whole or not at all."""
    with written_whole(path) as place:
        rows = SLIM.format(number=number)
        store.connection.execute(f"copy ({rows}) to {literal(place)} (format parquet, compression zstd)")


def take_slim(store: Store, number: int, path: Path) -> None:
    """Put the postings that ``save_slim`` wrote into a store, as file ``number``."""
    first = store.count("select coalesce(max(id), 0) + 1 from posting")
    # the path is quoted, the rest is ours
    query = (
        f"select * rename (file_row_number as nth) from read_parquet({literal(path)}, file_row_number = true)"  # noqa: S608
    )
    store.connection.execute(TAKE.format(first=first, number=number, rows=f"({query})"))
