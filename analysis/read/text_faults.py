"""Faults of a text itself: lost digits, remains of a template and of Word, unpaired marks, split words, doubled marks."""

import re
from collections.abc import Iterator

from analysis.read.grammar import compile_pattern
from analysis.read.text_rows import Scene, TextFinding

_COUNTED = "名|人次|人(?!员|民|大)|户|家|份|场次|场|次|篇|件|批|套|台"
_LOST = re.compile(
    rf"(?<![\d.零〇一二两三四五六七八九十百千万亿数几结其剩盈多业年富节宽残空课有])余(?:{_COUNTED})|(?<![\d.,])0+[余多](?:{_COUNTED})"
)
# A blank between a word that wants a number and its unit; 单位：万元 and （万元） want none.
_WANTS = r"(?:为|是|占|计|共|达|达到|约|支出|收入|费|经费|总额|合计|总计|资金|增加|减少|{up}|{down}|预算的|决算的|比例|比重|率)了?"
_TEMPLATE = compile_pattern(
    r"(?:{up})(?:（(?:{down})）|[/／](?:{down}))|(?:{down})(?:（(?:{up})）|[/／](?:{up}))"
    r"|(?:大于|高于)(?:（(?:小于|低于|等于)[^）]{0,6}）|[/／](?:小于|低于))|(?:小于|低于)(?:（(?:大于|高于|等于)[^）]{0,6}）|[/／](?:大于|高于))"
    r"|（(?:{up}|{down}|大于|小于)[/／、或](?:{up}|{down}|大于|小于|持平)）|[（]?是[/／]否[）]?(?=[，。；])"
    r"|(?<![A-Za-z\d])(?:20)?[XxＸ×]{2,}(?![A-Za-z])|20[XxＸ×](?=年)|[□○〇*＊]{3,}|[□○]{2,}|[_＿]{2,}"
    r"|（\s*）|［\s*］|【\s*】"
    r"|" + _WANTS + r"[ \t\u3000\u2002\xa0]*(?P<blank>%|(?:万|亿)元)(?=[，。；、）\n]|$)"
    r"|(?<!\d)年[ \u3000]+月(?:[ \u3000]+日)?|(?:请(?:在此|填写|输入|补充说明|根据实际)|此处填写|此处(?:请|应)?(?:填|说明)|待填写|待补充|填写说明)[^，。；\n]{0,12}"
)
_EXEMPT = re.compile(r"单位$|[:：]单位$")
_WORD = re.compile(
    r"\[bookmark:[^\]\n]*\]|错误[!！]\s*(?:未找到引用源|未定义书签|超链接引用无效)[。.]?|Error! (?:Reference source|Bookmark) not (?:found|defined)\.?"
    r"|PAGEREF\s+_[A-Za-z]+\d*(?:\s*\\?h)?(?:\s*\d+)?|HYPERLINK(?:\s+\\?[lo])?(?:\s*[\"“][^\"”\n]*[\"”])?|TOC\s+\\[a-z][^\n]{0,30}"
    r"|_GoBack|_(?:Toc|Ref|Hlk)\d+|MERGEFORMAT|EMBED\s+[A-Z][\w.]+|\{\s*(?:SEQ|REF|PAGE|DATE)\b[^}\n]*\}"
)
_DOUBLED = re.compile(
    r"([，。；：、])(?:[ \u3000\xa0]*\1)+|[，、；：][ \u3000\xa0]*[。；，]|。[ \u3000\xa0]*[，、；：]|[，、。；：][,;](?!\d)|[,;][，、。；：]"
    r"|(?<![(（])(?:万元)+(?:万元|元)|%%|％％"
)
_VERBS = (
    "举办 开展 召开 组织 完成 发放 参加 慰问 帮扶 培训 新增 实施 承办 协办 指导 建立 推进 落实 加强 服务 走访 救助 资助 "
    "印发 处理 受理 解决 维修 采购 购置 建设 安排 举行 开设 组建 受训 获得 获评 接待 检查 宣传 宣讲 评选 表彰 申报 化解 调解 提供 发布"
)
_SPLIT = re.compile(
    rf"(?<=[\d余多])(?:{_COUNTED}|期|个|支|项|条|万元|元)(?P<word>"
    + "|".join(f"{word[0]}[，、；。]{word[1]}" for word in _VERBS.split())
    + ")"
)
_SELF = re.compile(r"自我评价|自评|自我评估")
_EVALUATION = re.compile(r"绩效评价|重点评价|评价")
_ANNOUNCED = re.compile(
    r"(?:现|兹)?将[^。\n]{0,60}?(?P<kind>[^，。、的\n]{0,8}(?:评价|自评)[^，。\n]{0,8}?)(?:报告|汇报|说明|公开|公布)?如下"
)
_PAIRS = {"“": "”", "《": "》", "「": "」", "【": "】"}
_INTRODUCTION = 6


def find_faults(scene: Scene) -> Iterator[TextFinding]:
    """Yield what is wrong with the text itself, kind by kind."""
    yield from _find_lost(scene)
    yield from _find_template(scene)
    yield from _find_unpaired(scene)
    for rule, pattern in (("word-marks", _WORD), ("punctuation", _DOUBLED)):
        yield from _find_pattern(scene, rule, pattern)
    yield from _find_kind(scene)
    yield from _find_split(scene)


def _find_lost(scene: Scene) -> Iterator[TextFinding]:
    lost = [fact.span for fact in scene.reading.facts if fact.doubt == "lost-digits"]
    text = scene.flat.text
    for found in _LOST.finditer(text):
        span = scene.flat.span(*found.span())
        if not any(start < span[1] and span[0] < end for start, end in lost):
            lost.append(span)
    for start, end in sorted(lost):
        unit = scene.document.text[end : end + 1] if scene.document.text[start:end].endswith(("余", "多")) else ""
        texts = scene.document.text[start:end] + unit.strip()
        yield _report(scene, "lost-digits", (start, end), texts)


def _find_template(scene: Scene) -> Iterator[TextFinding]:
    for found in _TEMPLATE.finditer(scene.flat.text):
        line = _find_line(scene, found.start())
        table = "\t" in line or not line.strip("_＿ -—") or (found["blank"] and not re.search(r"[，。；]", line))
        if not table and not _EXEMPT.search(scene.flat.text[: found.start("blank")][-4:] if found["blank"] else ""):
            span = scene.flat.span(*found.span())
            yield _report(scene, "template-remains", span, scene.document.text[span[0] : span[1]])


def _find_line(scene: Scene, place: int) -> str:
    """Return the line of the even text that a place lies in."""
    text = scene.flat.text
    end = text.find("\n", place)
    return text[text.rfind("\n", 0, place) + 1 : end if end >= 0 else len(text)]


def _find_pattern(scene: Scene, rule: str, pattern: re.Pattern[str]) -> Iterator[TextFinding]:
    """Yield a finding for each place in the document's own text that fits a pattern."""
    for found in pattern.finditer(scene.document.text):
        yield _report(scene, rule, found.span(), found[0].strip())


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
            subject, note = scene.tell("found.quotes.subject"), scene.tell("found.quotes.note")
            expected = scene.tell("found.quotes.expected", open=left, close=right)
            end = scene.document.text.find("\n", place)
            shown = scene.document.text[place : min(place + 12, end if end >= 0 else place + 12)]
            yield scene.report("quotes", (place, place + 1), subject, (expected, shown, note))


def _find_kind(scene: Scene) -> Iterator[TextFinding]:
    """Yield the first word of the introduction that names another kind of document than the title."""
    paragraphs = scene.document.paragraphs
    title = next((one for one in paragraphs[:4] if _EVALUATION.search(one.text) or _SELF.search(one.text)), None)
    if title is None or len(title.text) > 60:
        return
    own = bool(_SELF.search(title.text))
    for one in paragraphs[title.number : title.number + _INTRODUCTION]:
        if one.heading:
            return
        span = _find_other_kind(one.text, own)
        if span:
            start, end = one.start + span[0], one.start + span[1]
            subject, note = scene.tell("found.document-kind.subject"), scene.tell("found.document-kind.note")
            expected = scene.tell("found.document-kind.expected", title=title.text)
            texts = (expected, scene.document.text[start:end], note)
            yield scene.report("document-kind", (start, end), subject, texts)
            return


def _find_other_kind(text: str, own: bool) -> tuple[int, int] | None:
    """Return where an introduction contradicts a title; only its announcement speaks of the document itself."""
    if not own:
        found = _SELF.search(text)
        return found.span() if found else None
    announced = _ANNOUNCED.search(text)
    if announced and not _SELF.search(text):
        found = _EVALUATION.search(text, announced.start("kind"))
        return found.span() if found else None
    return None


def _find_split(scene: Scene) -> Iterator[TextFinding]:
    for found in _SPLIT.finditer(scene.flat.text):
        span = scene.flat.span(found.start("word"), found.end())
        word = re.sub(r"[，、；。]", "", found["word"])
        expected = scene.tell("found.word-order.expected", word=word)
        texts = (expected, found[0], scene.tell("found.word-order.note"))
        yield scene.report("word-order", span, scene.tell("found.word-order.subject"), texts)


def _report(scene: Scene, rule: str, span: tuple[int, int], actual: str) -> TextFinding:
    subject, expected, note = (scene.tell(f"found.{rule}.{part}") for part in ("subject", "expected", "note"))
    return scene.report(rule, span, subject, (expected, actual, note))
