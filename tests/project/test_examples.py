"""The examples in docstrings come out as they say."""

import doctest
from importlib import import_module
from pathlib import Path

import pandas as pd
import pytest

ROOT = Path(__file__).resolve().parents[2]
FILES = [path for path in sorted((ROOT / "analysis").rglob("*.py")) if ">>> " in path.read_text(encoding="utf-8")]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(ROOT).as_posix())
def test_example_comes_out_as_it_says(file):
    name = ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    with pd.option_context(
        "display.precision", 6, "display.max_columns", 20, "display.unicode.east_asian_width", False
    ):
        done = doctest.testmod(import_module(name), optionflags=doctest.NORMALIZE_WHITESPACE)
    assert done.attempted
    assert not done.failed


@pytest.mark.parametrize("room", ["analysis", "analysis.show"])
def test_each_public_function_carries_an_example(room):
    module = import_module(room)
    assert [name for name in module.__all__ if ">>> " not in (getattr(module, name).__doc__ or "")] == []
