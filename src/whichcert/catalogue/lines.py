"""Find the line on which a TOML key stands; ``tomllib`` reads values but forgets their places."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping

Path = tuple[str | int, ...]
"""Keys from the root; a number picks one table of an array of tables."""

DEEPEST = 8
"""Keys are followed this deep: twice what the catalogue needs; a hostile file could nest thousands."""

_PIECE = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}|\'\'\'.*?\'{3,5}'  # text over several lines
    r'|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\''  # text on one line
    r"|\#[^\n]*"
    r"|[\[\]{}=.,\n]"
    r"|[^\s\"'#\[\]{}=.,]+",
    re.DOTALL,
)


def key_lines(text: str) -> dict[Path, int]:
    """Return the line of every table header and of every key at the start of a line.

    ``text`` is TOML that ``tomllib`` accepts. Keys inside an inline table are not listed;
    ``line_of`` falls back to the table that holds them.
    """
    lines: dict[Path, int] = {}
    counts: Counter[Path] = Counter()
    table: Path = ()
    for line, pieces in _statements(text):
        if pieces[0] == "[":
            table = _table(pieces, counts)
            lines.setdefault(table, line)
        elif "=" in pieces:
            keys = [_bare(piece) for piece in pieces[: pieces.index("=")] if piece != "."][:DEEPEST]
            for length in range(1, len(keys) + 1):
                lines.setdefault((*table, *keys[:length]), line)
    return lines


def line_of(lines: Mapping[Path, int], path: Path) -> int | None:
    """Return the line of ``path``, or of the nearest table above it that has one."""
    for length in range(len(path), 0, -1):
        if path[:length] in lines:
            return lines[path[:length]]
    return None


def _statements(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each statement's first line and the pieces on that line; open brackets join lines."""
    line, depth, started, pieces = 1, 0, 1, list[str]()
    for match in _PIECE.finditer(text):
        piece = match.group()
        if piece == "\n" and depth == 0:
            if pieces:
                yield started, pieces
            pieces = []
        elif piece[0] != "#" and piece != "\n":
            if not pieces:
                started = line
            depth += (piece in "[{") - (piece in "]}")
            pieces.append(piece)
        line += piece.count("\n")
    if pieces:
        yield started, pieces


def _table(pieces: list[str], counts: Counter[Path]) -> Path:
    """Return the path of a ``[table]`` or of the next ``[[table]]``, and count the latter."""
    names = [_bare(piece) for piece in pieces if piece not in ("[", "]", ".")]
    *parents, last = names[:DEEPEST]
    path: Path = ()
    for parent in parents:
        path = (*path, parent)
        if counts[path]:
            path = (*path, counts[path] - 1)
    path = (*path, last)
    if pieces[:2] != ["[", "["]:
        return path
    counts[path] += 1
    return (*path, counts[path] - 1)


def _bare(piece: str) -> str:
    return piece[1:-1] if piece[0] in "\"'" else piece
