"""How questions, explanations and results look in the terminal."""

from collections.abc import Iterable, Mapping, Sequence

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from whichcert.bank.item import Item
from whichcert.bank.statement import Statement
from whichcert.cli.typed_answer import LETTERS
from whichcert.flows.practise import ExplainedOption, Feedback
from whichcert.memory.schedule import Grade

BAR = 40
RIGHT, WRONG = "green", "red"
GUIDES = {
    "scrum-guide-2020": "Scrum Guide 2020",
    "evidence-based-management-2024": "Evidence-Based Management Guide 2024",
    "nexus-2021": "Nexus Guide 2021",
    "practice": "Professional practice",
}


def print_progress(console: Console, words: str, share: float) -> None:
    """Print one thin line of progress; the bar only where there is a screen."""
    if console.is_terminal:
        done = round(BAR * min(1.0, max(0.0, share)))
        console.print(Text("━" * done, style="cyan") + Text("─" * (BAR - done), style="bright_black"))
    console.print(words, style="dim", markup=False)


def print_question(console: Console, item: Item, wanted: str, chosen: Sequence[int] | None = None) -> None:
    """Print the stem, how many to choose, and the options by letter.

    chosen: where an answer can be changed, the places chosen so far; a sign marks them.
    """
    console.print()
    for line in item.paragraphs:
        console.print(line, style="bold", markup=False)
    console.print(f"\n{wanted}", style="cyan")
    for place, option in enumerate(item.options):
        is_chosen = chosen is not None and place in chosen
        mark = "" if chosen is None else "● " if is_chosen else "  "
        _print_hanging(
            console, Text(f"  {mark}{LETTERS[place]}", style="cyan"), option.text, is_strong=is_chosen
        )


def _print_hanging(console: Console, head: Text, text: str, *, is_strong: bool = False) -> None:
    """Print text beside its head, further lines under its first one."""
    grid = Table.grid(padding=(0, 1))
    grid.add_row(head, Text(text, style="bold" if is_strong else ""))
    console.print(grid)


def print_feedback(console: Console, told: Feedback) -> None:
    """Print whether the answer is right, why of each option, and what the guides say, with their address."""
    console.print()
    console.print("Right." if told.is_right else "Not right.", style=f"bold {_style(told.is_right)}")
    for place, option in enumerate(told.options):
        head = Text(f"  {LETTERS[place]}", style="cyan")
        _print_hanging(console, head, option.text, is_strong=option.is_correct)
        _print_inside(console, Text(_mark(option), style=_option_style(option)), 4)
        if option.note:
            _print_inside(console, Text(option.note), 4)
    if told.rationale:
        console.print(f"\n{told.rationale}", markup=False)
    if told.statements:
        console.print("\nWhat the guides say, in our words", style="bold")
        for statement in told.statements:
            _print_statement(console, statement)


def _print_statement(console: Console, statement: Statement) -> None:
    _print_hanging(console, Text("  -"), statement.text)
    if statement.changed:
        _print_inside(console, Text(f"Since 2017: {statement.changed}", style="dim"), 4)
    guide = GUIDES.get(statement.guide, statement.guide)
    place = f"{guide}, {statement.section.replace('-', ' ')}"
    _print_inside(console, Text(place, style="dim"), 4)
    if statement.url:
        # one line whatever the width, so that terminals and people can take the address whole
        console.print(Text(f"    {statement.url}", style="dim"), soft_wrap=True)


def _print_inside(console: Console, text: Text, columns: int) -> None:
    console.print(Padding(text, (0, 0, 0, columns), expand=False))


def _mark(option: ExplainedOption) -> str:
    if option.is_correct:
        words = "Right, and you chose it" if option.was_chosen else "Right; you did not choose it"
    else:
        words = "Wrong; you chose it" if option.was_chosen else "Wrong"
    return words if option.others is None else f"{words} ({option.others} others chose it first)"


def _option_style(option: ExplainedOption) -> str:
    if option.is_correct:
        return RIGHT
    return WRONG if option.was_chosen else "dim"


def _style(is_right: bool) -> str:
    return RIGHT if is_right else WRONG


def print_grades(
    console: Console, names: Mapping[Grade, str], intervals: Mapping[Grade, str], suggested: Grade
) -> None:
    """Print the grades that can be given, each with when the question then comes back."""
    console.print("\nHow well did you know it?", style="bold")
    for grade, name in names.items():
        usual = "  (Enter)" if grade is suggested else ""
        console.print(f"  [cyan]{int(grade)}[/cyan] {name:<6} comes back {intervals[grade]}{usual}")


def print_areas(console: Console, rows: Iterable[Sequence[str]]) -> None:
    """Print focus areas with how many were asked and how many of them right, and perhaps the percentage."""
    lines = [list(row) for row in rows]
    if not lines:
        return
    table = Table(box=None, pad_edge=False, header_style="dim")
    for place, name in enumerate(("Focus area", "Asked", "Right", "")[: len(lines[0])]):
        table.add_column(name, justify="left" if place == 0 else "right")
    for line in lines:
        table.add_row(*map(escape, line))
    console.print(table)


def print_keys(console: Console, keys: Mapping[str, str]) -> None:
    """Print what can be typed."""
    for key, meaning in keys.items():
        console.print(f"  [cyan]{escape(key):<10}[/cyan] {escape(meaning)}")


def print_wrong(console: Console, message: str) -> None:
    console.print(message, style="red", markup=False)
