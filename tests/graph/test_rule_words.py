"""Words of the rule language that no shipped row needs yet, or only in part: depth, regions of own rows, measures of two
laws, memoranda; and that the surest of several ways counts.
"""

import pytest

from graph.policy import PolicyError, RuleSet, load_rules
from graph.rules import Measure
from tests.graph.town import MODEL, Town, told

OWN = """
[[rule]]
id = "test.own"
class = "own"
force = "may"
categories = ["provincial_dishonesty"]
measures = ["land", "award"]
ended_by = ["removal", "revocation"]
title_zh = "测试"
explanation_zh = "{subject}"
REGION
[rule.basis]
document = "测试条例"
"""
RELAY = """
[[rule]]
id = "test.relay"
class = "alert"
force = "reference"
title_zh = "测试"
explanation_zh = "{subject}"
[rule.relay]
classes = ["own"]
forces = ["may"]
steps = [{ relations = ["SHAREHOLDER_OF"], direction = "to_company", depth = DEPTH }]
[rule.basis]
document = "测试条例"
"""
HENAN = 'region = "410000"\nintersect = "test"'


def rules(*texts: str) -> RuleSet:
    return RuleSet.from_texts({f"{place}.toml": text for place, text in enumerate(texts)})


def chain(*firms: str) -> Town:
    """Each firm holds shares in the next; the last in the first again."""
    t = Town()
    t.firm(*firms)
    for holder, company in zip(firms, (*firms[1:], firms[0]), strict=True):
        t.role(holder, "SHAREHOLDER_OF", company, "2015-01-01")
    t.listed("provincial_dishonesty", firms[0])
    return t


@pytest.mark.parametrize(("depth", "reached"), [(1, "乙"), (2, "乙丙"), (3, "乙丙丁")])
def test_a_step_is_followed_as_often_as_its_depth_and_a_ring_ends(depth: int, reached: str) -> None:
    t, ruleset = (
        chain("甲", "乙", "丙", "丁", "戊"),
        rules(OWN.replace("REGION", ""), RELAY.replace("DEPTH", str(depth))),
    )
    alerted = [firm for firm in "甲乙丙丁戊" if "test.relay" in told(t.about(firm, rules=ruleset))]
    assert alerted == list(reached)
    assert all(len({hop.entity for hop in f.path}) == len(f.path) for firm in alerted for f in t.about(firm))


def test_a_ring_of_two_ends() -> None:
    t = chain("甲", "乙")
    ruleset = rules(OWN.replace("REGION", ""), RELAY.replace("DEPTH", "3"))
    assert told(t.about("甲", rules=ruleset)) == {"test.own"}
    assert told(t.about("乙", rules=ruleset)) == {"test.relay"}


def test_a_row_that_reaches_further_than_one_read_is_refused() -> None:
    with pytest.raises(PolicyError, match="reaches 4 relations far"):
        rules(RELAY.replace("DEPTH", "4"))
    assert max(rule.hops for rule in load_rules().rules) == load_rules().hops <= 3


def test_a_regional_own_row_needs_the_issuers_region_and_the_receivers_row() -> None:
    t = Town()
    t.firm("甲")
    t.listed("provincial_dishonesty", "甲", authority="某机关", region="410100")
    alone = rules(OWN.replace("REGION", HENAN))
    assert told(t.about("甲", rules=alone)) == told(t.about("甲", rules=alone, region="410200")) == {"test.own"}
    assert t.about("甲", rules=alone, region="310000") == []
    foreign = rules(OWN.replace("REGION", 'region = "310000"'))
    assert t.about("甲", rules=foreign) == []


def test_across_regions_the_measures_are_those_of_both_laws() -> None:
    t = Town()
    t.firm("甲")
    t.listed("provincial_dishonesty", "甲", authority="某机关", region="410100")
    theirs = OWN.replace("test.own", "test.theirs").replace("REGION", 'region = "310000"\nintersect = "test"')
    narrower = rules(OWN.replace("REGION", HENAN), theirs.replace('["land", "award"]', '["award", "credit"]'))
    (found,) = t.about("甲", rules=narrower, region="310000")
    assert (found.rule, found.measures) == ("test.own", (Measure.AWARD,))
    (at_home,) = t.about("甲", rules=narrower, region="410000")
    assert at_home.measures == (Measure.LAND, Measure.AWARD)
    apart = rules(OWN.replace("REGION", HENAN), theirs.replace('["land", "award"]', '["credit"]'))
    assert t.about("甲", rules=apart, region="310000") == []


@pytest.mark.parametrize("measure", ["exit", "office", "consumption", "licensing", "food_licence"])
def test_a_memorandum_alone_is_no_basis_for_class_a(measure: str) -> None:
    text = OWN.replace("REGION", "").replace('"land"', f'"{measure}"') + "memorandum = true\n"
    with pytest.raises(PolicyError, match="a memorandum alone is no basis"):
        rules(text)
    assert rules(text.replace(f'"{measure}"', '"customs"')).rules


def test_what_is_revoked_ends_every_row() -> None:
    with pytest.raises(PolicyError, match="add revocation"):
        rules(OWN.replace("REGION", "").replace(', "revocation"', ""))


def test_an_incentive_is_never_carried() -> None:
    carry = '[rule.carry]\nroles = ["PRINCIPAL_OF"]\ntest = "n"\n[rule.basis]'
    with pytest.raises(PolicyError, match="never carried"):
        rules(
            OWN.replace("REGION", "")
            .replace('"own"', '"effect"')
            .replace('"may"', '"grant"')
            .replace("[rule.basis]", carry)
        )


def test_the_surest_of_several_ways_counts() -> None:
    t = Town()
    t.person("张一")
    t.firm("甲", "乙")
    t.listed("consumption_restriction", "张一")
    t.role("张一", "PRINCIPAL_OF", "乙", "2015-01-01", sure=MODEL)
    assert told(t.about("乙")) == {"related.listed~"}
    t.role("张一", "LEGAL_REPRESENTATIVE_OF", "乙", "2015-01-01")
    assert told(t.about("乙")) == {"related.listed"}


RELEASED = """
[[rule]]
id = "test.released"
class = "effect"
force = "may"
categories = ["provincial_dishonesty"]
measures = ["award"]
ended_by = ["removal", "revocation"]
title_zh = "测试"
explanation_zh = "{subject}"
[rule.carry]
roles = ["PRINCIPAL_OF"]
test = "l"
role_end_releases = RELEASES
[rule.basis]
document = "测试条例"
"""


@pytest.mark.parametrize(("releases", "day", "reached"), [
    ("true", "2026-11-19", True), ("true", "2026-11-20", False), ("false", "2026-11-20", True),
])  # fmt: skip
def test_leaving_the_office_ends_it_only_where_the_row_says_so(releases: str, day: str, reached: bool) -> None:
    t = Town()
    t.firm("甲")
    t.person("张一")
    t.role("张一", "PRINCIPAL_OF", "甲", "2015-01-01", "2026-11-20")
    t.listed("provincial_dishonesty", "甲")
    assert bool(t.about("张一", day, rules(RELEASED.replace("RELEASES", releases)))) is reached
