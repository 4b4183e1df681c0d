"""A town told in words: the sentences of tests/graph/data/traps.csv.

Owns: reading sentences such as ``李二 任 甲公司 法定代表人 2020-01-01 至 2025-07-01`` into a :class:`Town`. Refuses: words it
does not know (ValueError names the sentence), and what follows from a town.

    X 任 甲公司 职务 [自] [至 日]            an office or tie; 疑似: a merely probable holder, 冒名: a stolen name
    甲公司 列入 名单 日 [至 日]              a listing or penalty; 疑似: a merely probable subject; 机关= 地区= 种类= 罚款= 事由=
    认定 X 职务 [违法=日] [责任=否]          what the issuer says of a person; 判刑= 刑满= 欠税= 担保=
    移出 日, 异议 日, ...                    the owner's step; 抄送 移出 日: the province's word for it; 抄件 [至 日]: its copy
    甲公司 评为 A 日 [至 日]                 a tax grade
"""

from collections.abc import Callable

from graph.policy import load_rules
from graph.relations import DIRECTLY_RESPONSIBLE, RELATIONS
from tests.graph.town import COURT, FINANCE, MARKET, MODEL, SURE, TAX, Decision, Town

ROLES = {each.title_zh: code for code, each in RELATIONS.items()} | {
    "分公司": "BRANCH_OF",
    "承继": "SUCCESSOR_OF",
    "直接责任人员": DIRECTLY_RESPONSIBLE,
}
LISTS = {each.title_zh: code for code, each in load_rules().categories.items()}
AUTHORITIES = {
    "major_tax_violation": TAX,
    "tax_penalty": TAX,
    "dishonest_judgment_debtor": COURT,
    "consumption_restriction": COURT,
    "unfulfilled_judgment": COURT,
    "bankruptcy": COURT,
    "procurement_ban": FINANCE,
}
EVENTS = {
    "拟列入": "intended", "列入": "listed", "异议": "disputed", "异议办结": "settled", "停止执行": "stayed",
    "恢复执行": "resumed", "修复": "repaired", "移出": "removed", "撤销": "revoked",
}  # fmt: skip
PENALTIES = {
    "吊销营业执照": "revoke_business_licence", "责令关闭": "order_closed", "吊销许可证": "revoke_licence",
    "吊销食品许可证": "revoke_food_licence", "责令停产停业": "order_stop", "罚款": "fine", "警告": "warning",
}  # fmt: skip
ANSWERS = {"是": "yes", "否": "no", "未知": "unknown"}
SAID = {"责任": "responsible", "欠税": "unpaid", "担保": "guarantee"}
DATED = {"判刑": "sentence_date", "刑满": "sentence_end_date"}
FIRMS = ("公司", "商行", "企业", "事务所", "合伙")


class Told:
    """The town of a line, sentence by sentence."""

    def __init__(self, text: str) -> None:
        self.town = Town()
        self._decision: Decision | None = None
        for sentence in filter(None, (part.strip() for part in text.split("；"))):
            try:
                self._tell(sentence.split())
            except (KeyError, IndexError, ValueError) as unknown:
                raise ValueError(f"{sentence!r} is no sentence that tests.graph.told knows: {unknown!r}") from unknown

    @property
    def decision(self) -> Decision:
        """The listing that was told last."""
        if self._decision is None:
            raise ValueError("no listing was told yet")
        return self._decision

    def _tell(self, words: list[str]) -> None:
        verbs: dict[str, Callable[[list[str]], None]] = {"任": self._office, "列入": self._listed, "评为": self._graded}
        if len(words) > 2 and words[1] in verbs:
            self._known(words[0])
            verbs[words[1]](words)
        elif words[0] == "认定":
            self._mark(words)
        elif words[0] == "抄件":
            self.town.copy(self.decision, _days(words)[1])
        elif words[0] == "抄送":
            self.town.event(self.decision, EVENTS[words[1]], words[2], department="发展和改革委员会", region="410000")
        else:
            self.town.event(self.decision, EVENTS[words[0]], words[1])

    def _known(self, *names: str) -> None:
        for name in names:
            add = self.town.firm if name.endswith(FIRMS) else self.town.person
            add(name)

    def _office(self, words: list[str]) -> None:
        holder, _, company, role = words[:4]
        self._known(company)
        since, until = _days(words[4:])
        how = {"sure": MODEL if "疑似" in words else SURE, "void": "冒名" in words}
        self.town.role(holder, ROLES[role], company, since, until, **how)

    def _listed(self, words: list[str]) -> None:
        category, pairs = LISTS[words[2]], _pairs(words)
        since, until = _days(words[3:])
        home = "省信用主管部门" if "地区" in pairs else AUTHORITIES.get(category, MARKET)
        how: dict[str, object] = {"authority": pairs.get("机关", home), "region": pairs.get("地区", "410100")}
        how["sure"] = MODEL if "疑似" in words else SURE
        if "种类" in pairs:
            how["penalty_types"] = ",".join(PENALTIES[kind] for kind in pairs["种类"].split("、"))
        for word, name in (("罚款", "fine"), ("事由", "reason")):
            if word in pairs:
                how[name] = pairs[word]
        self._decision = self.town.listed(category, words[0], since, until, **how)

    def _graded(self, words: list[str]) -> None:
        since, until = _days(words[3:])
        self.town.product("tax_grade", words[0], since, until, grade=words[2])

    def _mark(self, words: list[str]) -> None:
        pairs = _pairs(words)
        said = {name: ANSWERS[pairs[word]] for word, name in SAID.items() if word in pairs}
        said |= {name: pairs[word] for word, name in DATED.items() if word in pairs}
        self._known(words[1])
        self.town.mark(self.decision, words[1], ROLES[words[2]], pairs.get("违法", ""), **said)


def _days(words: list[str]) -> tuple[str, str]:
    """The beginning (a first word that is a day) and the day after 至."""
    since = words[0] if words and words[0][0].isdigit() else ""
    until = words[words.index("至") + 1] if "至" in words else ""
    return since, until


def _pairs(words: list[str]) -> dict[str, str]:
    return dict(word.split("=", 1) for word in words if "=" in word)
