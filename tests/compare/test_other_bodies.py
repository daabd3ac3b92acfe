"""Bodies of other kinds: a hospital in 元 and 亿元, a union across its new scheme, a library with items of its own."""

import shutil

import pandas as pd

from analysis.compare import (
    compare_categories,
    compare_three_public,
    compare_years,
    compute_indicators,
    compute_unit_costs,
    list_outputs,
)
from analysis.dataset import open_data
from analysis.tables import DATA_FOLDER
from tests.datasets import figure, make_data, make_folder, write_rows


def read_series(table):
    return table.set_index(table["series"] + " " + table["fund"] + " " + table["phase"])


def test_a_hospital_that_prints_yuan_and_hundred_millions():
    data = make_data(
        figure("summary/total", "1.2045", unit="亿元"),
        figure("summary/total", "118000000.00", unit="元", phase="approved"),
        figure("summary/basic", "90,450,000.00", unit="元"), figure("summary/project", "3000.00"),
        figure("functional-2020/210", "12000.00"), figure("functional-2020/208", "45.00"),
        figure("functional-2020/210", "700.00", fund="general"),
        figure("functional-2020/2101101", "700.00", fund="general"),
        figure("summary/total", "5.0", measure="increase", base_year=2023, unit="%"),
        figure("three-public/total", "8.40", phase="approved"), figure("three-public/total", "8.61"),
        figure("staffing/staff", "301", unit="人"), figure("staffing/posts", "300", unit="人", phase="approved"),
        year=2024, department="some-hospital",
        history={2023: [
            figure("summary/total", "10950.00"), figure("functional-2020/210", "9600", label="卫生健康支出"),
            figure("functional-2020/210", "560.00", fund="general"),
        ]},
    )  # fmt: skip
    parts = compare_categories(data).query("breakdown == 'functional-2020>summary/total'")
    assert list(parts["pct"].round(4)) == [99.6264, 0.3736]
    assert list(compare_categories(data, "basic-and-project")["amount_wan"]) == [9045, 3000]
    years = read_series(compare_years(data))
    total = years.loc["summary/total all executed"]
    # ±0.5 万元 and ±0.005 万元: 12044.5 / 10950.005 and 12045.5 / 10949.995
    assert (total["rate_low"], total["rate"], total["rate_high"]) == (99_954, 100_000, 100_046)
    assert years.loc["functional-2020/210 general executed", "rate"] == 250_000
    assert years.loc["functional-2020/210 all executed", "rate_low"] == 249_934
    final = compare_three_public(data).query("phase == 'executed'").iloc[0]
    assert (final["completion"], final["budget_figure"]) == (1_025_000, "F10")
    staff = compute_indicators(data, "mof-2013-hunan").query("indicator == 'staff-control-rate'").iloc[0]
    assert (staff["value"], staff["in_order"], staff["points"]) == (1_003_333, False, 483)


def test_a_county_union_across_its_new_scheme(tmp_path):
    old = {"501": "31.20", "502": "8.80", "503": "4.00", "504": "120.00", "507": "6.00"}
    new = {"502": "20.00", "503": "12.40", "504": "11.00", "505": "6.40", "506": "114.00", "509": "7.50"}
    third = {"502": "22.00", "504": "12.10", "506": "100.00"}
    cases = [
        (2021, "union-2009", "170.00", old),
        (2022, "union-2021", "171.30", new),
        (2023, "union-2021", "150.00", third),
    ]
    reports = {
        ("county-union", year): [
            figure("summary/total", total), *(figure(f"{scheme}/{code}", printed) for code, printed in codes.items())
        ]
        for year, scheme, total, codes in cases
    }  # fmt: skip
    data = open_data(data_dir=make_folder(tmp_path, reports))
    years = compare_years(data).set_index(["report_year", "series"])
    assert years.loc[(2022, "union-2021/504"), ["reason", "change"]].tolist() == ["link-same", 2_200_000]
    assert years.loc[(2022, "union-2021/509"), ["reason", "rate"]].tolist() == ["link-approximate", 250_000]
    assert years.loc[2022]["status"].value_counts().to_dict() == {"compared": 5, "refused": 3}
    # 20.00 + 12.40 + 6.40 = 38.80 on 31.20 + 4.00 = 35.20
    together = years.loc[(2022, "+".join(f"union-2021/{code}" for code in (501, 502, 503, 505)))]
    assert (together["change"], together["rate"], together["base_figures"]) == (3_600_000, 102_273, "2021/F02 2021/F04")
    assert years.loc[(2023, "union-2021/502"), ["reason", "rate"]].tolist() == ["", 100_000]
    two = compare_years(data, first=2021, last=2023).set_index("series")
    assert two.loc["union-2021/504", ["base_year", "reason", "rate"]].tolist() == [2021, "link-same", 375_000]
    # 503 and 505 are not stated in 2023, and what is stated does not make up the total
    assert two["reason"].tolist()[-1] == "incomplete"
    assert two["missing"].iloc[-1].split() == ["union-2021/501", "union-2021/503", "union-2021/505"]


def test_a_library_with_items_of_its_own(tmp_path):
    shutil.copytree(DATA_FOLDER / "schemes", tmp_path / "schemes")
    codes = [("library-items", "books", ""), ("library-items", "paper", "books"), ("library-items", "audio", "books"),
             ("library-items", "events", "")]  # fmt: skip
    results = [("library-output", one, "") for one in ("loans", "loans-cost", "area", "area-cost")]
    for scheme, rows in (("library-items", codes), ("library-output", results)):
        names = [{"scheme": one, "code": code, "parent": parent, "name_zh": code, "name_en": code, "confirmed": "yes",
                  "source": "its report"} for one, code, parent in rows]  # fmt: skip
        write_rows(tmp_path / f"schemes/{scheme}.csv", "scheme-codes", names)
    known = pd.read_csv(DATA_FOLDER / "schemes.csv", dtype="str", keep_default_na=False).to_dict("records")
    own = {"name_zh": "自有", "name_en": "own", "confirmed": "yes", "source": "its report"}
    schemes = [
        *known,
        {**own, "scheme": "library-items", "adds_up_to": "summary/project"},
        {**own, "scheme": "library-output"},
    ]
    costs = [
        {**dict.fromkeys(("unit_cost", "name_zh", "name_en"), name), "money": f"library-output/{name}-cost",
         "count": f"library-output/{name}"}
        for name in ("loans", "area")
    ]  # fmt: skip
    rows = [
        figure("summary/project", "60.00"), figure("library-items/paper", "28.00"),
        figure("library-items/audio", "14.00"), figure("library-items/events", "18.00"),
        figure("library-output/loans", "12500", unit="册"), figure("library-output/loans-cost", "50,000", unit="元"),
        figure("library-output/area", "250.5", unit="平方米"), figure("library-output/area-cost", "1.002"),
        figure("tasks/planned", "7", unit="项", phase="approved"), figure("tasks/completed", "6", unit="项"),
    ]  # fmt: skip
    last = [figure("library-output/loans", "10000", unit="册"), figure("library-output/area", "200.0", unit="平方米")]
    reports = {("library", 2023): last, ("library", 2024): rows}
    files = {"schemes": schemes, "unit-costs": costs}
    data = open_data("library", 2024, make_folder(tmp_path, reports, **files))
    parts = compare_categories(data)
    assert list(zip(parts["code"], parts["pct"].round(2), strict=True)) == [
        ("paper", 46.67),
        ("events", 30),
        ("audio", 23.33),
    ]
    years = compare_years(data).query("status == 'compared'").set_index("series")
    assert years["rate"].to_dict() == {"library-output/loans": 250_000, "library-output/area": 252_500}
    assert years["rate_low"].to_dict()["library-output/area"] == 251_937  # 250.45 / 200.05
    assert list_outputs(data)["code"].tolist() == ["loans", "loans-cost", "area", "area-cost"]
    assert dict(zip(compute_unit_costs(data)["unit_cost"], compute_unit_costs(data)["value_fen"], strict=True)) == {
        "loans": 400, "area": 4_000
    }  # fmt: skip
    tasks = compute_indicators(data, "mof-2013").query("indicator == 'task-completion-rate'").iloc[0]
    assert (tasks["value"], tasks["low"], tasks["figures"]) == (857_143, 857_143, "F10 F09")
