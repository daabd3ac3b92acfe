"""Sentences as departments of many provinces write them, with the figures that a careful reader takes from them.

A figure is written `label | measure | phase year | number unit | code`; a change names its base year behind the year.
"""

import pytest

from tests.read.texts import read_text

SENTENCES = """
培训干部一万二千余人次，投入资金一亿二千万元。
> 培训干部 | level | executed 2022 | 一万二千余 人次 | -
> 投入资金 | level | executed 2022 | 一亿二千万 元 | -
发放补助3万5千元，全县投入12亿3400万元。
> 发放补助 | level | executed 2022 | 3万5千 元 | -
> 全县投入 | level | executed 2022 | 12亿3400万 元 | -
社会保障支出90.00万元，比上年减少5.00万元。主要原因是退休费统一发放减少部门支出9万元。同时，财政将养老金下达各部门，增加部门预算4万元。
> 社会保障支出 | level | executed 2022 | 90.00 万元 | -
> 社会保障支出 | decrease | executed 2022/2021 | 5.00 万元 | -
会议费支出12.00万元，比上年增加3.00万元，主要原因是村代会专项经费增加5万元，其余压减2万用于节约。
> 会议费支出 | level | executed 2022 | 12.00 万元 | disclosure/meetings
> 会议费支出 | increase | executed 2022/2021 | 3.00 万元 | disclosure/meetings
培训费支出7.00万元，比上年增加1.00万元，主要原因是项目支出增加1.50万元。
> 培训费支出 | level | executed 2022 | 7.00 万元 | disclosure/training
> 培训费支出 | increase | executed 2022/2021 | 1.00 万元 | disclosure/training
> 项目支出 | increase | executed 2022/2021 | 1.50 万元 | summary/project
差旅费支出8.00万元，比上年增加2.00万元，主要原因是办公费减少0.50万元。
> 差旅费支出 | level | executed 2022 | 8.00 万元 | economic-2018/30211
> 差旅费支出 | increase | executed 2022/2021 | 2.00 万元 | economic-2018/30211
> 办公费 | decrease | executed 2022/2021 | 0.50 万元 | economic-2018/30201
公务接待费决算数31.10万元，较上年下降6.20万元，降幅16.62%。
> 公务接待费 | level | executed 2022 | 31.10 万元 | three-public/reception
> 公务接待费 | decrease | executed 2022/2021 | 6.20 万元 | three-public/reception
> 公务接待费 | change-rate | executed 2022/2021 | 16.62 % | three-public/reception
财政拨款收入年初预算4.85亿元，年中追加0.32亿元，全年预算5.17亿元，执行数5.00亿元，执行率96.71%。
> 财政拨款收入 | level | approved 2022 | 4.85 亿元 | disclosure/fiscal-income
> 年中追加 | level | adjusted 2022 | 0.32 亿元 | summary/supplement
> 财政拨款收入 | level | adjusted 2022 | 5.17 亿元 | disclosure/fiscal-income
> 财政拨款收入 | level | executed 2022 | 5.00 亿元 | disclosure/fiscal-income
> 财政拨款收入 | completion-rate | executed 2022 | 96.71 % | disclosure/fiscal-income
收、支总计均为345.60万元。与2021年相比，收、支总计各增加12.30万元，增长3.69%。
> 收、支总计 | level | executed 2022 | 345.60 万元 | disclosure/income-and-expenditure
> 收、支总计 | increase | executed 2022/2021 | 12.30 万元 | disclosure/income-and-expenditure
> 收、支总计 | change-rate | executed 2022/2021 | 3.69 % | disclosure/income-and-expenditure
三公经费预算数8万元，决算数6.5万元，较预算减少1.5万元；较上年决算7万元减少0.5万元，下降7.14%。
> 三公经费 | level | approved 2022 | 8 万元 | three-public/total
> 三公经费 | level | executed 2022 | 6.5 万元 | three-public/total
> 三公经费 | decrease | executed 2022/2022 | 1.5 万元 | three-public/total
> 三公经费 | level | executed 2021 | 7 万元 | three-public/total
> 三公经费 | decrease | executed 2022/2021 | 0.5 万元 | three-public/total
> 三公经费 | change-rate | executed 2022/2021 | 7.14 % | three-public/total
公务接待费决算3.00万元，比2022年年初预算减少1.00万元。
> 公务接待费 | level | executed 2022 | 3.00 万元 | three-public/reception
> 公务接待费 | decrease | executed 2022/2022 | 1.00 万元 | three-public/reception
“三公”经费支出决算为9.00万元，完成年初预算10.00万元的90%，比上年决算数减少1.00万元，下降10%。
> “三公”经费 | level | executed 2022 | 9.00 万元 | three-public/total
> “三公”经费 | level | approved 2022 | 10.00 万元 | three-public/total
> “三公”经费 | completion-rate | executed 2022 | 90 % | three-public/total
> “三公”经费 | decrease | executed 2022/2021 | 1.00 万元 | three-public/total
> “三公”经费 | change-rate | executed 2022/2021 | 10 % | three-public/total
“三公”经费减少1.00万元。其中：公务接待费支出决算减少1.00万元，下降33.33%。
> “三公”经费 | decrease | executed 2022/2021 | 1.00 万元 | three-public/total
> 公务接待费 | decrease | executed 2022/2021 | 1.00 万元 | three-public/reception
> 公务接待费 | change-rate | executed 2022/2021 | 33.33 % | three-public/reception
财政拨款收入490万元（其中：一般公共预算440万元，政府性基金预算50万元），占收入合计98%。
> 财政拨款收入 | level | executed 2022 | 490 万元 | disclosure/fiscal-income
> 一般公共预算 | level | executed 2022 | 440 万元 | -
> 政府性基金预算 | level | executed 2022 | 50 万元 | -
> 财政拨款收入 | share | executed 2022 | 98 % | disclosure/fiscal-income
2020年、2021年、2022年三年“三公”经费支出分别为15.2万元、13.8万元和12.1万元。
> “三公”经费 | level | executed 2020 | 15.2 万元 | three-public/total
> “三公”经费 | level | executed 2021 | 13.8 万元 | three-public/total
> “三公”经费 | level | executed 2022 | 12.1 万元 | three-public/total
城乡低保金30万元、临时救助金12万元，共计42万元。
> 城乡低保金 | level | executed 2022 | 30 万元 | -
> 临时救助金 | level | executed 2022 | 12 万元 | -
>  | level | executed 2022 | 42 万元 | -
专项甲5万元、专项乙4万元，分别支出3万元、2万元。
> 专项甲 | level | executed 2022 | 5 万元 | -
> 专项乙 | level | executed 2022 | 4 万元 | -
> 专项甲 | level | executed 2022 | 3 万元 | -
> 专项乙 | level | executed 2022 | 2 万元 | -
基本支出12.00万元，较上年10.00万元增加2.00万元，其中工资福利支出9.00万元。
> 基本支出 | level | executed 2022 | 12.00 万元 | summary/basic
> 基本支出 | level | executed 2021 | 10.00 万元 | summary/basic
> 基本支出 | increase | executed 2022/2021 | 2.00 万元 | summary/basic
> 工资福利支出 | level | executed 2022 | 9.00 万元 | economic-2018/301
政府性基金预算财政拨款支出5.00万元，其中基本支出0万元，项目支出5.00万元。
> 政府性基金预算财政拨款支出 | level | executed 2022 | 5.00 万元 | disclosure/fund-fiscal
> 基本支出 | level | executed 2022 | 0 万元 | -
> 项目支出 | level | executed 2022 | 5.00 万元 | -
财政拨款收入总计50.00万元，支出总计50.00万元。
> 财政拨款收入总计 | level | executed 2022 | 50.00 万元 | disclosure/fiscal-income-total
> 财政拨款支出总计 | level | executed 2022 | 50.00 万元 | disclosure/fiscal-expenditure-total
国内公务接待12批次、80人次，人均消费90元。
> 国内公务接待 | level | executed 2022 | 12 批次 | disclosure/reception-groups
> 国内公务接待 | level | executed 2022 | 80 人次 | disclosure/reception-persons
配备28台电脑、3台打印机。
> 电脑 | level | executed 2022 | 28 台 | -
> 打印机 | level | executed 2022 | 3 台 | -
我局成立于1958年，设有17个科室，编制30名，实有28名。
> 科室 | level | executed 2022 | 17 个 | -
> 编制 | level | approved 2022 | 30 名 | staffing/posts
> 实有 | level | executed 2022 | 28 名 | staffing/staff
专项资金9万元，其中：5万元用于设备购置；4万元用于人员培训。
> 专项资金 | level | executed 2022 | 9 万元 | summary/special
> 设备购置 | level | executed 2022 | 5 万元 | -
> 人员培训 | level | executed 2022 | 4 万元 | -
总得分96分（满分100分），其中投入指标10分、产出指标30分。
>  | level | executed 2022 | 96 分 | -
> 投入指标 | level | executed 2022 | 10 分 | -
> 产出指标 | level | executed 2022 | 30 分 | -
预算执行率=（实际支出9万元/预算数10万元）×100%，客户端下载量12.6万。
没有发生公务用车购置费和因公出国（境）费。
> 公务用车购置费 | level | executed 2022 | 没有 万元 | three-public/vehicle-purchase
> 因公出国（境）费 | level | executed 2022 | 没有 万元 | three-public/overseas
农林水支出（类）水利（款）行政运行（项）2.00万元，教育（类）支出3.00万元。
> 农林水支出（类）水利（款）行政运行（项） | level | executed 2022 | 2.00 万元 | -
> 教育（类）支出 | level | executed 2022 | 3.00 万元 | functional-2020/205
收、支总计各是412.00万元、414.00万元。
> 收入总计 | level | executed 2022 | 412.00 万元 | disclosure/income-total
> 支出总计 | level | executed 2022 | 414.00 万元 | disclosure/expenditure-total
公务接待费预算、决算分别为1.80万元、0.96万元。
> 公务接待费 | level | approved 2022 | 1.80 万元 | three-public/reception
> 公务接待费 | level | executed 2022 | 0.96 万元 | three-public/reception
基本支出、项目支出分别为80.00万元、20.00万元，分别占总支出的80%、20%。
> 基本支出 | level | executed 2022 | 80.00 万元 | summary/basic
> 项目支出 | level | executed 2022 | 20.00 万元 | summary/project
> 基本支出 | share | executed 2022 | 80 % | summary/basic
> 项目支出 | share | executed 2022 | 20 % | summary/project
内设办公室、组织部、财务部3个部室，下辖8个行政村、1个社区。
> 部室 | level | executed 2022 | 3 个 | -
> 行政村 | level | executed 2022 | 8 个 | -
> 社区 | level | executed 2022 | 1 个 | -
百人以上企业工会4家，满意度目标≥90%，参保不少于50人。
> 百人以上企业工会 | level | executed 2022 | 4 家 | -
全年“三公”经费支出9.85万元，控制在预算数12万元以内，较上年度10.60万元减少0.75万元。
> “三公”经费支出 | level | executed 2022 | 9.85 万元 | three-public/total
> “三公”经费支出 | level | approved 2022 | 12 万元 | three-public/total
> “三公”经费支出 | level | executed 2021 | 10.60 万元 | three-public/total
> “三公”经费支出 | decrease | executed 2022/2021 | 0.75 万元 | three-public/total
收入合计20.00万元，其中财政拨款收入15.00万元，其他收入5.00万元；较上年增加2.00万元。
> 收入合计 | level | executed 2022 | 20.00 万元 | summary/income
> 财政拨款收入 | level | executed 2022 | 15.00 万元 | disclosure/fiscal-income
> 其他收入 | level | executed 2022 | 5.00 万元 | disclosure/other-income
> 收入合计 | increase | executed 2022/2021 | 2.00 万元 | summary/income
截至2022年底，开支财政拨款的公务用车保有量为2辆，接待国内来访团组11个,来宾92人次.
> 公务用车保有量 | level | executed 2022 | 2 辆 | disclosure/vehicles-kept
> 国内来访团组 | level | executed 2022 | 11 个 | disclosure/reception-groups
> 来宾 | level | executed 2022 | 92 人次 | disclosure/reception-persons
会议费决算5.20万元，比全年预算6.00万元减少0.80万元，下降13.33%。
> 会议费 | level | executed 2022 | 5.20 万元 | disclosure/meetings
> 会议费 | level | approved 2022 | 6.00 万元 | disclosure/meetings
> 会议费 | decrease | executed 2022/2022 | 0.80 万元 | disclosure/meetings
> 会议费 | change-rate | executed 2022/2022 | 13.33 % | disclosure/meetings
项目支出决算88.00万元，较年初预算数增加8.00万元，比上年决算数减少2.00万元。
> 项目支出 | level | executed 2022 | 88.00 万元 | summary/project
> 项目支出 | increase | executed 2022/2022 | 8.00 万元 | summary/project
> 项目支出 | decrease | executed 2022/2021 | 2.00 万元 | summary/project
收入合计70.00万元，决算数低于预算数5.00万元。
> 收入合计 | level | executed 2022 | 70.00 万元 | summary/income
> 收入合计 | decrease | executed 2022/2022 | 5.00 万元 | summary/income
住房保障支出（类）住房改革支出（款）购房补贴（项）1.00万元。
> 住房保障支出（类）住房改革支出（款）购房补贴（项） | level | executed 2022 | 1.00 万元 | functional-2020/2210203
"""


def list_cases():
    cases = []
    for line in SENTENCES.strip().split("\n"):
        if line.startswith(">"):
            cases[-1][1].append(line[1:].strip())
        else:
            cases.append((line, []))
    return cases


@pytest.mark.parametrize(("sentence", "figures"), list_cases(), ids=lambda value: value[:12] if value else "")
def test_sentence_gives_its_figures(sentence, figures):
    reading = read_text(f"2022年度测试局部门整体支出绩效自评报告\n一、情况\n{sentence}\n", 2022)
    assert [describe(fact) for fact in reading.facts] == figures


def describe(fact):
    year = f"{fact.year}/{fact.base_year}" if fact.base_year else fact.year
    code = f"{fact.named.scheme}/{fact.named.code}" if fact.named else "-"
    return f"{fact.item} | {fact.measure} | {fact.phase} {year} | {fact.printed} {fact.unit} | {code}".strip()
