"""The twenty phrasings of three-public paragraphs, as patterns; genre_phrases says how slots are written."""

# Which cases a phrasing fits, and its forms; number 18, the unfilled template, is one of the errors.
THREE_PUBLIC = {
    1: ("full level", [
        "{Y}年{sg}预算数{m sg.b sg 预算数}，其中：{ab}{m ab.b ab 预算数 of=sg}，{car}{m car.b car 预算数 of=sg}，"
        "{rec}{m rec.b rec 预算数 of=sg}。",
    ]),
    2: ("rec", [
        "全年{sg}预算总额为{m sg.b sg 预算数}，其中：{rec}{m rec.b rec 预算数 of=sg}，{0 无 car 预算数}{car}，"
        "{0 无 ab 预算数}{ab}。",
        "{Y}年{sg}决算数合计{m sg.f sg 决算数}，均为{rec}；{0 无 ab 决算数}{ab}，{0 无 car 决算数}{car}。",
    ]),
    3: ("full level", [
        "{sg}年初预算为{m sg.b sg 预算数}，决算数为{m sg.f sg 决算数}，完成年初预算的{r sg.f/sg.b sg}。"
        "其中：{ab}年初预算{m ab.b ab 预算数 of=sg}，决算数{m ab.f ab 决算数 of=sg}，完成预算的{r ab.f/ab.b ab}；"
        "{rec}年初预算{m rec.b rec 预算数 of=sg}，决算数{m rec.f rec 决算数 of=sg}，完成预算的{r rec.f/rec.b rec}。",
    ]),
    4: ("full level", [
        "{Y}年{sg}决算数比{Y-1}年{w sg.f-sg.p 增加|减少}{d sg.f-sg.p sg}，{w sg.f-sg.p 增长|下降}{g sg.f-sg.p sg}，"
        "其中：{ab}{w ab.f-ab.p 增加|减少}{d ab.f-ab.p ab of=sg}，{rec}{w rec.f-rec.p 增加|减少}"
        "{d rec.f-rec.p rec of=sg}。",
    ]),
    5: ("full rec level", [
        "{Y}年{sg}预算较{Y-1}年{w sg.b-sg.o 增加|减少}{d sg.b-sg.o sg}，主要是落实厉行节约要求并据实测算。",
    ]),
    6: ("full level", [
        "{run}决算数{m run.f run 决算数}，与上年持平。", "{run}决算数为{m run.f run 决算数}，较上年无变化。",
        "{run}执行{m run.f run 执行}，与上年相比无增减。",
    ]),
    7: ("full level", [
        "{sg}决算数{m sg.f sg 决算数}，其中：{ab}决算数{m ab.f ab 决算数 of=sg}，占{s ab.f/sg.f ab of=sg}；"
        "{car}决算数{m car.f car 决算数 of=sg}，占{s car.f/sg.f car of=sg}；{rec}决算数{m rec.f rec 决算数 of=sg}，"
        "占{s rec.f/sg.f rec of=sg}。",
    ]),
    8: ("none", [
        "{Y}年度本单位{0 无 sgf 执行}{sgf}。",
        "{Y}年度本单位{0 未发生 sgf 执行}{sgf}。",
        "{Y}年度{sg}实现{0 零支出 sg 执行}。",
    ]),
    9: ("rec none", [
        "{ab}决算数{m ab.f ab 决算数}，出国（境）团组{c zero 出国（境）团组 个}、出国（境）人员"
        "{c zero 出国（境）人员 人次}。",
    ]),
    10: ("full rec level", [
        "{rec}执行{m rec.f rec 执行}（含外宾接待费{m guest.f 外宾接待费 执行 of=rec}），"
        "国内公务接待{c batches 国内公务接待 批次}、{c visitors 国内公务接待 人次}。",
    ]),
    11: ("full level", [
        "{buy}执行{m buy.f buy 执行}，更新公务用车{c renewed 更新公务用车 辆}；{run}执行{m run.f run 执行}，"
        "年末公务用车保有量{c cars 公务用车保有量 辆}。",
    ]),
    12: ("level", ["{sg}调整后全年预算数为{m sg.b sg 预算数}，决算数与调整后预算数持平。"]),
    13: ("full level", [
        "经汇总，本部门所属单位{c units 所属单位 家}，{Y}年{sg}共支出{m sg.f sg 执行}，"
        "其中：{ab}{m ab.f ab 执行 of=sg}，{car}{m car.f car 执行 of=sg}，{rec}{m rec.f rec 执行 of=sg}。",
    ]),
    14: ("full level", [
        "（一）{ab}决算数{m ab.f ab 决算数}。\n（二）{car}决算数{m car.f car 决算数}，"
        "其中：{buy}{m buy.f buy 决算数 of=car}；{run}{m run.f run 决算数 of=car}。"
        "\n（三）{rec}决算数{m rec.f rec 决算数}。",
    ]),
    15: ("full rec level", [
        "{rec}：{Y-1}年执行{m rec.p rec 执行 y=-1}，{Y}年执行{m rec.f rec 执行}，"
        "{w rec.f-rec.p 增加|减少}{d rec.f-rec.p rec}。",
        "{rec}{Y-1}年支出{m rec.p rec 执行 y=-1}、{Y}年支出{m rec.f rec 执行}，{w rec.f-rec.p 增加|减少}"
        "{d rec.f-rec.p rec}。",
    ]),
    16: ("full level", [
        "{Y}年{sg}执行{m sg.f sg 执行}，{ab}、{car}、{rec}分别为{m ab.f ab 执行 of=sg}、{m car.f car 执行 of=sg}和"
        "{m rec.f rec 执行 of=sg}。",
    ]),
    17: ("full rec level none", [
        "严格控制{sg}规模，坚持只减不增。", "公务活动从简安排，{sg}审批从严，确保只减不增。",
    ]),
    19: ("full rec level", [
        "比上年{w rec.f-rec.p 增加|减少}{d rec.f-rec.p rec}的{rec}为{m rec.f rec 执行}。",
        "{rec}同比{w rec.f-rec.p 增长|下降}{g rec.f-rec.p rec}（{w rec.f-rec.p 增加|减少}{d rec.f-rec.p rec}）。",
    ]),
    20: ("full rec level", ["下年度预算安排{sg}{m sg.n sg 预算数 y=1}，继续按从紧原则掌握。"]),
}  # fmt: skip
