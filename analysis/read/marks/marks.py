"""Faults of a text's marks: lost digits, remains of a template and of Word, unpaired and doubled marks, split words."""

import re
from collections.abc import Iterator

from analysis.read.facts import TextFinding
from analysis.read.links.scene import Scene
from analysis.read.prose.grammar import compile_pattern

_COUNTED = "名|人次|人(?!员|民|大)|户|家|份|场次|场|次|篇|件|批|套|台|辆|条|座|册|个(?!别|人|月)|处(?!理)|项(?!目)"
# 结余, 其余, 业余 and the like are words of their own.
_LOST = re.compile(
    rf"(?<![\d.零〇一二两三四五六七八九十百千万亿数几结其剩盈多业年富节宽残空课有])余(?:{_COUNTED})"
    rf"|(?<=业)余(?:{_COUNTED})(?=[，。；、])|(?<![\d.,])0+[余多](?:{_COUNTED})"
)
_MORE, _LESS = "(?:大于|高于|超过)", "(?:小于|低于|少于)"
# Words that want a number behind them.
_WANTS = "(?:为|是|占|计|共|达|达到|约|支出|收入|费|经费|总额|合计|总计|资金|{up}|{down}|预算的|决算的|比例|比重|率)了?"
_TEMPLATE = compile_pattern(
    "|".join(
        (
            "(?:{up})(?:（(?:{down})）|[/／](?:{down}))|(?:{down})(?:（(?:{up})）|[/／](?:{up}))",
            f"{_MORE}(?:（(?:{_LESS}|等于)[^）]{{0,6}}）|[/／]{_LESS})",
            f"{_LESS}(?:（(?:{_MORE}|等于)[^）]{{0,6}}）|[/／]{_MORE})",
            "（(?:{up}|{down}|大于|小于)[/／、或](?:{up}|{down}|大于|小于|持平)）",
            r"(?<![A-Za-z\d])(?:20)?[XxＸ×]{2,}(?![A-Za-z])|20[XxＸ×](?=年)",
            r"[□○〇*＊]{3,}|[□○]{2,}|[_＿]{2,}|（\s{0,20}）|［\s{0,20}］|【\s{0,20}】",
            r"(?<!\d)" + _WANTS + r"[ \t\u3000\u2002\xa0]*(?P<blank>%|(?:万|亿)元)(?=[，。；、）\n]|$)",
            r"(?:^|(?<=[：，。\n]))(?:20)?年月日",
            "请(?:在此|填写|输入|补充说明)[^，。；\n]{0,12}|此处(?:请|应)?(?:填|说明)[^，。；\n]{0,12}|待填写|待补充",
        )
    )
)
_NOUGHT = re.compile(r"0(?:\.0+)?(?:万元|元|%|(?=[，。；]))")
_FEWEST = 10  # blanks of a template that nobody has filled in
_UNIT_NAMED = re.compile(r"单位[:：是为]?$")
_WORD = re.compile(
    "|".join(
        (
            r"\[bookmark:[^\]\n]{0,80}\]|_GoBack|_(?:Toc|Ref|Hlk)\d+|MERGEFORMAT",
            r"错误[!！]\s*(?:未找到引用源|未定义书签|超链接引用无效|文档中没有指定样式的文字)[。.]?",
            r"Error! (?:Reference source|Bookmark) not (?:found|defined)\.?",
            r"PAGEREF\s+_[A-Za-z]+\d*(?:\s*\\?h)?(?:\s*\d+)?",
            r"HYPERLINK(?:\s+\\?[lo])?(?:\s*[\"“][^\"”\n]{0,300}[\"”])?|TOC\s+\\[a-z][^\n]{0,30}",
            r"EMBED\s+[A-Z][\w.]+|\{\s*(?:SEQ|REF|PAGE|DATE)\b[^}\n]{0,80}\}",
        )
    )
)
_GAP = r"[ \u3000\xa0]*"
_DOUBLED = re.compile(
    "|".join(
        (
            rf"([，。；：、])(?:{_GAP}\1)+|[，、；：]{_GAP}[。；，]|。{_GAP}[，、；：]",
            r"[，、。；：][,;](?!\d)|[,;][，、。；：]|(?<![(（])(?:万元)+(?:万元|元)|%%|％％",
        )
    )
)
_VERBS = (
    "举办 开展 召开 组织 完成 发放 参加 慰问 帮扶 培训 新增 实施 承办 协办 指导 建立 推进 落实 加强 服务 走访 救助 "
    "资助 印发 处理 受理 解决 维修 采购 购置 建设 安排 举行 开设 组建 受训 获得 获评 接待 检查 宣传 宣讲 评选 表彰 "
    "申报 化解 调解 提供 发布"
)
_SPLIT = re.compile(
    rf"(?<=[\d余多])(?:{_COUNTED}|期|个|支|项|条|万元|元)(?P<word>"
    + "|".join(f"{word[0]}[，、；。]{word[1]}" for word in _VERBS.split())
    + ")"
)
_PAIRS = {"“": "”", "《": "》", "「": "」", "【": "】"}
_SHOWN = 12  # characters of a quotation without end


def find_marks(scene: Scene) -> Iterator[TextFinding]:
    """Yield what is wrong with the marks of a text, kind by kind."""
    yield from _find_lost(scene)
    yield from _find_template(scene)
    yield from _find_unpaired(scene)
    for rule, pattern in (("word-marks", _WORD), ("punctuation", _DOUBLED)):
        yield from _find_pattern(scene, rule, pattern)
    yield from _find_split(scene)


def _find_lost(scene: Scene) -> Iterator[TextFinding]:
    lost = [fact.span for fact in scene.reading.facts if fact.doubt == "lost-digits"]
    known = {place for span in lost for place in range(*span)}
    spans = (scene.flat.span(*found.span()) for found in _LOST.finditer(scene.flat.text))
    lost += [span for span in spans if known.isdisjoint(range(*span))]
    for start, end in sorted(lost):
        unit = scene.document.text[end : end + 1] if scene.document.text[start:end].endswith(("余", "多")) else ""
        texts = scene.document.text[start:end] + unit.strip()
        yield scene.note("lost-digits", (start, end), texts)


def find_blank(scene: Scene) -> Iterator[TextFinding]:
    """Yield the one finding of a template that nobody has filled in: more blanks than figures."""
    places = list(_list_remains(scene))
    figures = sum(1 for fact in scene.reading.facts if not fact.at)
    if len(places) >= _FEWEST and len(places) > figures:
        yield scene.note("template-left", scene.flat.span(*places[0].span()), key="template-blank", count=len(places))


def _find_template(scene: Scene) -> Iterator[TextFinding]:
    """Yield each blank and alternative; alternatives before nought say nothing wrong and are told once."""
    idle = []
    for found in _list_remains(scene):
        if _NOUGHT.match(scene.flat.text, found.end()):
            idle.append(found)
        else:
            yield scene.note("template-remains", scene.flat.span(*found.span()))
    for found in idle[:1]:
        yield scene.note("template-left", scene.flat.span(*found.span()), count=len(idle))


def _list_remains(scene: Scene) -> Iterator[re.Match[str]]:
    for found in _TEMPLATE.finditer(scene.flat.text):
        line = scene.document.paragraphs[scene.find_paragraph(scene.flat.places[found.start()]) - 1].text
        table = "\t" in line or not line.strip("_＿ -—") or (found["blank"] and not re.search(r"[，。；]", line))
        named = found["blank"] and _UNIT_NAMED.search(scene.flat.text, found.start(), found.start("blank"))
        if not table and not named:
            yield found


def _find_pattern(scene: Scene, rule: str, pattern: re.Pattern[str]) -> Iterator[TextFinding]:
    """Yield a finding for each place in the document's own text that fits a pattern."""
    for found in pattern.finditer(scene.document.text):
        yield scene.note(rule, found.span(), found[0].strip())


def _find_unpaired(scene: Scene) -> Iterator[TextFinding]:
    """Yield the marks without a partner; a quotation may go on over the next two paragraphs."""
    for left, right in _PAIRS.items():
        waiting: list[tuple[int, int]] = []
        alone: list[int] = []
        for paragraph in scene.document.paragraphs:
            for found in re.finditer(f"[{left}{right}]", paragraph.text):
                if found[0] == left:
                    waiting.append((paragraph.start + found.start(), paragraph.number))
                elif waiting and paragraph.number - waiting[-1][1] <= 2:
                    waiting.pop()
                else:
                    alone.append(paragraph.start + found.start())
        for place in sorted([*alone, *(start for start, _ in waiting)]):
            shown = scene.document.text[place : place + _SHOWN].partition("\n")[0]
            yield scene.note("quotes", (place, place + 1), shown, open=left, close=right)


def _find_split(scene: Scene) -> Iterator[TextFinding]:
    for found in _SPLIT.finditer(scene.flat.text):
        span = scene.flat.span(found.start("word"), found.end())
        yield scene.note("word-order", span, found[0], word=re.sub(r"[，、；。]", "", found["word"]))
