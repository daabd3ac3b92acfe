"""What is found in a text: for each rule texts that fire it, texts that do not, and its sentences in both languages."""

from functools import cache

import pytest

from analysis.publish.review.judging import judge_drafts
from analysis.read.draft.draft import make_draft
from analysis.read.marks.findings import find_text_findings
from analysis.tables import DATA_FOLDER
from tests.read.judged import judge_texts, make_scene

TITLE = "2019年度某区总工会部门整体支出绩效自评报告\n"
BOTH_YEARS = "2018年公务接待费决算数1.35万元，2019年公务接待费决算数0.15万元，"
PAIR = "公务接待费年初预算为2.00万元，支出决算为1.50万元，"


def find(*texts, title=TITLE):
    """Return the findings of texts below a title, each with what stands in its span."""
    return judge_texts([(title + text, 2019) for text in texts])


def tell(text, lang, title=TITLE):
    """Return the findings of a text in words."""
    return judge_drafts([make_draft(make_scene(title + text), "", lang)], DATA_FOLDER, lang)[0]


def list_faults(text, title=TITLE):
    """Return what the words of a text show by themselves."""
    scene = make_scene(title + text)
    return [(one, scene.document.text[slice(*one.span)]) for one in find_text_findings(scene)]


# rule | severity | what stands in the span | text
FIRING = f"""
sum-of-parts|high|30.00|基本支出总计30.00万元，其中人员经费20.00万元，公用经费11.00万元。
sum-of-parts|high|30.00|基本支出30.00万元，其中：人员经费20.00万元，公用经费9.00万元。
sum-of-parts|high|100.00|支出合计100.00万元，其中：基本支出60.00万元，占60%；项目支出41.00万元，占41%。
sum-of-parts|high|20.00|项目支出20.00万元，其中：办公费5.00万元，差旅费16.00万元。
sum-of-parts|high|20.00|项目支出20.00万元，其中：办公费5.00万元，差旅费6.00万元，其他支出8.00万元。
sum-of-parts|high|20.00|项目支出20.00万元，具体为：办公费5.00万元，差旅费6.00万元，印刷费8.00万元。
sum-of-parts|high|6.00|三项支出共计6.00万元，工会工作经费、劳模慰问经费和联合会经费分别为1.60万元、2.40万元和3.00万元。
sum-of-parts|high|30.00|人员经费20.00万元，公用经费11.00万元，合计30.00万元。
sum-of-parts|high|0.95|“三公”经费预算0.95万元，其中：公务接待费0.15万元，公务用车购置及运行费0.70万元，无因公出国（境）费。
sum-of-parts|high|4.00|“三公”经费年初预算为5.00万元，支出决算为4.00万元，其中：公务接待费年初预算为2.00万元，支出决算为1.50万元；公务用车购置及运行维护费年初预算为3.00万元，支出决算为2.40万元；因公出国（境）费年初预算为0万元，支出决算为0万元。
sum-of-parts|high|30.00|支出合计30.00万元，其中：基本支出20.00万元，其中：人员经费15.00万元，公用经费5.00万元；项目支出12.00万元。
sum-of-parts|high|20|本单位编制20名，其中：行政编制15名，事业编制6名。
sum-of-parts|high|0.30|财政拨款收入支出总计0.30万元。一般公共预算财政拨款支出29.40万元。
sum-of-parts|high|250.00|部门整体支出320.00万元，其中：基本支出250.00万元，项目支出70.00万元。基本支出中，人员经费200.00万元，公用经费60.00万元。
sum-of-parts|high|7.00|“三公”经费10.00万元，其中：公务接待费3.00万元；公务用车费7.00万元（购置费2.00万元、运行费6.00万元）。
sum-of-parts|high|2.30|“三公”经费决算数比2018年减少2.30万元，其中：公务接待费减少0.80万元；公务用车费减少1.60万元；因公出国（境）费减少0万元。
sum-of-parts|high|29.00|发放慰问金12.00万元；慰问困难职工35人，发放助学金7.00万元，共计29.00万元。
sum-of-parts|high|30|基本支出30万元，其中：人员经费20.00万元，公用经费9.80万元。
coarse-rounding|low|30.0|基本支出30.0万元，其中：人员经费20.00万元，公用经费9.96万元。
unit-scale|high|150000.00|项目支出20.00万元，其中：办公费5.00万元，差旅费150000.00万元。
unit-scale|high|20.00|基本支出30.00万元，其中：人员经费20.00元，公用经费10.00万元。
unit-scale|high|1.50|项目支出20.00万元，其中：办公费5.00万元，差旅费1.50万元。
unit-scale|high|41.60|下拨基层工会经费41.60万元。全年下拨基层工会经费416000万元。
restated|high|1.52|全年公务接待费支出1.25万元。\\n公务接待费支出1.52万元，主要用于接待。
restated|high|149.53|基本支出149.35万元。\\n2019年度基本支出149.53万元，用于人员。
percent|medium|82|支出合计100.00万元，其中：基本支出80.00万元，占82%；项目支出20.00万元。
percent|medium|30|“三公”经费年初预算为0.95万元，支出决算为0.19万元，完成预算的30%。
percent|medium|96|基本支出预算数20.00万元，决算数19.00万元，预算完成率96%。
percent|medium|6|本年收入合计95.00万元，比上年减少5.00万元，下降6%。
percent|medium|80.00|{BOTH_YEARS}下降80.00%。
percent|medium|23|支出合计100.00万元。基本支出80.00万元，占支出合计的80%。项目支出20.00万元，占支出合计的23%。
percent|low|66.66|支出合计3000.00万元，其中：基本支出2000.00万元，占66.66%；项目支出1000.00万元。
percent|low|20.60|“三公”经费年初预算为5万元，支出决算为1.00万元，完成预算的20.60%。
restated|high|3.85|按用途分，会议费3.58万元，印刷费2.10万元。\\n其中会议费全年3.85万元。
share-total|low|80.1%；项目支出20万元，占20.1|支出合计100万元，其中：基本支出80万元，占80.1%；项目支出20万元，占20.1%。
change|high|1.30|{BOTH_YEARS}较上年减少1.30万元。
change|high|0.40|{PAIR}较年初预算减少0.40万元。
prior-year|high|3.00|“三公”经费支出1.00万元，比上年增加3.00万元。
direction|medium|1.20|{BOTH_YEARS}较上年增加1.20万元。
direction|medium|5|本年收入合计95.00万元，比上年减少5.00万元，增长5%。
direction|medium|88.89|{BOTH_YEARS}增长88.89%。
direction|medium|0.15|公务接待费由2018年的1.35万元增加到0.15万元。
direction|medium|决算数大于预算数|{PAIR}决算数大于预算数，主要是厉行节约。
direction|medium|决算数与预算数持平|{PAIR}决算数与预算数持平。
direction|medium|与上年持平|{BOTH_YEARS}与上年持平。
direction|medium|与2018年度相比，财政拨款收入支出总计持平|财政拨款收入支出总计50.00万元。与2018年度相比，财政拨款收入支出总计持平。一般公共预算财政拨款支出40.00万元，比2018年度减少3.00万元。
lost-digits|high|0余|慰问困难职工0余名。
lost-digits|high|0余|职工踊跃报名，0余名职工参加。
lost-digits|high|余名|慰问了余名困难职工。
lost-digits|high|余份|发放资料余份。
template-remains|medium|增长（下降）|本年收入比上年增长（下降）5%。
template-remains|medium|增加（减少）|本年收入比上年增加（减少）5.00万元。
template-remains|medium|增长/下降|本年收入比上年增长/下降5%。
template-remains|medium|大于（小于）|决算数大于（小于）预算数。
template-remains|medium|XX|XX单位的职能。
template-remains|medium|×××|共发放×××份资料。
template-remains|medium|20XX|20XX年全年支出。
template-remains|medium|占 %|项目支出占 %，按计划完成。
template-remains|medium|减少 万元|比上年减少 万元。
template-remains|medium|支出万元|公务接待费支出万元。
template-remains|medium|____|本单位有____项目。
template-remains|medium|（ ）|公务接待费（ ）万元。
template-remains|medium|年 月 日|报告日期： 年 月 日
report-year|medium|2018年|2018年度部门整体支出执行完成149.35万元。
report-year|medium|2018年|2018年，区总工会发挥作用。
report-year|medium|2020年|2020年度我单位支出合计12.00万元。
report-year|medium|2018年|二、2018年度部门绩效目标
quotes|info|“|开展“送温暖活动。
quotes|info|”|开展送温暖”活动。
quotes|info|“|开展“送温暖活动和“送清凉”活动。
quotes|info|《|根据《预算法规定。
word-marks|info|[bookmark: _GoBack]|[bookmark: _GoBack]一是做好工作。
word-marks|info|错误!未找到引用源。|见错误!未找到引用源。
word-marks|info|PAGEREF _Toc12345 \\h 3|一、概况 PAGEREF _Toc12345 \\h 3
word-marks|info|HYPERLINK "http://example.org"|见 HYPERLINK "http://example.org" 网站。
word-order|info|举，办|开展志愿活动2次举，办了讲座。
word-order|info|开，展|组织培训3期开，展了活动。
punctuation|info|，，|支出5.00万元，，主要是办公费。
punctuation|info|。。|做好工作。。
punctuation|info|、，|支出5.00万元、，主要是办公费。
punctuation|info|万元万元|基本支出5.00万元万元。
document-kind|low|绩效评价|现将我单位绩效评价情况报告如下：
"""

CLEAN = f"""
基本支出总计30.00万元，其中人员经费20.00万元，公用经费10.00万元。
基本支出30.00万元，其中：人员经费20.00万元，公用经费10.01万元。
项目支出20.00万元，其中：办公费5.00万元，差旅费6.00万元。
三项支出共计6.00万元，工会工作经费、劳模慰问经费和联合会经费分别为1.60万元、2.40万元和2.00万元。
支出合计30.00万元，其中：基本支出20.00万元，其中：人员经费15.00万元，公用经费5.00万元；项目支出10.00万元。
一般公共预算财政拨款基本支出30.00万元。其中：人员经费20.00万元，主要包括：基本工资、津贴；公用经费10.00万元，主要包括：办公费。
“三公”经费预算0.85万元，其中：公务接待费0.15万元，公务用车购置及运行费0.70万元，无因公出国（境）费。
公务用车购置及运行维护费5.00万元，其中：公务用车购置费0万元，公务用车运行维护费5.00万元。
{BOTH_YEARS}较上年减少1.20万元，下降88.89%。
{BOTH_YEARS}公务接待费由1.35万元减少到0.15万元。
{PAIR}比年初预算减少0.50万元，决算数小于预算数，主要是厉行节约。
公务接待费年初预算为2.00万元，支出决算为1.95万元，决算数与预算数基本持平。
2018年“三公”经费决算1.35万元。2019年“三公”经费决算0.15万元，比上年减少1.20万元。
支出合计30.00万元，比上年增加10.00万元，增长50%；其中基本支出20.00万元，占66.67%，项目支出10.00万元，占33.33%。
“三公”经费年初预算为0.95万元，支出决算为0.00万元，完成预算的0%。
“三公”经费10.00万元，其中：公务接待费3.00万元；公务用车费7.00万元（购置费2.00万元、运行费5.00万元）。
2019年财政拨款收入893.00万元，2018年为873.00万元，比上年增加20.00万元，增长2.29%。
支出320.50万元，较上年295.00万元增加25.50万元，增长8.64%。
核定编制12名，其中行政编制8名，工勤编制4名；年末实有在职人员11人，退休人员5人。
项目支出70.20万元，主要用于：困难帮扶30.00万元、劳动竞赛25.20万元、宣传教育10.00万元。
总投资80.00万元，2019年完成50.00万元，2020年预算安排30.00万元。
举办培训5期，其中线上3期，培训职工300人次。
慰问职工300余名，其中女职工200名，党员150名。
截至2018年12月31日，固定资产10.00万元。根据《2018年度评价办法》（湘财〔2018〕3号），自2016年成立以来不断发展。
2020年，我单位将进一步加强管理，计划在2020年继续做好工作。2017年获得市级模范职工之家称号。
开展“送温暖”“送清凉”活动，其余人员共3名，结余资金上缴，单位：万元。
多措并举，办好实事2件，达到目的的活动3次，举办讲座。
根据《关于开展绩效评价工作的通知》要求，现将2019年度绩效自评情况报告如下：
收入总计98.00万元，其中本年收入94.00万元，上年结转4.00万元。本年收入合计94.00万元。
支出合计60.00万元，其中基本支出40.00万元，项目支出20.00万元。财政拨款支出50.00万元，其中：基本支出35.00万元，项目支出15.00万元。
本年支出60.00万元，其中基本支出40.00万元，项目支出20.00万元。政府性基金预算支出0万元，其中基本支出0万元，项目支出0万元。
三公经费预算6.50万元，决算5.86万元，比预算减少0.64万元，下降9.85%，比上年增加0.36万元，增长6.55%。
“三公”经费支出合计28.60万元，同比下降18.8%，比年初预算减少9.40万元。
保障城市低保对象12户，发放低保金30.00万元；农村低保对象20户，发放低保金50.00万元。
总支出60.00万元，年末结转3.00万元。其中人员经费支出40.00万元，公用经费支出5.00万元，专项支出15.00万元。
三公经费支出2.05万元，年初预算为2.95万元，差值为0.90万元。其中：公务接待费支出2.05万元，年初预算为2.95万元，差值为0.90万元。
固定资产净值67.16万元（原值126.50万元，累计折旧59.34万元）。
专项甲5.00万元、专项乙4.00万元，分别支出3.00万元、2.00万元。
年初预算30.00万元，年中追加12.00万元，调整后预算42.00万元，实际支出42.00万元，预算执行率100%。
争取帮扶资金20多万元，慰问困难职工296名。
部门收入9.00万元，比上年部门收入8.00万元增加1.00万元，增长12.50%。
基本支出14.25万元，较上年14.02万元增加0.23万元，其中工资福利支出12.00万元、商品和服务支出2.25万元。
财政拨款本年收入43.00万元；本年支出44.00万元。其中：一般公共预算财政拨款本年收入42.00万元；本年支出43.00万元。
收入总计98.00万元，其中：财政拨款收入90.00万元，占本年收入的94.74%；其他收入5.00万元，占5.26%；年初结转3.00万元。本年收入95.00万元。
收入总计60.00万元，其中年初结转和结余5.00万元，较上年增加10.00万元，增长20%；本年收入55.00万元。
"""


FIRING_LINES = [line.replace("\\n", "\n").split("|") for line in FIRING.strip().split("\n")]
CLEAN_TEXTS = CLEAN.strip().split("\n")


@cache
def judge_all():
    """Return the findings of all texts above."""
    texts = [text for *_, text in FIRING_LINES] + CLEAN_TEXTS
    return dict(zip(texts, find(*texts), strict=True))


@pytest.mark.parametrize(("rule", "severity", "span", "text"), FIRING_LINES)
def test_rule_fires_once_and_nothing_else_does(rule, severity, span, text):
    assert judge_all()[text] == [(rule, severity, span)]


@pytest.mark.parametrize("text", CLEAN_TEXTS)
def test_text_that_agrees_with_itself_gives_no_finding(text):
    assert judge_all()[text] == []


@pytest.mark.parametrize("text", [text for *_, text in FIRING_LINES])
def test_faults_of_words_are_told_in_both_languages(text):
    for one, _ in list_faults(text):
        chinese, english = one.tell("zh"), one.tell("en")
        assert all(chinese.values())
        assert all(english.values())
        assert {name for name in chinese if chinese[name] != english[name]} == {"subject", "expected", "note"}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_finding_says_what_is_expected_and_what_is_there(lang):
    [one] = tell("基本支出30.00万元，其中：人员经费20.00万元，公用经费11.00万元。", lang)
    assert one.expected == "20.00 + 11.00 ＝ 31.00 万元"
    assert one.actual.endswith("30.00 万元")
    assert one.locator == "标题与首段 第2段"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_slip_of_a_unit_says_what_would_agree(lang):
    [one] = tell("项目支出20.00万元，其中：办公费5.00万元，差旅费150000.00万元。", lang)
    assert "15.00 万元" in one.expected


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_percentage_says_what_its_amounts_give(lang):
    [one] = tell("本年收入合计95.00万元，比上年减少5.00万元，下降6%。", lang)
    assert one.expected.endswith(" ＝ −5.00 %")


def test_title_that_says_evaluation_is_held_against_an_introduction_that_says_self_evaluation():
    title = "2019年度某区总工会部门整体支出绩效评价报告\n"
    assert find("现将自评结果报告如下：", "现将绩效评价结果报告如下：", title=title) == [
        [("document-kind", "low", "自评")],
        [],
    ]


def test_year_of_the_title_is_the_one_in_doubt_when_the_text_agrees_on_another():
    title = "2018年度某区总工会部门整体支出绩效自评报告\n"
    text = "一、2019年度部门概况\n2019年，区总工会发挥作用。\n2019年度支出合计30.00万元。\n2019年度开展活动3次。"
    [(one, shown)] = list_faults(text, title)
    assert (one.rule, one.span, shown, one.tell("zh")["expected"]) == ("report-year", (0, 5), "2018年", "2019年")


def test_quotation_may_go_on_in_the_next_paragraph():
    assert list_faults("他说：“做好工作。\n还要做得更好。”") == []


def test_table_is_no_template():
    assert list_faults("项目\t完成率%\t（ ）") == []


def test_fault_names_the_figures_within_its_words_and_keeps_to_one_line():
    scene = make_scene(TITLE + "慰问困难职工0余名。\n支出5.00万元，比上年增加（减\n少）1.00万元。")
    rows = make_draft(scene, "", "zh").tables["text-findings"]
    assert [(row["finding"], row["rule"], row["figures"]) for row in rows][:1] == [("T01", "lost-digits", "F01")]
    assert not any("\n" in cell for row in rows for cell in row.values())


def test_text_without_end_is_checked_all_the_same():
    [found] = find("一次支出5.00万元；其中：" * 3000)
    assert {rule for rule, *_ in found} <= {"sum-of-parts"}


def test_findings_are_the_same_each_time():
    text = "\n".join(text for *_, text in FIRING_LINES)
    assert find(text) == find(text)
