"""Undoes what the road did to a text: HTML escapes, tags, wrongly decoded letters."""

import html
import re

_TAG = re.compile(r"<[^<>]{1,300}>")
_BLOCK = re.compile(r"<\s*/?\s*(?:p|div|br|li|ul|ol|h[1-6]|tr|table|section)\b[^<>]{0,300}>", re.IGNORECASE)
_NO_WIDTH = "\u200b\u200e\u200f\ufeff"
_TO_BLANKS = dict.fromkeys(map(ord, _NO_WIDTH), " ")
_WRONG_STARTS = "ÂÃÄÅâïð"
_WRONGLY_DECODED = re.compile(
    r"[\u00c2-\u00c5\u00e2\u00ef\u00f0][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u02c6\u02dc\u2013-\u203a\u20ac\u2122]{1,3}"
)


def clean(text: str) -> str:
    """Return the words of a posting: unescaped until nothing changes, without tags, one line for each block.

    >>> clean("&amp;lt;li&amp;gt;PSM&amp;nbsp;I&amp;lt;/li&amp;gt;Plus:")
    'PSM I\\nPlus:'
    """
    for _ in range(4):
        if "&" not in text:
            break
        unescaped = html.unescape(text)
        if unescaped == text:
            break
        text = unescaped
    if "<" in text:
        text = _TAG.sub(" ", _BLOCK.sub("\n", text))
    if not text.isascii():
        text = repaired(text)
        if any(letter in text for letter in _NO_WIDTH):
            text = text.translate(_TO_BLANKS)
    lines = (" ".join(line.split()) for line in text.replace("\r", "\n").split("\n"))
    return "\n".join(filter(None, lines))


def repaired(text: str) -> str:
    """Return the text with letters put right that were written as UTF-8 and read as Latin-1 or Windows-1252.

    >>> repaired("ProduktÃ¤gare, dâ€™entrÃ©e")
    'Produktägare, d’entrée'
    """
    # looking for single letters is far quicker than for a pattern that nearly no text has
    if not any(letter in text for letter in _WRONG_STARTS):
        return text
    return _WRONGLY_DECODED.sub(lambda found: _redecoded(found[0]), text)


def _redecoded(run: str) -> str:
    raw = b""
    for letter in run:
        try:
            raw += letter.encode("latin-1")
        except UnicodeEncodeError:
            raw += letter.encode("cp1252", errors="replace")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return run
