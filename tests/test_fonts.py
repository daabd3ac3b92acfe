"""A chart of one's own has Chinese glyphs without a call, and importing the package does not import matplotlib."""

import subprocess
import sys
from pathlib import Path

import pytest

CHART = """
import sys
{first}
import analysis
assert {loaded} == ("matplotlib" in sys.modules)
import matplotlib
matplotlib.use("agg")
import pandas as pd
frame = pd.DataFrame({{"label": ["行政支出", "“三公”经费 − 接待"], "amount_wan": [58.51, -0.15]}})
axes = frame.plot.barh(x="label", y="amount_wan")
axes.figure.savefig(sys.argv[1])
print(axes.get_yticklabels()[0].get_fontname())
"""


@pytest.mark.parametrize(("first", "loaded"), [("", False), ("import matplotlib.pyplot", True)])
def test_own_chart_shows_chinese(project_root: Path, tmp_path: Path, first: str, loaded: bool) -> None:
    code = CHART.format(first=first, loaded=loaded)
    command = [sys.executable, "-W", "error", "-c", code, str(tmp_path / "chart.png")]
    done = subprocess.run(command, cwd=project_root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr  # a missing glyph is a warning, and that an error
    assert done.stdout.strip() == "Noto Sans SC"


READ_ONCE = """
import io
import matplotlib
matplotlib.use("agg")
import matplotlib.pyplot as plt
import analysis
from analysis.fonts import read_fonts_once

def draw():
    figure, axes = plt.subplots()
    axes.set_title("“三公”经费 − 接待")
    files = [io.BytesIO() for _ in "sp"]
    figure.savefig(files[0], format="svg", metadata={"Date": None})
    figure.savefig(files[1], format="pdf", metadata={"CreationDate": None})
    return [file.getvalue() for file in files]

matplotlib.rcParams["svg.hashsalt"] = "same"
before = draw()
matplotlib.font_manager._get_font.cache_clear()
read_fonts_once()
assert draw() == before
matplotlib.font_manager._get_font.cache_clear()
io.open = None  # by which a font's file is opened
assert draw() == before
"""


def test_font_that_is_read_once_draws_the_same(project_root: Path) -> None:
    done = subprocess.run([sys.executable, "-c", READ_ONCE], cwd=project_root, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_without_the_package_that_ships_the_font_charts_keep_theirs(monkeypatch: pytest.MonkeyPatch) -> None:
    from matplotlib import rcParams

    from analysis.fonts import set_default_font

    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    before = list(rcParams["font.sans-serif"])
    set_default_font()
    assert rcParams["font.sans-serif"] == before
