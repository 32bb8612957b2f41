"""A problem with a question, told in the terminal; kept beside those of the browser.

Import this only after Django is set up (``open_desk``).
"""

from whichcert.bank.item import Item
from whichcert.cli.desk import Desk
from whichcert.cli.study_printing import print_wrong
from whichcert.flows.study_data import Report
from whichcert.web.item_problems import REASONS, fault_of, keep, plain_words

KEY = "!"
HINT = f"{KEY}: report a problem."


def wait_or_report(desk: Desk, item: Item | None, what: str) -> None:
    """Let the person read, and take what they report about the question that they just read."""
    if item is None or not desk.is_interactive:
        desk.wait(what)
        return
    while desk.typed(f"\n{what} {HINT} ") == KEY:
        report(desk, item)


def report(desk: Desk, item: Item) -> None:
    """Ask what is wrong with a question and keep it; Enter at the first line goes back."""
    console = desk.console
    console.print("\nWhat is wrong with this question?", style="bold")
    for number, meaning in enumerate(REASONS.values(), start=1):
        console.print(f"  [cyan]{number}[/cyan] {meaning}")
    reason = _reason(desk)
    if reason is None:
        console.print("Nothing was reported.")
        return
    console.print("In your words, if you like; Enter: no words.")
    while True:
        told = Report(item.id, reason, plain_words(desk.typed()), desk.now())
        fault = fault_of(told, desk.library.bank)
        if fault is None:
            break
        print_wrong(console, fault)
    keep(desk.learner, told)
    console.print(
        "Kept on this machine, sent to nobody. The browser lists and saves all reports: /study/reports/"
    )


def _reason(desk: Desk) -> str | None:
    """Return the reason that is chosen by its number, None when the person goes back."""
    names = list(REASONS)
    while True:
        line = desk.typed()
        if line == "":
            return None
        if line in {str(number) for number in range(1, len(names) + 1)}:
            return names[int(line) - 1]
        print_wrong(desk.console, f"Type a number from 1 to {len(names)}, or Enter to go back.")
