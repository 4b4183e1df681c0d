"""Owns the telling of one trap: registration, office, listing and event rows in the departments' own tables.

Refuses dirt (the writer adds it, and trap rows are clean unless dirt is the point) and expectations of its own: what an
answer must say is stated where the case is told.
"""

from dataclasses import dataclass, field, replace
from datetime import date

from api.demo.departments import REFERENCE_DATE, SHEETS
from api.demo.traps.cases import Ask, Expected, ExpectedFinding
from api.demo.world import (
    BRANCH,
    LIMITED,
    ORGANISATION_TYPES,
    PARTNERSHIP,
    SOLE_INVESTOR,
    SOLE_TRADER,
    Enterprise,
    Factory,
    Mention,
    Person,
    Row,
)

ZHENGZHOU, KAIFENG, XINXIANG, HENAN = "410100", "410200", "410700", "410000"
LIST_NAMES = {
    "major_tax_violation": "重大税收违法案件当事人名单",
    "dishonest_judgment_debtor": "失信被执行人名单",
    "consumption_restriction": "限制消费令",
    "unfulfilled_judgment": "未履行生效裁判",
    "serious_violation": "严重违法失信企业名单",
    "abnormal_operation": "经营异常名录",
    "administrative_penalty": "行政处罚",
    "bankruptcy": "破产清算",
    "procurement_ban": "采购禁止名单",
    "food_drug_blacklist": "食品药品黑名单",
    "construction_blacklist": "工程建设黑名单",
    "transport_blacklist": "交通货运黑名单",
    "trade_blacklist": "商贸流通黑名单",
    "procurement_blacklist": "政府采购黑名单",
    "wage_arrears_blacklist": "拖欠农民工工资黑名单",
    "environment_blacklist": "环保黑名单",
    "work_safety_blacklist": "安全生产黑名单",
    "provincial_dishonesty": "严重失信主体名单",
    "red_list": "守信红名单",
}
RARE_CHARACTERS = "璞琅玥珩昱翊翎骁骐骥岚嵘峥崧澜湛滢漪渤湘洛瀚霁雯霄槿榕楠樾梓桐栩珞珺瑄瑾琮璋璐黛麒麟鹭鸢鹤"
HEAD_ROLES = {SOLE_TRADER: "经营者", SOLE_INVESTOR: "投资人", PARTNERSHIP: "执行事务合伙人", BRANCH: "负责人"}


@dataclass(frozen=True, slots=True)
class Authority:
    """A deciding body and the department whose tables carry its decisions."""

    name: str
    region: str
    department: str

    def sheet(self, table: str) -> str:
        """The key of its table, which must be one of the shipped sheets."""
        key = f"{self.region}/{self.department}/{table}"
        if key not in SHEETS:
            raise KeyError(f"no such sheet: {key}")
        return key


COURT = Authority("郑州市中级人民法院", ZHENGZHOU, "中级人民法院")
COURT_KAIFENG = Authority("开封市中级人民法院", KAIFENG, "中级人民法院")
TAX = Authority("国家税务总局郑州市税务局稽查局", ZHENGZHOU, "税务局")
MARKET = Authority("郑州市市场监督管理局", ZHENGZHOU, "市场监督管理局")
MARKET_KAIFENG = Authority("开封市市场监督管理局", KAIFENG, "市场监督管理局")
FINANCE = Authority("郑州市财政局", ZHENGZHOU, "财政局")
HOUSING = Authority("郑州市住房和城乡建设局", ZHENGZHOU, "住房和城乡建设局")
TRANSPORT = Authority("郑州市交通运输局", ZHENGZHOU, "交通运输局")
LABOUR = Authority("郑州市人力资源和社会保障局", ZHENGZHOU, "人力资源和社会保障局")
ENVIRONMENT = Authority("郑州市生态环境局", ZHENGZHOU, "生态环境局")
SAFETY = Authority("郑州市应急管理局", ZHENGZHOU, "应急管理局")
TRADE = Authority("郑州市商务局", ZHENGZHOU, "商务局")
REFORM = Authority("郑州市发展和改革委员会", ZHENGZHOU, "发展和改革委员会")
REFORM_KAIFENG = Authority("开封市发展和改革委员会", KAIFENG, "发展和改革委员会")
PROVINCE = Authority("河南省发展和改革委员会", HENAN, "发展和改革委员会")


@dataclass(frozen=True, slots=True)
class Tenure:
    """A person's time in an office. An empty ``role`` is the head's office that fits the firm's legal form."""

    person: Person
    since: str
    until: str = ""
    role: str = ""
    void: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """A listing or penalty as told: what its events and responsibility rows refer to."""

    category: str
    doc_no: str
    authority: Authority
    subject: Enterprise | Person


def own(force: str, category: str | None, *measures: str, doc: str | None = None) -> ExpectedFinding:
    """The subject's own listing or bar, confirmed."""
    return ExpectedFinding("own", force, category, measures, doc_no=doc)


def effect(force: str, category: str | None, *measures: str, doc: str | None = None) -> ExpectedFinding:
    """What a rule carries to the subject through a role, confirmed."""
    return ExpectedFinding("effect", force, category, measures, doc_no=doc)


def alert(category: str | None, doc: str | None = None) -> ExpectedFinding:
    """Information without legal effect."""
    return ExpectedFinding("alert", "reference", category, doc_no=doc)


def last_delivery(sheet: str) -> int:
    """The newest file of a sheet: where a row belongs that a full snapshot shall still hold."""
    return len(SHEETS[sheet].deliveries) - 1


@dataclass(slots=True)
class Story:
    """Collects the rows and questions of one trap."""

    factory: Factory
    rows: list[Row] = field(default_factory=list)
    asks: list[tuple[Ask, Expected]] = field(default_factory=list)

    def person(self, name: str | None = None, **known: object) -> Person:
        """A person with a resident number."""
        return self.factory.person(name, **known)  # type: ignore[arg-type]

    def firm(self, *tenures: Tenure, **known: object) -> Enterprise:
        """A registered firm with its offices; the last tenure of the head's office is the registered representative.

        ``known`` goes to the factory. The registration's approval day is the day on which the present head came.
        """
        heads = [t for t in tenures if not t.role]
        stated = known.pop("est_date", None)
        est = stated if isinstance(stated, date) else date.fromisoformat(min(t.since for t in tenures))
        firm = self.company(legal_representative=heads[-1].person if heads else None, est_date=est, **known)
        head = heads[-1] if heads else None
        self.register(firm, head.person if head else None, head.since if head else est.isoformat())
        for tenure in tenures:
            self.office(firm, tenure)
        return firm

    def company(self, **known: object) -> Enterprise:
        """A firm or body that no row mentions yet. Its 字号 is of characters that the background never uses.

        So no trap depends on what else the city holds; a ``name`` given is kept.
        """
        made = self.factory.enterprise(**known)  # type: ignore[arg-type]
        if known.get("name"):
            return made
        place = made.district_name if made.kind == "organisation" else ""
        parts = replace(made.parts, zihao=place + "".join(self.factory.rng.sample(RARE_CHARACTERS, 3)))
        return replace(made, name=parts.full(), parts=parts)

    def add(self, sheet: str, cells: dict[str, str], *mentions: Mention, delivery: int | None = None) -> None:
        """One clean row; by default in the newest file of the sheet."""
        number = last_delivery(sheet) if delivery is None else delivery
        kept = {code: text for code, text in cells.items() if text}
        self.rows.append(Row(sheet, kept, mentions, clean=True, delivery=number))

    def register(self, firm: Enterprise, head: Person | None, since: str, **cells: str) -> None:
        """The registration row, in the registry's newest snapshot (``delivery`` and any column may be given)."""
        if firm.comp_type in ORGANISATION_TYPES:
            self._register_organisation(firm, head)
            return
        delivery = cells.pop("delivery", None)
        parent = cells.pop("parent_label", "")
        row = {
            "main_identi_id": firm.registry_id, "reg_org": _registrar(firm.region), "comp_type": firm.comp_type,
            "reg_state": "存续（在营、开业、在册）", "uni_social_crd_cd": firm.uscc, "comp_nm": firm.name,
            "addr": firm.address, "legal_repre": head.name if head else "", "reg_capt": str(firm.capital),
            "capt_kind": "人民币", "opt_scop": firm.trade.industry, "reg_no": firm.reg_no, "appr_dt": since,
            "est_dt": firm.est_date.isoformat(), "domdi_strict": firm.district, "indv_code": firm.trade.code,
            "indv_nm": firm.trade.industry,
        } | cells  # fmt: skip
        mentions = [Mention("subject", firm.label)]
        if head and row["legal_repre"]:
            mentions.append(Mention("legal_representative", head.label))
        if parent:
            mentions.append(Mention("related", parent))
        sheet = f"{firm.region}/市场监督管理局/market_entity"
        self.add(sheet, row, *mentions, delivery=None if delivery is None else int(delivery))

    def _register_organisation(self, body: Enterprise, head: Person | None) -> None:
        institution = body.comp_type == ORGANISATION_TYPES[0]
        table = "institution" if institution else "social_organisation"
        row = {
            "nm": body.name, "uni_social_crd_cd": body.uscc, "cert_no": body.certificate,
            "legal_repre": head.name if head else "", "est_dt": body.est_date.isoformat(), "status": "正常",
        }  # fmt: skip
        if not institution:
            row["org_type"] = body.comp_type
        mentions = [Mention("subject", body.label)]
        if head:
            mentions.append(Mention("legal_representative", head.label))
        self.add(f"{ZHENGZHOU}/{'机构编制委员会办公室' if institution else '民政局'}/{table}", row, *mentions)

    def office(self, firm: Enterprise, tenure: Tenure, delivery: int | None = None) -> None:
        """One row of 任职与控制, delivered by the city's registry."""
        role = tenure.role or HEAD_ROLES.get(firm.comp_type, "法定代表人")
        row = {
            "comp_nm": firm.name, "uni_social_crd_cd": firm.uscc, "nm": tenure.person.name, "certype_cn": "居民身份证",
            "cer_no": tenure.person.resident_number, "role_cn": role, "from_dt": tenure.since, "to_dt": tenure.until,
            "void_reason": tenure.void,
        }  # fmt: skip
        party = "legal_representative" if role == "法定代表人" else "related"
        mentions = (Mention("subject", firm.label), Mention(party, tenure.person.label))
        self.add(f"{firm.region}/市场监督管理局/role", row, *mentions, delivery=delivery)

    def card(self, firm: Enterprise, person: Person) -> None:
        """One row of the registry's table of legal representatives: who it is now, with number, without dates."""
        row = {
            "identi_no": firm.registry_id, "personid": person.label, "lerep_sign": "是", "nm": person.name,
            "position_cn": "执行董事兼总经理", "certype_cn": "居民身份证", "country_cn": "中国",
            "cer_no": person.resident_number, "mobtel": person.phone, "uni_social_crd_cd": firm.uscc,
            "comp_nm": firm.name,
        }  # fmt: skip
        mentions = (Mention("subject", firm.label), Mention("legal_representative", person.label))
        self.add(f"{firm.region}/市场监督管理局/legal_representative", row, *mentions)

    def subject(self, who: Enterprise | Person) -> Mention:
        """The mention of a row's subject."""
        return Mention("subject", who.label)

    def document(self, authority: Authority, day: str) -> str:
        """A fresh document number of that authority and year."""
        return self.factory.document_number(authority.name, int(day[:4]))

    def listing(
        self, authority: Authority, category: str, subject: Enterprise | Person, day: str, **cells: str
    ) -> Decision:
        """One row of the form 名单; columns may be overridden, ``source`` names the delivering authority of a copy."""
        source = cells.pop("source", "")
        document = cells.pop("doc_no", None) or self.document(authority, day)
        row = {
            "list_cn": LIST_NAMES[category], "doc_no": document, "authority": authority.name, **named(subject),
            "reason": "经认定符合列入情形", "in_dt": day, "region": authority.region,
        } | cells  # fmt: skip
        sheet = source or authority.sheet("listing")
        self.add(sheet, row, Mention("subject", subject.label))
        return Decision(category, document, authority, subject)

    def event(self, decision: Decision, event_cn: str, day: str, **cells: str) -> None:
        """One row of the form 名单变动, by default from the decision's own authority."""
        sheet = cells.pop("source", "") or decision.authority.sheet("listing_event")
        row = {
            "list_cn": LIST_NAMES[decision.category], "doc_no": decision.doc_no, "authority": decision.authority.name,
            **named(decision.subject), "event_cn": event_cn, "event_dt": day, "reason": "依法定程序",
        } | cells  # fmt: skip
        self.add(sheet, row, Mention("subject", decision.subject.label))

    def responsible(self, decision: Decision, firm: Enterprise, tenure: Tenure, violation: str, **cells: str) -> None:
        """One row of 责任人员认定: the issuer marks ``tenure.person`` in ``tenure.role`` (是 unless overridden)."""
        row = {
            "doc_no": decision.doc_no, "authority": decision.authority.name, "comp_nm": firm.name,
            "uni_social_crd_cd": firm.uscc, "nm": tenure.person.name, "cer_no": tenure.person.resident_number,
            "role_cn": tenure.role or "法定代表人", "responsible": "是", "violation_dt": violation,
        } | cells  # fmt: skip
        mentions = (Mention("subject", firm.label), Mention("responsible", tenure.person.label))
        self.add(decision.authority.sheet("responsible"), row, *mentions)

    def penalty(self, authority: Authority, subject: Enterprise | Person, day: str, **cells: str) -> Decision:
        """One row of the 2018 form of administrative penalties (a warning unless columns say otherwise)."""
        document = cells.pop("CF_WSH", None) or self.document(authority, day)
        natural = isinstance(subject, Person)
        row = {
            "CF_XDR_MC": subject.name, "CF_XDR_LB": "自然人" if natural else "法人及非法人组织",
            "CF_XDR_SHXYM": "" if isinstance(subject, Person) else subject.uscc,
            "CF_XDR_ZJLX": "身份证" if natural else "",
            "CF_XDR_ZJHM": subject.resident_number if isinstance(subject, Person) else "",
            "CF_WSH": document, "CF_WFXW": "违反管理规定", "CF_SY": "检查中发现违法事实", "CF_YJ": "相关法律法规",
            "CF_CFLB": "警告", "CF_NR": "警告", "CF_JDRQ": day, "CF_YXQ": "2099-12-31", "CF_CFJG": authority.name,
        } | cells  # fmt: skip
        self.add(authority.sheet("penalty_2018"), row, Mention("subject", subject.label))
        return Decision("administrative_penalty", document, authority, subject)

    def penalty_2016(self, authority: Authority, firm: Enterprise, day: str, **cells: str) -> Decision:
        """One row of the 2016 form of administrative penalties (a licence revoked unless columns say otherwise)."""
        document = self.document(authority, day)
        row = {
            "CF_WSH": document, "CF_CFMC": "违反管理规定", "CF_CFLB1": "吊销许可证", "CF_SY": "检查中发现违法事实",
            "CF_YJ": "相关法律法规", "CF_XDR_MC": firm.name, "CF_XDR_SHXYM": firm.uscc, "CF_JG": "吊销资质证书",
            "CF_JDRQ": day, "CF_XZJG": authority.name, "CF_ZT": "0", "DFBM": authority.region, "SJC": "2026-10-30",
        } | cells  # fmt: skip
        self.add(authority.sheet("penalty_2016"), row, Mention("subject", firm.label))
        return Decision("administrative_penalty", document, authority, firm)

    def debtor(self, court: Authority, subject: Enterprise | Person, day: str, **cells: str) -> Decision:
        """One row of 失信被执行人 (ground 1 unless ``dishonest_behav`` is given), published on ``day``."""
        delivery = cells.pop("delivery", None)
        sheet = cells.pop("source", "") or court.sheet("dishonest_debtor")
        case = cells.pop("case_no", None) or self.document(court, day)
        natural = isinstance(subject, Person)
        row = {
            "dishonest_id": f"SX{subject.label}", "executed_nm": subject.name,
            "identi_id": subject.resident_number if isinstance(subject, Person) else "",
            "uni_social_crd_cd": "" if isinstance(subject, Person) else subject.uscc,
            "executed_court": court.name, "enforce_basis": case.replace("执", "民终"), "fil_dt": day, "case_no": case,
            "effect_doc_obli": "偿付借款本金及利息", "executed_perfor": "全部未履行", "publish_dt": day,
            "gen": subject.sex if isinstance(subject, Person) else "",
            "executed_nature": "自然人" if natural else "法人",
            "dishonest_behav": "有履行能力而拒不履行生效法律文书确定义务",
        } | cells  # fmt: skip
        self.add(sheet, row, Mention("subject", subject.label), delivery=None if delivery is None else int(delivery))
        return Decision("dishonest_judgment_debtor", case, court, subject)

    def order(self, firm: Enterprise | None, tenure: Tenure, day: str, **cells: str) -> Decision:
        """One row of 限制消费令: on a person alone (``firm`` None) or on a firm, naming the tenure's person."""
        delivery = cells.pop("delivery", None)
        case = cells.pop("case_no", None) or self.document(COURT, day)
        person = tenure.person
        row = {
            "case_no": case, "court": COURT.name, "issue_dt": day, "comp_nm": firm.name if firm else "",
            "uni_social_crd_cd": firm.uscc if firm else "", "nm": person.name, "cer_no": person.resident_number,
            "role_cn": (tenure.role or "法定代表人") if firm else "",
        } | cells  # fmt: skip
        mentions = [Mention("subject", firm.label)] if firm else []
        mentions.append(Mention("responsible" if firm else "subject", person.label))
        sheet = COURT.sheet("consumption_order")
        self.add(sheet, row, *mentions, delivery=None if delivery is None else int(delivery))
        return Decision("consumption_restriction", case, COURT, firm or person)

    def ask(
        self, who: Enterprise | Person, purpose: str, verdict: str, *findings: ExpectedFinding, as_of: str = ""
    ) -> None:
        """Ask by the subject's own number; the answer's verdict and complete findings are given."""
        number = who.resident_number if isinstance(who, Person) else who.uscc
        kind = "person" if isinstance(who, Person) else who.kind
        self.ask_by(Ask(number, "", kind, purpose, day_of(as_of)), verdict, *findings)

    def ask_by(self, ask: Ask, verdict: str, *findings: ExpectedFinding) -> None:
        """Ask in another way than by the subject's own number."""
        self.asks.append((ask, Expected(verdict, findings)))


def day_of(text: str) -> date:
    """An ISO day; empty is the reference date."""
    return date.fromisoformat(text) if text else REFERENCE_DATE


def named(subject: Enterprise | Person) -> dict[str, str]:
    """Name and number columns of our own list forms."""
    if isinstance(subject, Person):
        return {"nm": subject.name, "cer_no": subject.resident_number}
    return {"nm": subject.name, "uni_social_crd_cd": subject.uscc}


def simple(story: Story, *tenures: Tenure) -> Enterprise:
    """A limited company with these offices and nothing else to say."""
    return story.firm(*tenures, comp_type=LIMITED)


def _registrar(region: str) -> str:
    return {ZHENGZHOU: "郑州市", KAIFENG: "开封市", XINXIANG: "新乡市"}[region] + "市场监督管理局"
