"""Properties over small random towns: no effect without rule and none missing, nothing after what ends it.

The oracle below reads RULES.md once more, by brute force, for the rows that these towns can trigger; it shares no code
with the propagation but the town.
"""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from graph.policy import load_rules
from graph.rules import Sureness
from tests.graph.town import COURT, MODEL, SURE, TAX, Decision, Town, told

FIRMS, PEOPLE = ("甲", "乙", "丙"), ("张", "李", "王")
LR, PRINCIPAL, FINANCE = "LEGAL_REPRESENTATIVE_OF", "PRINCIPAL_OF", "FINANCE_HEAD_OF"
ROLES = (LR, PRINCIPAL, FINANCE, "SUPERVISOR_OF", "SHAREHOLDER_OF", "LIQUIDATOR_OF")
START = date(2020, 1, 1)
OWN = {
    "major_tax_violation": {"tax.own.procurement", "tax.own.customs", "tax.own.discretion", "tax.own.credit"},
    "construction_blacklist": {"lines.own"},
    "administrative_penalty": set(),
    "tax_arrears": set(),
}
DAYS = st.integers(0, 2500).map(lambda n: START + timedelta(days=n))
PLACES = st.tuples(st.sampled_from(PEOPLE), st.sampled_from(ROLES), st.sampled_from(FIRMS), DAYS, st.none() | DAYS)
MARKS = st.tuples(
    st.sampled_from(PEOPLE), st.sampled_from((LR, FINANCE)), st.sampled_from(("yes", "no", "unknown")), DAYS
)
LISTINGS = st.tuples(
    st.sampled_from(sorted(OWN)), st.sampled_from(FIRMS), DAYS, st.none() | DAYS, st.lists(MARKS, max_size=1)
)
TOWNS = st.tuples(st.lists(PLACES, max_size=6), st.lists(LISTINGS, max_size=3))
Plan = tuple[list, list]


def built(plan: Plan, sure: object = SURE, dispute: bool = False, until: str = "") -> Town:
    town = Town()
    town.firm(*FIRMS)
    town.person(*PEOPLE)
    for person, role, firm, since, end in plan[0]:
        if end is None or end > since:
            town.role(person, role, firm, since.isoformat(), end.isoformat() if end else "")
    for category, firm, day, end, marks in plan[1]:
        over = end.isoformat() if end and end > day else until
        decision = town.listed(category, firm, day.isoformat(), over, authority=TAX, sure=sure, penalty_types="warning")
        for person, role, said, violation in marks:
            town.mark(decision, person, role, violation.isoformat(), responsible=said, unpaid="yes", guarantee="no")
        if dispute:
            town.event(decision, "disputed", START.isoformat())
    return town


def held(plan: Plan, person: str, roles: set[str], firm: str, day: date) -> bool:
    return any(
        p == person and r in roles and f == firm and (e is None or e > s) and s <= day and (e is None or day < e)
        for p, r, f, s, e in plan[0]
    )


def expected(plan: Plan, subject: str, day: date) -> set[str]:
    """Confirmed conclusions on tax and line lists for a subject, by RULES.md read once more."""
    due: set[str] = set()
    for category, firm, listed, end, marks in plan[1]:
        if not (listed <= day and (end is None or end <= listed or day < end)):
            continue
        if subject == firm:
            due |= OWN[category]
        for person, _, said, violation in marks:
            if category == "major_tax_violation" and held(plan, subject, {LR, PRINCIPAL}, firm, violation):
                due.add("tax.exit.head")
            if person != subject or said != "yes":
                continue
            # the issuer names the person; the office that carries the measure is the registry's to tell
            if category == "major_tax_violation" and held(plan, subject, {FINANCE}, firm, violation):
                due.add("tax.exit.finance_head")
            if category == "construction_blacklist" and held(plan, subject, {LR, PRINCIPAL}, firm, violation):
                due.add("lines.persons")
    return due


def without_office(plan: Plan) -> bool:
    """Whether a marked role stands in no record: then the issuer's word decides, which the oracle leaves out."""
    known = {(p, r, f) for p, r, f, s, e in plan[0] if e is None or e > s}
    return any((p, r, firm) not in known for _, firm, _, _, marks in plan[1] for p, r, _, _ in marks)


BASE = {"tax.exit.head", "tax.exit.finance_head", "lines.persons"}.union(*OWN.values())


@settings(max_examples=300, deadline=None)
@given(TOWNS, DAYS)
def test_every_effect_that_a_rule_requires_and_no_other(plan: Plan, day: date) -> None:
    town = built(plan)
    exact = not without_office(plan)
    for subject in (*FIRMS, *PEOPLE):
        found = {f.rule for f in town.about(subject, day) if f.sureness is Sureness.CONFIRMED} & BASE
        due = expected(plan, subject, day)
        assert due <= found
        assert not exact or found == due


@settings(max_examples=60, deadline=None)
@given(TOWNS, DAYS)
def test_no_effect_without_rule(plan: Plan, day: date) -> None:
    town = built(plan)
    for subject in (*FIRMS, *PEOPLE):
        found = town.about(subject, day)
        for rule in {each.rule for each in found}:
            rest = town.about(subject, day, load_rules().without(rule))
            assert rule not in {each.rule for each in rest}


@settings(max_examples=60, deadline=None)
@given(TOWNS, DAYS)
def test_every_finding_has_its_reasons(plan: Plan, day: date) -> None:
    town = built(plan)
    for subject in (*FIRMS, *PEOPLE):
        for found in town.about(subject, day):
            assert found.path[-1].entity == subject
            assert found.path[0].entity == found.listing.subject
            assert found.evidence
            assert found.basis.holds(day)
            assert found.explanation_zh
            assert "{" not in found.explanation_zh


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(sorted({c for r in load_rules().rules for c in r.categories} - {"administrative_penalty"})), DAYS
)
def test_a_category_without_rows_reaches_nobody(category: str, day: date) -> None:
    rules = load_rules()
    for rule in rules.rules:
        if category in rule.categories:
            rules = rules.without(rule.id)
    town = built(([("张", LR, "甲", START, None)], [(category, "甲", START, None, [("张", LR, "yes", START)])]))
    assert town.about("甲", day, rules) == []
    assert town.about("张", day, rules) == []


@settings(max_examples=60, deadline=None)
@given(TOWNS, DAYS)
def test_nothing_after_what_ends_it(plan: Plan, day: date) -> None:
    over = built(([*plan[0]], [(c, f, d, None, m) for c, f, d, _, m in plan[1]]), until="")
    for each in list(over.facts):
        if each.claim.listing and each.claim.type in OWN:
            decision_day = max(day, each.claim.span.begin_min)
            key = each.claim.listing
            authority, doc = key.split("|")
            over.event(
                Decision(key, each.claim.type, each.subject or "", authority, doc), "removed", decision_day.isoformat()
            )
    for subject in (*FIRMS, *PEOPLE):
        assert {f.rule for f in over.about(subject, max(day, date(2027, 1, 1)))} & BASE == set()


@settings(max_examples=60, deadline=None)
@given(TOWNS, DAYS)
def test_a_dispute_marks_and_changes_nothing(plan: Plan, day: date) -> None:
    plain, disputed = built(plan), built(plan, dispute=True)
    for subject in (*FIRMS, *PEOPLE):
        before, after = plain.about(subject, day), disputed.about(subject, day)
        assert [(f.rule, f.force, f.measures, f.sureness) for f in before] == [
            (f.rule, f.force, f.measures, f.sureness) for f in after
        ]
        assert all(f.disputed for f in after)


@settings(max_examples=60, deadline=None)
@given(TOWNS, DAYS)
def test_a_probable_identity_carries_no_measure(plan: Plan, day: date) -> None:
    town = built(plan, sure=MODEL)
    for subject in (*FIRMS, *PEOPLE):
        assert all(not f.measures and f.sureness is not Sureness.CONFIRMED for f in town.about(subject, day))


@settings(max_examples=60, deadline=None)
@given(TOWNS, DAYS, st.lists(st.sampled_from(ROLES), min_size=1, max_size=4))
def test_unrelated_facts_change_nothing(plan: Plan, day: date, roles: list[str]) -> None:
    town = built(plan)
    before = {subject: town.about(subject, day) for subject in (*FIRMS, *PEOPLE)}
    town.firm("别家")
    town.person("别人")
    for role in roles:
        town.role("别人", role, "别家", "2020-01-01")
    town.listed("dishonest_judgment_debtor", "别家", "2021-01-01", authority=COURT)
    assert {subject: town.about(subject, day) for subject in before} == before


@settings(max_examples=60, deadline=None)
@given(TOWNS, DAYS, st.randoms(use_true_random=False))
def test_the_order_of_facts_does_not_matter(plan: Plan, day: date, random: object) -> None:
    town = built(plan)
    before = {subject: told(town.about(subject, day)) for subject in (*FIRMS, *PEOPLE)}
    random.shuffle(town.facts)  # type: ignore[attr-defined]
    assert {subject: told(town.about(subject, day)) for subject in before} == before
