"""One learner: score 200 responses, choose among 2,000 items; Lord-Wingersky; readiness. Medians.

python bench/scoring.py
"""

import time
from collections.abc import Callable

import numpy as np
from side_by_side import arguments, table

from whichcert.measure import (
    Form,
    FormPool,
    Rules,
    make_pool,
    next_step,
    readiness,
    score,
    simulate_items,
    standing_of,
    sum_score_distribution,
)
from whichcert.measure.models import success_probability


def median_ms(work: Callable[[], object], n: int = 200) -> float:
    work()
    taken = []
    for _ in range(n):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return round(1000 * sorted(taken)[n // 2], 4)


def main() -> None:
    arguments(__doc__)
    rng = np.random.default_rng(1)
    items = simulate_items(2000, rng)
    pool = make_pool(items)
    given = rng.choice(2000, 200, replace=False)
    values = (rng.random(200) < success_probability(items.take(given), np.array([0.3]))[:, 0]).astype(np.intp)
    answered, learner = items.take(given), standing_of(pool, given, values)
    rules, form = Rules(most=500), Form(80, 68)
    form_pool = FormPool(items.take(range(300)), np.full(300, 0.15))
    nodes = np.linspace(-6, 6, 61)
    chances = success_probability(items.take(range(80)), nodes)
    posterior = (pool.nodes, learner.weight[0])
    many = np.tile(values, (1000, 1))
    table(
        [
            {
                "work": "score 200 responses of one learner (pool)",
                "ms": median_ms(lambda: standing_of(pool, given, values)),
            },
            {
                "work": "score 200 responses of one learner (items)",
                "ms": median_ms(lambda: score(answered, values[None, :])),
            },
            {
                "work": "choose among 2,000 items",
                "ms": median_ms(lambda: next_step(pool, learner, rules, rng)),
            },
            {"work": "EAP of 1,000 learners x 200", "ms": median_ms(lambda: score(answered, many), 20)},
            {"work": "WLE of 1,000 learners x 200", "ms": median_ms(lambda: score(answered, many, "wle"), 5)},
            {
                "work": "Lord-Wingersky 80 items x 61 nodes",
                "ms": median_ms(lambda: sum_score_distribution(chances)),
            },
            {
                "work": "readiness, 40 random forms of 80",
                "ms": median_ms(lambda: readiness(posterior, form_pool, form, np.random.default_rng(1)), 10),
            },
        ]
    )


if __name__ == "__main__":
    main()
