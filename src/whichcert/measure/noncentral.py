"""The noncentral chi-square distribution, as far as an RMSEA interval needs it."""

from math import exp, lgamma, log

from whichcert.chi_square import upper_tail

_TERMS = 2000


def noncentral_below(statistic: float, degrees: float, noncentrality: float) -> float:
    """Return P(χ²(df, λ) ≤ statistic): a Poisson(λ/2) mixture of central ones (Patnaik 1949)."""
    if noncentrality <= 0:
        return 1 - upper_tail(statistic, degrees)
    half, total, seen = noncentrality / 2, 0.0, 0.0
    centre = int(half)
    for side in (range(centre, centre + _TERMS), range(centre - 1, -1, -1)):
        for count in side:
            weight = exp(count * log(half) - half - lgamma(count + 1))
            total += weight * (1 - upper_tail(statistic, degrees + 2 * count))
            seen += weight
            if weight < 1e-12:
                break
    return total / seen


def noncentrality(statistic: float, degrees: float, below: float) -> float:
    """Return λ ≥ 0 with P(χ²(df, λ) ≤ statistic) = below, by bisection; 0 when even λ = 0 is under it."""
    if noncentral_below(statistic, degrees, 0.0) <= below:
        return 0.0
    low, high = 0.0, max(2 * statistic, 10.0)
    while noncentral_below(statistic, degrees, high) > below:
        high *= 2
    for _ in range(60):
        middle = 0.5 * (low + high)
        if noncentral_below(statistic, degrees, middle) > below:
            low = middle
        else:
            high = middle
    return 0.5 * (low + high)
