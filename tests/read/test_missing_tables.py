"""Tables that a disclosure has to have: told where one of a known set is missing, and nowhere else."""

from dataclasses import replace

import pytest

from analysis.read.facts import TableReading
from analysis.read.marks.tables import find_missing_tables
from tests.read.judged import make_scene

FORMS = (
    "income-expenditure", "income", "expenditure", "fiscal-income-expenditure", "general-functional",
    "general-basic-economic", "three-public-meetings", "fund",
)  # fmt: skip


def find_missing(forms):
    """Return what is said to be missing where a document's tables are of these forms; of "?" nothing is known."""
    scene = make_scene("某区某局2024年度部门决算\n说明。", 2024)
    own = TableReading("表", "", "万元", None, (), (), 0, 0, 0, False, (), ())
    tables = [replace(own, form=form, unread=0) if form != "?" else replace(own, unread=9) for form in forms]
    found = find_missing_tables(replace(scene, reading=replace(scene.reading, tables=tuple(tables))))
    return [one.values["missing"] for one in found]


@pytest.mark.parametrize(
    ("forms", "missing"),
    [
        (FORMS, []),
        (FORMS[:-1], []),
        (FORMS[1:], ["收支总表"]),
        ([one for one in FORMS if not one.startswith(("income", "general-functional"))], []),
        ([one for one in FORMS if one not in ("income", "three-public-meetings")], ["收入总表、“三公”经费支出表"]),
        (["fiscal-functional" if one == "general-functional" else one for one in FORMS], []),
        ((*FORMS[1:], ""), ["收支总表"]),
        ((*FORMS[1:], "?"), []),
        ((), []),
    ],
)
def test_missing_tables_are_told_where_the_rest_is_known(forms, missing):
    assert find_missing(forms) == missing
