"""Why this first step, in the person's own words, and where each number comes from."""

from collections.abc import Iterator, Sequence

from whichcert.decide.acceptability import Contributions
from whichcert.decide.alternatives import PATHS, FirstStep
from whichcert.flows.evaluate import Evaluation
from whichcert.flows.market_here import Share
from whichcert.flows.recommendation import Basis, Reason
from whichcert.flows.wording import ROLE_NAME, STEP_NAME
from whichcert.interval import Interval
from whichcert.library import Library

NEGLIGIBLE = 1e-12


def reasons(why: Contributions, found: Evaluation, library: Library) -> tuple[Reason, ...]:
    """Return one reason per criterion, the strongest first; their contributions sum to the gap."""
    return tuple(
        Reason(
            criterion=name,
            label=library.criteria[name].label,
            text=_text(name, value, why, library),
            said=tuple(_said(name, found, library)),
            contribution=value,
            speaks_for=_speaks_for(value, why),
            basis=_basis_of(name, found, library),
        )
        for name, value in sorted(why.by_criterion.items(), key=lambda pair: -abs(pair[1]))
    )


def _basis_of(name: str, found: Evaluation, library: Library) -> str:
    basis = library.criteria[name].basis
    if name != "readiness" or not found.situation.measured:
        return basis
    own = ", ".join(_own_answers(found, library))
    return f"{own}; for the others {basis.partition(';')[0]}"


def _own_answers(found: Evaluation, library: Library) -> Iterator[str]:
    for name, chance in found.situation.measured.items():
        yield f"your {chance.answers} answers for {library.catalogue.get(name).short_name}"


def _speaks_for(value: float, why: Contributions) -> FirstStep:
    return why.ahead.first_step if value >= 0 else why.behind.first_step


def _text(name: str, value: float, why: Contributions, library: Library) -> str:
    if abs(value) < NEGLIGIBLE:
        return "It makes no difference for you."
    return library.criteria[name].because[_speaks_for(value, why)]


def _said(name: str, found: Evaluation, library: Library) -> Iterator[str]:
    """Yield the person's own words, or the numbers, that fed a criterion."""
    profile, words = found.profile, library.vocabulary
    if name == "goal":
        if profile.target_role is not None:
            yield f"You want to work as: {words.word('roles', profile.target_role).label}"
        yield from (words.word("goals", goal).label for goal in profile.goals)
    elif name == "use-now" and profile.current_role is not None:
        yield f"Your job: {words.word('roles', profile.current_role).label}"
    elif name == "fit":
        yield from (words.word("likes", like).label for like in profile.likes)
        yield from (words.word("strengths", strength).label for strength in profile.strengths)
        pairs = sum(answer in library.instrument.pairs for answer in profile.answers)
        if pairs:
            yield f"Your answers to {pairs} pairs of statements" if pairs > 1 else "Your answer to one pair"
    elif name == "readiness" and found.situation.measured:
        for own in _own_answers(found, library):
            yield own[:1].upper() + own[1:]
        yield from _facts_said(name, found, library)
    else:
        yield from _facts_said(name, found, library)


def _facts_said(name: str, found: Evaluation, library: Library) -> Iterator[str]:
    profile = found.profile
    if name in ("readiness", "breadth", "time") and profile.years_of_scrum is not None:
        years = profile.years_of_scrum
        yield f"{years:g} year{'' if years == 1 else 's'} with Scrum"
    if name in ("readiness", "breadth") and profile.holds:
        held = [library.catalogue.get(held).short_name for held in profile.holds]
        yield f"You hold: {', '.join(held)}"
    if name == "cost" and profile.budget_usd is not None:
        yield f"Your budget: {profile.budget_usd:,.0f} USD"
    if name == "time" and profile.hours_per_week is not None:
        yield f"{profile.hours_per_week:g} hours a week"
    if name == "time" and profile.deadline is not None:
        yield f"Until {profile.deadline.isoformat()}"
    if name == "certificate-demand":
        for path in PATHS:
            share = found.market.named[path]
            role, certificate = ROLE_NAME[path], STEP_NAME[path]
            yield f"{share.hits} of {share.n} {role} postings name {certificate}"
    if name == "role-demand":
        share = found.market.role_share[FirstStep.PSPO]
        yield f"{share.hits} Product Owner and {share.n - share.hits} Scrum Master postings"


def basis(found: Evaluation, library: Library) -> tuple[Basis, ...]:
    """Return where the numbers of this recommendation come from."""
    return (
        *_own_basis(found, library),
        *_market_basis(found, library),
        *_catalogue_basis(library),
        *_prior_basis(library),
    )


def _own_basis(found: Evaluation, library: Library) -> Iterator[Basis]:
    for name, own in found.situation.measured.items():
        yield Basis(
            f"your chance to pass {library.catalogue.get(name).short_name}",
            "data",
            f"from your {own.answers} first answers; difficulties and what is known of learners are priors",
            own.probability,
            Interval(own.low, own.high, 0.9),
            own.answers,
            ("your answers",),
        )


def _market_basis(found: Evaluation, library: Library) -> Iterator[Basis]:
    market = found.market
    for path in PATHS:
        of_both = f"{ROLE_NAME[path]} share of the postings for both roles"
        naming = f"{ROLE_NAME[path]} postings that name {STEP_NAME[path]}"
        yield _counted(of_both, market.role_share[path])
        yield _counted(naming, market.named[path])
        if market.country and market.role_share_here[path].n:
            here = f", {library.countries[market.country]}"
            yield _counted(of_both + here, market.role_share_here[path])
            yield _counted(naming + here, market.named_here[path])


def _counted(quantity: str, share: Share) -> Basis:
    text = f"{share.hits} of {share.n} postings; 95 % Wilson interval"
    return Basis(quantity, "data", text, share.value, share.interval, share.n, share.sources)


def _catalogue_basis(library: Library) -> Iterator[Basis]:
    for name in ("psm-1", "pspo-1"):
        fact = library.catalogue.get(name).facts.get("fee_usd")
        if fact is not None and isinstance(fact.value, int | float):
            text = f"checked {fact.checked}, confidence {fact.confidence}"
            yield Basis(f"{name} fee in USD", "data", text, float(fact.value), sources=(fact.source or "",))


def _prior_basis(library: Library) -> Sequence[Basis]:
    weights = ", ".join(f"{c.id} {c.weight:.2f}" for c in library.criteria.values())
    return (
        Basis(
            "what each job and goal says about PSM and PSPO",
            "prior",
            "set by the authors in content/profile.toml from published advice; not yet checked on outcomes",
        ),
        Basis(
            "chance to pass",
            "prior",
            "set by the authors from experience and certificates held; the issuer publishes no pass rates",
        ),
        Basis("weights before you pick reasons", "prior", f"set by the authors: {weights}"),
        Basis(
            "how answers relate to the two kinds of work",
            "prior",
            "a model with parameters set by the authors; statements matched on desirability by two raters, "
            "both language models",
        ),
    )
