"""The catalogue of texts: complete in both languages, and neither short of a key nor with one too many."""

import ast
import json
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from analysis.table_schemas import read_schema
from analysis.tables import PROJECT_FOLDER
from analysis.texts import LANGUAGES, catalogue, say
from analysis.verdicts import SEVERITIES, VERDICTS

PACKAGE = PROJECT_FOLDER / "analysis"
KEY = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")
KEYS = sorted(catalogue())


def parse_code() -> Iterator[ast.Module]:
    """Yield the code of the package and of the notebooks."""
    for path in PACKAGE.rglob("*.py"):
        yield ast.parse(path.read_text(encoding="utf-8"))
    for path in (PROJECT_FOLDER / "notebooks").glob("*.ipynb"):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        for cell in cells:
            if cell["cell_type"] == "code":
                yield ast.parse("".join(cell["source"]))


def list_strings() -> tuple[set[str], list[str]]:
    """Return the strings of code and templates, and each f-string as a pattern of what it may become."""
    literals, patterns = set(), []
    for node in (node for tree in parse_code() for node in ast.walk(tree)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            literals.add(node.value)
        if isinstance(node, ast.JoinedStr):
            parts = [
                re.escape(str(one.value)) if isinstance(one, ast.Constant) else "[A-Za-z0-9_-]*" for one in node.values
            ]
            patterns.append("".join(parts))
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "startswith":
            starts = [one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
            patterns += [re.escape(start) + "[A-Za-z0-9_-]*" for start in starts]
    for path in PACKAGE.rglob("*.j2"):
        text = path.read_text(encoding="utf-8")
        words = set(re.findall(r"\"([a-z0-9.-]+)\"", text))
        starts = set(re.findall(r"\"([a-z.-]+)\" ~", text))
        patterns += [re.escape(start) + "[A-Za-z0-9_-]*" for start in starts if start.endswith("-")]
        literals |= words | {start + word for start in starts for word in words | literals if start.endswith(".")}
    return literals, [pattern for pattern in patterns if re.match(r"[a-z-]+\\\.", pattern)]


def list_said() -> Iterator[str]:
    """Yield the key of each call of say or tell that names it as a literal."""
    for call in (node for tree in parse_code() for node in ast.walk(tree) if isinstance(node, ast.Call)):
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        if name in {"say", "tell"}:
            strings = [one.value for one in call.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
            yield from (one for one in strings if KEY.fullmatch(one))


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_text_exists_in_both_languages() -> None:
    assert [key for key in KEYS if not all(catalogue()[key][lang].strip() for lang in LANGUAGES)] == []


def test_text_has_the_same_placeholders_in_both_languages() -> None:
    wanted = {key: placeholders(catalogue()[key]["zh"]) for key in KEYS}
    wanted["show.title.categories"].remove("count")  # 三类 comes behind the names; English needs no number there
    assert [key for key in KEYS if placeholders(catalogue()[key]["en"]) != wanted[key]] == []


def test_no_text_that_is_said_is_missing() -> None:
    assert set(list_said()) - set(KEYS) == set()


def test_no_text_is_unused() -> None:
    literals, patterns = list_strings()
    made = re.compile("|".join(patterns))
    families = {one for one in literals if one.count(".") == 1}  # explore.status, to which a value is put
    unused = [key for key in KEYS if not {key, key.rpartition(".")[0]} & (families | {key} & literals)]
    assert [key for key in unused if not made.fullmatch(key)] == []


def find_enum(table: str, column: str) -> list[str]:
    [found] = [one for one in read_schema(table)["fields"] if one["name"] == column]
    values: list[str] = found["constraints"]["enum"]
    return values


@pytest.mark.parametrize(
    ("family", "members"),
    [
        ("phase.{}", find_enum("figures", "phase")),
        ("kind.{}", find_enum("documents", "kind_in_title")),
        ("kind.{}", find_enum("documents", "kind_in_body")),
        ("severity.{}", find_enum("rules", "severity")),
        ("severity.{}", list(SEVERITIES)),
        ("verdict.{}", list(VERDICTS)),
        ("show.phase.{}", find_enum("figures", "phase")),
        ("show.measure.{}", find_enum("figures", "measure")),
        ("show.basis.{}", find_enum("figures", "basis")),
        ("show.statement.{}", find_enum("statements", "kind")),
        ("show.fund.{}", find_enum("figures", "fund")),
        ("explore.status.{}", ["compared", "no-base", "refused", "computed", "missing"]),
        ("compare.link-{}", find_enum("concordances", "kind")),
        ("data.allowed.{}", ["integer", "number", "date"]),
        ("parameter.{}", ["text", "integer"]),
    ],
)
def test_family_of_texts_covers_every_value(family: str, members: list[str]) -> None:
    assert [family.format(one) for one in members if family.format(one) not in KEYS] == []


def test_key_that_stands_in_two_files_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("one", "two"):
        (tmp_path / f"{name}.toml").write_text('[data]\nempty = { zh = "空", en = "empty" }\n', encoding="utf-8")
    monkeypatch.setattr("analysis.texts._FOLDER", tmp_path)
    with pytest.raises(KeyError, match=r"two\.toml: data\.empty is already in the catalogue"):
        catalogue.__wrapped__()


def test_text_is_filled_in() -> None:
    assert say("zh", "data.no-folder", folder="{x}") == "数据文件夹“{x}”不存在；请给出含 departments.csv 的文件夹"


@pytest.mark.parametrize(("lang", "key"), [("fr", "data.no-folder"), ("zh", "data.nothing"), ("zh", "data.no-folder")])
def test_unknown_language_key_or_placeholder_is_a_programming_error(lang: str, key: str) -> None:
    with pytest.raises(KeyError):
        say(lang, key)
