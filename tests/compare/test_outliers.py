"""Who stands apart: scores worked out by hand, classes too small, nesting, and each explanation with its opposite."""

import pytest

from analysis import find_outliers, measure_peers, open_group, run_checks, summarise_peers
from tests.datasets import figure, make_folder, write_rows

USUAL = [10, 11, 12, 13, 14]  # and one more: median 12.5, distances 0.5 0.5 1.5 1.5 2.5 and its own, so MAD 1.5
HEAD = "department,class_zh,class_en\n"


def three_public(printed, **cells):
    return figure("three-public/total", str(printed), phase="approved", **cells)


def open_bodies(folder, reports, classes=None, **departments):
    """Return a group of bodies with these reports; `classes` and cells of departments.csv by body."""
    names = list(dict.fromkeys(name for name, _ in reports))
    rows = [
        {"department": one, "name_zh": one, "name_en": one, "region_zh": "某区", "region_en": "A", "body": "department"}
        | departments.get(one, {})
        for one in names
    ]
    make_folder(folder, reports, departments=rows)
    (folder / "groups").mkdir()
    (folder / "groups.csv").write_text("group,name_zh,name_en\nall,组,Group\n", encoding="utf-8")
    lines = [f"{one},{(classes or {}).get(one, '')},\n" for one in names]
    (folder / "groups/all.csv").write_text(HEAD + "".join(lines), encoding="utf-8")
    return folder


def list_outliers(folder, measure="three-public"):
    data = open_group("all", None, folder)
    found = find_outliers(measure_peers(data), data)
    return found[found["measure"].eq(measure)].reset_index(drop=True)


def test_scores_are_those_worked_out_by_hand(tmp_path):
    plain = {(f"a{n}", 2019): [three_public(one)] for n, one in enumerate([*USUAL, 100])}
    alike = {(f"b{n}", 2019): [three_public(one)] for n, one in enumerate([5, 5, 5, 5, 9])}
    equal = {(f"c{n}", 2019): [three_public(7)] for n in range(5)}
    few = {(f"d{n}", 2019): [three_public(one)] for n, one in enumerate([1, 1, 1, 99])}
    alone = {("e0", 2019): [three_public(50)]}
    reports = plain | alike | equal | few | alone
    data = open_group("all", 2019, open_bodies(tmp_path, reports, {name: name[0] for name, _ in reports}))
    measures = measure_peers(data)
    found = find_outliers(measures, data)
    # 0.6745 × 87.5 / 1.5; and 4 / (1.253314 × 0.8), since half of the bodies are alike and their mean distance is 0.8
    assert found[["department", "score", "side", "basis"]].to_numpy().tolist() == [
        ["a5", 39_346, "high", "mad"],
        ["b4", 3_989, "high", "mean"],
    ]
    peers = summarise_peers(measures, data).query("measure == 'three-public'").set_index("class_zh")
    assert peers["status"].to_dict() == {
        "a": "compared", "b": "compared", "c": "alike", "d": "too-few", "e": "too-few",
    }  # fmt: skip
    assert peers.loc[["a", "b"], ["bodies", "median", "spread"]].to_numpy().tolist() == [
        [6, 12_500_000, 1_500_000],
        [5, 5_000_000, 800_000],
    ]


def test_body_within_another_is_neither_counted_nor_pointed_out(tmp_path):
    reports = {(f"a{n}", 2019): [three_public(one)] for n, one in enumerate([*USUAL, 100, 100])}
    own = {"a6": {"body": "unit", "part_of": "a5"}}
    found = list_outliers(open_bodies(tmp_path, reports, **own))
    assert found[["department", "bodies", "score"]].to_numpy().tolist() == [["a5", 6, 39_346]]


def test_side_that_a_measure_does_not_ask_for_is_not_pointed_out(tmp_path):
    rows = {n: [three_public(one)] for n, one in enumerate([90, 91, 92, 93, 94, 1])}
    shares = [figure("summary/basic", str(one), phase="approved") for one in (50, 51, 52, 53, 54, 0)]
    total = figure("summary/total", "100", phase="approved")
    reports = {(f"a{n}", 2019): [*rows[n], total, shares[n]] for n in rows}
    folder = open_bodies(tmp_path, reports)
    assert list_outliers(folder).empty  # a low amount is no matter
    low = list_outliers(folder, "basic-share")
    assert low[["department", "side", "explanations"]].to_numpy().tolist() == [["a5", "low", "zero"]]


ITEMS = [figure(f"three-public/{name}", "30.00", phase="approved") for name in ("overseas", "vehicles")]
CASES = {  # explanation: figures of the odd body with it, and without it
    "mismatch": (
        [three_public("100.00"), *ITEMS, figure("three-public/reception", "30.00", phase="approved")],
        [three_public("100.00"), *ITEMS, figure("three-public/reception", "40.00", phase="approved")],
    ),
    "derived": (
        [three_public("", derivation="F02 + F03"), *ITEMS],
        [three_public("60.00"), *ITEMS],
    ),
    "rounding": ([three_public("20.3")], [three_public("20.5")]),  # the limit is 12.5 + 3.5 × 1.5 / 0.6745 = 20.2836
    "other-unit": ([three_public("1,000,000.00", unit="元")], [three_public("100")]),
    "measure:expenditure": (
        [three_public("100"), figure("summary/total", "9000", phase="approved")],
        [three_public("100"), figure("summary/total", "1200", phase="approved")],
    ),
}


@pytest.fixture(scope="module")
def cases(tmp_path_factory):
    """Return the outliers of all cases; a class is the explanation, or for its opposite that with a minus."""
    reports, classes = {}, {}
    for place, (explanation, pair) in enumerate(CASES.items()):
        for sign, odd in zip(("", "-"), pair, strict=True):
            for number, own in enumerate([*([three_public(one)] for one in USUAL), odd]):
                name = f"b{place}{'no' if sign else 'yes'}{number}"
                total = [figure("summary/total", f"{1000 + 50 * number}", phase="approved")]
                has_total = any(row["scheme"] == "summary" for row in own)
                reports[name, 2019] = [*own, *([] if has_total else total)]
                classes[name] = sign + explanation
    data = open_group("all", None, open_bodies(tmp_path_factory.mktemp("data"), reports, classes))
    measures = measure_peers(data)
    return data, measures, find_outliers(measures, data)


@pytest.mark.parametrize("explanation", CASES)
def test_explanation_by_figures_is_told_where_it_holds_and_only_there(cases, explanation):
    found = cases[2].query("measure == 'three-public'").set_index("class_zh")["explanations"]
    assert (found[explanation], found[f"-{explanation}"]) == (explanation, "")


def test_checks_that_were_run_give_the_same_explanations(cases):
    data, measures, found = cases
    assert find_outliers(measures, data, run_checks(data)).equals(found)


def make_history():
    """Return reports of two years: p5 is restated, q5 is not, r5 joined, s5 is within reach of none of it."""
    reports = {}
    for group in "pqrs":
        for number, one in enumerate([*USUAL, 100]):
            base = three_public({"p5": 90}.get(f"{group}{number}", one), year=2019)
            if (group, number) != ("r", 5):
                reports[f"{group}{number}", 2019] = [three_public(one)]
            reports[f"{group}{number}", 2020] = [three_public(one), base]
    return reports


def test_explanations_by_the_body_and_its_reports_hold_where_they_should(tmp_path):
    reports = make_history() | {("s6", year): [three_public(12)] for year in (2019, 2020)}
    own = {"q5": {"body": "unit"}, "s6": {"body": "unit", "part_of": "s5"}}
    folder = open_bodies(tmp_path, reports, {name: name[0] for name, _ in reports}, **own)
    part = {"department": "p5", "fiscal_year": "2020", "document": "report-2020", "part": "一", "kind": "section"}
    write_rows(folder / "coverage/p5/2020.csv", "coverage", [part | {"state": "in-part"}])
    found = list_outliers(folder).set_index(["department", "report_year"])["explanations"]
    assert found.to_dict() == {
        ("p5", 2019): "restated", ("p5", 2020): "not-read",
        ("q5", 2019): "other-body", ("q5", 2020): "other-body",
        ("r5", 2020): "joined",
        ("s5", 2019): "contains", ("s5", 2020): "contains",
    }  # fmt: skip


def test_few_posts_below_the_line_are_told(tmp_path):
    def head(count):
        return figure("staffing/posts", str(count), phase="approved", unit="名")

    usual = {(f"{one}{n}", 2019): [three_public(m * 10), head(100)] for one in "ab" for n, m in enumerate(USUAL)}
    odd = {("a9", 2019): [three_public(130), head(4)], ("b9", 2019): [three_public(130), head(5)]}
    reports = usual | odd
    folder = open_bodies(tmp_path, reports, {name: name[0] for name, _ in reports})
    found = list_outliers(folder, "three-public-per-post")
    assert found[["department", "explanations"]].to_numpy().tolist() == [["a9", "small-count"], ["b9", ""]]
