"""The shipped terms and columns, read once."""

from pathlib import Path

import pytest

import whichcert
from whichcert.market.columns import Columns, read_columns
from whichcert.market.terms import Terms, read_terms

CONTENT = Path(whichcert.__file__).parent / "content"


@pytest.fixture(scope="session")
def terms() -> Terms:
    return read_terms(CONTENT / "terms.toml")


@pytest.fixture(scope="session")
def columns() -> Columns:
    return read_columns(CONTENT / "postings-columns.toml")
