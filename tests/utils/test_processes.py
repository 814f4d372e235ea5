"""Work in other processes: its failures are raised here. Importing shows the rest."""

import pytest

from records.utils.processes import map_in_order


def test_results_come_in_the_order_of_the_tasks() -> None:
    assert list(map_in_order(abs, range(-50, 50), jobs=3)) == [abs(task) for task in range(-50, 50)]


def test_mistake_of_the_work_is_raised_here_after_what_was_done_before_it() -> None:
    done: list[int] = []
    with pytest.raises(ValueError, match="zwei") as raised:
        done.extend(map_in_order(int, ["1", "zwei", "3"], jobs=2))
    assert done == [1]
    assert "in run_task" in raised.value.__notes__[0]  # where it happened
