"""Tables that a disclosure has to have, as data: what is wrong with a line of them, and which form a title names."""

import pytest

from analysis import open_group
from analysis.errors import UserError
from analysis.required_tables import find_form, read_required_tables, read_titles
from analysis.tables import DATA_FOLDER, DataFolder
from tests.datasets import figure, make_folder

HEAD = "table,forms,kinds,name_zh,name_en,source\n"


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("income,income nowhere,budget,收入总表,Income,seen", "required-tables.csv:2: forms: 'nowhere' is not in"),
        ("income,income,budget letter,收入总表,Income,seen", "required-tables.csv:2: kinds: 'letter' is not in"),
        ("income,,budget,收入总表,Income,seen", "required-tables.csv:2: forms"),
    ],
)
def test_wrong_line_is_refused_with_its_place(tmp_path, line, told):
    make_folder(tmp_path, {("a", 2024): [figure("summary/total", "7.00")]})
    (tmp_path / "required-tables.csv").unlink()
    (tmp_path / "required-tables.csv").write_text(f"{HEAD}{line}\n", encoding="utf-8")
    with pytest.raises(UserError) as refused:
        open_group(["a"], 2024, tmp_path, "en")
    assert told in str(refused.value)


def test_folder_from_before_has_the_tables_of_the_project(tmp_path):
    make_folder(tmp_path, {("a", 2024): [figure("summary/total", "7.00")]})
    (tmp_path / "required-tables.csv").unlink()
    assert len(open_group(["a"], 2024, tmp_path).required_tables) == 7


@pytest.mark.parametrize(
    ("title", "form"),
    [
        ("某局2023年度支出决算表", "expenditure"),
        ("2025年部门财政拨款收支预算总表", "fiscal-income-expenditure"),
        ("财政拨款“三公”经费支出决算表", "three-public"),
        ("一般公共预算财政拨款基本支出决算表", "general-basic-economic"),
        ("第25页", ""),
    ],
)
def test_title_tells_the_form(title, form):
    folder = DataFolder(DATA_FOLDER, "zh")
    assert find_form(title, [(row["form"], row["words"]) for row in read_titles(folder)]) == form
    assert len(read_required_tables(folder)) == 7
