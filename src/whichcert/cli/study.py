"""Practise, mock and review in the terminal, with the same answers as in the browser."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from whichcert.cli.options import AsJson, Content, print_json

if TYPE_CHECKING:
    from whichcert.cli.desk import Desk

USUAL_QUESTIONS = 20
INTERRUPTED = 130
"""What a shell expects after Ctrl-C."""

Assessment = Annotated[
    str | None, typer.Argument(help="An assessment, such as psm-1; the one practised last by default.")
]


def practise(
    assessment: Assessment = None,
    questions: Annotated[
        int, typer.Option(min=1, max=500, help="How many questions this round has.")
    ] = USUAL_QUESTIONS,
    as_json: AsJson = False,
    content: Content = None,
) -> None:
    """Practise: what you lack most, one question at a time, each explained at once."""
    from whichcert.cli.desk import open_desk

    with open_desk(content, talks_aside=as_json) as desk:
        from whichcert.cli import study_rounds as rounds
        from whichcert.flows.history import Mode

        name = rounds.assessment_of(desk, assessment)
        with _stopping(desk, f"whichcert practise {name}") as stop:
            rounds.practise(desk, name, questions)
        here = rounds.last_round(desk, Mode.PRACTISE)
        if as_json:
            print_json(rounds.round_values(desk, here))
        elif not stop.happened:
            rounds.print_round(desk, here)
        raise typer.Exit(stop.code)


def review(
    questions: Annotated[
        int | None,
        typer.Option(
            min=1,
            max=500,
            help="How many at most, the most urgent first; by default what today's plan gives, else 20.",
        ),
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Take all that is due.")] = False,
    as_json: AsJson = False,
    content: Content = None,
) -> None:
    """Review what is due, and say how well you knew it; the next date is shown before you choose."""
    from whichcert.cli.desk import open_desk

    with open_desk(content, talks_aside=as_json) as desk:
        from whichcert.cli import study_rounds as rounds
        from whichcert.flows.history import Mode

        if not rounds.is_anything_due(desk):
            message = rounds.next_due_words(desk)
            if as_json:
                print_json({"mode": "review", "answered": 0, "note": message})
            else:
                typer.echo(message)
            return
        with _stopping(desk, "whichcert review") as stop:
            rounds.review(desk, rounds.REVIEW_ALL if everything else questions)
        here = rounds.last_round(desk, Mode.REVIEW)
        if as_json:
            print_json(rounds.round_values(desk, here))
        elif not stop.happened:
            rounds.print_round(desk, here)
        raise typer.Exit(stop.code)


def mock(
    assessment: Assessment = None,
    questions: Annotated[
        int | None,
        typer.Option(min=10, help="How many questions; as many as the real assessment has by default."),
    ] = None,
    time: Annotated[
        str, typer.Option(help="standard, 1.25, 1.5 or 2 times the real time, or none.")
    ] = "standard",
    last: Annotated[
        bool, typer.Option("--last", help="Show the result of the mock that ended last; begin none.")
    ] = False,
    as_json: AsJson = False,
    content: Content = None,
) -> None:
    """Sit a mock assessment with its clock; one that still runs goes on where you stopped."""
    from whichcert.cli.desk import open_desk

    with open_desk(content, talks_aside=as_json) as desk:
        from whichcert.cli import mock_sitting as mocks

        allowed = mocks.time_allowed(time)
        with _stopping(desk, "whichcert mock") as stop:
            if last:
                over = mocks.last_mock(desk)
            else:
                over = mocks.sit(desk, mocks.open_or_begun(desk, assessment, questions, allowed))
            if as_json:
                print_json(mocks.mock_values(desk, over))
            else:
                mocks.print_mock(desk, over)
        raise typer.Exit(stop.code)


class _Stop:
    """Whether the person stopped, and the exit code that follows."""

    happened = False
    code = 0


@contextmanager
def _stopping(desk: "Desk", command: str) -> Iterator[_Stop]:
    """End politely when the person stops: everything is saved; say how to go on."""
    from whichcert.cli.desk import Stopped

    stop = _Stop()
    try:
        yield stop
    except (Stopped, KeyboardInterrupt) as reason:
        stop.happened = True
        stop.code = INTERRUPTED if isinstance(reason, KeyboardInterrupt) else 0
        desk.console.print(f"\nStopped. Every answer is saved. Go on with: {command}", markup=False)
