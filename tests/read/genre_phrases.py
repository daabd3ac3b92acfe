"""Sentence patterns of the genre as data: our own sentences in the phrasings that offices use.

Slots stand in braces: {name} prints a name, {Y-1} a year; the others begin with a letter:
m amount, d change, g rate of change, s share, r completion, c count, w direction word, 0 declared none, q quoted
words, x a place for remains. A figure's slot says value, item, measure; "of=" names the whole, "y=" shifts the year,
"base=" the year it is compared with; "!" marks where an error of that kind may be planted.
〈list：body／separator〉 repeats its body for each name of a list, written @.
"""

import re

EACH = re.compile(r"〈(\w+)：(.*?)／(.)〉")
SLOT = re.compile(r"\{([^{}]+)\}")

# The names that a report keeps throughout; a name in several forms stands once in each report.
ALIASES = {
    "D": ["青禾区水务局", "白榆县民政局", "沙湾区图书馆", "澄江市人防办公室", "柳塘区妇女联合会", "望岳县粮食储备中心"],
    "sg": ["“三公”经费", '"三公"经费', "‘三公’经费", "「三公」经费", "三公经费", "“三公经费”"],
    "ab": ["因公出国（境）费", "因公出国（境）费用", "出国经费"],
    "car": ["公务用车购置及运行维护费", "公务用车购置及运行费", "公车购置和运行费"],
    "buy": ["公务用车购置费"],
    "run": ["公务用车运行维护费", "公务用车运行费"],
    "rec": ["公务接待费", "招待费"],
    "total": ["支出合计", "整体支出", "本年支出合计"],
    "basic": ["基本支出"],
    "proj": ["项目支出", "专项支出"],
    "staff": ["人员经费"],
    "office": ["公用经费", "日常公用经费"],
    "income": ["收入合计", "本年收入合计"],
    "fiscal": ["财政拨款收入"],
    "other": ["其他收入"],
    "purchase": ["政府采购支出"],
}
# Names of which a report takes some, as a list under a key.
POOLS = {
    "oitems": [
        "办公费", "印刷费", "水费", "电费", "邮电费", "差旅费", "会议费", "培训费", "劳务费", "物业管理费",
        "维修（护）费", "其他交通费用",
    ],
    "items": [
        "河道清淤经费", "数据平台建设经费", "业务宣传经费", "社区服务经费", "安全检查经费", "志愿服务经费",
        "应急演练经费", "档案数字化经费", "基层站点补助经费", "困难群体救助资金", "专家评审经费",
    ],
    "funds": ["旧管网改造资金", "乡镇站所修缮资金", "惠民服务补助资金", "公共场馆开放资金", "防汛物资储备资金"],
}  # fmt: skip
# What was done: item, classifier, least and most.
WORKS = (
    ("开展业务培训", "场", 4, 60), ("印制宣传资料", "份", 300, 9000), ("走访困难家庭", "户", 20, 800),
    ("办结群众来信", "件", 15, 400), ("新建服务点", "个", 2, 40), ("培训基层骨干", "人次", 60, 3000),
    ("排查安全隐患", "处", 8, 300), ("发布工作信息", "篇", 12, 240), ("签订服务协议", "份", 10, 90),
    ("检查重点企业", "家", 12, 260), ("更换老旧设备", "台", 3, 70), ("举办主题活动", "次", 3, 50),
    ("发放救助物品", "件", 100, 4000), ("接受群众咨询", "人次", 200, 8000), ("完成入户调查", "户", 100, 5000),
)  # fmt: skip
VOLUNTEERS = ("志愿者", "社区干部", "网格员", "退休教师")
REMAINS = {
    "template": ["项目支出较上年增长（下降）。", "年末结余XX万元。", "该项支出占  %。", "另有往来款____万元。"],
    "word-mark": ["[bookmark: _GoBack]", "错误!未找到引用源。", "错误！未找到引用源。", "[bookmark: _Hlk2048]"],
}

TITLE = [
    "{Y}年度{D}部门整体支出绩效自评报告",
    "{D}{Y}年度部门整体支出绩效自评报告",
    "{D}关于{Y}年度部门整体支出绩效的自评报告",
]
OPENING = [
    "根据《预算绩效管理工作规程》（财绩〔{Y-1}〕{no}号）和《关于报送{Y}年度绩效自评材料的通知》（财监函〔{Y+1}〕"
    "{no}号）的部署，我单位对照年初目标逐项核查，现将{Y !year}年度有关情况报告如下：",
    "为掌握财政资金的使用效果，依照《部门支出绩效评价办法》（政办发〔{Y-1}〕{no}号），"
    "{D}于{Y+1}年{month}月{day}日成立自评小组，对{Y !year}年度部门整体支出开展了自评，结果如下：",
]
OVERVIEW = [
    "{D}为区政府工作部门，统一社会信用代码11430500MB{code}，办公地址位于滨河路{no}号，联系电话0739—{phone}。"
    "年末编制人数{c posts 编制人数 名}，在职人员{c hands 在职人员 名}，退休人员{c retired 退休人员 名}。",
    "{D}由综合科、业务科和财务室组成，邮政编码42{mail}，咨询电话：{phone}。编制数{c posts 编制数 人}，"
    "在职人员{c hands 在职人员 人}，离退休人员{c retired 离退休人员 人}，内设机构{c rooms 内设机构 个}。",
]
DUTIES = [
    "主要职责是贯彻上级方针政策，拟订本行业发展规划并组织实施，指导基层单位开展业务，承担行业安全监管，"
    "负责信息统计和对外宣传，完成区委、区政府交办的其他任务。",
    "本单位负责行业管理、公共服务和监督检查，牵头落实“十四五”规划中的相关任务，做到责任、措施、时限三个到位，"
    "并于{Y}年第二季度完成职责调整。",
]
INCOME = [
    "{Y}年{income}{m income.f income 执行}，其中：{fiscal}{m fiscal.f fiscal 执行 of=income}，"
    "占{income}的{s fiscal.f/income.f fiscal of=income}；{other}{m other.f other 执行 of=income}，"
    "占{s other.f/income.f other of=income}。",
    "{Y}年度{income}为{m income.f income 执行}。其中，{fiscal}{m fiscal.f fiscal 执行 of=income}，"
    "{other}{m other.f other 执行 of=income}。",
]
INCOME_CHANGE = [
    "{fiscal}{Y-1}年为{m fiscal.p fiscal 执行 y=-1}，{Y}年为{m fiscal.f fiscal 执行}，"
    "{w fiscal.f-fiscal.p 增加|减少 !direction}{d fiscal.f-fiscal.p fiscal !change}。",
    "{Y}年{fiscal}{m fiscal.f fiscal 执行}，上年为{m fiscal.p fiscal 执行 y=-1}，"
    "比上年{w fiscal.f-fiscal.p 增加|减少}{d fiscal.f-fiscal.p fiscal}，{w fiscal.f-fiscal.p 增长|下降}"
    "{g fiscal.f-fiscal.p fiscal !change-rate}。",
]
EXPENSE = [
    "{Y}年{total}执行{m total.f total 执行}，其中：{basic}{m basic.f basic 执行 of=total}，"
    "占{total}的{s basic.f/total.f basic of=total !share}；{proj}{m proj.f proj 执行 of=total}，"
    "占{s proj.f/total.f proj of=total}。",
    "全年{total}为{m total.f total 执行}，由{basic}和{proj}构成，分别为{m basic.f basic 执行 of=total}和"
    "{m proj.f proj 执行 of=total}，占比分别为{s basic.f/total.f basic of=total !share}和"
    "{s proj.f/total.f proj of=total}。",
]
BUDGET = [
    "{total}年初预算{m total.b total 预算数}，决算数{m total.f total 决算数}，"
    "完成年初预算的{r total.f/total.b total !completion-rate}。",
    "{Y}年{total}预算为{m total.b total 预算数}，决算为{m total.f total 决算数}，"
    "决算比年初预算{w total.f-total.b 增加|减少}{d total.f-total.b total base=0}，"
    "完成预算的{r total.f/total.b total !completion-rate}。",
]
BASIC = [
    "{basic}总计{m basic.f basic 执行}，其中：{staff}{m staff.f staff 执行 of=basic}；"
    "{office}{m office.f office 执行 of=basic}（其中：〈oitems：{@}{m @.f @ 执行 of=office !sum}／，〉），"
    "保障了机构正常运转。",
    "{basic}共计{m basic.f basic 执行}，包括{staff}{m staff.f staff 执行 of=basic}和{office}"
    "{m office.f office 执行 of=basic}。{office}中，〈oitems：{@}{m @.f @ 执行 of=office !sum}／、〉，"
    "合计{m office.f office 执行}。",
]
FUNCTION = [
    "按功能分类，{total}包括一般公共服务支出{m k1.f 一般公共服务支出 执行 of=total}（其中：行政运行"
    "{m k11.f 行政运行 执行 of=一般公共服务支出}，一般行政管理事务"
    "{m k12.f 一般行政管理事务 执行 of=一般公共服务支出}），社会保障和就业支出"
    "{m k2.f 社会保障和就业支出 执行 of=total}，住房保障支出{m k3.f 住房保障支出 执行 of=total}。",
    "{total}按功能分类为：一般公共服务支出{m k1.f 一般公共服务支出 执行 of=total}，"
    "占{s k1.f/total.f 一般公共服务支出 of=total}；社会保障和就业支出{m k2.f 社会保障和就业支出 执行 of=total}，"
    "占{s k2.f/total.f 社会保障和就业支出 of=total}；住房保障支出{m k3.f 住房保障支出 执行 of=total}，"
    "占{s k3.f/total.f 住房保障支出 of=total}。",
]
NOTHING = [
    "本年度{0 无 政府性基金预算支出 执行}政府性基金预算支出，资金使用无违规情形。",
    "{Y}年{0 未发生 国有资本经营预算支出 执行}国有资本经营预算支出，年末账实核对一致。",
]
RUNNING = [
    "机关运行经费执行{m office.f 机关运行经费 执行}，比上年{w office.f-office.p 增加|减少}"
    "{d office.f-office.p 机关运行经费}，{w office.f-office.p 增长|下降}{g office.f-office.p 机关运行经费}，"
    "主要原因是业务量变化。",
    "机关运行经费执行{m office.f 机关运行经费 执行}，同比{w office.f-office.p 增长|下降}"
    "{g office.f-office.p 机关运行经费}，主要受物价和工作任务影响。",
]
GOALS = [
    "年初围绕年度重点工作设定了产出、效益和满意度三类目标，明确了责任科室和完成时限。"
    "设定绩效指标{c goals 设定绩效指标 项}，绩效自评项目{c evals 绩效自评项目 个}，"
    "自评材料经单位负责人审签后报送财政部门备案。",
    "部门整体绩效目标与年度工作计划同步编制，重点保障民生服务、行业监管和机构运转。"
    "绩效自评项目共{c evals 绩效自评项目 个}，自评工作分为准备、实施、总结三个阶段，"
    "自{Y+1}年{month}月起用时两个月完成。",
]
EXPLANATION = [
    "支出结构总体合理，人员和运转类开支按标准安排，项目类开支按进度拨付。执行中因政策性增支和任务调整，"
    "对部分科目作了调剂，调剂事项均按规定程序报批，未发生挤占挪用专项资金的问题。",
    "从执行过程看，上半年以前期准备和招标为主，下半年支付相对集中。对进度滞后的项目，由分管领导约谈责任科室，"
    "逐项制定措施，确保资金当年见效；对结转项目实行清单管理，按季度更新台账。",
]
PROJECT = [
    "{proj}总额{m proj.f proj 执行}，〈items：{@}／、〉分别为〈items：{m @.f @ 执行 of=proj bare !split}／、〉万元，"
    "坚持专款专用。",
    "{proj}执行{m proj.f proj 执行}，其中〈items：{@}／、〉分别为〈items：{m @.f @ 执行 of=proj !split}／、〉。",
]
RESTATED = [
    "从资金投向看，{i2}全年执行{m i2.f i2 执行 !restated !unit}，按合同进度支付；{i3}执行{m i3.f i3 执行}，"
    "验收合格后一次性拨付。",
    "分项目看，{i2}实际支出{m i2.f i2 执行 !restated !unit}，资金直达基层；{i3}实际支出{m i3.f i3 执行}，"
    "未出现截留挪用。",
]
FUND = [
    "积极争取上级支持，{f1}执行{m f1.f f1 执行}；{f2}执行{m f2.f f2 执行}，资金支付凭证编号为PZ{code}。",
    "另外，{f1}当年完成支出{m f1.f f1 执行}，科目编码2130{mail}；{f2}当年完成支出{m f2.f f2 执行}。",
]
PURCHASE = [
    "{Y}年{purchase}共计{m purchase.f purchase 执行}，其中：货物采购{m goods.f 货物采购 执行 of=purchase}、工程采购"
    "{m works.f 工程采购 执行 of=purchase}、服务采购{m service.f 服务采购 执行 of=purchase}。",
    "全年{purchase}{m purchase.f purchase 执行}，货物采购{m goods.f 货物采购 执行 of=purchase}，"
    "占{purchase}的{s goods.f/purchase.f 货物采购 of=purchase}。",
]
ASSETS = [
    "截至{Y}年12月31日，车辆共计{c cars 车辆 辆}，其中：机要通信用车{c cars1 机要通信用车 辆 of=车辆}、应急保障用车"
    "{c cars2 应急保障用车 辆 of=车辆}。",
    "资产按月盘点、账实相符，固定资产卡片编号由GD{code}起连续编排。",
]
RESULT = [
    "一是夯实基础工作。〈works1：{@}{c @.n @ about !lost-digit}／，〉，工作经验由《{city}日报》{Y}年{month}月"
    "{day}日第{page}版刊发。",
    "一是突出重点任务。按照年初计划，〈works1：{@}{c @.n @ about !lost-digit}／，〉，"
    "各项任务在{Y}年{month}月底前办结。",
]
RESULT_MORE = [
    "二是深化{q 暖心 !quote}服务。〈works2：{@}{c @.n @ about}／；〉，群众反映良好。{x !template}",
    "二是推进{q 清朗 !quote}行动。〈works2：{@}{c @.n @ about}／，〉，行业秩序持续好转。{x !template}",
]
RESULT_LAST = [
    "三是抓好队伍建设。先后组织{c helpers helper 名 about}{helper}参与服务，落实“一岗双责”，工作机制不断健全。"
    "{x !word-mark}",
    "三是强化宣传引导。{x !word-mark}坚持线上线下同步推进，及时回应社会关切，服务热线12345转接渠道保持畅通。",
    "{x !word-mark}三是注重统筹协调。部门之间建立会商机制，重大事项集体研究，工作成果在第{page}期简报中作了介绍。",
]
CONTROL_HEADING = ["{Y !year}年度管理情况", "预算管理情况", "内部管理情况"]
CONTROL = [
    "先后修订财务管理、合同管理、会议管理等制度，支出事项先审批后实施，大额资金集体决策。预算编制与年度任务衔接，"
    "执行进度按月通报，绩效目标随预算同步批复、同步公开。内控建设覆盖收支、采购、资产和合同等业务，"
    "关键岗位定期轮换，自评小组未发现违规使用资金的情形。",
    "严格遵守《会计法》和政府会计准则，账务处理及时，票据审核从严。对外公开预算决算信息，接受社会监督。"
    "项目资金实行专账核算，验收资料归档备查，审计提出的问题全部整改到位，制度执行总体规范。",
]
PROBLEMS = [
    "从自评情况看，部分项目前期论证不够充分，个别绩效指标难以量化，支出进度前慢后快；基层财务人员更换频繁，"
    "业务衔接有时不够顺畅。",
    "主要不足是：预算编制与实际需求尚有差距，年中调剂事项偏多；绩效结果运用不够，项目之间的统筹还需加强。",
]
REVIEW = [
    "自评采取查阅资料、现场核对和座谈了解相结合的方式，先由各科室填报，再由财务室复核，最后提交单位办公会议审定。"
    "自评中既核对账簿凭证，也了解服务对象的感受，对前后不一致的数据逐笔查明原因。",
    "经费开支坚持先预算后支出，会议、培训和差旅从严审批，办公用品集中采购，水电用量按月公示，"
    "逐步形成了节约型机关的长效机制。重要岗位人员签订廉政承诺，采购需求论证、验收和付款相互分离。",
]
ADVICE = [
    "下一步，将细化预算编制，提前做好项目储备，加快支付进度；完善指标体系，把自评结果与预算安排挂钩；加强业务培训，"
    "提高核算质量。",
    "今后将严格预算约束，压实项目责任，开展常态化跟踪监控，及时纠正偏差，并按规定公开自评结果。",
]
CLOSING = ["{D}\n{Y+1}年{month}月{day}日\n（联系人：财务室，电话{phone}）", "{D}\n{Y+1}年{month}月{day}日"]

OVERVIEW_SECTION = [["单位基本情况", "部门概况"], OVERVIEW, DUTIES, GOALS]
SPENDING = [INCOME, INCOME_CHANGE, EXPENSE, BUDGET, FUNCTION, BASIC, PROJECT, RESTATED, FUND, NOTHING, EXPLANATION]
FURTHER = [
    [["主要工作成效", "履职情况"], RESULT, RESULT_MORE, RESULT_LAST],
    [CONTROL_HEADING, CONTROL, REVIEW],
    [["政府采购、资产和机关运行情况"], PURCHASE, ASSETS, RUNNING],
]
PROBLEM_SECTION = [["存在的问题和建议"], PROBLEMS, ADVICE]
