"""Real cases: people who described themselves, and the advice that practitioners gave them.

    python bench/vignettes.py FILE.jsonl

Maps each case's free words to a profile through the synonym lists (never by
case), runs the recommendation, prints a line per miss and one JSON object last.
"""

import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from math import log
from pathlib import Path
from typing import Any

from whichcert.decide.alternatives import FirstStep
from whichcert.decide.profile import Profile
from whichcert.flows.dice import seeded_dice
from whichcert.flows.evaluate import evaluate
from whichcert.flows.free_words import Understood, profile_from_free_words
from whichcert.library import Library, load_library

TODAY = date(2026, 11, 24)
LEAST = 1e-3
"""A probability of 0 on what happened would make the log loss infinite."""


@dataclass(frozen=True)
class Case:
    id: str
    understood: Understood
    advised: FirstStep
    next_step: str


def main(path: Path) -> None:
    library = load_library(today=TODAY)
    cases = list(read_cases(path, library))
    full = [first_steps(case.understood.profile, library) for case in cases]
    bare = [first_steps(without_traits(case.understood.profile, library), library) for case in cases]
    ruled = [role_rule(case.understood.profile, library) for case in cases]
    for case, shares in zip(cases, full, strict=True):
        if best(shares) is not case.advised:
            print_miss(case, shares)
    missed = sorted({word for case in cases for word in case.understood.not_understood})
    if missed:
        print("words that no list knows:", "; ".join(missed))
    print(
        json.dumps(
            {
                "n": len(cases),
                "first_step_agreement": agreement(cases, full),
                "log_loss": log_loss(cases, full),
                "log_loss_role_rule": log_loss(cases, ruled),
                "agreement_role_rule": agreement(cases, ruled),
                "agreement_without_traits": agreement(cases, bare),
                "log_loss_without_traits": log_loss(cases, bare),
                "words_not_understood": len(missed),
            }
        )
    )


def read_cases(path: Path, library: Library) -> Iterator[Case]:
    """Yield the cases that can be scored."""
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line) if line.strip() else {"scorable": False}
        if not row.get("scorable", True):
            continue
        yield Case(
            row["id"], understand(row["persona"], library), advised(row["next_step"]), row["next_step"]
        )


def understand(persona: Mapping[str, Any], library: Library) -> Understood:
    return profile_from_free_words(persona, library)


def advised(next_step: str) -> FirstStep:
    """Return the first step that the advice names; anything but PSM and PSPO is "neither yet"."""
    if next_step.startswith("pspo"):
        return FirstStep.PSPO
    return FirstStep.PSM if next_step.startswith("psm") else FirstStep.NEITHER_YET


def first_steps(profile: Profile, library: Library) -> Mapping[FirstStep, float]:
    found = evaluate(profile, library, today=TODAY, dice=seeded_dice(library))
    return found.acceptability.first_step


def without_traits(profile: Profile, library: Library) -> Profile:
    """Remove what says which work the person likes; experience and knowledge stay."""
    words = library.vocabulary.words["strengths"]
    factual = tuple(name for name in profile.strengths if "knows" in words[name].says)
    return replace(profile, likes=(), strengths=factual, answers={})


def role_rule(profile: Profile, library: Library) -> Mapping[FirstStep, float]:
    """The rule to beat: product people take PSPO, everybody else PSM."""
    role = profile.current_role and library.vocabulary.words["roles"][profile.current_role]
    product = bool(role) and role.number("pspo") > role.number("psm")
    favoured, other = (FirstStep.PSPO, FirstStep.PSM) if product else (FirstStep.PSM, FirstStep.PSPO)
    return {favoured: 0.65, other: 0.3, FirstStep.NEITHER_YET: 0.05}


def best(shares: Mapping[FirstStep, float]) -> FirstStep:
    return max(shares, key=lambda step: shares[step])


def agreement(cases: list[Case], shares: list[Mapping[FirstStep, float]]) -> float:
    hits = sum(best(each) is case.advised for case, each in zip(cases, shares, strict=True))
    return round(hits / len(cases), 4)


def log_loss(cases: list[Case], shares: list[Mapping[FirstStep, float]]) -> float:
    losses = [-log(max(LEAST, each[case.advised])) for case, each in zip(cases, shares, strict=True)]
    return round(sum(losses) / len(losses), 4)


def print_miss(case: Case, shares: Mapping[FirstStep, float]) -> None:
    shown = ", ".join(f"{step.value} {share:.2f}" for step, share in shares.items())
    said = f"advised {case.next_step}, said {best(shares).value} ({shown})"
    print(f"miss {case.id}: {said}; {case.understood.profile}")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python bench/vignettes.py FILE.jsonl")
    main(Path(sys.argv[1]))
