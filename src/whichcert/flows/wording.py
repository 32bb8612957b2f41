"""The answer in one sentence, the same in the browser, the terminal and print."""

from whichcert.catalogue.catalogue import Catalogue
from whichcert.decide.alternatives import FirstStep
from whichcert.flows.recommendation import Recommendation, Verdict

ROLE_NAME = {FirstStep.PSM: "Scrum Master", FirstStep.PSPO: "Product Owner"}
STEP_NAME = {FirstStep.PSM: "PSM", FirstStep.PSPO: "PSPO", FirstStep.NEITHER_YET: "neither yet"}


def headline(answer: Recommendation, catalogue: Catalogue) -> str:
    """Return the answer in one sentence."""
    names = [catalogue.get(name).short_name for name in answer.sequence]
    if answer.first_step is FirstStep.NEITHER_YET:
        return _neither(answer, catalogue)
    if answer.verdict is Verdict.BOTH:
        return f"Take both: {names[0]} first, then {names[1]}."
    if answer.verdict is Verdict.TOO_CLOSE:
        return f"Too close to call, leaning to {names[0]}."
    return f"Start with {names[0]}."


def _neither(answer: Recommendation, catalogue: Catalogue) -> str:
    start = "Too close to call, leaning to neither" if answer.verdict is Verdict.TOO_CLOSE else "Neither yet"
    if answer.certification is not None:
        return f"{start}: {catalogue.get(answer.certification).short_name} fits what you want better."
    return f"{start}: get practice first."
