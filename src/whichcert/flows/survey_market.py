"""An analyst points at files of postings and gets the demand table, with everything that was left out."""

import tempfile
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from whichcert.errors import InputRefused, Problem
from whichcert.market.columns import Columns, read_columns, with_mapping
from whichcert.market.demand import GENERAL, ROLES, Count, DemandRow
from whichcert.market.postings import read_postings
from whichcert.market.release import release
from whichcert.market.report import DemandReport, report_of
from whichcert.market.store import FileRead, open_store
from whichcert.market.tally import count, odd_values
from whichcert.market.terms import Terms, read_terms

__all__ = [
    "CERTIFICATE_ROLES",
    "FAMILIES",
    "DemandReport",
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


def survey(paths: Iterable[str | Path], *, terms: Terms, columns: Columns, at: datetime) -> DemandReport:
    """Read every file that ``paths`` mean and count roles and certifications.

    A file that can't be read is a Problem of the report and the others are still
    counted; raises InputRefused when no posting at all could be read.
    """
    with tempfile.TemporaryDirectory(prefix="whichcert-") as folder:
        store = open_store(Path(folder), columns, terms)
        try:
            files, problems = read_postings(store, paths, Path(folder))
            if not any(file.read > file.rejected for file in files):
                raise InputRefused(
                    problems or [Problem("files", "none were given; name a file or folder of postings")]
                )
            tally = count(store, at)
            problems = (*problems, *odd_values(store, files))
        finally:
            store.connection.close()
    return report_of(tally, files, problems, at=at, terms=terms, columns=columns)


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
        "sources": [_plain(note) for note in report.table.sources.values()],
        "senses": [
            {"certification": name, "sense": sense, "postings": number}
            for (name, sense), number in report.senses.items()
        ],
        "rows": [_row(row) for row in report.table.rows],
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
        "name": file.name,
        "kind": file.kind,
        "read": file.read,
        "rejected": file.rejected,
        "columns": used,
    }


def _row(row: DemandRow) -> dict[str, Any]:
    return {**_plain(row), "share": row.share}


def _plain(value: Any) -> dict[str, Any]:
    return {name: getattr(value, name) for name in value.__dataclass_fields__}
