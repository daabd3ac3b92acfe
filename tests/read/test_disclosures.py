"""Sentences as budgets and final accounts print them, with the figures that a careful reader takes from them.

`决算` and `预算` begin a document of that kind; `/` ends a line of it. A figure is written
`label | measure | phase year | number unit | code`; a change names its base year behind the year. `- number why` is a
number that is named and no figure, `of number` behind a figure the amount that it is a part of.
"""

import re

import pytest

from analysis.read.prose.reader import find_year, read_facts
from analysis.read.prose.vocabulary import Named, extend_vocabulary
from tests.read.texts import make_document, read_text, vocabulary, words

YEAR = 2024
SENTENCES = """
决算：项目支出预算由100.00万元调整为120.00万元，支出决算为118.00万元。
> 项目支出 | level | approved 2024 | 100.00 万元 | summary/project
> 项目支出 | level | adjusted 2024 | 120.00 万元 | summary/project
> 项目支出 | level | executed 2024 | 118.00 万元 | summary/project
决算：公务接待费预算从3.00万元调整到2.50万元。
> 公务接待费 | level | approved 2024 | 3.00 万元 | three-public/reception
> 公务接待费 | level | adjusted 2024 | 2.50 万元 | three-public/reception
决算：会议费年初预算4.00万元，调整为5.00万元，决算数4.80万元。
> 会议费 | level | approved 2024 | 4.00 万元 | disclosure/meetings
> 会议费 | level | adjusted 2024 | 5.00 万元 | disclosure/meetings
> 会议费 | level | executed 2024 | 4.80 万元 | disclosure/meetings
决算：会议费调整预算数6.00万元，支出决算5.90万元。
> 会议费 | level | adjusted 2024 | 6.00 万元 | disclosure/meetings
> 会议费 | level | executed 2024 | 5.90 万元 | disclosure/meetings
决算：培训费全年预算2.00万元，执行数1.90万元，执行率95%。
> 培训费 | level | adjusted 2024 | 2.00 万元 | disclosure/training
> 培训费 | level | executed 2024 | 1.90 万元 | disclosure/training
> 培训费 | completion-rate | executed 2024 | 95 % | disclosure/training
决算：“三公”经费变更后预算为3.00万元。
> “三公”经费 | level | adjusted 2024 | 3.00 万元 | three-public/total
决算：办公楼上限管理项目支出35.00万元，单价审核经费4.20万元。
> 办公楼上限管理项目支出 | level | executed 2024 | 35.00 万元 | -
> 单价审核经费 | level | executed 2024 | 4.20 万元 | -
决算：号码资源占用费1.30万元，标准厂房补助经费60.00万元。
> 号码资源占用费 | level | executed 2024 | 1.30 万元 | -
> 标准厂房补助经费 | level | executed 2024 | 60.00 万元 | -
决算：“科目调整专项”科目2088.60万元。
> “科目调整专项” | level | executed 2024 | 2088.60 万元 | -
决算：1、农林水支出（类）水利（款）水库建设（项）26.02万元，主要用于：水库。年初预算为30.00万元，支出决算为36.02万元。
> 农林水支出（类）水利（款）水库建设（项） | level | executed 2024 | 26.02 万元 | -
> 农林水支出（类）水利（款）水库建设（项） | level | approved 2024 | 30.00 万元 | -
> 农林水支出（类）水利（款）水库建设（项） | level | executed 2024 | 36.02 万元 | -
预算：基本支出预算90.00万元，比2023年执行数增加10.00万元。
> 基本支出 | level | approved 2024 | 90.00 万元 | summary/basic
> 基本支出 | increase | approved 2024/2023 | 10.00 万元 | summary/basic
预算：项目支出2023年当年预算执行数为80.00万元，2024年预算安排90.00万元，比2023年预算执行数增长12.50%。
> 项目支出 | level | executed 2023 | 80.00 万元 | summary/project
> 项目支出 | level | approved 2024 | 90.00 万元 | summary/project
> 项目支出 | change-rate | approved 2024/2023 | 12.50 % | summary/project
预算：收入预算90.00万元，上年收入预算80.00万元，增加12.50%。
> 收入预算 | level | approved 2024 | 90.00 万元 | summary/income
> 收入预算 | level | approved 2023 | 80.00 万元 | summary/income
> 收入预算 | change-rate | approved 2024/2023 | 12.50 % | summary/income
决算：基本支出95.00万元，低于上年执行数5.00万元。
> 基本支出 | level | executed 2024 | 95.00 万元 | summary/basic
> 基本支出 | decrease | executed 2024/2023 | 5.00 万元 | summary/basic
决算：项目支出70.00万元，超过2023年决算数2.00万元。
> 项目支出 | level | executed 2024 | 70.00 万元 | summary/project
> 项目支出 | increase | executed 2024/2023 | 2.00 万元 | summary/project
决算：“三公”经费支出决算3.00万元，高于年初预算数0.50万元。
> “三公”经费 | level | executed 2024 | 3.00 万元 | three-public/total
> “三公”经费 | increase | executed 2024/2024 | 0.50 万元 | three-public/total
决算：项目支出增加，较上年度增加11.95万元。
> 项目支出 | increase | executed 2024/2023 | 11.95 万元 | summary/project
预算：1、卫生健康支出（210类）单位医疗（11款）事业（02项）3.40万元，主要用于医疗。
> 卫生健康支出（210类）单位医疗（11款）事业（02项） | level | approved 2024 | 3.40 万元 | functional-2020/2101102
预算：2、住房保障支出（221类）住房改革支出（02款）提租补贴（02项）7.10万元，比上年增加0.10万元。
> 住房保障支出（221类）住房改革支出（02款）提租补贴（02项） | level | approved 2024 | 7.10 万元 | -
> 住房保障支出（221类）住房改革支出（02款）提租补贴（02项） | increase | approved 2024/2023 | 0.10 万元 | -
预算：3、住房公积金（2210201）8.00万元。
> 住房公积金（2210201） | level | approved 2024 | 8.00 万元 | functional-2020/2210201
决算：支出合计２，３４５．６７万元，其中：基本支出１，２００．００万元。
> 支出合计 | level | executed 2024 | 2,345.67 万元 | summary/total
> 基本支出 | level | executed 2024 | 1,200.00 万元 | summary/basic of 2,345.67
决算：项目支出1，145.67万元。
> 项目支出 | level | executed 2024 | 1,145.67 万元 | summary/project
决算：公务接待费、会议费分别为1，120.00万元。
> 公务接待费 | level | executed 2024 | 1 万元 | three-public/reception
> 会议费 | level | executed 2024 | 120.00 万元 | disclosure/meetings
决算：二〇二四年支出合计20.00万元，较二○二三年增加4.00万元。
> 支出合计 | level | executed 2024 | 20.00 万元 | summary/total
> 支出合计 | increase | executed 2024/2023 | 4.00 万元 | summary/total
决算：支出合计20.00万元，较2023增加4.00万元，增长25%。
> 支出合计 | level | executed 2024 | 20.00 万元 | summary/total
> 支出合计 | increase | executed 2024/2023 | 4.00 万元 | summary/total
> 支出合计 | change-rate | executed 2024/2023 | 25 % | summary/total
决算：公务接待费减少为0.00万元，比上年减少0.30万元。
> 公务接待费 | level | executed 2024 | 0.00 万元 | three-public/reception
> 公务接待费 | decrease | executed 2024/2023 | 0.30 万元 | three-public/reception
决算：会议费由2023年的2.00万元增加为3.00万元。
> 会议费 | level | executed 2023 | 2.00 万元 | disclosure/meetings
> 会议费 | level | executed 2024 | 3.00 万元 | disclosure/meetings
决算：培训费支出决算下降为1.50万元。
> 培训费 | level | executed 2024 | 1.50 万元 | disclosure/training
决算：2024年支出决/算数90.00万元，比2023年/支出决算80.00万元增/加10.00万元，增长12.5/%。
> 支出 | level | executed 2024 | 90.00 万元 | summary/total
> 支出 | level | executed 2023 | 80.00 万元 | summary/total
> 支出 | increase | executed 2024/2023 | 10.00 万元 | summary/total
> 支出 | change-rate | executed 2024/2023 | 12.5 % | summary/total
决算：支出合计90.00万元，/其中：基本支出60./00万元，项/目支出30.00万元。
> 支出合计 | level | executed 2024 | 90.00 万元 | summary/total
> 基本支出 | level | executed 2024 | 60.00 万元 | summary/basic of 90.00
> 项目支出 | level | executed 2024 | 30.00 万元 | summary/project of 90.00
预算：1．农林水支出（类）水利（款）水库建/设（项）3.00万元。
> 农林水支出（类）水利（款）水库建设（项） | level | approved 2024 | 3.00 万元 | -
预算：1．农林水支出（类）水利（款）水库/─3 ─建设（项）支出3.00万元，比上年增加1.00万元。
> 农林水支出（类）水利（款）水库建设（项） | level | approved 2024 | 3.00 万元 | -
> 农林水支出（类）水利（款）水库建设（项） | increase | approved 2024/2023 | 1.00 万元 | -
决算：公务用/车运行维护费12.50万元。
> 公务用车运行维护费 | level | executed 2024 | 12.50 万元 | three-public/vehicle-operation
决算：公务接待费/0.30万元/会议费/9.98万元
> 公务接待费 | level | executed 2024 | 0.30 万元 | three-public/reception
> 会议费 | level | executed 2024 | 9.98 万元 | disclosure/meetings
决算：注：支出合计中含上年结转3.20万元。
> 上年结转 | level | executed 2024 | 3.20 万元 | summary/opening-carry-over
决算：注：本表反映收支情况，公务接待费0.50万元。
> 公务接待费 | level | executed 2024 | 0.50 万元 | three-public/reception
决算：支出合计9.00万元。/注：其中基本支出6.00万元。
> 支出合计 | level | executed 2024 | 9.00 万元 | summary/total
> 基本支出 | level | executed 2024 | 6.00 万元 | summary/basic
决算：纳入汇总的26家单位“三公”经费支出12.00万元。
> “三公”经费支出 | level | executed 2024 | 12.00 万元 | three-public/total
- 26 count
决算：全县15个部门公务接待费合计8.00万元，下降4.00%。
> 公务接待费 | level | executed 2024 | 8.00 万元 | three-public/reception
> 公务接待费 | change-rate | executed 2024/2023 | 4.00 % | three-public/reception
- 15 count
预算：本系统9个预算单位会议费6.00万元、培训费4.00万元。
> 会议费 | level | approved 2024 | 6.00 万元 | disclosure/meetings
> 培训费 | level | approved 2024 | 4.00 万元 | disclosure/training
- 9 count
决算：水利支出决算数9.00万元。/注：2023年基数已作同口径调整为8.00万元。
> 水利支出 | level | executed 2024 | 9.00 万元 | -
> 水利支出（同口径） | level | executed 2023 | 8.00 万元 | -
决算：人员经费87.00万元，人均人员经费8.70万元。
> 人员经费 | level | executed 2024 | 87.00 万元 | disclosure/staff-costs
- 8.70 per-head
决算：户均补助1.20万元，补助支出6.00万元，每人补助500元。
> 补助支出 | level | executed 2024 | 6.00 万元 | -
- 500 threshold
- 1.20 per-head
预算：支出预算90.00万元，其中：人员经费60.00万元，12.00万元，项目支出18.00万元。
> 支出预算 | level | approved 2024 | 90.00 万元 | summary/total
> 人员经费 | level | approved 2024 | 60.00 万元 | disclosure/staff-costs of 90.00
> | level | approved 2024 | 12.00 万元 | - of 90.00
> 项目支出 | level | approved 2024 | 18.00 万元 | summary/project of 90.00
决算：会议费年初预算为0，支出决算为0.80万元。
> 会议费 | level | approved 2024 | 0 万元 | disclosure/meetings
> 会议费 | level | executed 2024 | 0.80 万元 | disclosure/meetings
决算：支出合计20.00万元，其中：基本支出15.00万元，项目支出5.00万元。/年初预算数18.00万元，完成年初预算的111.11%。
> 支出合计 | level | executed 2024 | 20.00 万元 | summary/total
> 基本支出 | level | executed 2024 | 15.00 万元 | summary/basic of 20.00
> 项目支出 | level | executed 2024 | 5.00 万元 | summary/project of 20.00
> 支出合计 | level | approved 2024 | 18.00 万元 | summary/total
> 支出合计 | completion-rate | executed 2024 | 111.11 % | summary/total
预算：本年支出预算合计90.00万元，其中：/基本支出60.00万元，占66.67%；/项目支出30.00万元，占33.33%。/机关运行经费5.00万元。
> 本年支出预算合计 | level | approved 2024 | 90.00 万元 | summary/total
> 基本支出 | level | approved 2024 | 60.00 万元 | summary/basic of 90.00
> 基本支出 | share | approved 2024 | 66.67 % | summary/basic
> 项目支出 | level | approved 2024 | 30.00 万元 | summary/project of 90.00
> 项目支出 | share | approved 2024 | 33.33 % | summary/project
> 机关运行经费 | level | approved 2024 | 5.00 万元 | disclosure/agency-operation
预算：财政拨款基本支出预算90.00万元，其中：/（一）人员经费60.00万元。主要包括：基本工资。/（二）公用经费30.00万元。
> 财政拨款基本支出 | level | approved 2024 | 90.00 万元 | disclosure/fiscal-basic
> 人员经费 | level | approved 2024 | 60.00 万元 | disclosure/staff-costs of 90.00
> 公用经费 | level | approved 2024 | 30.00 万元 | summary/public of 90.00
预算：1．财政拨款收入预算总计90.00万元。/（1）一般公共预算收入预算70.00万元。/（2）政府性基金收入预算20.00万元。
> 财政拨款收入预算总计 | level | approved 2024 | 90.00 万元 | disclosure/fiscal-income
> 一般公共预算收入预算 | level | approved 2024 | 70.00 万元 | disclosure/general-fiscal-income of 90.00
> 政府性基金收入预算 | level | approved 2024 | 20.00 万元 | disclosure/fund-fiscal-income of 90.00
预算：收入、支出预算总计90.00万元，与上年相比收、支预算总计各增加5.00万元，增长5.88%。其中：/（一）收入预算总计90.00万元。
> 收入、支出预算总计 | level | approved 2024 | 90.00 万元 | disclosure/income-and-expenditure
> 收入、支出预算总计 | increase | approved 2024/2023 | 5.00 万元 | disclosure/income-and-expenditure
> 收入、支出预算总计 | change-rate | approved 2024/2023 | 5.88 % | disclosure/income-and-expenditure
> 收入预算总计 | level | approved 2024 | 90.00 万元 | disclosure/income-total
预算：政府性基金收入预算0万元，与上年相比增加（减少）0万元，增长（减少）0%。主要原因是本部门无此项收入。
> 政府性基金收入预算 | level | approved 2024 | 0 万元 | disclosure/fund-fiscal-income
> 政府性基金收入预算 | increase | approved 2024/2023 | 0 万元 | disclosure/fund-fiscal-income
> 政府性基金收入预算 | change-rate | approved 2024/2023 | 0 % | disclosure/fund-fiscal-income
预算：基本支出90.00万元。主要原因是一般性支出统一压减10%，增加租赁开支9.00万元用于办公用房，新增档案整理经费2.00万元。
> 基本支出 | level | approved 2024 | 90.00 万元 | summary/basic
> 档案整理经费 | level | approved 2024 | 2.00 万元 | -
- 10 reason
- 9.00 reason
预算：2024年制定规章12件，召开会议8次，编制20名。
> 编制 | level | approved 2024 | 20 名 | staffing/posts
- 12 count
- 8 count
预算：2024年政府采购预算48.00万元，其中：政府采购货物预算5.00万元、政府采购服务预算43.00万元。
> 政府采购预算 | level | approved 2024 | 48.00 万元 | summary/procurement
> 政府采购货物预算 | level | approved 2024 | 5.00 万元 | disclosure/procurement-goods of 48.00
> 政府采购服务预算 | level | approved 2024 | 43.00 万元 | disclosure/procurement-services of 48.00
预算：县水利局2024年度一般公共预算拨款安排的会议费预算支出5.00万元，与上年持平。
> 会议费 | level | approved 2024 | 5.00 万元 | disclosure/meetings
预算：公务接待费\t3.00 万元，\t占\t20.00\t%。
> 公务接待费 | level | approved 2024 | 3.00 万元 | three-public/reception
> 公务接待费 | share | approved 2024 | 20.00 % | three-public/reception
决算：无机关运行经费支出的部门，作下述说明：/某县XX局2024年度无机关运行经费支出。
决算：县水利局2024年度无政府性基金预算财政拨款收入和支出。
决算：审计业务项目自评得分96分，全年预算数180.00万元，执行数176.06万元。
> 审计业务项目 | level | executed 2024 | 96 分 | -
> 审计业务项目 | level | adjusted 2024 | 180.00 万元 | -
> 审计业务项目 | level | executed 2024 | 176.06 万元 | -
决算：应急中心建设项目：自评得分为97.2分。项目全年预算数为500.00万元。
> 应急中心建设项目 | level | executed 2024 | 97.2 分 | -
> 应急中心建设项目 | level | adjusted 2024 | 500.00 万元 | -
决算：人员编制58人，其中：行政编制16人、事业编制42人。
> 人员编制 | level | approved 2024 | 58 人 | staffing/posts
> 行政编制 | level | approved 2024 | 16 人 | staffing/posts-administrative of 58
> 事业编制 | level | approved 2024 | 42 人 | staffing/posts-institution of 58
决算：人员编制30名，年末在职人员28名，退休人员5名。
> 人员编制 | level | approved 2024 | 30 名 | staffing/posts
> 年末在职人员 | level | executed 2024 | 28 名 | staffing/staff-year-end
> 退休人员 | level | executed 2024 | 5 名 | staffing/retirees
决算：2024年末实有在职人数26人，全年平均在职人数27人。
> 年末实有在职人数 | level | executed 2024 | 26 人 | staffing/staff-year-end
> 全年平均在职人数 | level | executed 2024 | 27 人 | staffing/staff-average
决算：本年在职人员28人。
> 在职人员 | level | executed 2024 | 28 人 | staffing/staff
预算：1.住房公积金（项）：支出5.00万元。
> 住房公积金（项） | level | approved 2024 | 5.00 万元 | functional-2020/2210201
预算：截至2023年12月31日，本部门共有车辆6辆。单价100万元以上设备（不含车辆）4台（套）。固定资产原值50.00万元。
> 车辆 | level | executed 2023 | 6 辆 | disclosure/vehicles
> 单价100万元以上设备（不含车辆） | level | executed 2023 | 4 台（套） | disclosure/equipment
> 固定资产原值 | level | executed 2023 | 50.00 万元 | -
- 100 threshold
预算：2024年单位预算安排购置车辆1辆。
> 车辆 | level | approved 2024 | 1 辆 | disclosure/vehicles
预算：本单位行政编制22人，事业编制6人。
> 行政编制 | level | approved 2024 | 22 人 | staffing/posts-administrative
> 事业编制 | level | approved 2024 | 6 人 | staffing/posts-institution
决算：全年使用财政拨款安排因公出国（境）团组1个，累计3人次。执行接待任务7批次58人次。
> 因公出国（境）团组 | level | executed 2024 | 1 个 | disclosure/overseas-groups
> 因公出国（境） | level | executed 2024 | 3 人次 | disclosure/overseas-persons
> 执行接待任务 | level | executed 2024 | 7 批次 | -
> 执行接待任务 | level | executed 2024 | 58 人次 | -
决算：水费6.00万元，较上年增长1.5倍，占比上升2.3个百分点。
> 水费 | level | executed 2024 | 6.00 万元 | economic-2018/30205
> 水费 | change-rate | executed 2024/2023 | 1.5 倍 | economic-2018/30205
- 2.3 percentage-points
决算：城乡社区支出（212）年初预算0万元，支出决算3.00万元，超出年初预算3.00万元。
> 城乡社区支出（212） | level | approved 2024 | 0 万元 | functional-2020/212
> 城乡社区支出（212） | level | executed 2024 | 3.00 万元 | functional-2020/212
> 城乡社区支出（212） | increase | executed 2024/2024 | 3.00 万元 | functional-2020/212
决算：1、因公出国（境）费用：2024年度我镇无因公出国（境）任务，支出0万元。
> 因公出国（境）费用 | level | executed 2024 | 0 万元 | three-public/overseas
决算：公务用车保有量2辆，车均运行维护费1.98万元。
> 公务用车保有量 | level | executed 2024 | 2 辆 | disclosure/vehicles-kept
- 1.98 per-head
决算：财政拨款收、支总决算9.00万元，财政拨款总收入8.00万元。
> 财政拨款收、支总决算 | level | executed 2024 | 9.00 万元 | disclosure/fiscal-total
> 财政拨款总收入 | level | executed 2024 | 8.00 万元 | disclosure/fiscal-income-total
预算：填报绩效目标的项目支出预算3.00万元。
> 填报绩效目标的项目支出 | level | approved 2024 | 3.00 万元 | -
预算：住房公积金5.00万元，主要原因是缴存比例提高，增加部门预算2.00万元。
> 住房公积金 | level | approved 2024 | 5.00 万元 | functional-2020/2210201
- 2.00 reason
预算：（一）重大项目前期工作经费项目。该项目2024年预算安排8.00万元。
> 重大项目前期工作经费项目 | level | approved 2024 | 8.00 万元 | -
预算：2024年我校支出预算总额为90.00万元。
> 支出 | level | approved 2024 | 90.00 万元 | summary/total
"""


def list_cases():
    cases = []
    for line in SENTENCES.strip().split("\n"):
        if line[0] in ">-":
            cases[-1][1].append(line)
        else:
            cases.append((line, []))
    return cases


def show(fact, facts):
    year = f"{fact.year}/{fact.base_year}" if fact.base_year else fact.year
    code = f"{fact.named.scheme}/{fact.named.code}" if fact.named else "-"
    whole = f" of {facts[fact.part_of].printed}" if fact.part_of is not None else ""
    printed = fact.printed.translate(str.maketrans("０１２３４５６７８９．，", "0123456789.,"))
    return f"> {fact.item} | {fact.measure} | {fact.phase} {year} | {printed} {fact.unit} | {code}{whole}".replace(
        "  ", " "
    )


@pytest.mark.parametrize(("sentence", "figures"), list_cases(), ids=lambda value: value[:14] if value else "")
def test_disclosure_gives_its_figures(sentence, figures):
    kind, text = sentence.split("：", 1)
    document = f"某县水利局{YEAR}年度部门{kind}\n一、情况\n{text.replace('/', chr(10))}\n".replace("\\t", "\t")
    reading = read_text(document, YEAR)
    named = [f"- {document[slice(*span)]} {why}" for span, why in reading.asides]
    assert [show(fact, reading.facts) for fact in reading.facts] + named == figures
    assert reading.unread == ()


@pytest.mark.parametrize(
    ("title", "year"),
    [
        ("某县水利局二〇二四年度部门决算", 2024),
        ("某县水利局一九九八年度部门决算", 1998),
        ("某县水利局2024部门决算", 2024),
        ("某县水利局\n2023 部门预算公开", 2023),
    ],
)
def test_year_is_found_without_its_word_and_in_chinese_numerals(title, year):
    assert find_year(make_document(f"{title}\n支出合计2050.00万元。")) == year


OWN = [
    Named("functional-2020", "204", "公共安全支出"),
    Named("functional-2020", "20404", "检察"),
    Named("functional-2020", "2040401", "行政运行"),
    Named("functional-2020", "213", "农林水支出"),
    Named("functional-2020", "21303", "水利"),
    Named("functional-2020", "2130301", "行政运行"),
    Named("functional-2020", "2130305", "水利工程建设支出"),
]


@pytest.mark.parametrize(
    ("label", "code"),
    [
        ("农林水支出（类）水利（款）行政运行（项）", "2130301"),
        ("水利（款）行政运行（项）", "2130301"),
        ("农林水（类）行政运行（项）", "2130301"),
        ("检察（类）行政运行（项）", "2040401"),
        ("水利（款）水利工程建设（项）", "2130305"),
        ("水利工程建设（项）", "2130305"),
        ("行政运行（项）", None),
        ("农业（款）行政运行（项）", None),
        ("农林水支出（213类）水利（03款）行政运行（01项）", "2130301"),
    ],
)
def test_tables_of_a_document_name_what_its_sentences_speak_of(label, code):
    document = make_document(f"某县水利局{YEAR}年度部门预算\n一、情况\n1.{label}支出3.00万元。")
    own = extend_vocabulary(vocabulary(YEAR), OWN)
    [fact] = read_facts(document, own, words().units, YEAR).facts
    assert (fact.named.code if fact.named else None) == code
    assert re.sub(r"支出$", "", fact.item) == label
