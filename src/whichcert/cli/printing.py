"""How answers look in the terminal."""

from collections.abc import Mapping

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from whichcert.catalogue import FIELD_OF, Fact
from whichcert.decide.alternatives import FirstStep
from whichcert.decide.vocabulary import KINDS
from whichcert.errors import UnknownName
from whichcert.flows.comparison import Cell, Comparison
from whichcert.flows.recommendation import Recommendation, Verdict
from whichcert.flows.wording import STEP_NAME, headline
from whichcert.library import Library

STYLE = {FirstStep.PSM: "blue", FirstStep.PSPO: "dark_orange3", FirstStep.NEITHER_YET: "bright_black"}
SHAPE = {FirstStep.PSM: "●", FirstStep.PSPO: "◆", FirstStep.NEITHER_YET: "○"}
BAR = 24
SHOWN_REASONS = 3


def print_recommendation(answer: Recommendation, library: Library) -> None:
    """Print the answer in the order of the result page."""
    console = Console()
    console.print()
    console.print(headline(answer, library.catalogue), style="bold")
    _print_chances(answer, console)
    if answer.sequence_reason:
        console.print(escape(answer.sequence_reason))
    for flag in answer.flags:
        console.print(f"[yellow]Note:[/yellow] {escape(flag.text)}")
    _print_reasons(answer, console)
    _print_changes(answer, console)
    _print_market(answer, console)
    _print_next_step(answer, library, console)
    console.print(
        "\nWhat this cannot know: whether people who follow such advice do better. "
        "Not affiliated with or endorsed by Scrum.org.",
        style="dim",
    )


def _print_chances(answer: Recommendation, console: Console) -> None:
    line = Text()
    for step, share in sorted(answer.first_steps.items(), key=lambda pair: -pair[1]):
        line.append(SHAPE[step] * round(share * 50), style=STYLE[step])
    console.print(line)
    for step, share in sorted(answer.first_steps.items(), key=lambda pair: -pair[1]):
        console.print(f"[{STYLE[step]}]{SHAPE[step]}[/] {share:6.1%}  {STEP_NAME[step]}", highlight=False)


def _print_reasons(answer: Recommendation, console: Console) -> None:
    if not answer.reasons:
        return
    console.print("\nWhy", style="bold")
    largest = max(abs(reason.contribution) for reason in answer.reasons) or 1.0
    for reason in answer.reasons[:SHOWN_REASONS]:
        bar = "█" * max(1, round(abs(reason.contribution) / largest * BAR))
        side = STEP_NAME[reason.speaks_for]
        console.print(f"[{STYLE[reason.speaks_for]}]{bar}[/] {escape(reason.text)} [dim](for {side})[/dim]")
        for said in reason.said:
            console.print(f"    [dim]{escape(said)}[/dim]", highlight=False)


def _print_changes(answer: Recommendation, console: Console) -> None:
    console.print("\nWhat would change it", style="bold")
    if answer.deciding_question is not None:
        console.print(f"This question would tell most: {escape(answer.deciding_question.text)}")
    for change in answer.what_would_change_it:
        console.print(f"- {escape(change.text)}.", highlight=False)
    if not answer.what_would_change_it:
        console.print("No single change that we tried would.")


def _print_market(answer: Recommendation, console: Console) -> None:
    console.print("\nThe market", style="bold")
    for basis in answer.basis:
        if basis.kind == "data" and basis.n and basis.interval is not None:
            spread = f"{basis.interval.low:.1%} to {basis.interval.high:.1%}, n = {basis.n}"
            line = f"- {escape(basis.quantity)}: {basis.value:.1%} [dim]({spread})[/dim]"
            console.print(line, highlight=False)


def _print_next_step(answer: Recommendation, library: Library, console: Console) -> None:
    if answer.certification is None:
        return
    certification = library.catalogue.get(answer.certification)
    console.print(f"\nNext step: {certification.short_name}", style="bold")
    for key in ("fee_usd", "questions", "minutes", "pass_mark_percent"):
        fact = certification.facts.get(key)
        if fact is not None and fact.value is not None:
            console.print(f"- {FIELD_OF[key].label}: {_value(fact)}", highlight=False)
    if answer.certification in answer.readiness:
        chance, interval = answer.readiness[answer.certification]
        console.print(
            f"- Chance to pass today: {chance:.0%} [dim]({interval.low:.0%} to {interval.high:.0%}, "
            "a prior set by the authors, not measured)[/dim]",
            highlight=False,
        )
    if answer.verdict is Verdict.BOTH:
        later = [library.catalogue.get(name).short_name for name in answer.sequence[1:]]
        console.print(f"- Then: {', '.join(later)}")


def print_certifications(library: Library) -> None:
    table = Table("id", "name", "issuer", box=None)
    for certification in library.catalogue.certifications.values():
        table.add_row(certification.id, escape(certification.name), escape(certification.issuer))
    Console().print(table)


def print_certification(name: str, library: Library) -> None:
    console, certification = Console(), library.catalogue.get(name)
    console.print(f"{certification.name} ({certification.issuer})", style="bold")
    console.print(escape(certification.summary))
    for key, fact in certification.facts.items():
        console.print(f"\n[bold]{FIELD_OF[key].label}[/bold]")
        console.print(escape(_value(fact)), highlight=False)
        console.print(f"[dim]{escape(_origin(fact, library))}[/dim]", highlight=False)
        for other in fact.others:
            said = f"Another source says {other.value}: {_title(other.source, library)}"
            console.print(f"[dim]{escape(said)}[/dim]", highlight=False)


def print_comparison(comparison: Comparison) -> None:
    console = Console()
    names = [certification.short_name for certification in comparison.certifications]
    for section in comparison.sections:
        table = Table("", *names, title=section.label, title_justify="left", box=None, expand=True)
        for row in section.rows:
            table.add_row(row.field.label, *(escape(_cell(cell)) for cell in row.cells))
        console.print(table)
        console.print()


def print_words(kind: str | None, library: Library) -> None:
    """Print one list of words, or all of them."""
    lists: Mapping[str, Mapping[str, str]] = {
        **{name: {w.id: w.label for w in library.vocabulary.words[name].values()} for name in KINDS},
        "criteria": {name: criterion.label for name, criterion in library.criteria.items()},
        "pairs": {p.id: f"{p.left.text} / {p.right.text}" for p in library.instrument.pairs.values()},
    }
    if kind is not None and kind not in lists:
        raise UnknownName("list", kind, lists)
    for name in [kind] if kind else lists:
        table = Table(name, "", box=None)
        for word, label in lists[name].items():
            table.add_row(word, escape(label))
        Console().print(table)


def _value(fact: Fact) -> str:
    if fact.value is None:
        return f"not known: {fact.unknown}"
    if isinstance(fact.value, list | tuple):
        return "; ".join(str(each) for each in fact.value)
    if isinstance(fact.value, bool):
        return "yes" if fact.value else "no"
    return f"{fact.value} {fact.unit or ''}".strip()


def _cell(cell: Cell) -> str:
    if cell.fact is None or cell.unknown is not None:
        return f"not known: {cell.unknown}"
    return _value(cell.fact)


def _origin(fact: Fact, library: Library) -> str:
    if fact.source is None:
        return f"checked {fact.checked}"
    return f"{_title(fact.source, library)}, checked {fact.checked}, confidence {fact.confidence}"


def _title(source: str | None, library: Library) -> str:
    known = library.catalogue.sources.get(source or "")
    return known.title if known else "no source"
