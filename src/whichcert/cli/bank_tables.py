"""Reports on the item bank as tables in the terminal."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.table import Table

MOST_SHOWN = 15


def print_cues(report: Mapping[str, Any]) -> None:
    """Print the surface of the bank: lengths, positions, words and what a solver makes of them."""
    console = Console()
    length, true = report["key_length"], report["true_false"]
    console.print(f"{report['items']} items", style="bold")
    console.print(
        f"Key longest of four options: {length['longest_share']:.1%} of {length['n']}", highlight=False
    )
    console.print(f"Key position: chi-square p = {report['key_position']['p']:.2f}", highlight=False)
    console.print(f"True is right: {true['true_share']:.1%} of {true['n']}", highlight=False)
    table = Table("solver without the statements", "items", "right", "95 % interval", "chance", box=None)
    for name, score in report["solvers"].items():
        spread = f"{score['low']:.1%} to {score['high']:.1%}"
        table.add_row(name, str(score["n"]), f"{score['score']:.1%}", spread, f"{score['chance']:.1%}")
    console.print(table)
    for problem in report["problems"]:
        console.print(f"Problem: {problem}", style="yellow", highlight=False, markup=False)


def print_coverage(report: Mapping[str, Any]) -> None:
    """Print items per focus area and assessment, then the holes."""
    console = Console()
    for assessment, cells in report["assessments"].items():
        areas: Counter[str] = Counter()
        for cell in cells:
            areas[cell["focus_area"]] += cell["items"]
        table = Table(f"{assessment}: focus area", "items", box=None)
        for area, n in areas.most_common():
            table.add_row(area, str(n))
        console.print(table)
    tested = sum(bool(one["items"]) for one in report["statements"])
    console.print(f"Statements tested: {tested} of {len(report['statements'])}", highlight=False)
    if report["holes"]:
        more = len(report["holes"]) - MOST_SHOWN
        console.print(
            "Holes: " + ", ".join(report["holes"][:MOST_SHOWN]) + (f" and {more} more" if more > 0 else "")
        )
    for one in report["shortages"]:
        line = (
            f"{one['assessment']}: {one['focus_area']} has {one['items']} items, {one['wanted']} are wanted"
        )
        console.print(line, highlight=False)
