"""A survey as one file that needs nothing else: no script, no request, its style and charts inside."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import jinja2
from markupsafe import Markup

from whichcert.errors import InputRefused, Problem, shortened
from whichcert.flows.survey_detail import POOLING_MODEL, SALARY_MODEL, TREND_MODEL, file_numbers
from whichcert.market.demand import SourceNote
from whichcert.market.report import DemandReport
from whichcert.market.salaries import REASONS
from whichcert.market.whole_file import written_whole
from whichcert.web import formats
from whichcert.web.charted import Charted, years_said
from whichcert.web.demand import Market, market_of
from whichcert.web.survey_charts import pairs_charted, roles_charted, salaries_charted

MOST_FILES = 200
MOST_PROBLEMS = 100
OPEN_ROWS = 12
"""Rows up to which a table stands open under its chart."""

_HERE = Path(__file__).parent

SELECTIONS = {
    "all-jobs": "every kind of job",
    "tech-board": "a board for information technology",
    "query-selected": "found by a search",
    "detection-only": "chosen for the words in it; gives no share",
    "unknown": "not known",
}
_TOTALS = {
    "read": "read",
    "kept": "kept",
    "duplicates": "dropped as repeats",
    "rejected": "without title and text, or not readable",
    "no_text": "kept, without text",
    "no_date": "kept, without a usable date",
    "other_role": "kept, for none of the roles",
}


@dataclass(frozen=True, slots=True)
class SurveyPage:
    report: DemandReport
    market: Market
    roles: Charted | None
    pairs: Charted | None
    salaries: tuple[Charted, ...]
    models: tuple[tuple[str, str], ...] = (
        ("Shares", "Wilson interval, 95 %"),
        ("Countries", POOLING_MODEL),
        ("Trends", TREND_MODEL),
        ("Salaries", SALARY_MODEL),
    )

    @property
    def totals(self) -> tuple[tuple[str, ...], ...]:
        return tuple((words, f"{getattr(self.report.totals, name):,}") for name, words in _TOTALS.items())

    @property
    def files(self) -> tuple[tuple[str, ...], ...]:
        return tuple(
            (str(one.number), shortened(one.name, 80), one.kind, f"{one.read:,}", f"{one.rejected:,}")
            for one in self.report.files[:MOST_FILES]
        )

    @property
    def sources(self) -> tuple[tuple[str, ...], ...]:
        notes = sorted(self.report.table.sources.values(), key=lambda one: (-one.kept, one.source))
        return tuple(self._source_row(one) for one in notes[:MOST_FILES])

    def _source_row(self, one: SourceNote) -> tuple[str, ...]:
        numbers = (one.kept, one.duplicates, one.no_date, one.full_text_postings)
        return (
            shortened(one.name, 60),
            SELECTIONS.get(one.selection, one.selection),
            years_said(one.first_year, one.last_year),
            *(f"{number:,}" for number in numbers),
            file_numbers([one.source], self.report),
        )

    @property
    def dropped_salaries(self) -> tuple[tuple[str, ...], ...]:
        counts: Counter[str] = Counter()
        for (_, reason), number in self.report.counts.salaries.dropped.items():
            counts[reason] += number
        return tuple((REASONS[reason], f"{number:,}") for reason, number in counts.most_common())

    @property
    def problems(self) -> tuple[str, ...]:
        return tuple(shortened(str(one), 300) for one in self.report.problems[:MOST_PROBLEMS])

    @property
    def left_out(self) -> dict[str, int]:
        """How many files, sources and problems the page does not list."""
        return {
            "file": max(0, len(self.report.files) - MOST_FILES),
            "source": max(0, len(self.report.table.sources) - MOST_FILES),
            "problem": max(0, len(self.report.problems) - MOST_PROBLEMS),
        }

    def basis(self, charted: Charted) -> str:
        """Name the files and the terms that a chart rests on."""
        files = file_numbers(charted.sources, self.report)
        return f"Files {files or 'none'}, terms {self.report.terms_version}."

    def is_open(self, charted: Charted) -> bool:
        return len(charted.rows) <= OPEN_ROWS


def survey_page(report: DemandReport, names: Mapping[str, str]) -> str:
    """Return the page; ``names``: English names of countries by lower-case code."""
    page = SurveyPage(
        report=report,
        market=market_of(report.table, names),
        roles=roles_charted(report),
        pairs=pairs_charted(report),
        salaries=salaries_charted(report, names),
    )
    return _environment().get_template("market/report.html").render(page=page, style=_style())


def check_survey_path(path: Path) -> None:
    """Raise InputRefused where no file can be written, before the long work begins."""
    if path.is_dir():
        raise InputRefused([Problem(str(path), "is a folder; give the name of a file, such as report.html")])
    if not path.parent.is_dir():
        raise InputRefused([Problem(str(path), f"there is no folder {path.parent}; make it first")])


def write_survey(report: DemandReport, names: Mapping[str, str], path: Path) -> None:
    """Write the page whole or not at all."""
    with written_whole(path) as partial:
        partial.write_text(survey_page(report, names), encoding="utf-8")


def _style() -> Markup:
    folder = _HERE / "static/whichcert"
    sheets: Sequence[str] = ("site.css", "dashboard.css", "survey.css")
    # our own files, not a person's words
    return Markup("\n".join((folder / name).read_text(encoding="utf-8") for name in sheets))  # noqa: S704


def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "number": formats.number,
        "counted": lambda count, one, many=None: formats.counted(count, one, many),
        "plain_date": formats.plain_date,
    }
    return environment
