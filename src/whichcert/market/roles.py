"""Which roles a posting is for: from its title, and from its text only where that is safe."""

from functools import lru_cache

from whichcert.market.clean import clean
from whichcert.market.terms import Terms

OTHER = "other"


def roles_of(title: str, text: str, terms: Terms) -> tuple[str, ...]:
    """Return the roles that a posting names, in the order of the terms; ``("other",)`` if none.

    A title may name several ("Scrum Master / Product Owner"). A short form such as
    PO counts only where the text spells it out. Without a title, the text counts
    only in the words of an offer ("we are looking for a Scrum Master").
    """
    found = _of_title(title, terms)
    if found is None:
        return _offered_roles(clean(text), terms) or (OTHER,)
    named, short = found
    if short:
        words = clean(text)
        named = named | {role.id for role in terms.roles if role.id in short and role.names.search(words)}
    return tuple(role.id for role in terms.roles if role.id in named) or (OTHER,)


@lru_cache(maxsize=65536)
def _of_title(title: str, terms: Terms) -> tuple[frozenset[str], frozenset[str]] | None:
    """Return the roles that a title names and those that a short form may mean; None without a title."""
    title = clean(title)
    if not title:
        return None
    words = terms.title_traps.sub(" ", title)
    named = frozenset(role.id for role in terms.roles if role.names.search(words))
    short = frozenset(role.id for role in terms.roles if role.acronyms and role.acronyms.search(words))
    return named, short - named


def _offered_roles(text: str, terms: Terms) -> tuple[str, ...]:
    offered = [found[1] for found in terms.text_role.finditer(text)]
    return tuple(role.id for role in terms.roles if any(role.names.fullmatch(words) for words in offered))
