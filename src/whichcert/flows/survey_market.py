"""An analyst points at files of postings and gets the demand table, with everything that was left out."""

import tempfile
from collections.abc import Iterable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from whichcert.errors import InputRefused, Problem
from whichcert.flows.survey_detail import detail_as_json, file_numbers
from whichcert.market.cluster import cluster_at
from whichcert.market.columns import Columns, read_columns, with_mapping
from whichcert.market.counts import Counts, counts_of
from whichcert.market.demand import GENERAL, ROLES, Count, DemandRow
from whichcert.market.finished import FinishedFiles
from whichcert.market.loading import EngineStopped
from whichcert.market.mention_file import check_mention_path, write_mentions
from whichcert.market.postings import Reading, read_postings
from whichcert.market.progress import Progress, Step
from whichcert.market.release import release
from whichcert.market.report import DemandReport, report_of
from whichcert.market.store import FileRead, open_store, stoppable
from whichcert.market.tally import odd_values
from whichcert.market.terms import Terms, read_terms

__all__ = [
    "CERTIFICATE_ROLES",
    "FAMILIES",
    "DemandReport",
    "Step",
    "SurveyOptions",
    "read_survey_content",
    "release",
    "report_as_json",
    "summary",
    "survey",
]

CERTIFICATE_ROLES = ROLES[:-1]
"""The roles that a posting can name; everything else is "other"."""

FAMILIES = ("any-scrum", "psm", "csm", "pspo", "cspo", "safe", "pmp", "pmi-acp", "scrum-unnamed")

_TOTALS = ("read", "kept", "duplicates", "rejected", "no_text", "no_date", "other_role")


def read_survey_content(content: Path, mapping: Path | None = None) -> tuple[Terms, Columns]:
    """Read ``terms.toml`` and ``postings-columns.toml``, and a person's own mapping before it."""
    columns = read_columns(content / "postings-columns.toml")
    return read_terms(content / "terms.toml"), with_mapping(columns, mapping) if mapping else columns


@dataclass(frozen=True, slots=True)
class SurveyOptions:
    """How a survey is run; none of it changes what is counted."""

    mentions: Path | None = None
    """A Parquet file to write, with a row for each posting and mention."""
    resume: Path | None = None
    """A folder that remembers finished files."""
    workers: int = 1
    progress: Progress | None = None
    engine: str | None = None
    """``sail``, ``spark://…``, ``sc://…``: judge Parquet files there instead of here."""


def survey(
    paths: Iterable[str | Path],
    *,
    terms: Terms,
    columns: Columns,
    at: datetime,
    options: SurveyOptions | None = None,
) -> DemandReport:
    """Read every file that ``paths`` mean and count roles and certifications.

    A file that can't be read is a Problem of the report and the others are still
    counted; raises InputRefused when no posting at all could be read.
    """
    options = options or SurveyOptions()
    if options.mentions:
        check_mention_path(options.mentions)
    engine = cluster_at(options.engine) if options.engine else nullcontext()
    left_out: tuple[Problem, ...] = ()
    paths = tuple(paths)
    with stoppable(), engine as cluster:
        finished = FinishedFiles(options.resume, terms, columns) if options.resume else None
        while True:
            reading = Reading(options.workers, finished, options.progress or _silent, cluster, left_out)
            try:
                counts, files, problems = _counted(
                    paths, _Rules(terms, columns, at), reading, options.mentions
                )
                break
            except EngineStopped as why:
                left_out = (*left_out, why.problem)
    return report_of(counts, files, problems, at=at, terms=terms, columns=columns)


@dataclass(frozen=True, slots=True)
class _Rules:
    terms: Terms
    columns: Columns
    at: datetime


def _counted(
    paths: Sequence[str | Path], rules: _Rules, reading: Reading, mentions: Path | None
) -> tuple[Counts, tuple[FileRead, ...], tuple[Problem, ...]]:
    """Read and count in an engine of its own; raise EngineStopped where a file stops it."""
    with tempfile.TemporaryDirectory(prefix="whichcert-", ignore_cleanup_errors=True) as folder:
        store = open_store(Path(folder), rules.columns, rules.terms)
        try:
            files, problems = read_postings(store, paths, Path(folder), reading=reading)
            if not any(file.read > file.rejected for file in files):
                raise InputRefused(
                    problems or [Problem("files", "none were given; name a file or folder of postings")]
                )
            counts = counts_of(store, rules.at)
            problems = (*problems, *odd_values(store, files))
            if mentions:
                write_mentions(store, mentions)
        finally:
            store.connection.close()
    return counts, files, problems


def _silent(step: Step) -> None:
    """Nobody wants to know how far it is."""


def summary(report: DemandReport) -> dict[str, Any]:
    """Return what a person wants to know first, each number with its n and interval, ready to be printed."""
    table = report.table
    ratio = table.role_ratio("product-owner", "scrum-master")
    return {
        "totals": {name: getattr(report.totals, name) for name in _TOTALS},
        "roles": {role: _count(table.role_postings(role)) for role in CERTIFICATE_ROLES},
        "product_owner_per_scrum_master": {
            "value": ratio.value,
            "low": ratio.interval.low if ratio.interval else None,
            "high": ratio.interval.high if ratio.interval else None,
            "product_owner": ratio.hits,
            "scrum_master": ratio.against,
            "sources": list(ratio.sources),
        },
        "certificates": {
            role: {family: _count(table.certificate_share(role, family)) for family in FAMILIES}
            for role in CERTIFICATE_ROLES
        },
        "certificates_general_sources": {
            role: _count(table.certificate_share(role, "any-scrum", selections=GENERAL))
            for role in CERTIFICATE_ROLES
        },
    }


def report_as_json(report: DemandReport) -> dict[str, Any]:
    """Return the whole report as plain values for ``json.dumps``."""
    return {
        "at": report.at.isoformat(),
        "terms_version": report.terms_version,
        "files": [_file(one) for one in report.files],
        **summary(report),
        "sources": [
            {**_plain(note), "files": file_numbers([note.source], report)}
            for note in report.table.sources.values()
        ],
        "senses": [
            {"certification": name, "sense": sense, "postings": number}
            for (name, sense), number in report.senses.items()
        ],
        "rows": [_row(row, report) for row in report.table.rows],
        **detail_as_json(report),
        "problems": [
            {"where": one.where, "line": one.line, "message": one.message} for one in report.problems
        ],
    }


def _count(count: Count) -> dict[str, Any]:
    interval = count.interval
    shares = {"share": count.share, "low": interval.low, "high": interval.high}
    return {"hits": count.hits, "n": count.n, **shares, "sources": list(count.sources)}


def _file(file: FileRead) -> dict[str, Any]:
    used = {column: list(names) for column, names in file.columns.items() if names}
    return {
        "number": file.number,
        "name": file.name,
        "kind": file.kind,
        "read": file.read,
        "rejected": file.rejected,
        "columns": used,
    }


def _row(row: DemandRow, report: DemandReport) -> dict[str, Any]:
    basis = {"files": file_numbers([row.source], report), "terms_version": report.terms_version}
    return {**_plain(row), "share": row.share, **basis}


def _plain(value: Any) -> dict[str, Any]:
    return {name: getattr(value, name) for name in value.__dataclass_fields__}
