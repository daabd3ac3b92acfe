"""Everything that is said of the 2019 report, stored in both languages, so that a change of words or verdicts is seen.

After a change that is meant, `python -m tests.backtest.stored` writes the files anew; read their diff.
"""

import json
import re
from pathlib import Path
from typing import Any

import pandas as pd

from analysis import show
from analysis.show.rich import plain
from tests.show.reports import compute, draw_all, real_words, show_all

FOLDER = Path(__file__).parent
COLUMNS = ("rule", "figures", "verdict", "severity", "reported", "calculated", "tolerance", "formula", "reason")


def tell_report(lang: str) -> dict[str, Any]:
    """Return every check with its words, and every text, table and chart in words, by name."""
    words = real_words(lang)
    return {
        "checks": [_tell_check(words, row) for row in compute(words.data)["checks"].itertuples(index=False)],
        "texts": {name: _list_lines(str(one.html)) for name, one in show_all(words).items()},
        "charts": {name: chart.alt for name, chart in draw_all(words).items()},
    }


def _list_lines(html: str) -> list[str]:
    """Return the rows, paragraphs and items of a text, its cells apart."""
    lines = [plain(line.replace("</td>", " | ")) for line in re.split("</(?:caption|tr|p|li)>", html)]
    return [line.rstrip(" |") for line in lines if line]


def _tell_check(words: show.Words, row: Any) -> dict[str, Any]:
    told = words.tell_check(row)
    numbers = {name: getattr(row, name) for name in COLUMNS}
    known = {
        name: value if isinstance(value, str) else None if pd.isna(value) else int(value)
        for name, value in numbers.items()
    }
    texts = {**told._asdict(), "readings": [reading.text for reading in told.readings]}
    return {**known, **texts, "place": words.show_place(row)}


def read_stored(lang: str) -> dict[str, Any]:
    """Return what is stored."""
    stored: dict[str, Any] = json.loads((FOLDER / f"2019-{lang}.json").read_text(encoding="utf-8"))
    return stored


if __name__ == "__main__":
    for each in ("zh", "en"):
        text = json.dumps(tell_report(each), ensure_ascii=False, indent=1)
        (FOLDER / f"2019-{each}.json").write_text(f"{text}\n", encoding="utf-8")
