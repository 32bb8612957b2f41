"""Text that a spreadsheet shows and does not run."""

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "'")


def safe_cell(text: str) -> str:
    """Return the text, behind an apostrophe where a spreadsheet would run it as a formula.

    >>> safe_cell("=1+1"), safe_cell("done-1")
    ("'=1+1", 'done-1')
    """
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text


def plain_cell(text: str) -> str:
    """Return what ``safe_cell`` was given.

    >>> plain_cell("'=1+1"), plain_cell("'tis")
    ('=1+1', "'tis")
    """
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA_SIGNS) else text
