"""``whichcert survey``: files of postings to a demand table, with its progress on standard error."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from whichcert.cli.options import AsJson, Content, library_of, print_json

if TYPE_CHECKING:
    from whichcert.flows.survey_market import Step

INTERRUPTED = 130

PATIENCE = 2.0
"""Seconds before the first word about progress: short work needs none."""


def survey(  # noqa: PLR0913  each is an option of the command
    files: Annotated[
        list[str],
        typer.Argument(
            help="Posting files, folders or patterns: CSV, JSON, JSON Lines, Parquet, N-Quads, HTML pages."
        ),
    ],
    columns: Annotated[
        Path | None, typer.Option("--columns", help="A TOML file that names your columns (docs/market.md).")
    ] = None,
    release: Annotated[
        bool, typer.Option("--release", help="Write the table to the content folder's demand/.")
    ] = False,
    html: Annotated[
        Path | None, typer.Option("--html", help="Write the report with its charts as one file.")
    ] = None,
    mentions: Annotated[
        Path | None, typer.Option("--mentions", help="Write each posting and mention to this Parquet file.")
    ] = None,
    resume: Annotated[
        Path | None,
        typer.Option("--resume", help="Remember finished files in this folder; go on where it stopped."),
    ] = None,
    workers: Annotated[
        int,
        typer.Option(
            "--workers", min=0, help="Processes that read files or judge texts; 0: one for each core."
        ),
    ] = 0,
    engine: Annotated[
        str | None,
        typer.Option("--engine", help="Judge Parquet files with sail, spark://host:port or sc://host:port."),
    ] = None,
    as_json: AsJson = False,
    content: Content = None,
) -> None:
    """Count which roles postings ask for, and which certifications they name."""
    with stopped_well(resume):
        from whichcert.cli.tables import print_survey
        from whichcert.flows import survey_market
        from whichcert.library import CONTENT

        folder = CONTENT if content is None else content
        if html:
            from whichcert.web.survey_report import check_survey_path, write_survey

            # both can fail, and the counting may take hours
            check_survey_path(html)
            countries = library_of(content).countries
        terms, mapping = survey_market.read_survey_content(folder, columns)
        line = ProgressLine()
        cores = workers or os.cpu_count() or 1
        options = survey_market.SurveyOptions(mentions, resume, cores, line.show, engine)
        try:
            report = survey_market.survey(
                files, terms=terms, columns=mapping, at=datetime.now(UTC), options=options
            )
        finally:
            line.clear()
        if as_json:
            print_json(survey_market.report_as_json(report))
        else:
            print_survey(report)
        if html:
            write_survey(report, countries, html)
            typer.echo(f"Wrote {html}.", err=True)
        if mentions:
            typer.echo(f"Wrote {mentions}.", err=True)
        if release:
            written = survey_market.release(report, folder / "demand")
            typer.echo(f"Wrote {', '.join(str(one) for one in written)}.", err=True)


@contextmanager
def stopped_well(resume: Path | None) -> Iterator[None]:
    """Say in one line what a person has who stopped with Ctrl-C."""
    try:
        yield
    except KeyboardInterrupt:
        kept = (
            f"Files that were finished are kept in {resume}; the same command goes on from there."
            if resume
            else "Nothing was kept; with --resume FOLDER the files that are finished would be."
        )
        typer.echo(f"Stopped. {kept}", err=True)
        raise typer.Exit(INTERRUPTED) from None


@dataclass
class ProgressLine:
    """One line on a terminal that is written over; elsewhere a new line, now and then."""

    is_terminal: bool = field(default_factory=lambda: sys.stderr.isatty())
    started: float = field(default_factory=time.monotonic)
    last: float = -1e9
    shown: bool = False

    def show(self, step: "Step") -> None:
        now = time.monotonic()
        every = 0.25 if self.is_terminal else 15.0
        if now - self.started < PATIENCE or now - self.last < every or not step.total:
            return
        self.last, self.shown = now, True
        said = words_of(step, now - self.started)
        sys.stderr.write(f"\r\x1b[2K{said[:110]}" if self.is_terminal else f"{said}\n")
        sys.stderr.flush()

    def clear(self) -> None:
        if self.shown and self.is_terminal:
            sys.stderr.write("\r\x1b[2K")
            sys.stderr.flush()


def words_of(step: "Step", seconds: float) -> str:
    """Say how far it is and how long it may take, from what it took so far.

    >>> from whichcert.flows.survey_market import Step
    >>> words_of(Step(250_000_000, 1_000_000_000, "jobs/a.parquet"), 60)
    '25 %, 250 of 1,000 MB, about 3 min left: a.parquet'
    """
    share = step.done / step.total
    left = seconds * (1 - share) / share if share > 0.02 else None
    rest = "" if left is None else f", about {_time(left)} left"
    name = "".join(letter if letter.isprintable() else "?" for letter in Path(step.name).name)
    read = f"{100 * share:.0f} %, {step.done / 1e6:,.0f} of {step.total / 1e6:,.0f} MB"
    return f"{read}{rest}{f': {name}' if name else ', adding up'}"


def _time(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
