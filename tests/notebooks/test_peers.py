"""Notebook 5 alone, as Run All in JupyterLab runs it, for a group by its id and for a list of bodies."""

import pytest

from tests.notebooks.test_notebooks import outputs, read, run, texts


@pytest.mark.slow
def test_peers_run_alone_on_their_defaults() -> None:
    notebook = run(read("5-peers"))
    assert {output.output_type for output in outputs(notebook)} <= {"execute_result", "display_data"}
    assert "江苏省级三家机关，2017–2019年：3 个部门，9 份报告" in texts(notebook)[0]
    alts = [output.metadata["image/svg+xml"]["alt"] for output in outputs(notebook) if "image/svg+xml" in output.data]
    assert all(alts)


@pytest.mark.slow
@pytest.mark.parametrize("group", ['"putuo"', '["beita-union", "putuo-wanli"]', '["beita-union"]'])
def test_peers_run_for_another_group_in_english(group: str) -> None:
    years = "[2019]" if group == '["beita-union"]' else "[2019, 2024, 2025]" if "beita" in group else "[2024, 2025]"
    notebook = run(read("5-peers", group=group, years=years, lang='"en"'))
    assert {output.output_type for output in outputs(notebook)} <= {"execute_result", "display_data"}
    assert "nan" not in " ".join(texts(notebook)).split()
