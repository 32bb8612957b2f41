"""Databases of patterns for Hyperscan: made once, packed, and sent to the processes that scan."""

from collections.abc import Callable, Mapping
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from typing import Any, TypeAlias

Note: TypeAlias = Callable[..., None]
"""Called at each match with the pattern's number, where it starts, where it ends, and more."""


def can_scan() -> bool:
    """Whether Hyperscan is installed."""
    return find_spec("hyperscan") is not None


def packed(patterns: Mapping[int, str], flag: str) -> bytes:
    """Compile patterns, by number. flag: one of Hyperscan's beside DOTALL and UTF8, such as SINGLEMATCH."""
    engine: Any = import_module("hyperscan")
    database = engine.Database()
    flags = engine.HS_FLAG_DOTALL | engine.HS_FLAG_UTF8 | getattr(engine, f"HS_FLAG_{flag}")
    database.compile(
        expressions=[pattern.encode() for pattern in patterns.values()],
        ids=list(patterns),
        elements=len(patterns),
        flags=[flags] * len(patterns),
    )
    made: bytes = engine.dumpb(database)
    return made


def unpacked(made: bytes) -> Any:
    engine: Any = import_module("hyperscan")
    return engine.loadb(made, engine.HS_MODE_BLOCK)


def scan_with(database: Any, note: Note) -> Callable[[bytes], object]:
    """Return a scan with working memory of its own, to be used by one caller at a time."""
    scratch = import_module("hyperscan").Scratch(database)
    return partial(database.scan, match_event_handler=note, scratch=scratch)
