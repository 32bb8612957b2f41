"""What is wrong with a file, gathered while it is read."""

from whichcert.errors import Problem

_MOST_SHOWN = 50


class Findings:
    """Problems as they come; the first fifty in full, by line, the rest counted."""

    def __init__(self, where: str) -> None:
        self.where, self.n = where, 0
        self._kept: list[Problem] = []

    def add(self, message: str, line: int | None = None) -> None:
        self.n += 1
        if self.n <= _MOST_SHOWN:
            self._kept.append(Problem(self.where, message, line))

    @property
    def problems(self) -> tuple[Problem, ...]:
        more = self.n - len(self._kept)
        rest = [Problem(self.where, f"and {more} more findings of these kinds")] if more else []
        return (*sorted(self._kept, key=lambda problem: problem.line or 0), *rest)
