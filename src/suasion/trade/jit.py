"""Machine code for the loops of this room, kept on disk where there is a place for it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any, TypeVar

import numba

_Function = TypeVar("_Function", bound=Callable[..., Any])


def compiled(function: _Function, *, fastmath: Collection[str] = ()) -> _Function:
    """Machine code of a function; `fastmath` names what arithmetic may be rearranged, in LLVM's words."""
    options: dict[str, Any] = {"error_model": "numpy"} | ({"fastmath": set(fastmath)} if fastmath else {})
    make: Any = numba.njit
    try:
        made: _Function = make(cache=True, **options)(function)
    except RuntimeError:  # numba: no locator available
        made = make(**options)(function)
    return made
