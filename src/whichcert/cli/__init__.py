"""The command line: thin commands over flows.

Heavy modules are imported inside the commands, so that ``--help`` is instant.
"""

from pathlib import Path
from typing import Annotated

import typer

from whichcert.cli.backup import backup, restore
from whichcert.cli.bank import bank
from whichcert.cli.options import AsJson, Content, library_of, print_json, today
from whichcert.cli.study import mock, practise, review
from whichcert.cli.survey import survey

app = typer.Typer(
    help="PSM or PSPO? An answer for one person, with the evidence and with how sure it is.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    epilog="whichcert is not affiliated with or endorsed by Scrum.org.",
)

app.add_typer(bank, name="bank")
app.command()(practise)
app.command()(mock)
app.command()(review)
app.command()(backup)
app.command()(restore)
app.command()(survey)


@app.command()
def advise(
    profile: Annotated[
        Path | None, typer.Option("--profile", help="A TOML file with what is known (docs/profile.md).")
    ] = None,
    as_json: AsJson = False,
    content: Content = None,
) -> None:
    """Say which certification to take first, how sure that is, and what would change it."""
    from whichcert.flows.read_profile import read_profile
    from whichcert.flows.recommend import recommend
    from whichcert.flows.recommendation import as_json as recommendation_json

    library = library_of(content)
    if profile is not None:
        person = read_profile(profile, library, today=today())
    else:
        from rich.console import Console

        from whichcert.cli.asking import ask

        # with --json, standard output is for the answer alone
        person = ask(library, today=today(), console=Console(stderr=as_json))
    answer = recommend(person, library, today=today())
    if as_json:
        print_json(recommendation_json(answer))
    else:
        from whichcert.cli.printing import print_recommendation

        print_recommendation(answer, library)


@app.command()
def show(
    certification: Annotated[
        str | None, typer.Argument(help="A certification, such as psm-1; none lists them all.")
    ] = None,
    as_json: AsJson = False,
    as_jsonld: Annotated[bool, typer.Option("--jsonld", help="Print schema.org JSON-LD.")] = False,
    as_ctdl: Annotated[bool, typer.Option("--ctdl", help="Print a CTDL record.")] = False,
    content: Content = None,
) -> None:
    """Show a certification: every fact with its source and the day it was checked."""
    from whichcert.cli import printing
    from whichcert.flows.free_words import certification_named
    from whichcert.flows.show import show as record
    from whichcert.interop.ctdl import ctdl_record
    from whichcert.interop.jsonld import credential_jsonld

    library = library_of(content)
    if certification is None:
        printing.print_certifications(library)
        return
    name = certification_named(certification, library)
    if as_jsonld:
        print_json(credential_jsonld(library.catalogue.get(name), library.catalogue))
    elif as_ctdl:
        print_json(ctdl_record(library.catalogue.get(name), library.catalogue))
    elif as_json:
        print_json(record(name, library.catalogue))
    else:
        printing.print_certification(name, library)


@app.command()
def compare(
    certifications: Annotated[list[str], typer.Argument(help="Two to four, such as psm-1 pspo-1.")],
    as_json: AsJson = False,
    content: Content = None,
) -> None:
    """Compare two to four certifications row by row, in equal detail."""
    from whichcert.cli import printing
    from whichcert.flows.compare import as_json as comparison_json
    from whichcert.flows.compare import compare as side_by_side
    from whichcert.flows.free_words import certification_named

    library = library_of(content)
    names = [certification_named(name, library) for name in certifications]
    comparison = side_by_side(names, library.catalogue)
    if as_json:
        print_json(comparison_json(comparison))
    else:
        printing.print_comparison(comparison)


@app.command()
def words(
    kind: Annotated[
        str | None, typer.Argument(help="roles, goals, likes, strengths, constraints, criteria or pairs.")
    ] = None,
    content: Content = None,
) -> None:
    """List the words that a profile may use."""
    from whichcert.cli import printing

    printing.print_words(kind, library_of(content))


@app.command()
def check(content: Content = None) -> None:
    """Check all content; report every problem with file and line, exit 1 when there is one."""
    problems = library_of(content).problems()
    for problem in problems:
        typer.echo(str(problem))
    if problems:
        typer.echo(f"{len(problems)} problems", err=True)
        raise typer.Exit(1)
    typer.echo("The content has no problems.")


@app.command()
def calibrate(
    responses: Annotated[
        Path, typer.Argument(help="CSV or Parquet: one row a person, or person, item, response.")
    ],
    model: Annotated[str, typer.Option(help="rasch, 2pl, 3pl, graded or gpcm.")] = "2pl",
    out: Annotated[
        Path | None,
        typer.Option(
            help="Folder for calibration.json, report.txt and pictures; NAME-calibration by default."
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Estimate how hard the items are from responses, with standard errors and fit."""
    from whichcert.flows.measure_responses import measure_responses, write_measured

    found = measure_responses(responses, model)
    typer.echo(found.json if as_json else found.text)
    folder = Path(f"{responses.stem}-calibration") if out is None and not as_json else out
    if folder is not None:
        write_measured(found, folder)
        typer.echo(f"Wrote calibration.json, report.txt and pictures to {folder}.", err=True)


@app.command()
def simulate(
    persons: Annotated[int, typer.Option(min=50, max=1_000_000, help="Simulated learners.")] = 1000,
    items: Annotated[int, typer.Option(min=3, max=2000, help="Items of the simulated bank.")] = 40,
    model: Annotated[str, typer.Option(help="rasch, 2pl or 3pl.")] = "2pl",
    answered: Annotated[float, typer.Option(min=0.01, max=1.0, help="Share of the cells answered.")] = 1.0,
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same numbers.")] = 1,
    as_json: AsJson = False,
) -> None:
    """Simulate responses, calibrate them, and say how well the parameters come back."""
    import numpy as np

    from whichcert.cli.tables import print_recovery
    from whichcert.flows.measure_responses import plan_of, recover, recovery_values

    plan = plan_of(model, persons=persons, items=items, share_answered=answered)
    found = recover(plan, np.random.default_rng(seed))
    if as_json:
        print_json(recovery_values(found))
    else:
        print_recovery(found)


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int | None, typer.Option(help="Port; the first free one from 8000 by default.")] = None,
    open_browser: Annotated[bool, typer.Option("--open", help="Open the page in a browser.")] = False,
) -> None:
    """Serve the pages on this machine until Ctrl-C."""
    from whichcert.web.server import serve as serve_pages

    serve_pages(host, port, open_browser=open_browser)
