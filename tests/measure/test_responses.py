import numpy as np
import pytest

from whichcert.errors import InputRefused
from whichcert.measure.response_tables import responses_from_log, responses_from_matrix, responses_from_rows
from whichcert.measure.responses import Labels

TABLE = np.array([[1, 0, np.nan], [np.nan, 1, 0], [1, 1, 1]])


def test_matrix_takes_nan_and_negative_values_as_missing():
    cells = responses_from_matrix(np.where(np.isnan(TABLE), -7, TABLE)).cells()
    assert cells.tolist() == [[1, 0, -1], [-1, 1, 0], [1, 1, 1]]
    assert responses_from_matrix(TABLE).cells().tolist() == cells.tolist()


def test_log_and_matrix_hold_the_same_cells():
    responses = responses_from_matrix(TABLE)
    log = responses.as_log()
    assert log.cells().tolist() == responses.cells().tolist()
    assert log.n_responses == responses.n_responses == 7
    assert log.answered().tolist() == responses.answered().tolist() == [2, 3, 2]
    assert log.row(1).tolist() == [-1, 1, 0]


def test_mostly_empty_matrix_is_held_as_a_log():
    table = np.full((20, 30), -1)
    table[:, 0] = 1
    assert responses_from_matrix(table).matrix is None


@pytest.mark.parametrize("held", ["matrix", "log"])
def test_keep_takes_items_and_persons(held):
    responses = responses_from_matrix(TABLE, Labels(weights=np.array([1.0, 2.0, 3.0])))
    responses = responses.as_log() if held == "log" else responses
    kept = responses.keep_items(np.array([True, False, True])).keep_persons(np.array([False, True, True]))
    assert kept.items == ("item-1", "item-3")
    assert list(kept.persons) == ["2", "3"]
    assert kept.cells().tolist() == [[-1, 0], [1, 1]]
    assert kept.weights is not None
    assert kept.weights.tolist() == [2.0, 3.0]


def test_rows_of_a_database_become_responses_in_order_of_appearance():
    responses = responses_from_rows([("ann", "q2", 1), ("bob", "q1", 0), ("ann", "q1", 1)])
    assert (responses.items, tuple(responses.persons)) == (("q2", "q1"), ("ann", "bob"))
    assert responses.cells().tolist() == [[1, 1], [-1, 0]]


@pytest.mark.parametrize(
    ("table", "told"),
    [
        (np.array([[0.5, 1.0]]), "row 1, column 1 holds 0.5"),
        (np.array([[0, 200]]), "row 1, column 2 holds 200"),
        (np.array([0, 1]), "persons × items"),
        (np.array([["x", "1"]]), "not a number"),
    ],
)
def test_values_that_are_no_small_whole_numbers_are_refused(table, told):
    with pytest.raises(InputRefused, match=told):
        responses_from_matrix(table)


def test_doubled_ids_are_refused_by_name():
    with pytest.raises(InputRefused, match="item 'a' is there twice"):
        responses_from_matrix(np.zeros((1, 2)), Labels(items=["a", "a"]))
    with pytest.raises(InputRefused, match="person 'p' is there twice"):
        responses_from_matrix(np.zeros((2, 1)), Labels(persons=["p", "p"]))


def test_two_responses_of_one_person_to_one_item_are_refused():
    with pytest.raises(InputRefused, match="person 1 answered item item-1 twice"):
        responses_from_log(np.array([0, 0]), np.array([0, 0]), np.array([1, 0]))


def test_places_outside_the_labels_are_refused():
    with pytest.raises(InputRefused, match="a item place lies outside 0 to 0"):
        responses_from_log(np.array([0]), np.array([1]), np.array([1]), Labels(items=["a"], persons=["p"]))


def test_weights_that_are_not_finite_are_refused():
    with pytest.raises(InputRefused, match="weights"):
        responses_from_matrix(np.zeros((1, 2)), Labels(weights=np.array([np.nan])))


def test_no_public_name_is_hidden_by_a_module_of_that_name():
    from types import ModuleType

    import whichcert.measure as measure

    assert [name for name in measure.__all__ if isinstance(getattr(measure, name), ModuleType)] == []
    assert set(measure._HOME) & set(measure.__all__) == set()
