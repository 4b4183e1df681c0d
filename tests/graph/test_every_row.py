"""Properties that hold for every row that ships: random towns with every list, every office, every mark.

What ends a row, what a dispute, a copy or a doubt does to it is read from the row's own data here, never from the code.
"""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from graph.policy import load_rules
from graph.relations import DIRECTLY_RESPONSIBLE, RELATIONS
from graph.rules import EndedBy, FindingClass, Force, Sureness
from tests.graph.town import MODEL, SURE, Decision, Town

RULES = {rule.id: rule for rule in load_rules().rules}
CATEGORIES = sorted(load_rules().categories)
FIRMS, PEOPLE = ("甲", "乙", "丙"), ("张", "李", "王")
ROLES = sorted(RELATIONS)
KINDS = ("revoke_business_licence", "order_closed", "revoke_licence", "revoke_food_licence", "order_stop", "fine")
REASONS = ("", "以转移财产等方法规避执行", "有履行能力而拒不履行", "列入经营异常名录届满3年未履行公示义务")
START, END = date(2018, 1, 1), date(2031, 1, 1)
DAYS = st.integers(0, 3200).map(lambda n: START + timedelta(days=n))
ENDS = st.sampled_from((*PEOPLE, *FIRMS))
PLACES = st.tuples(ENDS, st.sampled_from(ROLES), st.sampled_from(FIRMS), DAYS, st.none() | DAYS)
MARKS = st.tuples(
    st.sampled_from(PEOPLE),
    st.sampled_from([*ROLES, DIRECTLY_RESPONSIBLE]),
    st.sampled_from(("yes", "no", "unknown")),
    DAYS,
    st.booleans(),
)
LISTINGS = st.tuples(
    st.sampled_from(CATEGORIES),
    ENDS,
    DAYS,
    st.tuples(st.sampled_from(KINDS), st.sampled_from(("", "50000", "5000000")), st.sampled_from(REASONS)),
    st.lists(MARKS, max_size=2),
)
Plan = tuple[list, list]
PLANS = st.tuples(st.lists(PLACES, max_size=6), st.lists(LISTINGS, min_size=1, max_size=3))


def built(plan: Plan, sure: object = SURE) -> tuple[Town, list[Decision]]:
    town = Town()
    town.firm(*FIRMS)
    town.person(*PEOPLE)
    for holder, role, firm, since, end in plan[0]:
        if holder != firm and (end is None or end > since):
            town.role(holder, role, firm, since.isoformat(), end.isoformat() if end else "", sure=sure)
    decisions = []
    for category, subject, day, (kind, fine, reason), marks in plan[1]:
        said = {"penalty_types": kind, "fine": fine, "reason": reason, "sure": sure}
        decision = town.listed(category, subject, day.isoformat(), **said)
        for person, role, responsible, violation, sentenced in marks:
            more = {"sentence_date": violation.isoformat()} if sentenced else {}
            town.mark(decision, person, role, violation.isoformat(), responsible=responsible, unpaid="yes", **more)
        decisions.append(decision)
    return town, decisions


def said(town: Town, day: date) -> dict[str, list[tuple[object, ...]]]:
    return {
        subject: [(f.rule, f.force, f.measures, f.sureness, f.listing.key, f.until) for f in town.about(subject, day)]
        for subject in (*FIRMS, *PEOPLE)
    }


def rules_of(town: Town, day: date) -> set[str]:
    """The rules at work anywhere, by the rows on listings themselves (a relay lives as long as they do)."""
    found = {f.rule for subject in (*FIRMS, *PEOPLE) for f in town.about(subject, day)}
    return {rule for rule in found if RULES[rule].relay is None}


@settings(max_examples=150, deadline=None)
@given(PLANS, DAYS)
def test_no_effect_without_rule_basis_and_path(plan: Plan, day: date) -> None:
    town, _ = built(plan)
    for subject in (*FIRMS, *PEOPLE):
        for found in town.about(subject, day):
            rule = RULES[found.rule]
            assert found.basis in rule.basis
            assert found.basis.holds(day)
            assert found.path[-1].entity == subject
            assert found.path[0].entity == found.listing.subject
            assert found.evidence
            assert set(found.measures) <= set(found.would_be)
            assert found.conclusion is not FindingClass.ALERT or not found.measures
            assert found.rule not in {f.rule for f in town.about(subject, day, load_rules().without(found.rule))}


@settings(max_examples=100, deadline=None)
@given(PLANS, DAYS, DAYS)
def test_a_dispute_marks_and_changes_nothing(plan: Plan, day: date, raised: date) -> None:
    town, decisions = built(plan)
    before = said(town, day)
    for decision in decisions:
        town.event(decision, "disputed", raised.isoformat(), department="发展和改革委员会", region="410000")
    assert said(town, day) == before
    assert all(f.disputed is (raised <= day) for s in (*FIRMS, *PEOPLE) for f in town.about(s, day))


@settings(max_examples=100, deadline=None)
@given(PLANS, DAYS, st.sampled_from(("removed", "repaired", "revoked", "stayed")))
def test_another_authoritys_word_ends_nothing(plan: Plan, day: date, act: str) -> None:
    town, decisions = built(plan)
    before = said(town, day)
    for decision in decisions:
        town.event(decision, act, START.isoformat(), department="发展和改革委员会", region="410000")
    assert said(town, day) == before


@settings(max_examples=100, deadline=None)
@given(PLANS, DAYS)
def test_what_is_revoked_never_was(plan: Plan, day: date) -> None:
    town, decisions = built(plan)
    for decision in decisions:
        town.event(decision, "revoked", END.isoformat())
    assert all(not found for found in said(town, day).values())


ENDINGS = {
    "removed": (EndedBy.REMOVAL, EndedBy.COURT_RELEASE),
    "repaired": (EndedBy.REPAIR,),
    "stayed": (EndedBy.STAY,),
}


@settings(max_examples=150, deadline=None)
@given(PLANS, DAYS, st.sampled_from(sorted(ENDINGS)))
def test_an_act_ends_the_rows_that_it_ends_and_no_other(plan: Plan, day: date, act: str) -> None:
    town, decisions = built(plan)
    before = rules_of(town, day)
    for decision in decisions:
        town.event(decision, act, START.isoformat())
    after = rules_of(town, day)
    kept = {rule for rule in before if not RULES[rule].ended_by & set(ENDINGS[act])}
    incentives = {rule for rule, row in RULES.items() if row.force is Force.GRANT}
    assert after - incentives == kept - incentives


@settings(max_examples=100, deadline=None)
@given(PLANS, DAYS)
def test_a_probable_identity_carries_no_measure(plan: Plan, day: date) -> None:
    town, _ = built(plan, sure=MODEL)
    for subject in (*FIRMS, *PEOPLE):
        for found in town.about(subject, day):
            assert found.measures == ()
            assert found.sureness is not Sureness.CONFIRMED


@settings(max_examples=100, deadline=None)
@given(PLANS, DAYS)
def test_nothing_statutory_outlives_its_term(plan: Plan, day: date) -> None:
    """A finding that shows the last day of its term is there on that day and gone on the next."""
    town, _ = built(plan)
    for subject in (*FIRMS, *PEOPLE):
        for found in town.about(subject, day):
            if found.until is not None:
                assert day <= found.until
                gone = town.about(subject, found.until + timedelta(days=1))
                assert (found.rule, found.listing.key) not in {(f.rule, f.listing.key) for f in gone}


@settings(max_examples=100, deadline=None)
@given(PLANS, DAYS)
def test_incentives_are_the_listed_subjects_and_yield_to_list_measures(plan: Plan, day: date) -> None:
    town, _ = built(plan)
    for subject in (*FIRMS, *PEOPLE):
        found = town.about(subject, day)
        granted = [f for f in found if f.force is Force.GRANT]
        assert all(f.listing.subject == subject and f.conclusion is FindingClass.OWN for f in granted)
        binding = [f for f in found if f.force is not Force.GRANT and f.measures and f.listing.is_list and f.on_subject]
        assert not (granted and binding)


@settings(max_examples=60, deadline=None)
@given(PLANS, DAYS, st.randoms(use_true_random=False))
def test_the_order_of_facts_does_not_matter(plan: Plan, day: date, random: object) -> None:
    town, _ = built(plan)
    before = {subject: sorted(map(str, each)) for subject, each in said(town, day).items()}
    random.shuffle(town.facts)  # type: ignore[attr-defined]
    assert {subject: sorted(map(str, each)) for subject, each in said(town, day).items()} == before
