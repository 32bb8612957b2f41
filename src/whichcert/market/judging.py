"""Judges the postings of a store that may name a role or certification, in batches and on all cores."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass

from whichcert.market.detection import Found, found_in
from whichcert.market.mentions import families_of
from whichcert.market.processes import quiet_processes
from whichcert.market.regions import Regions, regions_of
from whichcert.market.roles import OTHER
from whichcert.market.store import Store
from whichcert.market.terms import Terms

BATCH = 512
"""Postings judged at once: enough to pay for the way to a process, little in memory."""

WORTH_PROCESSES = 4000
"""Postings with text, in all files so far, from which it pays to start processes, which takes a second."""

_CANDIDATES = "select id, title, kept_text from posting where file = $file and glance > 0"


@dataclass(frozen=True, slots=True)
class _Work:
    ids: Sequence[object]
    titles: Sequence[object]
    texts: Sequence[object]


class Judges:
    """The processes that judge, started when there is enough to do for them, and kept for all files."""

    def __init__(self, terms: Terms, workers: int = 1, regions: bytes | None = None) -> None:
        """regions: what finds the regions of a text, where it was made; see ``packed_regions``."""
        self._terms, self._workers, self._packed = terms, workers, regions
        self._regions = regions_of(regions)
        self._pool: ProcessPoolExecutor | None = None
        self._seen = 0

    def __enter__(self) -> "Judges":
        return self

    def __exit__(self, *why: object) -> None:
        if self._pool:
            self._pool.shutdown(cancel_futures=True)

    def judged(self, batches: Iterable[_Work], texts: int) -> Iterator[tuple[_Work, list[Found]]]:
        """Give each batch, of ``texts`` postings with text in all, and what is found in it, in order."""
        self._seen += texts
        if self._workers > 1 and self._pool is None and self._seen >= WORTH_PROCESSES:
            self._pool = ProcessPoolExecutor(
                self._workers,
                mp_context=quiet_processes(),
                initializer=_take_terms,
                initargs=(self._terms, self._packed),
            )
        if self._pool is None:
            return ((one, found_in(one.titles, one.texts, self._terms, self._regions)) for one in batches)
        return _in_order(self._pool, batches, 2 * self._workers)


def judge_file(store: Store, file: int, judges: Judges) -> None:
    """Find roles and mentions of one file's postings; only those that the coarse patterns let through."""
    texts = store.count("select count(kept_text) from posting where file = ?", [file])
    # one transaction: the disk is waited for once
    store.connection.begin()
    for work, judged in judges.judged(_batches(store, file), texts):
        _keep(store, work, judged)
    store.connection.commit()


def _batches(store: Store, file: int) -> Iterator[_Work]:
    # a cursor of its own: the results are written while it is read
    reading = store.connection.cursor()
    reading.execute(_CANDIDATES, {"file": file})
    while rows := reading.fetchmany(BATCH):
        yield _Work(*zip(*rows, strict=True))
    reading.close()


def _in_order(
    pool: ProcessPoolExecutor, batches: Iterable[_Work], most: int
) -> Iterator[tuple[_Work, list[Found]]]:
    """Hand out at most ``most`` batches at once, so that memory stays bounded; results come in order."""
    waiting: deque[tuple[_Work, Future[list[Found]]]] = deque()
    for work in batches:
        waiting.append((work, pool.submit(_judge, work.titles, work.texts)))
        if len(waiting) >= most:
            first, judged = waiting.popleft()
            yield first, judged.result()
    for first, judged in waiting:
        yield first, judged.result()


_rules: tuple[Terms, Regions] | None = None


def _take_terms(terms: Terms, regions: bytes | None) -> None:
    global _rules
    _rules = terms, regions_of(regions)


def _judge(titles: Sequence[object], texts: Sequence[object]) -> list[Found]:
    if _rules is None:
        raise RuntimeError("a process was started without terms")
    return found_in(titles, texts, *_rules)


_ROLE = {"id": "BIGINT", "role": "VARCHAR", "place": "INTEGER"}
_MENTION = {
    "id": "BIGINT",
    "place": "INTEGER",
    "certification": "VARCHAR",
    "sense": "VARCHAR",
    "context": "VARCHAR",
}


def _keep(store: Store, work: _Work, judged: Iterable[Found]) -> None:
    roles: list[tuple[object, ...]] = []
    mentions: list[tuple[object, ...]] = []
    for found in judged:
        id_ = work.ids[found.row]
        roles += [(id_, role, place) for place, role in enumerate(found.roles) if role != OTHER]
        mentions += [
            (id_, place, one.certification, one.sense, context)
            for place, (one, context) in enumerate(zip(found.mentions, found.contexts, strict=True))
        ]
    store.add("posting_role", _ROLE, roles)
    store.add("mention_row", _MENTION, mentions)


def label_mentions(store: Store) -> None:
    """Let a mention count for its certification and for its families."""
    ids = store.terms.certification_ids()
    labels = [(one, label) for one in ids for label in {one} | families_of([one], store.terms)]
    store.fill("label_of", {"certification": "VARCHAR", "label": "VARCHAR"}, labels)
    store.connection.execute(
        "create or replace temp table mention as"
        " select distinct id, label, sense from mention_row join label_of using (certification)"
    )
