"""Relation types as data: who may stand in which, towards whom, and what it is called.

Owns: the closed list of relation types, all pointing from the holder (person or firm) to the company.
Refuses: what follows from a relation (rule rows say that) and how a source spells an office (linkage's formats do).
"""

from dataclasses import dataclass
from types import MappingProxyType

from linkage.model import Kind

COMPANIES = frozenset({Kind.ENTERPRISE, Kind.ORGANISATION})
PERSONS = frozenset({Kind.PERSON})
ANYONE = COMPANIES | PERSONS


@dataclass(frozen=True, slots=True)
class RelationType:
    """One type: ``title_zh`` names the holder's place, ``holders`` and ``companies`` the kinds at its two ends."""

    code: str
    title_zh: str
    holders: frozenset[Kind] = ANYONE
    companies: frozenset[Kind] = COMPANIES


_ALL = (
    RelationType("LEGAL_REPRESENTATIVE_OF", "法定代表人"),
    RelationType("PRINCIPAL_OF", "负责人"),
    RelationType("FINANCE_HEAD_OF", "财务负责人", PERSONS),
    RelationType("ACTUAL_CONTROLLER_OF", "实际控制人"),
    RelationType("EXECUTIVE_PARTNER_OF", "执行事务合伙人"),
    RelationType("DIRECTOR_OF", "董事", PERSONS),
    RelationType("SUPERVISOR_OF", "监事", PERSONS),
    RelationType("SENIOR_MANAGER_OF", "高级管理人员", PERSONS),
    RelationType("LIQUIDATOR_OF", "清算组成员"),
    RelationType("INVESTOR_OF", "投资人"),
    RelationType("OPERATES", "经营者"),
    RelationType("SHAREHOLDER_OF", "股东"),
    RelationType("BRANCH_OF", "分支机构", COMPANIES),
    RelationType("GUARANTEES", "保证人", ANYONE, ANYONE),
    RelationType("PRACTISES_AT", "从业人员", PERSONS),
    RelationType("SUCCESSOR_OF", "承继者", COMPANIES),
    RelationType("SPONSOR_OF", "举办（主管）单位", COMPANIES),
    RelationType("CO_DEBTOR_OF", "共同被执行人", ANYONE, ANYONE),
)

RELATIONS = MappingProxyType({each.code: each for each in _ALL})
"""Every relation type by code."""


DIRECTLY_RESPONSIBLE = "DIRECTLY_RESPONSIBLE"
"""The place of a person whom a decision names without an office: a mark's role, never a relation."""


def title(code: str) -> str:
    """The Chinese title of a relation type; a code nobody declared is shown as it is."""
    if code == DIRECTLY_RESPONSIBLE:
        return "直接责任人员"
    known = RELATIONS.get(code)
    return known.title_zh if known else code
