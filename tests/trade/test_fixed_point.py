"""Anderson acceleration: finds fixed points, each scenario by itself, and says when it does not."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from suasion.trade.fixed_point import NotConvergedError, chord, fixed_points


def cosines(x: np.ndarray) -> np.ndarray:
    return np.cos(x)


def test_the_fixed_point_of_the_cosine() -> None:
    found = fixed_points(cosines, np.zeros((1, 3)))
    assert found.converged.all()
    assert found.values == pytest.approx(np.full((1, 3), 0.7390851332151607), abs=1e-9)
    assert found.residual[0] <= 1e-10
    assert 0 < found.iterations[0] < 15


@given(st.integers(2, 12), st.integers(0, 10_000))
def test_a_linear_system_is_solved_in_about_as_many_steps_as_unknowns(size: int, seed: int) -> None:
    draws = np.random.default_rng(seed)
    matrix = draws.normal(size=(size, size)) / (2 * size)
    right = draws.normal(size=size)
    found = fixed_points(lambda x: x @ matrix.T + right, np.zeros((1, size)), window=size + 1, longest_step=1e9)
    assert found.converged.all()
    assert found.values[0] == pytest.approx(np.linalg.solve(np.eye(size) - matrix, right), abs=1e-7)
    assert found.iterations[0] <= size + 12


def test_newtons_correction_saves_steps_and_changes_nothing_else() -> None:
    draws = np.random.default_rng(1)
    matrix = draws.normal(size=(30, 30)) / 6
    shift = draws.normal(size=(5, 30)) / 10

    def step(x: np.ndarray) -> np.ndarray:
        return np.tanh(x @ matrix.T) + shift[: len(x)]

    plain = fixed_points(step, np.zeros((5, 30)), most_iterations=2000)
    correction = chord(lambda x: np.tanh(x @ matrix.T), np.zeros(30))
    quick = fixed_points(step, np.zeros((5, 30)), correction, window=4)
    assert plain.converged.all()
    assert quick.converged.all()
    assert quick.values == pytest.approx(plain.values, abs=1e-8)
    assert (quick.iterations < plain.iterations).all()


def test_a_vector_and_a_function_correct_as_the_same_matrix_does() -> None:
    damping = np.array([0.3, 0.5, 0.7])
    ways = [damping, np.diag(damping), lambda gap: gap * damping]
    found = [fixed_points(cosines, np.zeros((2, 3)), way) for way in ways]
    for each in found[1:]:
        assert each.values == pytest.approx(found[0].values, abs=1e-12)
        assert (each.iterations == found[0].iterations).all()


def test_a_scenario_that_fails_spoils_no_other_and_is_flagged() -> None:
    def step(x: np.ndarray) -> np.ndarray:
        new = np.cos(x)
        new[0] = x[0] + 1.0  # runs away for ever
        new[1] = np.nan
        new[2] = np.log(x[2] - 1e6)  # nan at the start
        return new

    found = fixed_points(step, np.zeros((5, 2)), most_iterations=50)
    assert found.converged.tolist() == [False, False, False, True, True]
    assert found.iterations[0] == 50
    assert found.residual[0] == pytest.approx(1.0)
    assert np.isnan(found.residual[1:3]).all()
    assert (found.values[1:3] == 0).all()  # where it was given up
    alone = fixed_points(cosines, np.zeros((1, 2)))
    assert (found.values[3] == alone.values[0]).all()
    assert found.iterations[3] == alone.iterations[0]


def test_no_step_is_longer_than_asked() -> None:
    seen: list[np.ndarray] = []

    def step(x: np.ndarray) -> np.ndarray:
        seen.append(x.copy())
        return np.full_like(x, 10.0)

    found = fixed_points(step, np.zeros((1, 2)), longest_step=0.5)
    assert found.converged.all()
    assert np.abs(np.diff(np.array(seen), axis=0)).max() <= 0.5 + 1e-12


def test_a_start_that_is_the_answer_takes_no_step() -> None:
    found = fixed_points(lambda x: x.copy(), np.ones((3, 2)))
    assert found.converged.all()
    assert (found.iterations == 0).all()
    assert (found.residual == 0).all()


def test_a_singular_start_has_no_newton_step() -> None:
    with pytest.raises(NotConvergedError, match=r"no Newton step at its start. Residual nan after 0 iterations."):
        chord(lambda x: x.copy(), np.zeros(3))


def test_the_error_carries_how_far_it_came() -> None:
    error = NotConvergedError("Nothing was found.", 0.25, 40)
    assert (error.residual, error.iterations) == (0.25, 40)
    assert str(error) == "Nothing was found. Residual 0.25 after 40 iterations."
