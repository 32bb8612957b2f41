"""Numbers as people type them."""

import re

from whichcert.web.answer_forms import NUMBER, THOUSANDS


def typed_number(text: str) -> float | None:
    """Return the number that somebody typed, None where it is none.

    >>> typed_number(" 2,5 "), typed_number("$1,200"), typed_number("1e9"), typed_number("")
    (2.5, 1200.0, None, None)
    """
    bare = text.strip().removeprefix("$").removesuffix("USD").strip()
    plain = re.sub(r"[^\d]", "", bare) if THOUSANDS.fullmatch(bare) else bare
    return float(plain.replace(",", ".")) if NUMBER.fullmatch(plain) else None
