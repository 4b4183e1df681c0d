"""All groups at once are the groups that growing from each member finds."""

from hypothesis import given, settings
from hypothesis import strategies as st

from graph.networks.controlled import Controls, Hold
from graph.networks.groups import Known, group, outlines
from graph.networks.settings import control
from tests.graph.ties import held, owns

NAMES = "ABCDEFxy"


@st.composite
def controls(draw):
    ends = st.tuples(st.sampled_from(NAMES), st.sampled_from("ABCDEF")).filter(lambda pair: pair[0] != pair[1])
    shares = draw(st.lists(st.tuples(ends, st.sampled_from([20, 30, 51, 100])), max_size=8, unique_by=lambda s: s[0]))
    stated = draw(st.lists(st.tuples(ends, st.booleans()), max_size=4))
    columns = held(*(owns(holder, company, percent) for (holder, company), percent in shares))
    holds = [Hold(holder, company, "ACTUAL_CONTROLLER_OF", sure) for (holder, company), sure in stated]
    return Known(columns, Controls(columns, holds, control()))


@settings(max_examples=200, deadline=None)
@given(controls())
def test_every_group_is_the_one_grown_from_any_member(known):
    found = outlines(known.controls)
    assert [each.place for each in found] == sorted(each.place for each in found)
    of = {member: each for each in found for member in each.members}
    for entity in NAMES:
        grown = group(lambda _: known, entity, rounds=20, most=100)
        assert grown.members == (of[entity].members if entity in of else (entity,))
        assert entity not in of or of[entity].heads == grown.heads
