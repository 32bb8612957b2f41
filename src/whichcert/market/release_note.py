"""The words that go with a released demand table: how it was made, what it says, and how sure that is."""

from collections.abc import Iterable

from whichcert.market.demand import GENERAL, Count, DemandTable, Ratio, SourceNote
from whichcert.market.report import DemandReport
from whichcert.market.series import SMALLEST_MONTH

_INTRODUCTION = """\
# Demand, {month}

How often job postings are for a role, and how often they ask for a certification. Aggregates only: no text
of a posting and no company. Made by `whichcert survey … --release` on {day} with the terms of version
`{terms}` (the start of the SHA-256 of `terms.toml`). `whichcert/market/demand.py` describes the files.

{read:,} postings were read: {kept:,} kept, {duplicates:,} dropped as repeats (same title, company and place
in a source and year; an advert of training counts once for all its towns), {rejected:,} could not be used.
Of those kept, {no_text:,} have no text and {no_date:,} no usable date.
"""

_LIMITS = """\
## What this can't tell

- Every source is a sample of convenience. The intervals (Wilson, 95 %) say how sure a share is inside these
  sources. They don't cover how the sources were chosen, which matters more.
- Role shares come from sources with every kind of job. Look at their countries before you use them elsewhere.
- A certification share needs whole adverts, so it rests on few postings, mostly from sources that were found
  by a search or are for remote work. No search named a certification.
- Most sources are one snapshot. Earlier years in a snapshot are adverts that were still open: no trend.
- Detection was measured on 557 postings labelled without sight of the rules (`python bench/market.py`). Some
  rules were widened afterwards, so the figures flatter a little. A Scrum certificate "in general" is found
  worst.
- `{name}-months.csv` follows roles month by month, where a source has {least} postings in a month. A source
  with most of its postings in its last two months is such a snapshot.
- "Asks for" is required or nice to have, as far as the words say. Whether the employer means it, nobody can
  read from a posting.
"""


_FAMILIES = (
    ("psm", "PSM"),
    ("csm", "CSM"),
    ("pspo", "PSPO"),
    ("cspo", "CSPO"),
    ("scrum-unnamed", "a Scrum certificate in general"),
)


def release_note(report: DemandReport) -> str:
    """Return the README of a release."""
    totals = report.totals
    introduction = _INTRODUCTION.format(
        month=f"{report.at:%B %Y}",
        day=f"{report.at:%Y-%m-%d}",
        terms=report.terms_version,
        read=totals.read,
        kept=totals.kept,
        duplicates=totals.duplicates,
        rejected=totals.rejected,
        no_text=totals.no_text,
        no_date=totals.no_date,
    )
    limits = _LIMITS.format(name=f"{report.at:%Y-%m}", least=SMALLEST_MONTH)
    return "\n".join([introduction, _findings(report.table), limits, _sources(report.table.sources.values())])


def _findings(table: DemandTable) -> str:
    ratio = table.role_ratio("product-owner", "scrum-master")
    lines = ["## What it says", "", f"- {_ratio(ratio)}"]
    for role, name in (("scrum-master", "Scrum Master"), ("product-owner", "Product Owner")):
        share = _count(table.certificate_share(role, "any-scrum"))
        general = _count(table.certificate_share(role, "any-scrum", selections=GENERAL))
        lines.append(f"- {name} adverts that name a Scrum certification: {share};")
        lines.append(f"  in sources of every kind of job alone: {general}.")
        lines += [
            f"  - {label}: {_count(table.certificate_share(role, family))}" for family, label in _FAMILIES
        ]
    pmp = table.certificate_share("project-manager", "pmp")
    lines.append(f"- For comparison, project manager adverts that name PMP: {_count(pmp)}.")
    return "\n".join(lines) + "\n"


def _ratio(ratio: Ratio) -> str:
    if ratio.value is None or ratio.interval is None:
        return "No posting for a Scrum Master in sources of every kind of job, so no ratio."
    interval = f"95 % interval {ratio.interval.low:.2f} to {ratio.interval.high:.2f}"
    return (
        f"Product Owner postings for each Scrum Master posting: {ratio.value:.2f} ({interval};"
        f" {ratio.hits} against {ratio.against}; sources: {', '.join(ratio.sources)})."
    )


def _count(count: Count) -> str:
    if not count.n:
        return "no posting"
    interval = count.interval
    return (
        f"{count.hits} of {count.n} = {count.hits / count.n:.1%} ({interval.low:.1%} to {interval.high:.1%})"
    )


def _sources(notes: Iterable[SourceNote]) -> str:
    head = "| source | name | chosen | years | kept | repeats | full texts | note |"
    lines = ["## Sources", "", head, "|---|---|---|---|---|---|---|---|"]
    for note in sorted(notes, key=lambda note: note.source):
        numbers = [f"{number:,}" for number in (note.kept, note.duplicates, note.full_text_postings)]
        cells = [note.source, note.name, note.selection, _years(note), *numbers, note.note]
        lines.append(f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |")
    return "\n".join(lines) + "\n"


def _years(note: SourceNote) -> str:
    if note.first_year is None:
        return "–"
    return (
        str(note.first_year)
        if note.first_year == note.last_year
        else f"{note.first_year} to {note.last_year}"
    )
