"""Values kept in files, so that only one of many is in memory at a time."""

import pickle
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, Generic, TypeVar, overload

T = TypeVar("T")
S = TypeVar("S")


class Shelf(Sequence[T], Generic[T]):
    """A sequence whose values lie in the files of a folder of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder = Path(mkdtemp(dir=folder))
        self.paths: list[Path] = []

    def add(self, value: T) -> None:
        path = self.folder / f"{len(self.paths)}"
        write(path, value)
        self.paths.append(path)

    def __len__(self) -> int:
        return len(self.paths)

    @overload
    def __getitem__(self, place: int) -> T: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[T]: ...
    def __getitem__(self, place: int | slice) -> T | Sequence[T]:
        if isinstance(place, slice):
            return [self[one] for one in range(*place.indices(len(self)))]
        found: T = next(values_in(self.paths[place]))
        return found

    def changed(self, change: Callable[[T], S]) -> "Shelf[S]":
        """Return another shelf; a value that ``change`` gives back as it is keeps its file."""
        found: Shelf[S] = Shelf(self.folder)
        for path in self.paths:
            before = next(values_in(path))
            after = change(before)
            if after is before:
                found.paths.append(path)
            else:
                found.add(after)
        return found


def changed(values: Sequence[T], change: Callable[[T], S]) -> Sequence[S]:
    """Return all values changed, on a shelf where they were on one."""
    return values.changed(change) if isinstance(values, Shelf) else [change(value) for value in values]


def write(path: Path, value: object) -> None:
    """Append a value to a file."""
    with path.open("ab") as file:
        pickle.dump(value, file, protocol=pickle.HIGHEST_PROTOCOL)


def values_in(path: Path) -> Iterator[Any]:
    """Yield what was written to a file, in that order; nothing where there is no file."""
    if not path.exists():
        return
    with path.open("rb") as file:
        while file.peek(1):
            yield pickle.load(file)  # noqa: S301  our own file of this run
