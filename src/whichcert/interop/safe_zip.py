"""Zip files from strangers, read in memory: no paths that climb, no bombs, no locked members."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping

from whichcert.errors import Problem, shortened

LARGEST_BYTES = 67_108_864
LARGEST_MEMBER = 33_554_432
LARGEST_TOTAL = 134_217_728
MOST_MEMBERS = 5_000

_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, struct.error, NotImplementedError, RuntimeError),
    *(EOFError, OSError, ValueError, LookupError, OverflowError, MemoryError),
)


def is_zip(data: bytes) -> bool:
    """Return whether the bytes start as a zip file does."""
    return data[:2] == b"PK"


def read_zip(
    data: bytes, where: str, endings: Iterable[str]
) -> tuple[Mapping[str, bytes], tuple[Problem, ...]]:
    """Return the members whose names end in one of ``endings``, in their order, and what was refused."""
    if len(data) > LARGEST_BYTES:
        return {}, (Problem(where, f"has more than {LARGEST_BYTES:,} bytes; split it"),)
    members, problems = dict[str, bytes](), list[Problem]()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            wanted = [one for one in archive.infolist() if one.filename.lower().endswith(tuple(endings))]
            if len(wanted) > MOST_MEMBERS:
                return {}, (Problem(where, f"has more than {MOST_MEMBERS:,} members; split it"),)
            left = LARGEST_TOTAL
            for info in wanted:
                read = _read_member(archive, info, where, min(left, LARGEST_MEMBER))
                if isinstance(read, Problem):
                    problems.append(read)
                else:
                    members[info.filename] = read
                    left -= len(read)
    except _BROKEN as error:
        problems.append(Problem(where, f"is not a zip file that can be read: {shortened(str(error), 150)}"))
    return members, tuple(problems)


def write_zip(members: Mapping[str, bytes]) -> bytes:
    """Return a zip file of the members; the same members make the same bytes."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def _read_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, where: str, most: int) -> bytes | Problem:
    name = info.filename
    if name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/"):
        return Problem(where, f"member {shortened(name)!r} points outside the package; it is left out")
    try:
        with archive.open(info) as stream:
            # The stated size may lie, so only what was read is counted.
            data = stream.read(most + 1)
    except _BROKEN as error:
        return Problem(where, f"member {shortened(name)!r} can't be read: {shortened(str(error), 100)}")
    if len(data) > most:
        return Problem(where, f"member {shortened(name)!r} is larger than {most:,} bytes; it is left out")
    return data
