"""Schemes: their trees, and which codes stay comparable when a new scheme takes over."""

from pathlib import Path

import pandas as pd
import pytest

from analysis import open_data
from analysis.check.sums import list_part_lists
from analysis.dataset import Dataset
from analysis.schemes import group_links
from tests.helpers import DEPARTMENT, FIGURES, YEAR, add_copy, copy_data, edit, read_rows, write_rows


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """The data of 2019 with a figure of the scheme of 2021 as well, so that both and what joins them are read."""
    data = copy_data(tmp_path_factory.mktemp("both"))
    add_copy(data / FIGURES, "F06", figure_id="F99", scheme="union-2021", code="506")
    return open_data(DEPARTMENT, YEAR, data)


def concordance(*pairs: tuple[str, str]) -> pd.DataFrame:
    rows = [("old", one, "new", other, "same") for one, other in pairs]
    return pd.DataFrame(rows, columns=["from_scheme", "from_code", "to_scheme", "to_code", "kind"])


def parts_of(data: Dataset) -> dict[str, tuple[str, ...]]:
    return {one.identity: one.members for one in list_part_lists(data.schemes, data.codes)}


def test_scheme_implies_a_list_for_each_total_and_each_code_with_parts(opened: Dataset) -> None:
    lists = parts_of(opened)
    assert lists["three-public>three-public/total"] == ("overseas", "vehicles", "reception")
    assert lists["three-public>three-public/vehicles"] == ("vehicle-purchase", "vehicle-operation")
    assert lists["union-2009>summary/basic"] == lists["union-2009>summary/total"]
    assert lists["union-2009>summary/total"] == ("501", "502", "503", "504", "505", "506", "507", "508")
    assert not any(name.startswith(("summary>", "staffing>")) for name in lists)


def test_scheme_knows_its_years_and_whether_it_is_confirmed(opened: Dataset) -> None:
    schemes = opened.schemes.set_index("scheme")
    assert schemes["valid_to"].to_dict()["union-2009"] == 2021
    assert schemes["valid_from"].to_dict()["union-2021"] == 2022
    assert schemes.loc["union-2021", ["valid_to"]].isna().all()
    assert schemes.loc[["union-2009", "union-2021"], "confirmed"].tolist() == ["yes", "no"]


def test_same_code_means_another_thing_in_another_scheme(opened: Dataset) -> None:
    names = opened.codes.set_index(["scheme", "code"])["name_zh"]
    assert names["union-2009", "502"] == "维权支出"
    assert names["union-2021", "502"] == "职工活动组织支出"


def test_code_flows_as_its_scheme_says_else_it_is_expenditure(opened: Dataset) -> None:
    flows = opened.codes.set_index(["scheme", "code"])["flow"]
    assert [flows["summary", code] for code in ("income", "closing-carry-over", "total")] == [
        "income", "balance", "expenditure",
    ]  # fmt: skip


def test_scheme_of_another_department_is_not_opened(opened: Dataset) -> None:
    alone = open_data(DEPARTMENT, YEAR)
    assert {"union-2021", "functional-2020"}.isdisjoint(alone.schemes["scheme"])
    assert "union-2021" in set(opened.schemes["scheme"]) == set(opened.codes["scheme"])
    assert (len(alone.concordances), len(opened.concordances)) == (0, 11)


def test_scheme_whose_total_is_wanted_comes_along(tmp_path: Path) -> None:
    data = copy_data(tmp_path)
    add_copy(data / "schemes.csv", "beita-union-special", scheme="own", adds_up_to="union-2021/501")
    header, row = read_rows(data / "schemes/beita-union-special.csv")[:2]
    write_rows(data / "schemes/own.csv", [header, ["own", *row[1:]]])
    edit(data / FIGURES, "F11", scheme="own")
    assert {"own", "union-2021"} <= set(open_data(DEPARTMENT, YEAR, data).schemes["scheme"])


def test_only_unsplit_codes_stay_comparable_from_2009_to_2021(opened: Dataset) -> None:
    groups = group_links(opened.concordances)
    single = {(group.from_codes[0], group.to_codes[0]) for group in groups if group.one_to_one}
    assert single == {("502", "504"), ("504", "506"), ("505", "507"), ("506", "508"), ("507", "509"), ("508", "510")}
    [broken] = [group for group in groups if not group.one_to_one]
    assert broken.from_codes == ("501", "503")
    assert broken.to_codes == ("501", "502", "503", "505")


def test_links_join_groups_that_were_apart_until_then() -> None:
    groups = group_links(concordance(("a", "1"), ("b", "2"), ("c", "3"), ("b", "1")))
    assert [(group.from_codes, group.to_codes) for group in groups] == [(("c",), ("3",)), (("a", "b"), ("1", "2"))]


def test_concordance_says_what_is_not_confirmed(opened: Dataset) -> None:
    assert set(opened.concordances["confirmed"]) == {"no"}
