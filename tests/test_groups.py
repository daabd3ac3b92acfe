"""Groups of bodies: who is in one, what is wrong with one, whose amounts may be added."""

import shutil
from pathlib import Path

import pytest

from analysis import list_members, open_group
from analysis.errors import UserError
from analysis.groups import find_group_problems
from analysis.tables import DATA_FOLDER
from tests.helpers import edit


@pytest.fixture
def data(tmp_path):
    """Return a copy of the data that a test may break."""
    return Path(shutil.copytree(DATA_FOLDER, tmp_path / "data", ignore=shutil.ignore_patterns("raw")))


def write_group(data, members, *, line="mine,我的组,My group"):
    (data / "groups.csv").write_text(f"group,name_zh,name_en\n{line}\n", encoding="utf-8")
    for path in (data / "groups").glob("*"):
        path.unlink()
    rows = "".join(f"{one}\n" for one in members)
    (data / "groups" / "mine.csv").write_text(f"department,class_zh,class_en\n{rows}", encoding="utf-8")


def test_group_is_opened_by_id_and_by_name_in_both_languages():
    for name in ("putuo", "上海市普陀区各机关", "Bodies of Putuo District"):
        assert open_group(name, 2025).group == "putuo"


def test_member_without_a_report_stays_a_member(data):
    write_group(data, ["beita-union,,", "putuo-finance,,"])
    members = list_members(open_group("mine", [2019], data))
    assert members[["department", "present"]].to_numpy().tolist() == [["beita-union", True], ["putuo-finance", False]]


def test_own_unit_is_within_its_department_also_by_its_name_alone(data):
    path = data / "departments.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",unit,putuo-commerce", ",unit,"), encoding="utf-8")
    members = open_group("putuo", 2025, data).members.set_index("department")
    assert members.loc["putuo-commerce-own", ["within", "within_basis"]].tolist() == ["putuo-commerce", "name"]
    assert members["within"].ne("").sum() == 1


def test_own_unit_counts_where_its_department_has_no_report_of_the_year(data):
    for kind in ("figures", "documents", "statements", "links", "coverage", "text-findings", "codes"):
        (data / kind / "putuo-commerce" / "2025.csv").unlink(missing_ok=True)
    members = list_members(open_group("putuo", 2025, data)).set_index("department")
    assert members.loc["putuo-commerce-own", "counted"]
    assert not members.loc["putuo-commerce", "present"]


def put_within(data, department, container):
    """Have a body lie within another one, by a line of its own in departments.csv."""
    path = data / "departments.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("".join(f"{put_line(one, department, container)}\n" for one in lines), encoding="utf-8")


def put_line(line, department, container):
    return f"{line.rpartition(',')[0]},{container}" if line.startswith(f"{department},") else line


def test_body_within_another_through_a_third_is_not_added_to_it(data):
    put_within(data, "putuo-commerce", "putuo-wanli")  # and putuo-commerce-own is within putuo-commerce
    members = list_members(open_group("putuo", 2025, data)).set_index("department")
    assert members["counted"].to_dict() == {
        "putuo-commerce": False, "putuo-commerce-own": False, "putuo-finance": False, "putuo-wanli": True,
    }  # fmt: skip
    write_group(data, ["putuo-wanli,,", "putuo-commerce-own,,"])  # the one between is no member
    members = list_members(open_group("mine", 2025, data)).set_index("department")
    assert members.loc["putuo-commerce-own", ["within", "counted"]].tolist() == ["putuo-wanli", False]


def test_body_within_one_without_a_report_is_not_added_to_what_contains_both(data):
    put_within(data, "putuo-commerce", "putuo-wanli")
    for kind in ("figures", "documents", "statements", "links", "coverage", "text-findings", "codes"):
        (data / kind / "putuo-commerce" / "2025.csv").unlink(missing_ok=True)
    members = list_members(open_group("putuo", 2025, data)).set_index("department")
    assert members.loc["putuo-commerce-own", ["within", "counted"]].tolist() == ["putuo-commerce", False]


def test_bodies_that_contain_each_other_are_refused(data):
    put_within(data, "putuo-commerce", "putuo-commerce-own")
    with pytest.raises(UserError, match="it is contained in itself: putuo-commerce, putuo-commerce-own"):
        open_group("putuo", 2025, data, "en")


def test_department_within_its_own_unit_is_no_ring_by_name(data):
    put_within(data, "putuo-commerce", "putuo-commerce-own")
    put_within(data, "putuo-commerce-own", "")
    members = list_members(open_group("putuo", 2025, data)).set_index("department")
    assert members.loc[["putuo-commerce", "putuo-commerce-own"], "counted"].tolist() == [False, True]


def test_body_in_two_groups_is_said(data):
    (data / "groups.csv").write_text("group,name_zh,name_en\na,甲,A\nb,乙,B\n", encoding="utf-8")
    for path in (data / "groups").glob("*"):
        path.unlink()
    for name in "ab":
        (data / "groups" / f"{name}.csv").write_text("department\nbeita-union\n", encoding="utf-8")
    assert open_group("a", 2019, data).members["also_in"].tolist() == ["b"]


def test_list_of_bodies_is_a_group_without_an_id():
    opened = open_group(["putuo-wanli", "上海市普陀区财政局"], 2024)
    assert (opened.group, opened.members["department"].tolist()) == ("", ["putuo-finance", "putuo-wanli"])


@pytest.mark.parametrize(
    ("members", "message"),
    [
        (["beita-union,,", "beita-onion,,"], "groups/mine.csv:3: department: 'beita-onion' is not in"),
        (["beita-union,,", "beita-union,,"], "repeats line 2"),
        (["Beita,,"], "groups/mine.csv:2: department"),
        ([], "header but no row"),
    ],
)
def test_wrong_group_is_refused_with_its_line(data, members, message):
    write_group(data, members)
    with pytest.raises(UserError) as refused:
        open_group("mine", 2019, data, "en")
    assert message in str(refused.value)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (("nobody", None), "there is no group 'nobody'; groups.csv has: jiangsu-provincial, putuo"),
        (("putuo", range(1900, 2101)), "1918, 1919 …; there are: 2024, 2025"),
        (("putuo", [2025, 2031]), "the group 'putuo' has no data for: 2031; there are: 2024, 2025. Choose of these"),
        ((["putuo-wanli", "putuo-wanli"], None), "given more than once"),
        ((["putuo-wanli", "nobody"], None), "there is no department 'nobody'"),
        (([], None), "no body was given"),
        ((3, None), "the parameter group must be"),
        (("putuo", "2025"), "the parameter years must be"),
    ],
)
def test_wrong_call_is_refused_and_says_what_there_is(call, message):
    with pytest.raises(UserError) as refused:
        open_group(*call, lang="en")
    assert message in str(refused.value)


def test_data_without_groups_say_so(data):
    (data / "groups.csv").unlink()
    with pytest.raises(UserError, match="the data folder has no"):
        open_group("putuo", 2025, data, "en")


@pytest.mark.parametrize("container", ["nobody", "putuo-commerce-own"])
def test_body_within_an_unknown_one_or_itself_is_refused(data, container):
    path = data / "departments.csv"
    path.write_text(
        path.read_text(encoding="utf-8").replace(",unit,putuo-commerce", f",unit,{container}"), encoding="utf-8"
    )
    with pytest.raises(UserError, match=f"part_of: '{container}' is not in"):
        open_group("putuo", 2025, data, "en")


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("measures.csv", "summary/basic summary", "summary/base summary", "numerator: 'base' is not in"),
        ("measures.csv", ",staffing/posts,", ",staff/posts,", "denominator: 'staff' is not in"),
        ("measures.csv", "high,expenditure\n", "high,expense\n", "explained_by: 'expense' is not in"),
        (
            "measures.csv",
            "three-public/total,,",
            "three-public/total,summary/total,",
            "money) leaves denominator blank",
        ),
        ("thresholds.csv", "small-count,", "small-counts,", "small-count"),
        ("thresholds.csv", ",3.5,", ",three,", "value"),
    ],
)
def test_wrong_measure_or_threshold_is_refused_with_its_line(data, file, old, new, message):
    path = data / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(UserError) as refused:
        open_group("putuo", 2025, data, "en")
    assert message in str(refused.value)


def test_data_from_before_are_compared_by_the_measures_of_the_project(data):
    (data / "measures.csv").unlink()
    (data / "thresholds.csv").unlink()
    opened = open_group("putuo", 2025, data)
    assert len(opened.measures) == len(open_group("putuo", 2025).measures)
    assert [one.path for one in opened.files if one.content is None and not (data / one.path).exists()] == []


def test_group_whose_bodies_have_no_data_says_so(data):
    write_group(data, ["beita-union,,"])
    shutil.rmtree(data / "figures" / "beita-union")
    with pytest.raises(UserError, match="no body of the group 'mine' has data yet"):
        open_group("mine", 2019, data, "en")


def test_faults_of_one_body_are_told_with_how_many_others_there_are(data):
    write_group(data, ["beita-union,,", "putuo-wanli,,"])
    edit(data / "figures/putuo-wanli/2025.csv", "F01", unit="斤")
    with pytest.raises(
        UserError, match=r"of the 2 bodies .* the data of 1 were refused \(putuo-wanli\).* in the other 1"
    ):
        open_group("mine", [2019, 2025], data, "en")
    assert open_group("mine", 2019, data, "en").reports["department"].tolist() == ["beita-union"]
    with pytest.raises(UserError, match=r"^the data were refused, nothing was loaded; problems: 1"):
        open_group("mine", 2025, data, "en")  # one body, and all of its data


def test_faults_of_the_lists_are_found_without_opening_data(data):
    assert find_group_problems(data, "en") == []
    write_group(data, ["beita-union,,", "beita-onion,,"])
    with (data / "groups.csv").open("a", encoding="utf-8") as file:
        file.write("gone,没有名单,No list\n")
    shutil.rmtree(data / "figures")
    found = [str(one) for one in find_group_problems(data, "en")]
    assert "groups/mine.csv:3: department: 'beita-onion' is not in" in found[0]
    assert "groups/gone.csv: the file is missing" in found[1]
    assert len(found) == 2
    (data / "groups.csv").unlink()
    assert find_group_problems(data, "en") == []
