"""The one place that knows numba's decorator: compiled functions, kept on disk where that is possible."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import numba

_Function = TypeVar("_Function", bound=Callable[..., Any])


def _decorated(function: _Function, **options: Any) -> _Function:
    """A compiled function, kept beside the package or in the user's cache.

    A read-only install without a home to write to has no such place; the function is then compiled in each process.
    """
    try:
        return _plain(function, cache=True, **options)
    except RuntimeError:  # numba: no locator available
        return _plain(function, **options)


def _plain(function: _Function, **options: Any) -> _Function:
    decorate: Any = numba.njit(error_model="numpy", **options)
    made: _Function = decorate(function)
    return made


def compiled(function: _Function) -> _Function:
    """Machine code of a function."""
    return _decorated(function)


def lean(function: _Function) -> _Function:
    """Machine code of a function that makes no array, without counting references to those it is given.

    Counting them is an atomic step an array and call: in a loop over people it costs more than the work itself.
    """
    return _decorated(function, _nrt=False)


def inlined(function: _Function) -> _Function:
    """A function written out in each compiled function that calls it."""
    return _plain(function, inline="always")
