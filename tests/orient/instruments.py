"""A tiny instrument that can be integrated by hand: one facet a pole, one pair, one item a pole."""

from whichcert.orient.instrument import Facet, Instrument, Item, Pair, Pole, Statement


def statement(name: str, facet: str, keyed: int = 1) -> Statement:
    return Statement(name, facet, f"I like {name}.", keyed, 6.0)


def pair(name: str, left: str, right: str, *, left_keyed: int = 1, right_keyed: int = 1) -> Pair:
    return Pair(
        name, statement(f"{name}-left", left, left_keyed), statement(f"{name}-right", right, right_keyed)
    )


def instrument(*pairs: Pair, facets_per_pole: int = 1) -> Instrument:
    """Return an instrument with facets s0, s1 … and p0, p1 …, an item for s0 and one, keyed −1, for p0."""
    facets = {
        f"{letter}{n}": Facet(f"{letter}{n}", pole, f"{letter}{n}", "")
        for letter, pole in (("s", Pole.SCRUM_MASTER), ("p", Pole.PRODUCT_OWNER))
        for n in range(facets_per_pole)
    }
    items = {"s-item": Item("s-item", "s0", "", 1), "p-item": Item("p-item", "p0", "", -1)}
    return Instrument(facets, {one.id: one for one in pairs}, items)


ONE_PAIR = instrument(
    pair("a", "s0", "p0"), pair("b", "p0", "s0", right_keyed=-1), pair("c", "s0", "p0", left_keyed=-1)
)
