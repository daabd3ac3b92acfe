"""One report in every format: the same paragraphs as text in several encodings, Markdown, web page, Word and PDF."""

import html
import os
import subprocess
import tempfile
import zipfile
from pathlib import Path

from tests.conftest import BROWSER_FLAGS

TITLE = "2023年度南湖区图书馆部门整体支出绩效自评报告"
PARAGRAPHS = (
    TITLE,
    "一、部门概况",
    "（一）机构设置情况",
    "南湖区图书馆核定编制12名，实际在职人员11名，退休人员4名。图书馆内设办公室、采编部和读者服务部，"
    "向全区读者开放，“三公”经费由办公室统一管理。",
    "二、收入支出情况",
    "2023年收入总计1,286.40万元，其中：财政拨款收入1,280.00万元，占99.50%；其他收入6.40万元，占0.50%。"
    "支出总计1,286.40万元，其中：基本支出812.35万元，包括人员经费700.10万元和公用经费112.25万元；项目支出474.05万元，"
    "比2022年增加24.05万元，增长5.34%，主要用于购置图书、维修阅览室以及举办读书活动等。",
    "本年度无因公出国（境）费，公务接待费0.35万元，较上年下降12.5%。",
    "1、图书购置",
    "全年购置图书２３，４５６册，支出一百二十万元，人均约0.8册；数字资源支出 35.5 万元，"
    "由Beijing Apabi等3家供应商提供。",
    "三、存在的问题",
    "部分项目的支出进度偏慢，年末结转12.3万元。",
)
ROWS = (("项目", "预算数", "决算数"), ("公务接待费", "0.50", "0.35"), ("因公出国（境）费", "", "无"))
EXPECTED = (*PARAGRAPHS, *("\t".join(row) for row in ROWS))
STYLE = (
    "@page{size:A4;margin:25mm} body{font:12pt/1.8 'Noto Sans CJK SC'} p{text-indent:2em;margin:0} td{padding:0 3em}"
)


def write_text(path: Path, encoding: str = "utf-8", line_end: str = "\r\n") -> Path:
    """Return the file: a paragraph a line, indented as offices do."""
    path.write_bytes(line_end.join("　　" + one for one in PARAGRAPHS).encode(encoding))
    return path


def write_markdown(path: Path) -> Path:
    lines = [
        f"**{one}**" if number == 1 else f"# {one}" if number == 0 else one for number, one in enumerate(PARAGRAPHS)
    ]
    rows = [f"| {' | '.join(row)} |" for row in ROWS]
    path.write_text("\n\n".join(lines) + "\n\n" + "\n".join([rows[0], "|---|:-:|---|", *rows[1:]]), encoding="utf-8")
    return path


def write_html(path: Path, encoding: str = "utf-8", declared: str = "") -> Path:
    body = [f"<h1>{TITLE}</h1>", *(f"<p>{html.escape(one)}</p>" for one in PARAGRAPHS[1:])]
    rows = ["<tr>" + "".join(f"<td><p>{cell}</p></td>" for cell in row) + "</tr>" for row in ROWS]
    head = (
        f'<meta charset="{declared or encoding}"><title>x</title><style>{STYLE}</style><script>var a = 99.99</script>'
    )
    unseen = "<p hidden>77.77万元</p><div style='display: none'>88.88万元</div><!-- 66.66万元 -->"
    body.append(f"{unseen}<table>{''.join(rows)}</table>")
    page = "\n".join(["<!DOCTYPE html>", f"<html><head>{head}</head><body>", *body, "</body></html>"])
    path.write_bytes(page.encode(encoding))
    return path


def write_docx(path: Path) -> Path:
    import docx

    document = docx.Document()
    document.add_heading(TITLE, 0)
    for one in PARAGRAPHS[1:]:
        # Word cuts its text into runs wherever a user once stopped.
        paragraph = document.add_paragraph(one[:7])
        paragraph.add_run(one[7:])
    table = document.add_table(len(ROWS), len(ROWS[0]))
    for row, cells in zip(table.rows, ROWS, strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    document.save(str(path))
    return path


def write_pdf(path: Path, chromium: str, body: str | None = None) -> Path:
    """Return the PDF that a browser prints, of the report or of another page's body."""
    page = path.with_suffix(".html")
    write_html(page)
    if body is not None:
        page.write_text(f"<!DOCTYPE html><meta charset=utf-8><style>{STYLE}</style>{body}", encoding="utf-8")
    flags = ("--headless", *BROWSER_FLAGS, "--no-pdf-header-footer")
    with tempfile.TemporaryDirectory() as profile:
        subprocess.run(
            [chromium, *flags, f"--user-data-dir={profile}", f"--print-to-pdf={path}", page.as_uri()],
            capture_output=True,
            timeout=120,
            check=True,
        )
    return path


def replace_part(path: Path, part: str, change: dict[bytes, bytes]) -> Path:
    """Return the package with bytes of one part replaced."""
    draft = path.with_suffix(".draft")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            content = old.read(entry)
            for before, after in change.items():
                if entry.filename == part:
                    assert before in content
                    content = content.replace(before, after, 1)
            new.writestr(entry, content)
    os.replace(draft, path)
    return path
