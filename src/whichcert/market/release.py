"""Writes a survey's aggregates as files that can be shipped: no posting, no company, no small country."""

import csv
import io
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from whichcert.market.demand import FIELDS, SOURCE_FIELDS, DemandRow, SourceNote, demand_row
from whichcert.market.release_note import release_note
from whichcert.market.report import DemandReport
from whichcert.market.series import SERIES_FIELDS, releasable, series_lines
from whichcert.market.whole_file import written_whole

SMALLEST_COUNTRY = 200
"""Postings of a source in a country below which the country is not named: small cells say little."""

ELSEWHERE = "elsewhere"


def release(report: DemandReport, folder: Path) -> tuple[Path, ...]:
    """Write the demand table and its sources, named after the month, and a README; return the files."""
    name = f"{report.at:%Y-%m}"
    folder.mkdir(parents=True, exist_ok=True)
    notes = sorted(report.table.sources.values(), key=lambda note: note.source)
    texts = {
        f"{name}.csv": _table(_merged(report.table.rows)),
        f"{name}-sources.csv": _written(SOURCE_FIELDS, (_source_line(note) for note in notes)),
        f"{name}-months.csv": _written(SERIES_FIELDS, series_lines(releasable(report.table.series))),
        "README.md": release_note(report),
    }
    for file, text in texts.items():
        with written_whole(folder / file) as partial:
            partial.write_text(text, encoding="utf-8")
    return tuple(folder / file for file in texts)


def _merged(rows: Iterable[DemandRow]) -> tuple[DemandRow, ...]:
    """Add up the small countries of each source into one."""
    rows = tuple(rows)
    size: Counter[tuple[str, str]] = Counter()
    for row in rows:
        if row.certification is None and row.role == rows[0].role:
            size[row.source, row.country] += row.postings
    counts: dict[tuple[str, str, int | None, str, str | None], tuple[int, int]] = {}
    for row in rows:
        country = row.country if size[row.source, row.country] >= SMALLEST_COUNTRY else ELSEWHERE
        key = (row.source, country, row.year, row.role, row.certification)
        postings, mentions = counts.get(key, (0, 0))
        counts[key] = (postings + row.postings, mentions + row.mentions)
    return tuple(
        demand_row(key[:3], role=key[3], certification=key[4], postings=postings, mentions=mentions)
        for key, (postings, mentions) in counts.items()
    )


def _table(rows: Iterable[DemandRow]) -> str:
    ordered = sorted(
        rows, key=lambda row: (row.source, row.country, row.year or 0, row.role, row.certification or "")
    )
    return _written(FIELDS, (_line(row) for row in ordered))


def _line(row: DemandRow) -> list[object]:
    year = "" if row.year is None else row.year
    key = [row.source, row.country, year, row.role, row.certification or ""]
    return [*key, row.postings, row.mentions, f"{row.low:.4f}", f"{row.high:.4f}"]


def _source_line(note: SourceNote) -> list[object]:
    values = [getattr(note, name) for name in SOURCE_FIELDS]
    return [
        ("yes" if value else "no") if isinstance(value, bool) else "" if value is None else value
        for value in values
    ]


def _written(fields: tuple[str, ...], lines: Iterable[list[object]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(fields)
    writer.writerows(lines)
    return out.getvalue()
