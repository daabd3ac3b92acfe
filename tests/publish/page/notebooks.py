"""Small executed notebooks and a cover, built in code."""

from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from analysis.publish.page.cover import Cover

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="360pt" height="180pt" viewBox="0 0 360 180">'
    '<path d="M 0 0 L 10 10" style="fill: #1f4e79"/></svg>'
)
COVER = Cover(
    department="北塔区总工会",
    heading="2019 年度部门整体支出审阅报告",
    title="北塔区总工会 2019 年度部门整体支出审阅报告",
    report_id="3f9a1c07",
    unit="",
    headline=["支出总额 <strong>149.35</strong> 万元。"],
    findings={"high": 2, "info": 0},
    coverage="文件中有表 3 张。",
    data_files=[("data/figures/beita-union/2019.csv", "cd" * 32, "48")],
    control_totals=[("支出总额", "149.35 万元")],
    parameters=[("年度", "2019")],
    versions=[("pandas", "3.1.1")],
)


def text(source: str, *tags: str) -> NotebookNode:
    return new_markdown_cell(source, metadata={"tags": list(tags)})


def code(source: str, *outputs: NotebookNode, tags: tuple[str, ...] = ()) -> NotebookNode:
    return new_code_cell(source, outputs=list(outputs), metadata={"tags": list(tags)})


def display(**data: Any) -> NotebookNode:
    """Return a display output; `html="<p>"` stands for the kind text/html, `plain` for text/plain."""
    kinds = {"html": "text/html", "markdown": "text/markdown", "plain": "text/plain", "svg": "image/svg+xml"}
    kinds |= {"png": "image/png"}
    return new_output("display_data", data={kinds[key]: value for key, value in data.items()})


def chart(alt: str = "条形图", svg: str = SVG) -> NotebookNode:
    output = display(svg=svg, plain=alt)
    output.metadata = NotebookNode({"image/svg+xml": NotebookNode(alt=alt, name="categories")})
    return output


def notebook(name: str, *cells: NotebookNode) -> NotebookNode:
    return new_notebook(cells=list(cells), metadata={"name": name})
