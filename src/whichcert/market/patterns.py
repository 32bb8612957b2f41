"""The small pattern language of ``terms.toml``, turned into regular expressions."""

import re
from collections.abc import Iterable

GAP = r"(?:[\s\u00a0\u200b\u2010-\u2015_®™-]{0,3})"
"""What a blank in a pattern finds in clean text."""

RAW_GAP = r"(?:[^0-9A-Za-z]|&(?:amp;)*[#0-9a-z]*;)*"
"""The same, wider, in text that is still HTML, for the coarse pass; unbounded, so that RE2 stays fast."""

LEFT, RIGHT = r"(?<![0-9A-Za-z_])", r"(?![0-9A-Za-z_])"

_CLASS_OR_BLANK = re.compile(r"(\[(?:\\.|[^\]\\])*\]|\(\?<[=!] \)|\(\?[=!] \))|( \??)")


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
    return re.compile(held(any_of(patterns, exact=exact)))


def portable(alternation: str) -> str:
    """The same bound without look-around, which RE2 and Rust do not have."""
    return f"(?:^|[^0-9A-Za-z_])(?:{alternation})(?:[^0-9A-Za-z_]|$)"
