"""The one place that knows numba's decorator: compiled functions, kept on disk where that is possible."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any, TypeVar

import numba

_Function = TypeVar("_Function", bound=Callable[..., Any])


def compiled(function: _Function, *, fastmath: Collection[str] = ()) -> _Function:
    """Machine code of a function; `fastmath` names what arithmetic may be rearranged, in LLVM's words."""
    return _kept(function, **({"fastmath": set(fastmath)} if fastmath else {}))


def lean(function: _Function) -> _Function:
    """Machine code of a function that makes no array, without counting references to those it is given.

    Counting them is an atomic step an array and call: in a loop over people it costs more than the work itself.
    """
    return _kept(function, _nrt=False)


def inlined(function: _Function) -> _Function:
    """A function written out in each compiled function that calls it."""
    return _made(function, inline="always")


def _kept(function: _Function, **options: Any) -> _Function:
    """Kept beside the package or in the user's cache.

    A read-only install without a home to write to has no such place; the function is then compiled in each process.
    """
    try:
        return _made(function, cache=True, **options)
    except RuntimeError:  # numba: no locator available
        return _made(function, **options)


def _made(function: _Function, **options: Any) -> _Function:
    decorate: Any = numba.njit(error_model="numpy", **options)
    made: _Function = decorate(function)
    return made
