"""Judges Parquet files with Spark, or with Sail where there is no cluster, through ``mapInArrow``.

Each worker does with a batch what the embedded run does with a file: the same SQL,
the same detection, in an engine of its own. Judged rows without texts come back; what
follows (repeats, countries, counts) is the same code. pyspark, pysail and pyarrow are
optional and imported only here; whichcert must be installed on every worker.
"""

import os
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from whichcert.errors import InputRefused, Problem
from whichcert.market.columns import Columns
from whichcert.market.files import PostingFile
from whichcert.market.judging import Judges, judge_file
from whichcert.market.slim import SLIM, TAKE
from whichcert.market.store import FileRead, Relation, Store, insert, no_title, nothing_of, open_store
from whichcert.market.tabular import as_text
from whichcert.market.terms import Terms

POSITION = "whichcert_position"

_SCHEMA = (
    "source string, src_id string, title string, company string, location string, country string,"
    " date string, salary_min string, salary_max string, currency string, period string,"
    " text_length int, text_hash decimal(20, 0),"
    " roles array<struct<role: string, place: int>>,"
    " mentions array<struct<place: int, certification: string, sense: string, context: string>>,"
    f" {POSITION} bigint, judged boolean"
)

_BACK = f"""
    select slim.* exclude (row) replace (cast(text_hash as decimal(20, 0)) as text_hash),
        {POSITION}, slim.row is not null as judged
    from (select {POSITION}, row_number() over () as row from batch) left join ({SLIM}) slim using (row)
    order by {POSITION}
"""  # noqa: S608  constants

_ROWS = f"""
    create or replace temp table judged_row as
    select row_number() over (order by {POSITION}) as row, * exclude ({POSITION}) from judged
"""  # noqa: S608  constants

_KEPT = """(
    select row, * exclude (row, judged) replace (cast(text_hash as ubigint) as text_hash),
        row_number() over (order by row) - 1 as nth
    from judged_row where judged
)"""


@dataclass(frozen=True, slots=True)
class Cluster:
    session: Any

    def judge(self, store: Store, file: PostingFile, path: Path) -> tuple[FileRead, tuple[Problem, ...]]:
        """Have a Parquet file judged and put the rows that come back into the store."""
        functions = import_module("pyspark.sql.functions")
        frame = self.session.read.parquet(str(path))
        matched = store.columns.matched(frame.columns)
        if not matched.get("title") and not matched.get("text"):
            return nothing_of(file, frame.count()), (no_title(file, frame.columns, store.columns),)
        used = list(dict.fromkeys(name for names in matched.values() for name in names))
        frame = frame.select(
            *(frame[f"`{name.replace('`', '``')}`"].cast("string").alias(name) for name in used),
            functions.monotonically_increasing_id().alias(POSITION),
        )
        back = frame.mapInArrow(mapped(file, store.columns, store.terms), _SCHEMA).toArrow()
        return _taken(store, FileRead(file.name, file.kind, 0, 0, matched, file.number), back)


def _taken(store: Store, read: FileRead, back: Any) -> tuple[FileRead, tuple[Problem, ...]]:
    store.connection.register("judged", back)
    store.connection.execute(_ROWS)
    store.connection.unregister("judged")
    first = store.count("select coalesce(max(id), 0) + 1 from posting")
    store.connection.execute(TAKE.format(first=first, number=read.number, rows=_KEPT))
    total, rejected = store.rows("select count(*), count(*) filter (where not judged) from judged_row")[0]
    read = replace(read, read=int(str(total)), rejected=int(str(rejected)))
    if read.rejected:
        message = f"{rejected} of {total} rows have neither title nor text and were left out"
        return read, (Problem(read.name, message),)
    return read, ()


def mapped(file: PostingFile, columns: Columns, terms: Terms) -> Callable[[Iterable[Any]], Iterator[Any]]:
    """Return the function that workers map over batches of postings; it holds all that it needs."""

    def judged(batches: Iterable[Any]) -> Iterator[Any]:
        with tempfile.TemporaryDirectory(prefix="whichcert-") as folder:
            store = open_store(Path(folder), columns, terms)
            with Judges(terms) as judges:
                for batch in batches:
                    yield from _judged(store, file, batch, judges)
            store.connection.close()

    return judged


def _judged(store: Store, file: PostingFile, batch: Any, judges: Judges) -> Iterator[Any]:
    arrow = import_module("pyarrow")
    names = [name for name in batch.schema.names if name != POSITION]
    store.connection.register("batch", arrow.Table.from_batches([batch]))
    insert(store, file, Relation("batch", names, as_text(names), batch.num_rows, "row_number() over ()"))
    judge_file(store, file.number, judges)
    back = store.connection.sql(_BACK.format(number=file.number)).to_arrow_table()
    store.connection.unregister("batch")
    store.connection.execute("delete from posting; delete from posting_role; delete from mention_row")
    yield from back.to_batches()


@contextmanager
def cluster_at(engine: str) -> Iterator[Cluster]:
    """Connect to ``sail`` (started here), ``spark://…``, ``sc://…`` or ``local[…]``."""
    needed = ["pyspark", "pyarrow", *(["pysail"] if engine == "sail" else [])]
    missing = [name for name in needed if find_spec(name) is None]
    if missing:
        message = f"needs {', '.join(missing)}, which are not installed; pip install {' '.join(missing)}"
        raise InputRefused([Problem(f"--engine {engine}", message)])
    if engine != "sail" and not engine.startswith(("spark://", "sc://", "local")):
        message = "is unknown; expected sail, spark://host:port, sc://host:port or local[N]"
        raise InputRefused([Problem(f"--engine {engine}", message)])
    if engine.startswith("local"):
        # the workers are here; without this Spark takes whatever python3 it finds
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    server = _sail() if engine == "sail" else None
    address = f"sc://127.0.0.1:{server.listening_address[1]}" if server else engine
    builder = import_module("pyspark.sql").SparkSession.builder
    connect = builder.remote if address.startswith("sc://") else builder.appName("whichcert").master
    session = connect(address).getOrCreate()
    try:
        yield Cluster(session)
    finally:
        session.stop()
        if server:
            server.stop()


def _sail() -> Any:
    server = import_module("pysail.spark").SparkConnectServer()
    server.start()
    return server
