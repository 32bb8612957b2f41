"""The small pattern language of ``terms.toml``, turned into regular expressions."""

import re
from collections.abc import Iterable

GAP = r"(?:[\s\u00a0\u200b\u2010-\u2015_®™-]{0,3})"
"""What a blank in a pattern finds in clean text."""

RAW_GAP = r"(?:[^0-9A-Za-z]|&(?:amp;)*[#0-9a-z]*;)*"
"""The same, wider, in text that is still HTML, for the coarse pass; unbounded, so that RE2 stays fast."""

LEFT, RIGHT = r"(?<![0-9A-Za-z_])", r"(?![0-9A-Za-z_])"

_CLASS_OR_BLANK = re.compile(r"(\[(?:\\.|[^\]\\])*\]|\(\?<[=!] \)|\(\?[=!] \))|( \??)")


_MARKS = re.compile(r"\\.|\[(?:\\.|[^\]\\])*\]|[()|]")


def spread(pattern: str, gap: str = GAP) -> str:
    """Replace each blank outside a character class or look-around by ``gap``."""
    return _CLASS_OR_BLANK.sub(lambda found: found[1] or gap, pattern)


def any_of(patterns: Iterable[str], *, exact: Iterable[str] = (), gap: str = GAP) -> str:
    """Join patterns that ignore case and ``exact`` ones that do not into one alternation."""
    loose = [spread(pattern, gap) for pattern in patterns]
    strict = [spread(pattern, gap) for pattern in exact]
    parts = [f"(?i:{'|'.join(loose)})"] if loose else []
    return "|".join(parts + strict) or r"[^\s\S]"


def held(alternation: str) -> str:
    """Let an alternation match only where no letter, digit or underscore touches it (Python dialect)."""
    return f"{LEFT}(?:{alternation}){RIGHT}"


def compiled(patterns: Iterable[str], *, exact: Iterable[str] = ()) -> re.Pattern[str]:
    """Compile what ``held(any_of(patterns, exact=exact))`` says.

    Where it is plain to see what each pattern begins with, a glance at the first letter spares most
    places of a text, and at the others those patterns that begin with another letter.
    """
    ordered = [f"(?i:{spread(one, GAP)})" for one in patterns], [spread(one, GAP) for one in exact]
    firsts: dict[str, list[str]] = {}
    for one in (*ordered[0], *ordered[1]):
        ignoring = one.startswith("(?i:")
        letters = _first_letters(one[4:-1] if ignoring else one)
        if letters is None:
            return re.compile(held("|".join((*ordered[0], *ordered[1]))))
        for letter in {letter.lower() for letter in letters}:
            firsts.setdefault(letter, []).append(one)
    if not firsts:
        return re.compile(held(any_of(())))
    parts = [f"(?=[{_both_cases(letter)}])(?:{'|'.join(ones)})" for letter, ones in sorted(firsts.items())]
    return re.compile(f"(?=[{_both_cases(firsts)}])" + held("|".join(parts)))


def _both_cases(letters: Iterable[str]) -> str:
    """Letters as ``(?i:…)`` finds them: the long s and the Kelvin sign are an s and a k."""
    found = "".join(letters)
    return found.lower() + found.upper() + "ſ" * ("s" in found.lower()) + "\u212a" * ("k" in found.lower())


def _first_letters(pattern: str) -> frozenset[str] | None:
    """Return what a match begins with, or None where that is not plain to see.

    >>> sorted(_first_letters("(?:PSM|psm)[123]?|b+") or ()), _first_letters("a?b"), _first_letters("[ab]")
    (['P', 'b', 'p'], None, None)
    """
    found: set[str] = set()
    for one in _alternatives(pattern):
        group = one.startswith("(?:")
        end = _end_of_group(one) if group else 0
        if one[end + 1 : end + 2] in {"?", "*", "{"}:
            return None
        first = _first_letters(one[3:end]) if group else frozenset(one[:1])
        if first is None or not all(letter.isascii() and letter.isalnum() for letter in first) or not first:
            return None
        found |= first
    return frozenset(found)


def _alternatives(pattern: str) -> list[str]:
    """Cut a pattern at the bars that stand in no group and no class."""
    parts, depth, start = [], 0, 0
    for found in _MARKS.finditer(pattern):
        depth += {"(": 1, ")": -1}.get(found[0], 0)
        if found[0] == "|" and depth == 0:
            parts.append(pattern[start : found.start()])
            start = found.end()
    return [*parts, pattern[start:]]


def _end_of_group(pattern: str) -> int:
    depth = 0
    for found in _MARKS.finditer(pattern):
        depth += {"(": 1, ")": -1}.get(found[0], 0)
        if found[0] == ")" and depth == 0:
            return found.start()
    return len(pattern)


_OUTSIDE_LEFT, _OUTSIDE_RIGHT = "(?:^|[^0-9A-Za-z_])", "(?:[^0-9A-Za-z_]|$)"


def portable(alternation: str) -> str:
    """The same bound as ``held`` without look-around, which RE2, Rust and Hyperscan do not have."""
    return f"{_OUTSIDE_LEFT}(?:{alternation}){_OUTSIDE_RIGHT}"


def unbound(pattern: str) -> str:
    """Take the bounds of ``portable`` off again: what is left matches wherever the pattern does.

    >>> unbound(portable("PSM|CSM"))
    '(?:PSM|CSM)'
    """
    return pattern.removeprefix(_OUTSIDE_LEFT).removesuffix(_OUTSIDE_RIGHT)
