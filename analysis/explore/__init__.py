"""Controls, tables and charts to explore all data in JupyterLab: of notebooks/explore.ipynb only, no report uses them.

The lab environment alone has ipywidgets and itables; `views` and `passages` need neither.
"""

from typing import TYPE_CHECKING

from analysis.dataset import Dataset
from analysis.errors import UserError
from analysis.show.words import Words

if TYPE_CHECKING:
    from analysis.explore.explorer import Explorer


def explore(data: Dataset, words: Words) -> "Explorer":
    """Return the controls over `data`, which JupyterLab shows; they start with the report of `words`.

    Raises UserError where ipywidgets or itables are not installed.
    """
    try:
        from analysis.explore.explorer import Explorer
    except ModuleNotFoundError as missing:
        raise UserError(words.say("explore.no-widgets", package=missing.name)) from None
    return Explorer(data, words.department, words.year, words.lang)
