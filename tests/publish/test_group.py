"""The report of a group: whole, the same every time, verified, with links to those reports that are there."""

import io
import json
import re
import shutil
import zipfile

import openpyxl
import pytest

from analysis import (
    compare_bodies,
    list_ledger,
    list_spending,
    measure_peers,
    run_checks,
    show,
)
from analysis.publish.edition import open_edition
from analysis.publish.evidence.manifest import identify, list_changes
from analysis.publish.evidence.verify import verify
from analysis.publish.page.index import render_index
from analysis.publish.subject import Group
from analysis.publish.yearly import plan
from analysis.publish.yearly.plan import Job, find_reason, list_group_places
from analysis.show.peers.moves import list_moves
from analysis.tables import DATA_FOLDER
from tests.datasets import real_group
from tests.helpers import edit

pytestmark = pytest.mark.slow  # reports in both languages are built
PUTUO = Group("putuo", (2024, 2025))
THERE = ("putuo-wanli/2025/report.html", "putuo-commerce/2025/report.html", "putuo-finance/2024/report.html")


def copy_all(tmp_path):
    """Return a copy of the project's data that a test may change."""
    return shutil.copytree(DATA_FOLDER, tmp_path / "data", ignore=shutil.ignore_patterns("raw"))


@pytest.fixture(scope="module")
def out(tmp_path_factory, expenditure_process):
    """A folder of reports with those on the group in both languages; of its bodies some pages are there."""
    out = tmp_path_factory.mktemp("reports")
    for name in THERE:
        (out / name).parent.mkdir(parents=True)
        (out / name).write_text("a report")
    for lang in ("zh", "en"):
        done = expenditure_process("report", "--group", "putuo", "--year", "2024-2025", "--lang", lang, "--out", out)
        assert done.returncode == 0, done.stderr
        said = {
            "zh": "3 份部门报告中，有 3 份不是由",
            "en": "of the 3 reports of bodies that this page links to 3 were not",
        }
        assert said[lang] in done.stderr  # which have no manifest
        assert done.stdout.splitlines()[0].endswith({"zh": "report.html", "en": "report.en.html"}[lang])
    return out


@pytest.fixture(scope="module")
def report(out):
    return out / "groups" / "putuo" / "2024-2025"


def test_folder_holds_page_workbook_notebook_and_inputs(report):
    names = {path.relative_to(report).as_posix() for path in report.rglob("*") if path.is_file()}
    own = {"report.html", "workbook.xlsx", "inputs.zip", "manifest.json", "notebooks/5-peers.ipynb"}
    assert own | {"SHA256SUMS", "ro-crate-metadata.json"} <= names
    assert {"report.en.html", "workbook.en.xlsx", "inputs.en.zip", "manifest.en.json"} <= names


def test_manifest_names_each_body_once_and_the_reports_that_are_linked(report):
    described = json.loads((report / "manifest.json").read_text(encoding="utf-8"))
    assert described["name"] == "上海市普陀区各机关 2024-2025"
    assert described["endTime"] == "2025-12-31"
    assert described["object"]["parameters"] == {"group": "putuo", "years": [2024, 2025], "lang": "zh"}
    bodies = [name for name in described["object"]["data"] if name.startswith("*/")]
    assert bodies == ["*/putuo-commerce-own/", "*/putuo-commerce/", "*/putuo-finance/", "*/putuo-wanli/"]
    assert sorted(described["object"]["linked"]) == sorted(THERE)


def test_inputs_are_all_that_was_opened(report):
    with zipfile.ZipFile(report / "inputs.zip") as packed:
        names = packed.namelist()
        assert "groups/putuo.csv" in names
        assert "figures/putuo-wanli/2025.csv" in names
        assert not [name for name in names if "beita" in name or "jiangsu" in name]
        own = packed.read("groups.csv").decode().splitlines()[1:]
    assert own == ["putuo,上海市普陀区各机关,Bodies of Putuo District"]


def test_links_lead_to_reports_that_are_there(report, out):
    for suffix in ("", ".en"):
        page = (report / f"report{suffix}.html").read_text(encoding="utf-8")
        found = set(re.findall(r'href="(\.\./[^"#]*)', page))
        assert all((report / address).is_file() for address in found)


def test_report_is_verified_and_made_again_with_the_same_bytes(report, capsys):
    assert verify(report, "en", rerun=True, public_key=None) == 0, capsys.readouterr().out


@pytest.mark.parametrize(
    ("break_it", "said"),
    [
        (lambda folder: (folder / "workbook.xlsx").write_bytes(b"x"), "workbook.xlsx"),
        (lambda folder: (folder / "inputs.zip").unlink(), "missing: inputs.zip"),
    ],
)
def test_changed_file_is_found(report, tmp_path, capsys, break_it, said):
    copy = shutil.copytree(report, tmp_path / "2024-2025")
    break_it(copy)
    assert verify(copy, "en", rerun=False, public_key=None) == 1
    assert said in capsys.readouterr().out


def test_report_is_current_until_its_data_or_a_report_of_a_body_come(report, out, project_root, tmp_path):
    folder, job = project_root / "data", Job("groups/putuo", "2024-2025", "zh", "")
    assert find_reason("en", job, report, folder) == ""
    data = copy_all(tmp_path)
    edit(data / "figures" / "putuo-wanli" / "2025.csv", "F01", locator="elsewhere")
    assert find_reason("en", job, report, data) == "changed: */putuo-wanli/"
    copy = tmp_path / "out"
    shutil.copytree(out, copy)
    (copy / "putuo-wanli" / "2024").mkdir()
    (copy / "putuo-wanli" / "2024" / "report.html").touch()
    there = copy / "groups" / "putuo" / "2024-2025"
    assert find_reason("en", job, there, folder) == "changed: putuo-wanli/2024/report.html"


def test_group_that_a_body_joins_too_is_another_report(tmp_path):
    data = copy_all(tmp_path)
    before = open_edition(PUTUO, "zh", data).describe_inputs(tmp_path)
    with (data / "groups.csv").open("a", encoding="utf-8") as file:
        file.write("other,另一组,Another\n")
    (data / "groups" / "other.csv").write_text("department\nputuo-wanli\nbeita-union\n", encoding="utf-8")
    after = open_edition(PUTUO, "zh", data).describe_inputs(tmp_path)
    assert list_changes(before, after) == ["groups/other.csv"]
    assert identify(before) != identify(after)


def test_workbook_opens_with_the_findings_and_has_every_body_and_file(report):
    book = openpyxl.load_workbook(io.BytesIO((report / "workbook.en.xlsx").read_bytes()))
    assert book.sheetnames[0] == "Findings"
    bodies = list(book["Bodies"].iter_rows(min_row=2, values_only=True))
    assert len(bodies) == 8  # four bodies, two years
    assert {row[9] for row in bodies} == {"putuo-commerce", "putuo-commerce-own", "putuo-finance", "putuo-wanli"}
    with zipfile.ZipFile(report / "inputs.en.zip") as packed:
        assert [row[0] for row in book["Data files"].iter_rows(min_row=2, values_only=True)] == packed.namelist()
    links = [row[-1] for row in bodies if row[-1]]
    assert '=HYPERLINK("../../../putuo-wanli/2025/report.html","report")' in links
    assert len(links) == len(THERE)


def test_ratios_of_the_workbook_are_formulas_that_come_out_as_computed(report):
    book = openpyxl.load_workbook(io.BytesIO((report / "workbook.xlsx").read_bytes()))
    shown = openpyxl.load_workbook(io.BytesIO((report / "workbook.xlsx").read_bytes()), data_only=True)
    formulas, values = ([*one["指标"].iter_rows(min_row=2, values_only=True)] for one in (book, shown))
    assert formulas
    for place, (formula, value) in enumerate(zip(formulas, values, strict=True), start=2):
        if formula[5] is None:  # an amount, which is divided by nothing
            assert formula[6] is None
            continue
        assert formula[6] == f"=E{place}/F{place}"
        assert value[6] == pytest.approx(value[4] / value[5])
        assert value[7] <= value[6] + 1e-6
        assert value[8] >= value[6] - 1e-6
    changes = [*book["各部门变化"].iter_rows(min_row=2, values_only=True)]
    assert {row[9] for row in changes} == {f"=ROUND(I{place}-H{place},9)" for place in range(2, len(changes) + 2)}


def test_workbook_has_all_rows_of_the_views_that_show_the_first(report):
    data = real_group("putuo")
    words = show.GroupWords(data, "en")
    checks, measures = run_checks(data), measure_peers(data)
    views = {
        "Joined and left": list_moves(compare_bodies(data)),
        "Classes": show.table_classes(list_spending(data), words).frame,
        "Identities": show.table_group_ledger(list_ledger(data, checks), words).frame.query("held + broken > 0"),
        "Medians": show.table_peers(measures, words).frame,
        "Bodies": show.table_members(words).frame,
        "Measures": show.table_measures(measures, words).frame.query("status == 'computed'"),
    }
    book = openpyxl.load_workbook(io.BytesIO((report / "workbook.en.xlsx").read_bytes()), read_only=True)
    rows = {name: [*book[name].iter_rows(min_row=2, values_only=True)] for name in views}
    assert {name for name, frame in views.items() if frame.empty or len(rows[name]) < len(frame)} == set()
    # 2025: the department and the subdistrict; its own unit is within the department. In 2024 one has no budget.
    assert [row[3] for row in rows["Joined and left"]] == [
        "Joined in 2025", "Left after 2024", "Left out of the same bodies, 2024 to 2025",
    ]  # fmt: skip
    housing = next(row for row in rows["Classes"] if row[0] == 2025 and row[3] == "Housing")
    assert housing[4:6] == (2, pytest.approx(1221.3766))
    worst = next(row for row in rows["Identities"] if row[0] == "A stated percentage agrees with its amounts")
    assert worst[2:5] == (40, 3, 2)
    assert {row[5] for row in rows["Bodies"] if row[2] == 2024} == {None, 2940.05, 15621.1123}


def test_data_that_are_refused_leave_the_published_report(expenditure, out, tmp_path):
    data, copy = copy_all(tmp_path), shutil.copytree(out, tmp_path / "out")
    edit(data / "figures" / "putuo-wanli" / "2025.csv", "F01", printed="1亿亿")
    edit(data / "figures" / "putuo-finance" / "2024.csv", "F01", unit="斤")
    before = (copy / "groups/putuo/2024-2025/manifest.json").read_bytes()
    done = expenditure("report", "--group", "putuo", "--year", "2024-2025", "--data-dir", data, "--out", copy)
    assert done.returncode == 3
    assert "有报告的 4 个部门中，2 个的数据未通过检查（putuo-finance, putuo-wanli）" in done.stderr
    assert "其余 2 个没有发现问题" in done.stderr
    assert "putuo-wanli/2025.csv:2: printed" in done.stderr
    assert "putuo-finance/2024.csv:2: unit" in done.stderr
    assert (copy / "groups/putuo/2024-2025/manifest.json").read_bytes() == before


def test_run_makes_the_last_years_of_each_group_and_what_was_published(out, project_root, tmp_path, monkeypatch):
    data = project_root / "data"
    both = [("groups/jiangsu-provincial", "2017-2019"), ("groups/putuo", "2024-2025")]
    assert list_group_places(tmp_path, data) == both
    monkeypatch.setattr(plan, "GROUP_YEARS", 1)
    last = [("groups/jiangsu-provincial", "2019"), ("groups/putuo", "2024-2025"), ("groups/putuo", "2025")]
    assert list_group_places(out, data) == last


def test_run_says_of_each_language_of_a_group_why_it_is_made(out, project_root):
    jobs = plan.plan_groups("en", out, project_root / "data")
    putuo = [job for job in jobs if job.department == "groups/putuo"]
    assert [(job.year, job.lang, job.why) for job in putuo] == [("2024-2025", "zh", ""), ("2024-2025", "en", "")]
    assert [job.why for job in jobs if job not in putuo] == ["no report yet"]


@pytest.mark.parametrize(("lang", "name"), [("zh", "上海市普陀区各机关"), ("en", "Bodies of Putuo District")])
def test_index_leads_to_the_pages_of_groups(out, project_root, lang, name):
    states = {("groups/putuo", "2024-2025", "zh"): "current", ("groups/putuo", "2023", "zh"): "failed"}
    page = render_index(lang, out, project_root / "data", states)
    assert f'<th scope="row">{name}</th><td>2024-2025</td>' in page
    assert 'href="groups/putuo/2024-2025/report.html"' in page
    assert page.count('<tr class="bad">') == 1  # that of 2023
