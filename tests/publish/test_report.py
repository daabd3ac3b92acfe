"""The published folder: complete, self-consistent, the same bytes every time, never half of anything."""

import csv
import hashlib
import io
import json
import os
import re
import shutil
import socket
import subprocess
import zipfile
from contextlib import ExitStack
from pathlib import Path

import nbformat
import pytest

from analysis.errors import UserError
from analysis.publish.evidence import manifest, verifier
from analysis.publish.evidence.tables import neutralise, write_evidence
from analysis.publish.notebooks.parameters import accept_parameters, read_parameters
from analysis.publish.subject import Body
from analysis.show.words import Words
from tests.datasets import figure, make_data, real_data
from tests.helpers import copy_data, edit, list_staged
from tests.show.reports import real_words

LANGUAGES = {"zh": "", "en": ".en"}
REPORT = ("report", "--department", "beita-union", "--year", 2019)


def hash_tree(folder):
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_folder_holds_what_readers_are_promised_in_both_languages(built_report):
    names = set(hash_tree(built_report))
    charts = ("checks", "categories", "special-items", "three-public", "indicators")
    for suffix in LANGUAGES.values():
        expected = {f"report{suffix}.html", f"manifest{suffix}.json"}
        expected |= {f"{name}{suffix}.csv" for name in ("figures", "findings", "indicators", "coverage", "key-figures")}
        expected |= {f"workbook{suffix}.xlsx", f"narrative{suffix}.docx"}
        expected |= {f"charts/{name}{suffix}.svg" for name in charts}
        expected |= {f"notebooks/{name}{suffix}.ipynb" for name in Body.notebooks}
        expected |= {f"inputs{suffix}/{record.path}" for record in real_data().files}
        assert expected <= names
        names -= expected
    assert names == {"SHA256SUMS", "ro-crate-metadata.json"}


@pytest.mark.parametrize("suffix", LANGUAGES.values())
def test_manifest_has_the_hash_of_every_input_and_output(built_report, project_root, suffix):
    described = json.loads((built_report / f"manifest{suffix}.json").read_text(encoding="utf-8"))
    hashes = hash_tree(built_report)
    assert {name: entry["sha256"] for name, entry in described["result"].items()} == {
        name: value for name, value in hashes.items() if name in described["result"]
    }
    inputs = built_report / f"inputs{suffix}"
    for name, entry in described["object"]["data"].items():
        assert hashlib.sha256((inputs / name).read_bytes()).hexdigest() == entry["sha256"]
        whole = (project_root / "data" / name).read_bytes()
        assert whole == (inputs / name).read_bytes() or "beita-union" not in name
    assert "figures/beita-union/2019.csv" in described["object"]["data"]
    assert described["instrument"]["software"]["pandas"].startswith("3.")


def read_whole(path):
    """Return the text of a file, of a workbook or Word document the text of all its parts but pictures."""
    if not zipfile.is_zipfile(path):
        return path.read_text(encoding="utf-8")
    with zipfile.ZipFile(path) as parts:
        return "\n".join(parts.read(name).decode() for name in parts.namelist() if not name.endswith(".png"))


def test_nothing_published_names_this_machine_or_the_time(built_report, project_root):
    secrets = [re.escape(one) for one in (str(project_root), f"{Path.home()}/", "/tmp/", "papermill/")]
    secrets.append(rf"\b{re.escape(socket.gethostname())}\b")
    for path in built_report.rglob("*"):
        if path.is_file():
            text = read_whole(path)
            assert [secret for secret in secrets if re.search(secret, text)] == [], path
            assert not re.search(r"20[2-9]\d-\d\d-\d\dT\d\d:\d\d", text), path


def test_same_input_gives_the_same_bytes_elsewhere(built_report, expenditure_process, tmp_path):
    strange = {**os.environ, "TZ": "Pacific/Kiritimati", "LANG": "C", "LC_ALL": "C", "PYTHONHASHSEED": "7"}
    strange |= {"HOME": str(tmp_path), "USER": "somebody", "LOGNAME": "somebody"}
    done = expenditure_process(*REPORT, "--bundle", "--out", tmp_path / "elsewhere", env=strange)
    assert done.returncode == 0, done.stderr
    hashes = hash_tree(tmp_path / "elsewhere" / "beita-union" / "2019")
    first = hash_tree(built_report)
    for name in ("SHA256SUMS", "ro-crate-metadata.json"):  # of the folder: here of one language, there of two
        assert hashes.pop(name) != first[name]
    assert hashes == {name: first[name] for name in hashes}
    assert {"workbook.xlsx", "narrative.docx"} < set(hashes)
    assert len(hashes) == 18 + len(real_data().files)


def test_report_states_what_must_come_out(built_report):
    page = (built_report / "report.html").read_text(encoding="utf-8")
    text = re.sub(r"<[^>]*>", "", re.sub(r"<sup.*?</sup>", "", page))
    for wanted in (
        "149.35", "13.16 %", "7.03 %", "7.97 %", "39.18 %", "0.52 %", "27.85 %", "4.29 %", "−88.89 %", "66.67 %",
        "781.25 元", "−89.93 % 至 −87.87 %", "0.15 + 1.20 推算为 1.35 万元", "1.60", "2.40", "2.00", "155.35",
    ):  # fmt: skip
        assert wanted in text, wanted
    assert len(page.encode()) < 400_000


def test_failed_run_keeps_the_old_report_and_its_notebooks_for_diagnosis(expenditure, built_report, tmp_path):
    # A label whose character the font lacks: the chart refuses it, so the notebook fails.
    data, out = copy_data(tmp_path), tmp_path / "out"
    shutil.copytree(built_report, out / "beita-union" / "2019")
    before = hash_tree(out)
    edit(data / "schemes" / "union-2009.csv", "504", name_zh="行政\U0001f600")
    done = expenditure(*REPORT, "--out", out, "--data-dir", data)
    assert done.returncode == 4
    assert "U+1F600" in done.stderr
    assert "Traceback" not in done.stderr
    kept = out / ".failed" / "beita-union-2019"
    assert str(kept) in done.stderr
    assert (kept / "2-categories.ipynb").is_file()
    assert {name: value for name, value in hash_tree(out).items() if not name.startswith(".")} == before
    assert list_staged(out) == []


def test_refused_data_publish_nothing(expenditure, tmp_path):
    data = copy_data(tmp_path)
    edit(data / "figures" / "beita-union" / "2019.csv", "F01", printed="149.35元元")
    done = expenditure(*REPORT, "--out", tmp_path / "out", "--data-dir", data)
    assert done.returncode == 3
    assert "2019.csv:2: printed: “149.35元元”" in done.stderr
    assert not (tmp_path / "out").exists()


def test_output_folder_that_is_a_file_is_refused(expenditure, tmp_path):
    (tmp_path / "file").write_text("x")
    done = expenditure(*REPORT, "--out", tmp_path / "file")
    assert done.returncode == 4
    assert "file" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.fixture
def notebooks_have_run(built_report, monkeypatch):
    """Reports are made of the notebooks that ran for the built one: in a second, without kernels."""

    class Taker(ExitStack):
        def begin(self, task):
            self.task = task

        def finish(self, tell):
            ends = f"{LANGUAGES[self.task.parameters['lang']]}.ipynb"
            names = [f"{path.stem}{ends}" for path in self.task.notebooks]
            return [nbformat.read(built_report / "notebooks" / name, as_version=4) for name in names]

    monkeypatch.setattr("analysis.publish.notebooks.choose.choose_runner", lambda request: Taker())


@pytest.mark.usefixtures("notebooks_have_run")
def test_what_lies_beside_a_report_is_of_its_own_bytes_or_gone(built_report, expenditure, tmp_path):
    out = tmp_path / "out"
    folder = Path(shutil.copytree(built_report, out / "beita-union" / "2019"))
    pdf, english, zipped = (folder.parent / f"beita-union-2019{end}" for end in (".pdf", ".en.pdf", ".zip"))
    signature = folder / "manifest.json.sig"
    for path in (pdf, english, zipped, signature):
        path.write_text("of an earlier build")
    assert expenditure(*REPORT, "--out", out).returncode == 0  # without --bundle: another manifest
    assert not pdf.exists()
    assert not signature.exists()
    assert english.exists()  # the English report is the one that it was printed from
    names = {name.removeprefix("beita-union-2019/") for name in zipfile.ZipFile(zipped).namelist()}
    assert names - {"verify.py", "VERIFY.txt"} == set(hash_tree(folder))
    assert not names & {"workbook.xlsx", "narrative.docx"}
    pdf.write_text("of this build")
    listing = folder / "pdf.sha256"
    listing.write_text(f"{hashlib.sha256(pdf.read_bytes()).hexdigest()}  ../{pdf.name}\n")
    assert expenditure(*REPORT, "--out", out).returncode == 0
    assert pdf.exists()  # the same bytes were published again
    assert verifier.find_faults(folder) == []
    assert expenditure(*REPORT, "--out", out, "--lang", "en").returncode == 0
    assert not english.exists()
    assert not zipped.exists()  # no language is a bundle any more
    assert pdf.exists()
    assert listing.exists()
    assert expenditure(*REPORT, "--bundle", "--out", out).returncode == 0
    assert not listing.exists()
    assert "pdf.sha256" not in str(zipfile.ZipFile(zipped).namelist())
    assert verifier.find_faults(folder) == []


@pytest.mark.usefixtures("notebooks_have_run")
def test_every_file_made_is_printed_with_its_path_the_page_first(expenditure, tmp_path):
    key = tmp_path / "office.pem"
    subprocess.run(["openssl", "genpkey", "-algorithm", "ed25519", "-out", key], check=True)
    done = expenditure(*REPORT, "--bundle", "--sign", key, "--out", tmp_path / "out")
    printed = [Path(line) for line in done.stdout.splitlines()]
    assert printed[0].name == "report.html"
    made = [path for path in (tmp_path / "out" / "beita-union").rglob("*") if path.is_file()]
    assert sorted(printed) == sorted(made)
    names = {path.name for path in made}
    assert names >= {"manifest.json.sig", "SHA256SUMS", "workbook.xlsx", "narrative.docx", "beita-union-2019.zip"}


def test_sha256sum_checks_a_report_and_tells_what_was_changed(built_report, tmp_path):
    folder = shutil.copytree(built_report, tmp_path / "report")
    check = ["sha256sum", "--check", "--strict", "SHA256SUMS"]
    done = subprocess.run(check, cwd=folder, capture_output=True, text=True)
    files = [line.removesuffix(": OK") for line in done.stdout.splitlines()]
    assert (done.returncode, sorted(files)) == (0, sorted({*hash_tree(folder)} - {"SHA256SUMS"}))
    (folder / "findings.csv").write_text("x")
    done = subprocess.run(check, cwd=folder, capture_output=True, text=True)
    assert done.returncode == 1
    assert "findings.csv: FAILED" in done.stdout


def test_changed_input_is_named(built_report):
    then = manifest.read_inputs(built_report / "manifest.json")
    now = manifest.describe_inputs(real_words())
    assert manifest.list_changes(then, now) == []
    now["data"] = {**now["data"], "rules.csv": {"sha256": "0"}}
    now["code"].pop("analysis/cli.py")
    assert manifest.list_changes(then, now) == ["rules.csv", "analysis/cli.py"]
    assert manifest.identify(then) != manifest.identify(now)


def test_list_shows_current_stale_and_missing_reports(built_report, expenditure, tmp_path):
    out = tmp_path / "out"
    shutil.copytree(built_report, out / "beita-union" / "2019")
    assert "zh: current\ten: current" in expenditure("list", "--lang", "en", "--out", out).stdout
    data = copy_data(tmp_path)
    edit(data / "rules.csv", "scope", title_zh="改名")
    shown = expenditure("list", "--lang", "en", "--out", out, "--data-dir", data).stdout
    assert "zh: stale (changed: rules.csv)" in shown
    assert "no report" in expenditure("list", "--lang", "en", "--out", tmp_path / "none").stdout
    (out / "beita-union" / "2019" / "manifest.json").write_text("{", encoding="utf-8")
    shown = expenditure("list", "--lang", "en", "--out", out).stdout
    assert "zh: stale (published files are missing or were changed: manifest.json)\ten: current" in shown


GOOD = {"department": "beita-union", "year": 2019, "lang": "zh", "data_dir": "../data"}


@pytest.mark.parametrize("name", Body.notebooks)
def test_notebooks_declare_the_parameters_that_the_runner_passes(name):
    declared = read_parameters(manifest.find_notebook(name))
    assert declared == {"department": "str", "year": "int", "lang": "str", "data_dir": "str"}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"yaer": 2024}, "没有参数“yaer”；可用：department, year, lang, data_dir"),
        ({"open('x','w').write('1'); y": 1}, "没有参数"),
        ({"year": "2019"}, "参数 year 应为整数，给出的是 '2019'"),
        ({"year": True}, "参数 year 应为整数"),
        ({"department": 1201}, "参数 department 应为文本"),
        ({"lang": "fr"}, "语言只能是 zh 或 en"),
        ({"password": "s3cret"}, "没有参数“password”"),
    ],
)
def test_wrong_parameter_is_refused_before_a_kernel_starts(changes, message):
    with pytest.raises(UserError, match=re.escape(message)):
        accept_parameters({**GOOD, **changes}, manifest.find_notebook("1-check"))


def test_missing_parameter_is_refused():
    with pytest.raises(UserError, match="缺少参数“year”"):
        accept_parameters({k: v for k, v in GOOD.items() if k != "year"}, manifest.find_notebook("1-check"))


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1+1", "'=1+1"), ("+cmd", "'+cmd"), ("-x", "'-x"), ("@SUM(A1)", "'@SUM(A1)"), ("\t=1", "\ufffd=1"),
        ("-88.89", "-88.89"), ("+5", "+5"), ("0余", "0余"), ("工会", "工会"), ("", ""),
    ],
)  # fmt: skip
def test_text_that_a_spreadsheet_would_run_is_neutralised(text, written):
    assert neutralise(text) == written


def test_evidence_files_open_in_a_spreadsheet_and_hold_exact_amounts():
    text = write_evidence(real_words())["figures.csv"]
    assert text.startswith("\ufefffigure_id,")
    assert text.endswith("\r\n")
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    assert len(rows) == 43
    categories = [row for row in rows if row["scheme"] == "union-2009" and row["label"] != "下拨基层工会经费"]
    assert sum(round(float(row["amount_yuan"]) * 100) for row in categories) == 149_350_000
    assert [row["amount_yuan"] for row in rows if row["figure_id"] in {"F08", "F20", "F17"}] == [
        "416000.00",
        "0.00",
        "13500.00",
    ]


def test_evidence_of_findings_and_indicators_has_every_row():
    evidence = write_evidence(real_words("en"))
    findings = list(csv.DictReader(io.StringIO(evidence["findings.csv"].removeprefix("\ufeff"), newline="")))
    assert [row["severity"] for row in findings] == ["high", "high", "medium", "medium", "low", "low", *["info"] * 4]
    indicators = list(csv.DictReader(io.StringIO(evidence["indicators.csv"].removeprefix("\ufeff"), newline="")))
    assert len(indicators) == 44
    assert [row["value_pct"] for row in indicators if row["status"] == "computed"] == ["66.6667", "-88.8889"] * 2


def test_formula_in_a_label_is_text_in_the_evidence():
    words = Words(make_data(figure("summary/total", "1.00", label='=HYPERLINK("x")')))
    assert '"\'=HYPERLINK(""x"")"' in write_evidence(words)["figures.csv"]


def test_refusal_of_a_secret_does_not_repeat_its_value():
    with pytest.raises(UserError) as caught:
        accept_parameters({**GOOD, "token": "s3cret"}, manifest.find_notebook("1-check"))
    assert "s3cret" not in str(caught.value)


@pytest.mark.usefixtures("notebooks_have_run")
def test_damaged_report_in_the_other_language_is_not_carried_over(expenditure, built_report, tmp_path):
    target = shutil.copytree(built_report, tmp_path / "beita-union" / "2019")
    (target / "manifest.en.json").write_text("{")
    done = expenditure(*REPORT, "--out", tmp_path)
    assert done.returncode == 0, done.stderr
    assert sorted(path.name for path in target.glob("*.html")) == ["report.html"]


def test_second_year_is_published_with_the_figures_of_the_first_that_it_compares(expenditure, tmp_path):
    data = copy_data(tmp_path)
    for kind in ("figures", "documents", "statements"):
        first = data / kind / "beita-union" / "2019.csv"
        text = first.read_text(encoding="utf-8").replace("2019", "2020").replace("2018", "2019")
        first.with_name("2020.csv").write_text(text, encoding="utf-8")
    (data / "statements" / "beita-union" / "2020.csv").write_text(
        (data / "statements" / "beita-union" / "2019.csv").read_text(encoding="utf-8").splitlines()[0] + "\n",
        encoding="utf-8",
    )
    blank = dict.fromkeys(("size_bytes", "characters", "encoding", "sha256"), "")  # as long as nobody described it
    edit(data / "documents" / "beita-union" / "2020.csv", "report-2020", file_name="not-here.txt", **blank)
    call = ("report", "--department", "beita-union", "--year", 2020, "--data-dir", data, "--out", tmp_path / "out")
    done = expenditure(*call, "--bundle")
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "out" / "beita-union" / "2020" / "report.html").read_text(encoding="utf-8")
    assert 'id="2019/F01"' in page
    assert 'href="#2019/F01"' in page
    assert "文件的文字陈述尚未录入" in page
    assert "文件未述" not in page
