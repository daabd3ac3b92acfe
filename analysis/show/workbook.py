"""Any tables as an Excel workbook: text stays text, whatever it begins with, and heads stay in sight."""

from pathlib import Path

import pandas as pd

from analysis.money import strip_controls
from analysis.show.rich import measure_width

_NARROWEST, _WIDEST = 8, 60  # in Latin characters


def save_excel(path: str | Path, **tables: pd.DataFrame) -> Path:
    """Return the path of the workbook that was written, with a sheet for each table, named as it is passed.

    Folders that lack are made. No text becomes a formula or a link. Raises ValueError without a table.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     save_excel(f"{folder}/parts.xlsx", 支出分类=pd.DataFrame({"code": ["504"]})).name
    'parts.xlsx'
    """
    if not tables:
        raise ValueError("save_excel needs at least one table, such as save_excel(path, 支出分类=parts)")
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    plain = {"options": {"strings_to_formulas": False, "strings_to_urls": False}}
    with pd.ExcelWriter(path, engine="xlsxwriter", engine_kwargs=plain) as book:
        for name, table in tables.items():
            flat = table if _has_plain_index(table) else table.reset_index()
            flat.map(_clean).to_excel(book, sheet_name=name[:31], index=False, freeze_panes=(1, 0))
            sheet = book.sheets[name[:31]]
            for place, column in enumerate(flat.columns):
                widest = max([measure_width(str(one)) for one in (column, *flat[column].head(200))])
                sheet.set_column(place, place, min(max(widest + 2, _NARROWEST), _WIDEST))
    return path


def _has_plain_index(table: pd.DataFrame) -> bool:
    return table.index.nlevels == 1 and table.index.name is None


def _clean(value: object) -> object:
    return strip_controls(value) if isinstance(value, str) else value
