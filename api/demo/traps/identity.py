"""Owns the cases of identity: namesakes, masks, old numbers, renamed firms, stolen names, unknown subjects.

Refuses rows of its own making: the story writes them, here only the odd cell is overridden.
"""

from dataclasses import replace
from datetime import date

from api.demo.numbers import fifteen
from api.demo.traps.cases import Ask, Expected, ExpectedFinding
from api.demo.traps.plan import Theme
from api.demo.traps.story import COURT, COURT_KAIFENG, KAIFENG, MARKET, TAX, Story, Tenure, alert, effect, own
from api.demo.world import INSTITUTION, SOCIAL_GROUP, SOLE_TRADER, Mention

THEME = Theme()
DEBTOR, TAXES = "dishonest_judgment_debtor", "major_tax_violation"
CONFIRMED = "Principle 4: a legal effect needs confirmed identity; a probable match is shown as 'needs verification'"
MASKS = "Public lists mask; a masked number still rules out: area, birth year, last digits"
OLD = "Veto in linkage: USCC, organisation code, resident number; registration numbers join and never veto"
VOID = "冒名登记 cancelled: the person never held the role, for past dates too"
UNSURE = "probable|possible"
CENTENARIANS = 996
"""Serials from here on were kept for people over a hundred: in fifteen digits they mean the century before."""


def _masked(number: str) -> str:
    return number[:10] + "****" + number[14:]


@THEME.case("namesakes", "同名不同人", "Two persons of one name", CONFIRMED)
def _namesakes(story: Story) -> None:
    listed = story.person("张伟", sex="男", birth=date(1975, 4, 9))
    other = story.person("张伟", sex="男", birth=date(1983, 11, 30))
    story.firm(Tenure(listed, "2014-02-02"))
    firm = story.firm(Tenure(other, "2015-02-02"))
    doc = story.debtor(COURT, listed, "2025-02-20").doc_no
    story.ask(listed, "tender", "restricted", own("must", DEBTOR, "tender", doc=doc))
    story.ask(other, "tender", "clear")
    story.ask(firm, "procurement", "clear")


@THEME.case("masked-compatible", "掩码证件号相容:待核实", "A masked debtor who may be the person", MASKS)
def _compatible(story: Story) -> None:
    person = story.person("申屠怀瑾", sex="男", birth=date(1971, 8, 17))
    firm = story.firm(Tenure(person, "2014-02-02"))
    story.card(firm, person)
    doc = story.debtor(COURT, person, "2025-02-20", identi_id=_masked(person.resident_number)).doc_no
    story.ask(person, "appointment", "verify", ExpectedFinding("own", "must", DEBTOR, (), UNSURE, doc))


@THEME.case("masked-incompatible", "掩码证件号不相容:不是同一人", "A masked debtor who cannot be the person", MASKS)
def _incompatible(story: Story) -> None:
    person = story.person("申屠若兰", sex="女", birth=date(1984, 3, 5))
    other = story.person("申屠若兰", sex="女", birth=date(1969, 12, 24))
    firm = story.firm(Tenure(person, "2014-02-02"))
    story.card(firm, person)
    story.debtor(COURT, other, "2025-02-20", identi_id=_masked(other.resident_number))
    story.ask(person, "appointment", "clear")
    story.ask(firm, "procurement", "clear")


@THEME.case(
    "one-number-two-names",
    "一个身份证号两个姓名:待核实",
    "Two names on one resident number",
    "the two parties on one resident number: verify",
)
def _two_names(story: Story) -> None:
    person = story.person("皇甫长青", sex="男")
    firm = story.firm(Tenure(person, "2014-02-02"))
    story.card(firm, person)
    story.debtor(COURT, person, "2025-02-20", executed_nm="诸葛明")
    number = person.resident_number
    story.asks.append((Ask(number, "", "person", "appointment"), Expected("verify", None)))


@THEME.case(
    "fifteen-digits", "名单为15位旧身份证号", "Listed under a number of fifteen digits", "resident number (15 -> 18)"
)
def _fifteen(story: Story) -> None:
    drawn = (story.person(birth=date(1966, 2, 14)) for _ in range(CENTENARIANS))
    person = next(one for one in drawn if int(one.resident_number[14:17]) < CENTENARIANS)
    story.firm(Tenure(person, "2014-02-02"))
    doc = story.debtor(COURT, person, "2025-02-20", identi_id=fifteen(person.resident_number)).doc_no
    story.ask(person, "procurement", "restricted", own("must", DEBTOR, "procurement", doc=doc))
    old = Ask(fifteen(person.resident_number), "", "person", "procurement")
    story.ask_by(old, "restricted", own("must", DEBTOR, "procurement", doc=doc))


@THEME.case("organisation-code", "名单只有组织机构代码", "Listed under the organisation code", OLD)
def _org_code(story: Story) -> None:
    firm = story.firm(Tenure(story.person(), "2011-02-02"))
    code = f"{firm.org_code[:8]}-{firm.org_code[8]}"
    doc = story.debtor(COURT, firm, "2025-02-20", uni_social_crd_cd=code).doc_no
    story.ask(firm, "procurement", "restricted", own("must", DEBTOR, "procurement", doc=doc))
    story.ask_by(Ask(code, "", "enterprise", "procurement"), "restricted", own("must", DEBTOR, "procurement", doc=doc))


@THEME.case("registration-number", "名单只有旧注册号,经存量映射找到", "Listed under the old registration number", OLD)
def _registration(story: Story) -> None:
    firm = story.firm(Tenure(story.person(), "2011-02-02"))
    mapped = {
        "com_nm": firm.name,
        "uni_social_crd_cd": firm.uscc,
        "ic_reg_cd": firm.reg_no,
        "org_no": firm.org_code,
        "taxation_reg_no": firm.tax_no,
    }
    story.add("410100/发展和改革委员会/code_mapping", mapped, Mention("subject", firm.label))
    row = {
        "busexclist": f"YC{firm.label}",
        "inclu_dt": "2025-07-08",
        "inclu_reason": "未按规定期限公示年度报告",
        "decorg_cn": MARKET.name,
        "reg_no": firm.reg_no,
        "comp_nm": firm.name,
    }
    story.add(MARKET.sheet("abnormal_operation"), row, Mention("subject", firm.label))
    story.ask(firm, "procurement", "consider", own("may", "abnormal_operation", "procurement"))
    story.ask_by(Ask(firm.reg_no, "", "enterprise", "land"), "consider", own("may", "abnormal_operation", "land"))


@THEME.case("old-tax-number", "名单只有旧税务登记号", "Listed under the old tax number", OLD)
def _tax_number(story: Story) -> None:
    firm = story.firm(Tenure(story.person(), "2011-02-02"))
    row = {
        "tax_no": firm.tax_no,
        "tax_nm": firm.name,
        "punish_basis": "税收征收管理法第六十三条",
        "case_nature": "偷税",
        "main_illg_fact": "隐瞒收入",
        "tax_punnish_state": "追缴税款并处罚款",
        "entry_tm": "2025-01-20",
    }
    story.add(TAX.sheet("major_tax_violation"), row, Mention("subject", firm.label))
    story.ask(firm, "procurement", "restricted", own("must", TAXES, "procurement"))


@THEME.case(
    "resident-number-in-code-column",
    "身份证号填在组织机构代码栏",
    "A resident number in the code column",
    "personal numbers put in the organisation-code column",
)
def _wrong_column(story: Story) -> None:
    person = story.person()
    story.firm(Tenure(person, "2014-02-02"))
    cells = {"identi_id": "", "uni_social_crd_cd": person.resident_number}
    doc = story.debtor(COURT, person, "2025-02-20", **cells).doc_no
    story.ask(person, "tender", "restricted", own("must", DEBTOR, "tender", doc=doc))


@THEME.case(
    "authority-code",
    "处罚机关的代码不是相对人",
    "The authority's own code is no subject",
    "the penalising authority's own USCC is never a subject",
)
def _authority(story: Story) -> None:
    unseen = story.company(name="郑州市某执法支队", comp_type=INSTITUTION, est_date=date(2010, 1, 1))
    seen = story.company(name="郑州市某监督所", comp_type=INSTITUTION, est_date=date(2010, 1, 1))
    story.register(seen, None, "2010-01-01")
    firm = story.firm(Tenure(story.person(), "2011-02-02"))
    cells = {"CF_CFLB": "吊销许可证件", "CF_NR": "吊销资质证书"}
    doc = story.penalty(MARKET, firm, "2025-08-20", CF_CFJGDM=unseen.uscc, CF_SJLYDM=seen.uscc, **cells).doc_no
    story.ask(firm, "procurement", "restricted", own("must", "administrative_penalty", "procurement", doc=doc))
    story.ask(unseen, "procurement", "unknown")
    story.ask(seen, "procurement", "clear")


@THEME.case("stolen-name", "冒名登记撤销后,自始未任职", "An office in a stolen name was never held", VOID)
def _stolen(story: Story) -> None:
    victim, now = story.person(), story.person()
    firm = story.firm(Tenure(now, "2025-08-01"), est_date=date(2014, 2, 2))
    other = story.firm(Tenure(victim, "2017-02-02"))
    story.office(firm, Tenure(victim, "2014-02-02", "2025-07-31"), delivery=0)
    story.office(firm, Tenure(victim, "2014-02-02", "2025-07-31", void="冒名登记"))
    row = {
        "ill_comp_id": f"YZ{firm.label}",
        "abn_tm": "2025-01-10",
        "serill_rea": "被列入经营异常名录届满3年仍未履行相关义务",
        "decorg_org": MARKET.name,
        "uni_social_crd_cd": firm.uscc,
        "comp_name": firm.name,
    }
    story.add(MARKET.sheet("serious_violation"), row, Mention("subject", firm.label))
    story.ask(victim, "appointment", "clear")
    story.ask(victim, "appointment", "clear", as_of="2025-03-01")
    story.ask(other, "procurement", "clear")
    story.ask(now, "appointment", "clear")


@THEME.case(
    "stolen-name-marked",
    "被冒名者即使曾被认定也不受牵连",
    "A stolen name is not reached though it was once marked",
    VOID,
)
def _stolen_marked(story: Story) -> None:
    victim = Tenure(story.person(), "2014-02-02", "2025-07-31")
    firm = story.firm(Tenure(story.person(), "2025-08-01"), est_date=date(2014, 2, 2))
    story.office(firm, replace(victim, void="冒名登记"))
    cells = {"CF_CFLB": "吊销许可证件", "CF_NR": "吊销营业执照", "CF_NR_ZKDX": "营业执照"}
    decision = story.penalty(MARKET, firm, "2025-03-05", **cells)
    story.responsible(decision, firm, victim, "2024-06-06")
    story.ask(victim.person, "appointment", "clear")
    story.ask(victim.person, "appointment", "clear", as_of="2025-06-01")


@THEME.case(
    "stolen-name-no-alert", "被冒名者的失信不提示该企业", "A stolen name's own listing is no alert on the firm", VOID
)
def _stolen_alert(story: Story) -> None:
    victim = story.person()
    story.firm(Tenure(victim, "2012-02-02"))
    firm = story.firm(Tenure(story.person(), "2014-02-02"))
    story.office(firm, Tenure(victim, "2016-02-02", "", "董事", "冒名登记"))
    story.debtor(COURT, victim, "2025-06-06")
    story.ask(firm, "procurement", "clear")


@THEME.case(
    "code-in-any-spelling", "查询代码的写法不影响结果", "The asked number in any spelling", "--number: in any spelling"
)
def _spelling(story: Story) -> None:
    firm = story.firm(Tenure(story.person(), "2014-02-02"))
    doc = story.debtor(COURT, firm, "2025-02-20").doc_no
    wide = "".join(chr(ord(c) + 0xFEE0) for c in firm.uscc)
    spaced = f" {firm.uscc[:8].lower()} {firm.uscc[8:].lower()} "
    for number in (wide, spaced):
        story.ask_by(Ask(number, "", "enterprise", "tender"), "restricted", own("must", DEBTOR, "tender", doc=doc))


@THEME.case(
    "unknown-subject", "库中没有的主体", "A subject that nobody knows", "Principle 5: a subject nobody knows is unknown"
)
def _unknown(story: Story) -> None:
    story.firm(Tenure(story.person(), "2014-02-02"))
    stranger, nobody = story.company(), story.person()
    story.ask(stranger, "procurement", "unknown")
    story.ask(nobody, "appointment", "unknown")


@THEME.case("name-only-question", "仅凭名称查询只能待核实", "A name alone is never a confirmed identity", CONFIRMED)
def _name_only(story: Story) -> None:
    firm = story.firm(Tenure(story.person(), "2014-02-02"))
    doc = story.debtor(COURT, firm, "2025-02-20").doc_no
    ask = Ask("", firm.name, "enterprise", "procurement")
    story.ask_by(ask, "verify", ExpectedFinding("own", "must", DEBTOR, (), UNSURE, doc))


@THEME.case("name-only-listing", "名单只有名称没有代码", "Listed by name without any number", CONFIRMED)
def _listed_by_name(story: Story) -> None:
    firm = story.firm(Tenure(story.person(), "2014-02-02"))
    doc = story.debtor(COURT, firm, "2025-02-20", uni_social_crd_cd="").doc_no
    story.ask(firm, "procurement", "verify", ExpectedFinding("own", "must", DEBTOR, (), UNSURE, doc))


@THEME.case(
    "same-name-neighbour-city",
    "邻市同名企业",
    "A firm of the same name in the neighbouring city",
    "Enterprise names are unique only within the registering authority's area",
)
def _neighbour(story: Story) -> None:
    here = story.firm(Tenure(story.person(), "2014-02-02"))
    there = story.firm(Tenure(story.person(), "2015-02-02"), name=here.name, region=KAIFENG)
    doc = story.debtor(COURT_KAIFENG, there, "2025-02-20").doc_no
    story.ask(there, "procurement", "restricted", own("must", DEBTOR, "procurement", doc=doc))
    story.ask(here, "procurement", "clear")


@THEME.case(
    "same-name-sole-traders",
    "同名个体工商户",
    "Two sole traders of one name",
    "Sole traders may share a name within one city",
)
def _shops(story: Story) -> None:
    first_owner, second_owner = story.person(), story.person()
    first = story.firm(Tenure(first_owner, "2016-02-02"), comp_type=SOLE_TRADER)
    second = story.firm(Tenure(second_owner, "2017-02-02"), comp_type=SOLE_TRADER, name=first.name)
    doc = story.listing(MARKET, "food_drug_blacklist", first, "2025-02-20").doc_no
    story.ask(first, "procurement", "consider", own("may", "food_drug_blacklist", doc=doc))
    story.ask(first, "licensing", "verify", ExpectedFinding("own", "may", "food_drug_blacklist", (), "possible", doc))
    story.ask(second, "licensing", "clear")
    story.ask(second_owner, "appointment", "clear")
    story.ask(first_owner, "appointment", "consider", alert("food_drug_blacklist", doc))


@THEME.case(
    "renamed-firm",
    "企业更名而名单仍用旧名",
    "A renamed firm listed under its old name",
    "Names change; departments keep the old one for years",
)
def _renamed(story: Story) -> None:
    head = story.person()
    firm = story.firm(Tenure(head, "2014-02-02"))
    old = story.company(est_date=firm.est_date).name
    story.register(firm, head, "2014-02-02", comp_nm=old, delivery="0")
    story.rows[0] = replace(story.rows[0], cells={**story.rows[0].cells, "appr_dt": "2026-07-20"})
    doc = story.debtor(COURT, firm, "2025-02-20", executed_nm=old).doc_no
    story.ask(firm, "tender", "restricted", own("must", DEBTOR, "tender", doc=doc))


@THEME.case(
    "institution-listed",
    "事业单位列入名单",
    "A listed institution",
    "Institutions and social organisations are subjects like enterprises",
)
def _institution(story: Story) -> None:
    body = story.company(comp_type=INSTITUTION, est_date=date(2009, 9, 1))
    story.register(body, story.person(), "2009-09-01")
    doc = story.debtor(COURT, body, "2025-02-20").doc_no
    story.ask(body, "procurement", "restricted", own("must", DEBTOR, "procurement", doc=doc))


@THEME.case(
    "social-organisation-certificate",
    "社会组织按登记证号受处罚",
    "A social organisation penalised by its certificate number",
    "Institutions and social organisations are subjects like enterprises",
)
def _social(story: Story) -> None:
    body = story.company(comp_type=SOCIAL_GROUP, est_date=date(2012, 9, 1))
    story.register(body, story.person(), "2012-09-01")
    doc = story.listing(MARKET, "food_drug_blacklist", body, "2025-05-20").doc_no
    story.ask(body, "subsidy", "consider", own("may", "food_drug_blacklist", doc=doc))


@THEME.case(
    "person-in-two-cities",
    "同一人在两市任职",
    "One person with offices in two cities",
    "resident number joins across cities",
)
def _two_cities(story: Story) -> None:
    person = story.person()
    here = Tenure(person, "2013-02-02", "2024-12-31")
    firm = story.firm(here, Tenure(story.person(), "2025-01-01"))
    abroad = story.firm(Tenure(person, "2016-02-02"), region=KAIFENG)
    cells = {"CF_CFLB": "吊销许可证件", "CF_NR": "吊销营业执照", "CF_NR_ZKDX": "营业执照"}
    decision = story.penalty(MARKET, firm, "2024-08-05", **cells)
    story.responsible(decision, firm, here, "2024-01-15")
    finding = effect("may", "administrative_penalty", "office", doc=decision.doc_no)
    story.asks.append(
        (Ask(abroad.uscc, "", "enterprise", "procurement", region=KAIFENG), Expected("consider", (finding,)))
    )
