"""The page made of executed notebooks: what is shown, in which order, escaped, and the same every time."""

import copy
import dataclasses
import re

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_output, new_raw_cell

from analysis.publish.page.export import describe_chart, export_html, highlight
from analysis.publish.page.gate import PageError
from tests.publish.page.notebooks import COVER, SVG, chart, code, display, notebook, text


def export(*cells: NotebookNode, lang: str = "zh") -> str:
    return export_html([notebook("1-check", *cells)], COVER, lang)


def test_page_states_language_title_and_report_id() -> None:
    page = export(text("# 核对"))
    assert page.startswith('<!doctype html>\n<html lang="zh-CN">')
    assert "<title>北塔区总工会 2019 年度部门整体支出审阅报告</title>" in page
    assert re.findall("<h1>(.*)</h1>", page) == ["2019 年度部门整体支出审阅报告"]
    assert 'content: "北塔区总工会 2019 年度部门整体支出审阅报告 · 报告编号 3f9a1c07"' in page


def test_english_page_speaks_english() -> None:
    page = export(text("# Identities"), lang="en")
    assert '<html lang="en">' in page
    assert ">Skip to content<" in page
    assert "目录" not in page


def test_cover_shows_sources_totals_and_findings() -> None:
    page = export()
    assert '<td class="hash">' + "cd" * 32 in page
    assert '<td class="number">48</td>' in page
    assert '<th scope="row">data/figures/beita-union/2019.csv</th>' in page
    assert '<th scope="row">支出总额</th><td class="number">149.35 万元</td>' in page
    assert '<span class="severity severity-high">高</span> 2 项' in page
    assert "<li>支出总额 <strong>149.35</strong> 万元。</li>" in page


def test_text_of_the_cover_is_escaped() -> None:
    name = '<b>"甲"</b>\\'
    title = f"{name} 2019 年度"
    cover = dataclasses.replace(COVER, department=name, title=title, parameters=[("<i>", "</dl>&")])
    page = export_html([], cover, "zh")
    assert '<p class="department">&lt;b&gt;&#34;甲&#34;&lt;/b&gt;\\</p>' in page
    assert "<dt>&lt;i&gt;</dt><dd>&lt;/dl&gt;&amp;</dd>" in page
    assert 'content: "b甲/b 2019 年度' in page


def test_front_cells_come_first_and_keep_their_order() -> None:
    first = notebook("1-check", text("# 核对\n\n见表。"), code("a()", display(html="<p>概况</p>"), tags=("front",)))
    second = notebook("2-categories", text("# 去向\n\n见表。"), text("## 结论\n\n好。", "front"))
    page = export_html([first, second], COVER, "zh")
    marks = ['<h2 id="c0">综述</h2>', "<p>概况</p>", '<h3 id="c0-1">结论</h3>', '"c1">核对<', '"c2">去向<']
    places = [page.rindex(mark) for mark in marks]
    assert places == sorted(places)


def test_findings_and_charts_of_the_cover_stand_before_the_contents_and_the_hashes_last() -> None:
    told = code("a()", display(html="<p>高：合计</p>"), tags=("cover",))
    drawn = code("chart_b()", chart("按科目"), tags=("cover",))
    whole = code("d()", display(html="<p>全部</p>"), tags=("evidence",))
    page = export(text("# 核对"), whole, drawn, told, code("c()", display(html="<p>末</p>")))
    marks = [
        "文件中有表 3 张。",
        '<span class="severity severity-high">',
        "<p>高：合计</p>",
        'alt="按科目"',
        "<nav",
        "</header>",
    ]
    places = [page.index(mark) for mark in (*marks, "<p>末</p>", "<p>全部</p>", 'id="basis"', "cd" * 32)]
    assert places == sorted(places)
    assert page.count('alt="按科目"') == 1


def test_cover_leads_to_the_section_that_its_cells_come_from() -> None:
    drawn = code("chart_b()", chart("按科目"), tags=("cover",))
    page = export(text("# 核对"), text("## 分类"), drawn, code("c()", display(html="<p>表</p>")))
    assert '<figcaption class="see">数字与出处见：<a href="#c1-1">分类</a></figcaption>' in page
    assert "数字与出处见" not in export(text("# 核对"), text("## 分类"), drawn)


def test_heading_is_left_out_where_nothing_is_printed_below_and_kept_where_something_is() -> None:
    nothing = display(html="<p>无</p>")
    nothing.metadata = NotebookNode({"text/html": NotebookNode(empty=True)})
    titled = (text("# 去向"), text("## 专项\n\n由大到小。"))
    kept = export(*titled, code("a()", display(html="<p>表</p>")))
    assert re.findall("<h[23] id=.(?:c1|c1-1).>(.*?)</h", kept) == ["去向", "专项"]
    for last in (code("a()", nothing), code("x = 1")):
        page = export(*titled, last)
        assert not {"去向", "专项", "由大到小", "<p>无</p>"} & set(re.findall("去向|专项|由大到小|<p>无</p>", page))
    page = export(
        *titled, code("x = 1"), text("## 其他"), code("b()", nothing), text("## 科目"), code("c", kept_output())
    )
    assert re.findall('<h[23] id="c1.*?">(.*?)</h', page) == ["去向", "科目"]


def kept_output() -> NotebookNode:
    return display(html="<p>表</p>")


def test_line_that_says_what_was_opened_stays_off_the_page_but_not_its_code() -> None:
    opened, other = display(html="<p>43 个数字</p>"), display(html="<p>表</p>")
    opened.metadata = NotebookNode({"text/html": NotebookNode(opened="43 个数字")})
    page = export(text("# 核对"), code("words", opened), code("b()", other))
    assert "43 个数字" not in page
    assert "<pre><code>words" in page
    assert "<p>表</p>" in page


def test_contents_list_links_chapters_and_sections() -> None:
    page = export(text("# 核对 *一*\n\n## 恒等 <式>\n\n### 细目\n\n无。"), text("## 结论\n\n好。"))
    contents = page[page.index("<nav") : page.index("</nav>")]
    assert re.findall('href="#(.*?)">(.*?)</a>', contents) == [
        ("c1", "核对 一"),
        ("c1-1", "恒等 &lt;式&gt;"),
        ("c1-3", "结论"),
        ("basis", "附录：来源与校验"),
    ]
    assert '<h4 id="c1-2">细目</h4>' in page


def test_parameters_and_raw_cells_are_left_out() -> None:
    hidden = [code("secret = 1", tags=(tag,)) for tag in ("parameters", "injected-parameters")]
    page = export(*hidden, new_raw_cell("secret"), code("shown"))
    assert "secret" not in page
    assert "代码：1-check 第 3 格" in page


def test_html_in_markdown_is_shown_as_text() -> None:
    page = export(text("# <script>x</script>\n\n<div onclick='x'>raw</div>\n\n| <b> |\n|--:|\n| 1 |"))
    assert '<h2 id="c1">&lt;script&gt;x&lt;/script&gt;</h2>' in page
    assert "&lt;div onclick='x'&gt;raw&lt;/div&gt;" in page
    assert '<th scope="col" class="number">&lt;b&gt;</th>' in page


def test_line_end_between_chinese_characters_leaves_no_space() -> None:
    assert "<p>凡无法计算的，写明缺少\nA 项</p>" in export(text("凡无法计算的，\n写明缺少\nA 项"))


def test_link_of_markdown_to_another_site_is_refused() -> None:
    with pytest.raises(PageError, match="地址只能是"):
        export(text("[x](https://example.org/)"))


def test_html_output_is_shown_and_preferred_to_text() -> None:
    page = export(code("a", display(html='<p class="note">甲</p>', plain="乙")))
    assert '<p class="note">甲</p>' in page
    assert "乙" not in page


def test_plain_text_and_streams_are_escaped() -> None:
    page = export(code("a", display(plain="<b>"), new_output("stream", name="stdout", text="<i>\n")))
    assert "<pre>&lt;b&gt;</pre>" in page
    assert "<pre>&lt;i&gt;\n</pre>" in page


def test_code_is_folded_under_its_result_and_highlighted() -> None:
    page = export(code('if x < 1:  # why\n    show("甲")', display(html="<p>甲</p>")), lang="en")
    folded = page[page.index("<p>甲</p>") :]
    assert '<details class="code"><summary>Code: 1-check, cell 1</summary><pre><code>' in folded
    assert '<span class="k">if</span> x &lt; <span class="m">1</span>' in folded
    assert "<details open" not in page


def test_highlighting_keeps_the_code_as_it_is() -> None:
    source = 'def total(rows):\n    """Return <it>."""\n    return sum(r & 0xFF for r in rows) or None\n'
    assert highlight(source).striptags() == " ".join(source.split())


def test_chart_is_an_image_with_alt_text_and_size() -> None:
    page = export(code("a", chart(alt='甲 "乙" <丙>')))
    image = re.search("<figure.*</figure>", page)
    assert image
    assert 'alt="甲 &#34;乙&#34; &lt;丙&gt;" width="480" height="240">' in image[0]  # 360 pt × 4/3
    assert "src=\"data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width=" in image[0]


def test_apostrophe_in_a_chart_stays_and_quotes_are_coded() -> None:
    src = describe_chart(chart(svg=SVG.replace("</svg>", "<title>it's</title></svg>")))["src"]
    assert "it's" in src
    assert "xmlns=%22http" in src


def test_chart_with_little_ascii_is_encoded_in_base64() -> None:
    wordy = SVG.replace("</svg>", f"<title>{'支' * 200}</title></svg>")
    assert describe_chart(chart(svg=wordy))["src"].startswith("data:image/svg+xml;base64,")


def test_chart_without_a_unit_is_measured_in_pixels() -> None:
    described = describe_chart(chart(svg=SVG.replace("pt", "")))
    assert (described["width"], described["height"]) == (360, 180)


@pytest.mark.parametrize("alt", ["", " "])
def test_chart_without_alt_text_is_refused(alt: str) -> None:
    with pytest.raises(PageError, match="1-check 第 1 格: 图“categories”没有替代文字"):
        export(code("a", chart(alt=alt)))


def test_failed_cell_and_unknown_outputs_are_all_refused_at_once() -> None:
    failed = code("a", new_output("error", ename="ValueError", evalue="x", traceback=[]))
    with pytest.raises(PageError) as caught:
        export(failed, code("b", display(png="AAAA", plain="<Figure>"), chart(alt="")), lang="en")
    message = str(caught.value)
    assert "3 outputs cannot be published" in message
    assert "1-check, cell 1: the cell failed (ValueError: x)" in message
    assert "1-check, cell 2: cannot publish this kind of output (image/png, text/plain)" in message
    assert "the chart 'categories' has no alt text" in message


def test_fragment_that_the_gate_forbids_is_refused() -> None:
    with pytest.raises(PageError, match="不允许的属性或取值：style"):
        export(code("a", display(html='<p style="color: red">x</p>')))


def test_each_table_scrolls_in_a_region_with_a_name_of_its_own() -> None:
    table = "<table><caption>表 1　<em>支出</em></caption><tbody><tr><td>1</td></tr></tbody></table>"
    page = export(code("a", display(html=table), display(html=table)), text("| a |\n|---|\n| 1 |"))
    names = re.findall('<div class="scroll" role="region" tabindex="0" aria-label="(.*?)"><table', page)
    assert names[:3] == ["表 1 支出", "表 1 支出 (2)", "表格"]


def test_same_input_gives_the_same_page_and_is_left_as_it_was() -> None:
    book = notebook("1-check", text("# 核对"), code("a", chart()))
    before = copy.deepcopy(book)
    assert export_html([book], COVER, "zh") == export_html([book], COVER, "zh")
    assert book == before


def test_heading_that_a_cell_shows_is_a_heading_and_what_is_for_jupyterlab_is_left_out() -> None:
    title = code("heading(1)", display(markdown="# 核对", plain="# 核对"))
    lost = code("heading(2)", display(markdown=""))
    lost.outputs[0].metadata = {"text/markdown": {"empty": True}}
    looked = [code("checks.head()", display(html="<p>looked</p>"), tags=("explore",)), text("start here", "explore")]
    page = export(title, *looked, lost, code("a()", display(html="<p>甲</p>")))
    assert '<h2 id="c1">核对</h2>' in page
    assert "1-check 第 4 格" in page, "cells are counted as in the notebook"
    assert not re.search(r"heading\(|looked|start here|checks\.head", page)
