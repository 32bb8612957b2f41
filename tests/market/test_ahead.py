from collections.abc import Sequence
from pathlib import Path
from threading import Event

from whichcert.market.ahead import Ahead
from whichcert.market.preparation import Prepared


def test_the_next_files_are_prepared_while_one_is_used() -> None:
    begun = {number: Event() for number in range(1, 6)}

    def prepare(group: Sequence[Path], number: int) -> Prepared:
        begun[number].set()
        return None, ()

    groups = {number: [Path(str(number))] for number in begun}
    with Ahead(groups, prepare, 2) as ahead:
        assert ahead.take(groups[1], 1) == (None, ())
        assert begun[2].wait(10)
        assert begun[3].wait(10)
        assert not begun[4].is_set()
        ahead.take(groups[2], 2)
        assert begun[4].wait(10)


def test_nothing_is_prepared_ahead_where_there_is_one_core() -> None:
    begun: list[int] = []

    def prepare(group: Sequence[Path], number: int) -> Prepared:
        begun.append(number)
        return None, ()

    groups = {number: [Path(str(number))] for number in (1, 2, 3)}
    with Ahead(groups, prepare, 0) as ahead:
        ahead.take(groups[2], 2)
    assert begun == [2]
