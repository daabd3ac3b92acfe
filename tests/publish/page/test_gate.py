"""The gate lets a plain page pass and refuses each thing that must not be published, with its markup."""

import base64

import pytest

from analysis.publish.page.gate import ATTRIBUTES, PageError, check_page, content_security_policy

STYLE = "p { color: #111 }"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1">{}</svg>'


def make_page(body: str = "", style: str = STYLE, lang: str = "en", head: str = "") -> str:
    return (
        f'<!doctype html>\n<html lang="{lang}">\n<head>\n<meta charset="utf-8">\n{head}'
        f'<meta http-equiv="Content-Security-Policy" content="{content_security_policy(style)}">\n'
        f"<title>Review</title>\n<style>{style}</style>\n</head>\n<body>\n"
        '<main id="content"><h1>Review</h1>\n'
        f"{body}</main>\n</body>\n</html>\n"
    )


def make_image(content: str, alt: str = "a bar") -> str:
    encoded = base64.b64encode(SVG.format(content).encode()).decode()
    return f'<img src="data:image/svg+xml;base64,{encoded}" alt="{alt}">'


def refusal(html: str) -> str:
    with pytest.raises(PageError) as caught:
        check_page(html)
    return str(caught.value)


def test_plain_page_passes() -> None:
    body = '<h2 id="c1">A &amp; B</h2><p class="note" title="x">text<br />more <a href="#c1">up</a></p>'
    table = '<table><tr><th scope="row" colspan="2">x</th><td class="number">1</td></tr></table>'
    check_page(make_page(body + table + make_image('<path d="M 0 0" style="clip-path: url(#a)"/>')))


def test_marked_number_with_a_row_of_its_own_passes() -> None:
    below = '<tr class="below"><td colspan="2">a <mark>1</mark> b</td></tr>'
    row = '<tr id="F01"><th scope="row">F01</th><td><a id="u1" href="#F01">F01</a></td></tr>'
    group = '<tbody><tr class="group"><th colspan="2" scope="rowgroup">x</th></tr>'
    check_page(make_page(f"<table>{group}{row}{below}</tbody></table>"))


def test_mark_with_an_attribute_of_its_own_is_refused() -> None:
    assert '<mark style="color: red">' in refusal(make_page('<p><mark style="color: red">1</mark></p>'))


def test_page_of_the_template_languages_passes() -> None:
    check_page(make_page(lang="zh-CN"))


ELEMENTS = [
    "script",
    "iframe",
    "object",
    "embed",
    "form",
    "svg",
    "math",
    "template",
    "input",
    "button",
    "noscript",
]


@pytest.mark.parametrize("name", ELEMENTS)
def test_element_that_is_not_listed_is_refused(name: str) -> None:
    assert f"this element is not allowed: <{name}>" in refusal(make_page(f"<{name}></{name}>"))


@pytest.mark.parametrize("markup", ['<link rel="stylesheet" href="x.css">', '<base href="https://example.org/">'])
def test_link_and_base_are_refused(markup: str) -> None:
    assert f"this element is not allowed: {markup}" in refusal(make_page(head=markup))


REFUSED = {
    "event handler": ('<p onclick="go()">x</p>', "this attribute or value is not allowed: onclick"),
    "style attribute": ('<p style="color: red">x</p>', "this attribute or value is not allowed: style"),
    "source on another element": ('<p src="#x">x</p>', "this attribute or value is not allowed: src"),
    "order of the tab key": (
        '<div tabindex="5" role="region" aria-label="t">x</div>',
        'not allowed: tabindex="5"',
    ),
    "web address": ('<a href="https://example.org/">x</a>', "an address must be"),
    "script address": ('<a href="javascript:go()">x</a>', "an address must be"),
    "link without address": ("<a>x</a>", "an address must be"),
    "relative address": ('<a href="other.html">x</a>', "an address must be"),
    "link without target": ('<a href="#gone">x</a>', "the link has no target: #gone"),
    "id used twice": ('<p id="content">x</p>', 'the id is used twice: <p id="content">'),
    "skipped heading": ("<h3>x</h3>", "a heading skips a level: <h3>"),
    "second h1": ("<h1>x</h1>", "exactly one, and not empty: h1"),
    "second main": ("<main></main>", "exactly one, and not empty: main"),
    "second style": ("<style>p { }</style>", "exactly one, and not empty: style"),
    "remote image": ('<img src="https://example.org/a.svg" alt="a">', "an address must be"),
    "image of another kind": ('<img src="data:image/png;base64,AAAA" alt="a">', "an address must be"),
    "image that is not base64": ('<img src="data:image/svg+xml;base64,A" alt="a">', "an address must be"),
    "image that is not UTF-8": ('<img src="data:image/svg+xml,%ff" alt="a">', "an address must be"),
    "image without source": ('<img alt="a">', "an address must be"),
    "comment": ("<!-- x -->", "a comment, a declaration"),
    "processing instruction": ("<?php x ?>", "a comment, a declaration"),
    "marked section": ("<![CDATA[ x ]]>", "a comment, a declaration"),
    "second doctype": ("<!doctype html>", "a comment, a declaration"),
    "bare less-than": ("<p>1 < 2</p>", "an unescaped '<': <"),
    "tag that does not end": ("<p title=", "the tags do not pair"),
    "element left open": ("<div>", "the tags do not pair"),
    "crossed tags": ("<p><em>x</p></em>", "the tags do not pair: </p>"),
    "void form of a plain element": ("<p/>", "unclear tag"),
    "single quotes": ("<p class='x'>x</p>", "unclear tag"),
    "attribute twice": ('<p class="x" class="y">x</p>', "unclear tag"),
    "upper case": ("<P>x</P>", "in double quotes: <P>"),
    "less-than in a value": ('<p title="<b>">x</p>', "unclear tag"),
    "right-to-left override": ("<p>a\u202eb</p>", "an invisible control character: U+202E"),
    "isolate as a reference": ("<p>&#x2067;</p>", "an invisible control character: U+2067"),
    "named mark": ("<p>&rlm;</p>", "an invisible control character: U+200F"),
    "control in an attribute": ('<p title="&#8238;">x</p>', "an invisible control character: U+202E"),
    "escape character": ("<p>\x1b[31m</p>", "an invisible control character: U+001B"),
    "carriage return": ("<p>a\rb</p>", "an invisible control character: U+000D"),
    "lone surrogate": ("<p>\ud800</p>", "an invisible control character: U+D800"),
}


@pytest.mark.parametrize(("body", "message"), REFUSED.values(), ids=REFUSED)
def test_body_is_refused(body: str, message: str) -> None:
    assert message in refusal(make_page(body))


@pytest.mark.parametrize("alt", ["", "  "])
def test_image_without_alt_text_is_refused(alt: str) -> None:
    assert "the image has no alt text" in refusal(make_page(make_image("<g/>", alt=alt)))


REFUSED_SVG = {
    "script": ("<script>go()</script>", "<script>"),
    "foreign content": ("<foreignObject/>", "<foreignObject>"),
    "link": ('<a href="#x"><g/></a>', "<a>"),
    "image": ('<image href="#x"/>', "<image>"),
    "animation": ('<set attributeName="x"/>', "<set>"),
    "other namespace": ('<p xmlns="http://www.w3.org/1999/xhtml">x</p>', "<p>"),
    "event handler": ('<g onload="go()"/>', '<g onload="go()">'),
    "remote reference": ('<use href="https://example.org/a.svg#b"/>', "<use href="),
    "remote reference of the old kind": (
        '<use xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="a.svg#b"/>',
        "<use href=",
    ),
    "remote url in an attribute": ('<path fill="url(https://example.org/a#b)"/>', "<path fill="),
    "remote url in a style": ("<style>path { fill: url('a.svg#b') }</style>", "url("),
    "imported style": ("<style>@import 'a.css';</style>", "@import"),
    "style with escapes": (r"<style>p { fill: u\72l(a) }</style>", "\\"),
    "processing instruction": ('<?xml-stylesheet href="a.css"?>', "<?xml-stylesheet?>"),
    "broken XML": ("<g>", "mismatched tag"),
}


@pytest.mark.parametrize(("content", "markup"), REFUSED_SVG.values(), ids=REFUSED_SVG)
def test_chart_content_is_refused(content: str, markup: str) -> None:
    assert f"the chart holds what is not allowed: {markup}" in refusal(make_page(make_image(content)))


def test_chart_with_a_doctype_is_refused() -> None:
    svg = '<!DOCTYPE svg [<!ENTITY a "x">]>' + SVG.format("<title>&a;</title>")
    uri = "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()
    assert "not allowed: <!DOCTYPE>" in refusal(make_page(f'<img src="{uri}" alt="a">'))


def test_control_character_in_a_chart_is_refused() -> None:
    assert "U+202E" in refusal(make_page(make_image("<title>a\u202eb</title>")))


@pytest.mark.parametrize("style", ["@import 'a.css';", "p { background: url(a.png) }", r"p { content: '\22' }"])
def test_style_that_loads_or_hides_something_is_refused(style: str) -> None:
    assert "the style sheet loads something" in refusal(make_page(style=style))


def test_style_that_does_not_fit_the_policy_is_refused() -> None:
    changed = make_page().replace(STYLE, "p { color: red }")
    assert "the content security policy does not fit" in refusal(changed)


@pytest.mark.parametrize(
    "meta",
    [
        '<meta http-equiv="refresh" content="0; url=#x">',
        '<meta name="referrer" content="x">',
        '<meta charset="gbk">',
        '<meta http-equiv="Content-Security-Policy" content="default-src *">',
    ],
)
def test_other_meta_is_refused(meta: str) -> None:
    assert "this meta element is not allowed" in refusal(make_page(head=meta))


@pytest.mark.parametrize("lang", ["", "de", "zh"])
def test_page_without_a_known_language_is_refused(lang: str) -> None:
    assert "页面语言只能是 zh-CN 或 en" in refusal(make_page(lang=lang))


@pytest.mark.parametrize("part", ["<!doctype html>\n", "<title>Review</title>", "<h1>Review</h1>"])
def test_page_without_a_required_part_is_refused(part: str) -> None:
    assert "the page must have exactly one" in refusal(make_page().replace(part, ""))


def test_empty_title_is_refused() -> None:
    assert "not empty: title" in refusal(make_page().replace("<title>Review</title>", "<title> </title>"))


def test_all_problems_are_listed_with_their_lines_in_the_language_of_the_page() -> None:
    message = refusal(make_page('<p onclick="x">a</p>\n<script></script>', lang="zh-CN"))
    assert "共 2 处" in message
    assert "report.html:11: 不允许的属性或取值：onclick" in message
    assert "report.html:12: 不允许的元素：<script>" in message


def test_page_may_lead_to_the_addresses_that_it_was_told_of() -> None:
    page = make_page('<a href="dept/2019/report.html">x</a>')
    check_page(page, links={"dept/2019/report.html"})
    with pytest.raises(PageError, match="an address must be"):
        check_page(page, links={"dept/2020/report.html"})


def test_element_may_have_the_attributes_that_the_page_was_given() -> None:
    page = make_page('<span role="group" aria-describedby="tip">x</span><p id="tip">y</p>')
    assert "this attribute or value is not allowed: role" in refusal(page)
    given = {**ATTRIBUTES, "span": {"role", "aria-describedby"}}
    check_page(page, attributes=given)
    with pytest.raises(PageError, match="the link has no target: #tip"):
        check_page(page.replace('id="tip"', ""), attributes=given)
