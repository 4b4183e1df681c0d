"""What known people say of firms is a line of its own wherever a pair is explained, with their names masked."""

import pytest

from api.web.waterfall import draw_waterfall
from graph.explanation import explain
from graph.model import Certainty
from graph.resolution import resolve
from graph.store.sqlite import open_store
from linkage.pinning import Pinning
from linkage.profiles import CIRCLE
from tests.api.arrivals import Clock, deliver, records
from tests.linkage.circles import doubtful_firm


@pytest.fixture
def told(tmp_path):
    store, clock = open_store(tmp_path / "store.db"), Clock()
    parties, firm, mention = doubtful_firm()
    deliver(store, clock, "first", records(parties))
    report = resolve(store, clock, full=True, pinning=Pinning())
    yield store, report, firm, mention
    store.close()


def test_it_is_a_bar_of_the_waterfall_with_masked_names(told):
    store, _, firm, mention = told
    found = explain(store, firm.id, mention.id)
    step = next(each for each in found.steps if each.comparison == CIRCLE)
    assert (step.label, step.level) == ("共同的已识别人员", "same")
    assert step.left == step.right == ("王**",)
    assert 0 < step.bits < found.threshold
    assert "共同的已识别人员：王** ｜ 王**（有共同者）" in str(draw_waterfall(found.steps, found.threshold))


def test_it_brought_the_two_together_and_leaves_the_mention_probable(told):
    store, report, firm, mention = told
    held = store.memberships([firm.id, mention.id])
    assert held[firm.id].entity == held[mention.id].entity
    assert held[firm.id].certainty is Certainty.CONFIRMED
    assert held[mention.id].certainty is Certainty.PROBABLE
    assert report.collective["moved"] >= 1
