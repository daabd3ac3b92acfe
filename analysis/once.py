"""What is computed once: a report asks for the same tables in notebooks, on its cover and beside the page."""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, TypeVar

import pandas as pd

Make = TypeVar("Make", bound=Callable[[Any], Any])
Compute = TypeVar("Compute", bound=Callable[..., pd.DataFrame])
_KEPT = 4  # answers of each function, so that a large Dataset is not held for long


def keep_once(make: Make) -> Make:
    """Return a function of a Dataset whose last answers all callers share, so that they change nothing in them."""
    return lru_cache(_KEPT)(make)  # type: ignore[return-value]


def compute_once(compute: Compute) -> Compute:
    """Return a function of a Dataset that remembers its last answers; each caller gets a copy.

    Other arguments have to be hashable, or the answer is computed anew.
    """
    remembered = lru_cache(_KEPT)(compute)

    @wraps(compute)
    def ask(*arguments: Any, **named: Any) -> pd.DataFrame:
        try:
            return remembered(*arguments, **named).copy(deep=False)
        except TypeError as error:
            if "unhashable" not in str(error):
                raise
            return compute(*arguments, **named)

    return ask  # type: ignore[return-value]
