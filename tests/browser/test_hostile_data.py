"""What the page's policy forbids does not happen, and data that look like markup stay text."""

import subprocess
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from analysis.dataset import open_data
from analysis.errors import UserError
from analysis.money import strip_controls
from tests import helpers
from tests.browser.pages import open_page
from tests.payloads import FORMULAS, PATHS, PAYLOADS

Expenditure = Callable[..., subprocess.CompletedProcess[str]]
MARK = """</title></style><b id=evil>bold</b><script>window.evil = 1</script><img src=x onerror="window.evil = 1">\
" onload="window.evil = 1" {{ 7 * 7 }} [link](javascript:window.evil=1) `code` *stress* \\ &amp;"""
FORMULA = '=HYPERLINK("http://127.0.0.1:9/evil","x")'


@pytest.fixture
def server() -> Iterator[tuple[str, list[str]]]:
    """The address of a server on this machine, and the paths that were asked of it."""
    asked: list[str] = []

    class Recorder(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Recorder) as listener:
        thread = threading.Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield f"http://127.0.0.1:{listener.server_port}", asked
        listener.shutdown()
        thread.join()


@pytest.mark.parametrize("with_policy", [True, False])
def test_policy_stops_scripts_and_requests(
    browser: Browser, built_report: Path, tmp_path: Path, server: tuple[str, list[str]], with_policy: bool
) -> None:
    address, asked = server
    text = (built_report / "report.html").read_text(encoding="utf-8")
    if not with_policy:
        text = text.replace('http-equiv="Content-Security-Policy"', 'name="policy"')
    planted = [
        "<script>window.evil = 1</script>",
        f'<script src="{address}/script.js"></script>',
        f'<img src="{address}/pixel.png" alt="">',
        f'<link rel="stylesheet" href="{address}/style.css">',
        f'<iframe src="{address}/frame"></iframe>',
    ]
    path = tmp_path / "report.html"
    path.write_text(text.replace("</main>", "".join(planted) + "</main>"), encoding="utf-8")
    with open_page(browser, path, offline=False) as opened:
        ran = opened.page.evaluate("window.evil === 1")
    expected = [] if with_policy else ["/frame", "/pixel.png", "/script.js", "/style.css"]
    assert (ran, sorted(set(asked) - {"/favicon.ico"})) == (not with_policy, expected)


def spoil(data: Path) -> list[str]:
    """Put markup and formulas into each kind of text in the data; return the texts, to be read as they are."""
    helpers.edit(data / "departments.csv", "beita-union", name_zh=f"D {MARK}", region_zh=f"R {MARK}")
    helpers.edit(data / "schemes/beita-union-special.csv", "work-funds", name_zh=f"N {MARK}")
    helpers.edit(data / "schemes/beita-union-special.csv", "model-workers", name_zh=FORMULA)
    helpers.edit(data / helpers.FIGURES, "F11", label=f"L {MARK}", locator=f"P {MARK}")
    helpers.edit(data / "statements/beita-union/2019.csv", "S01", text_zh=f"S {MARK}")
    helpers.edit(data / "documents/beita-union/2019.csv", "report-2019", title=f"T {MARK}", file_name="@SUM(1).txt")
    return [*(f"{kind} {MARK}" for kind in "DRNPST"), FORMULA, "@SUM(1).txt"]


def test_markup_and_formulas_in_the_data_stay_text(
    browser: Browser, expenditure_process: Expenditure, tmp_path: Path
) -> None:
    data = helpers.copy_data(tmp_path)
    texts = spoil(data)
    call = ["report", "--department", "beita-union", "--year", "2019", "--data-dir", data, "--out", tmp_path / "out"]
    done = expenditure_process(*call)
    assert done.returncode == 0, done.stderr
    with open_page(browser, Path(done.stdout.splitlines()[0])) as opened:
        shown = opened.page.locator("body").text_content() or ""
        created = opened.page.locator("#evil, script, [onload], [onerror], [href^='javascript']").count()
        ran = opened.page.evaluate("window.evil")
    assert [text for text in texts if text not in shown] == []
    assert (created, ran) == (0, None)
    assert opened.complaints == []
    assert len(opened.requests) == 1


def plant(data: Path) -> list[str]:
    """Put the hundred payloads into names, labels, places, notes and file names; return them as they must be read."""
    left = list(PAYLOADS)
    for table, column in (("figures", "label"), ("figures", "locator"), ("statements", "text_zh")):
        file = data / table / "beita-union/2019.csv"
        rows = helpers.read_rows(file)
        place = rows[0].index(column)
        for row in rows[1 : min(len(rows), len(left) - 3)]:
            row[place] = left.pop()
        helpers.write_rows(file, rows)
    helpers.edit(data / "departments.csv", "beita-union", name_zh=left.pop(), region_zh=left.pop())
    title, *names = left
    helpers.edit(
        data / "documents/beita-union/2019.csv", "report-2019", title=title, file_name=" ".join([*names, *FORMULAS])
    )
    return [*PAYLOADS, *FORMULAS]


@pytest.mark.slow
def test_hundred_payloads_are_shown_as_text_and_the_layout_holds(
    browser: Browser, expenditure_process: Expenditure, tmp_path: Path
) -> None:
    data = helpers.copy_data(tmp_path)
    texts = plant(data)
    assert len(set(texts)) == 100 + len(FORMULAS)
    call = ["report", "--department", "beita-union", "--year", "2019", "--data-dir", data, "--out", tmp_path / "out"]
    done = expenditure_process(*call, "--bundle")
    assert done.returncode == 0, done.stderr
    for width in (360, 1200):
        with open_page(browser, Path(done.stdout.splitlines()[0]), width=width) as opened:
            shown = " ".join((opened.page.locator("body").text_content() or "").split())
            ran = opened.page.evaluate("window.evil")
            widest = opened.page.evaluate("document.documentElement.scrollWidth")
        assert [one for one in texts if " ".join(strip_controls(one).split()) not in shown] == []
        assert (ran, opened.complaints, len(opened.requests)) == (None, [], 1)
        assert widest <= width


@pytest.mark.parametrize("name", PATHS)
def test_department_cannot_choose_a_place(expenditure: Expenditure, tmp_path: Path, name: str) -> None:
    if "\0" in name:
        return  # no program can be called with it
    out = tmp_path / "deep" / "out"
    done = expenditure("report", f"--department={name}", "--year", "2019", "--out", out, "--lang", "en")
    assert done.returncode == 3
    assert "Traceback" not in done.stderr
    assert list(tmp_path.rglob("*")) == []


@pytest.mark.parametrize("name", [name for name in PATHS if name])
def test_data_with_a_department_that_is_a_path_are_refused_with_their_line(tmp_path: Path, name: str) -> None:
    data = helpers.copy_data(tmp_path)
    helpers.edit(data / "departments.csv", "beita-union", department=name)
    with pytest.raises(UserError) as caught:
        open_data(data_dir=data)
    assert any("departments.csv:2" in str(problem) for problem in caught.value.problems), str(caught.value)
