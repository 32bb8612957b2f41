"""Counts and estimates as tables in the terminal; apart, because DuckDB and the engine load slowly."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from whichcert.cli.survey_detail import print_detail
from whichcert.flows import survey_market
from whichcert.flows.survey_market import DemandReport
from whichcert.measure.simulation import Recovery


def print_survey(report: DemandReport) -> None:
    """Print what was read and found, each share with its n and interval."""
    console, found = Console(), survey_market.summary(report)
    totals = ", ".join(f"{name.replace('_', ' ')} {n:,}" for name, n in found["totals"].items())
    console.print(f"Postings: {totals}", highlight=False)
    _print_roles(found, console)
    _print_certificates(found, console)
    print_detail(report, console)
    console.print(
        "Intervals are Wilson, 95 %: how sure a share is in these files, not how the files were chosen.",
        style="dim",
    )
    for problem in report.problems:
        console.print(escape(str(problem)), style="yellow", highlight=False)


def _print_roles(found: Mapping[str, Any], console: Console) -> None:
    if not any(count["n"] for count in found["roles"].values()):
        console.print(
            "\nRole shares need files marked as holding every kind of job: say so with "
            'selection = "all-jobs" in a --columns file.'
        )
        return
    table = Table("role", "postings", "of", "per 10,000", "95 % interval", box=None)
    for role, count in found["roles"].items():
        spread = f"{count['low'] * 1e4:.1f} to {count['high'] * 1e4:.1f}"
        share = f"{(count['share'] or 0) * 1e4:.1f}"
        table.add_row(role, f"{count['hits']:,}", f"{count['n']:,}", share, spread)
    console.print(table)
    ratio = found["product_owner_per_scrum_master"]
    if ratio["value"] is not None:
        spread = f"{ratio['low']:.2f} to {ratio['high']:.2f}"
        counts = f"{ratio['product_owner']} against {ratio['scrum_master']}"
        console.print(
            f"Product Owner postings per Scrum Master posting: {ratio['value']:.2f} ({spread}; {counts})"
        )


def _print_certificates(found: Mapping[str, Any], console: Console) -> None:
    table = Table("role", "asks for", "postings", "of", "share", "95 % interval", box=None)
    for role, families in found["certificates"].items():
        for family, count in families.items():
            if count["n"] and (count["hits"] or family == "any-scrum"):
                spread = f"{count['low']:.1%} to {count['high']:.1%}"
                table.add_row(
                    role, family, str(count["hits"]), str(count["n"]), f"{count['share']:.1%}", spread
                )
    if table.row_count:
        console.print(table)


def print_recovery(found: Sequence[Recovery]) -> None:
    """Print how well simulated parameters come back."""
    table = Table("parameter", "n", "bias", "RMSE", "coverage of 95 % intervals", box=None)
    for row in found:
        covered = "no standard errors" if row.coverage is None else f"{row.coverage:.1%}"
        off = f"{row.root_mean_square_error:.3f}"
        table.add_row(row.parameter, str(row.n), f"{row.bias:+.3f}", off, covered)
    Console().print(table)
