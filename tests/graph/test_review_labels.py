"""Thresholds from labels: the draw, what counts as a random sample, and what is shown or not."""

from dataclasses import replace
from datetime import date
from itertools import islice
from random import Random

import pytest

from graph.model import CandidateEdge, Judgement, Verdict
from graph.pinned import default_models, put_models
from graph.review.labels import estimates, to_label
from graph.review.settings import settings
from graph.store.sqlite import open_store
from linkage.weights import UNIT
from tests.contract import rows
from tests.contract.rows import deliver, delivery, party, record

SMALL = replace(settings(), least=10, precision=0.9)
MODELS = default_models()
JOIN = MODELS.enterprise.decision.join
TRUTH = {3.0: 0.99, 1.0: 0.95, -1.0: 0.4, -3.0: 0.1}
"""Bits from the threshold -> share of pairs that are one subject, of 150 pairs each."""


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """600 candidate pairs in four bands with a hidden truth."""
    store = open_store(tmp_path_factory.mktemp("labels") / "store.db")
    firms = [party(f"r{at}", f"郑州试样{at}号有限公司") for at in range(1200)]
    deliver(store, delivery("a", date(2026, 1, 1)), [record(each.record, [each]) for each in firms])
    random, edges, truth = Random(5), [], {}
    for band, share in TRUTH.items():
        for _ in range(150):
            a, b = sorted(firms.pop().id for _ in range(2))
            weight = JOIN + round((band + random.random() / 2) * UNIT)
            edges.append(CandidateEdge(a, b, weight, (("name", f"level{band}"),)))
            truth[(a, b)] = random.random() < share
    with store.unit(rows.now(), "test", "edges") as unit:
        unit.add_edges(put_models(store, unit, MODELS)["enterprise"], edges)
    yield store, truth
    store.close()


@pytest.fixture
def store(filled):
    """The store with no label: those of the last test are taken back."""
    opened, _ = filled
    with opened.unit(rows.now(), "test", "undo") as unit:
        for each in opened.judgements():
            unit.retract_judgement(each.a, each.b, each.author)
    return opened


def label(store, pairs):
    with store.unit(rows.now(), "test", "label") as unit:
        for (a, b), same in pairs:
            unit.add_judgement(Judgement(a, b, Verdict.SAME if same else Verdict.DIFFERENT, "甲", "看过"))


def drawn(store, count, truth):
    return [((edge.a, edge.b), truth[(edge.a, edge.b)]) for _, edge in islice(to_label(store, SMALL), count)]


def firms(store, parameters=SMALL):
    return next(each for each in estimates(store, parameters) if each.model == "enterprise")


def test_without_labels_nothing_is_known_and_nothing_proposed(store):
    found = firms(store)
    assert [each.pairs for each in found.bands] == [150] * 4
    assert not any(each.enough for each in found.bands)
    assert all(each.precision.estimate is None and each.recall.lower == 0.0 for each in found.cuts)
    assert (found.proposed, found.toml) == (None, "")
    assert found.needed == 36


def test_the_draw_takes_one_of_every_band_in_turn_and_stays_the_same(store, filled):
    first = list(islice(to_label(store, SMALL), 40))
    assert [edge.levels for _, edge in first[:4]] == [(("name", f"level{band}"),) for band in TRUTH]
    assert first == list(islice(to_label(store, SMALL), 40))
    label(store, drawn(store, 8, filled[1]))
    assert [edge for _, edge in islice(to_label(store, SMALL), 32)] == [edge for _, edge in first[8:]]


def test_labels_out_of_turn_wait_until_those_before_them_are_given(store, filled):
    order = drawn(store, 400, filled[1])
    label(store, order[4:80])
    found = firms(store)
    assert [(each.labelled, each.waiting) for each in found.bands] == [(0, 19)] * 4
    label(store, order[:4])
    assert [(each.labelled, each.waiting) for each in firms(store).bands] == [(20, 0)] * 4


def test_the_true_shares_lie_inside_and_a_shown_threshold_keeps_its_promise(store, filled):
    truth = filled[1]
    label(store, drawn(store, 400, truth))
    found = firms(store)
    weights = {(edge.a, edge.b): edge.weight for _, version in [_version(store)] for edge in store.edges(version)}
    for band, cut in zip(found.bands, found.cuts, strict=True):
        assert band.labelled == 100
        assert band.share.lower <= band.share.estimate <= band.share.upper
        low = round(cut.threshold * UNIT)
        above = [same for pair, same in truth.items() if weights[pair] >= low]
        precision, recall = sum(above) / len(above), sum(above) / sum(truth.values())
        assert cut.precision.lower <= precision <= cut.precision.upper
        assert cut.recall.lower <= recall <= cut.recall.upper
        assert abs(cut.precision.estimate - precision) < 0.05
    assert found.proposed in (found.threshold, found.threshold + 2.0)
    assert f"join = {found.proposed}" in found.toml
    assert "400 labels" in found.toml
    stricter = firms(store, replace(SMALL, precision=0.9995))
    assert stricter.proposed is None


def _version(store):
    held = store.policy("linkage.enterprise")
    return held[1], held[0]


def test_everything_labelled_is_certain(store, filled):
    label(store, filled[1].items())
    found = firms(store)
    assert all(each.share.lower == each.share.upper == each.share.estimate for each in found.bands)
    assert found.cuts[-1].recall.lower == pytest.approx(1.0)
    assert list(to_label(store, SMALL)) == []


def test_an_unsure_reviewer_widens_the_bounds(store, filled):
    pairs = drawn(store, 80, filled[1])
    label(store, pairs)
    before = firms(store).bands[0].share
    (a, b), _ = pairs[0]
    with store.unit(rows.now(), "test", "unsure") as unit:
        unit.add_judgement(Judgement(a, b, Verdict.UNSURE, "甲", "看不清"))
    after = firms(store).bands[0]
    assert after.unsure == 1
    assert after.share.lower < before.lower
    assert after.labelled == 20


def test_outer_bands_have_no_limit(store):
    narrow = replace(SMALL, above=0, below=1)
    found = firms(store, narrow)
    assert [(each.low, each.high, each.pairs) for each in found.bands] == [
        (found.threshold, None, 300),
        (None, found.threshold, 300),
    ]
    assert found.cuts[-1].threshold is None
