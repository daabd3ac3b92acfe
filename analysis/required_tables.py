"""Tables that a disclosure has to have (data/required-tables.csv), and which form of data/forms a title names."""

from collections.abc import Sequence

from analysis.table_words import compile_words, strip_year, weigh_words
from analysis.tables import DataFolder, Row

FORMS_FOLDER = "forms"
_FILE = "required-tables.csv"


def list_forms(folder: DataFolder) -> list[str]:
    """Return the names of the forms of a data folder."""
    return sorted(path.stem for path in (folder.path / FORMS_FOLDER).glob("*.csv"))


def read_required_tables(folder: DataFolder) -> list[Row]:
    """Return the tables that a disclosure has to have; one that names a form which is not there is noted."""
    forms, rows = list_forms(folder), folder.read("required-tables", _FILE)
    for row in rows:
        for name in row["forms"].split() if forms else ():
            folder.refer(row, "forms", forms, f"{FORMS_FOLDER}/", name)
    return rows


def read_titles(folder: DataFolder) -> list[Row]:
    """Return the rows of the forms that say which words a title has."""
    rows = (row for name in list_forms(folder) for row in folder.read("forms", f"{FORMS_FOLDER}/{name}.csv"))
    return [row for row in rows if row["part"] == "title"]


def find_form(title: str, titles: Sequence[tuple[str, str]]) -> str:
    """Return the form that a title of a table names, empty for none; `titles` are forms with their words.

    Of several the one counts whose words say most, as in reading a document, where the heads of columns count too.

    >>> find_form("某局2023年度支出决算表", [("expenditure", "=支出决算表"), ("income", "收入…表!支出")])
    'expenditure'
    """
    even = strip_year(title)
    found = [(weigh_words(words), form) for form, words in titles if compile_words(words).search(even)]
    return max(found, key=lambda one: one[0])[1] if found else ""
