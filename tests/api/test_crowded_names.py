"""A city whose names are near each other: heavy pairs lead everywhere, what one mention can change stays small."""

from collections import Counter
from itertools import pairwise, product
from random import Random

import pytest

from graph.pinned import default_models
from graph.resolution import resolve
from graph.store.sqlite import open_store
from linkage import resolver
from linkage.clustering import components
from linkage.identifiers import Identifier, IdentifierKind
from linkage.model import Kind, Party, Role, content_id, facts
from linkage.pinning import Pinning
from tests.api.arrivals import Clock, batch, deliver, partition, records
from tests.api.test_arrival_orders import begin, stored
from tests.linkage.numbers import org_check, uscc_tail

SIGNS, FIRMS, MENTIONS = "安邦宝昌诚", 50, 160


def codes():
    for n in range(FIRMS):
        org = f"MA{n:06d}"
        body = f"91410105{org}{org_check(org)}"
        yield body + uscc_tail(body)


def crowd(seed):
    """Mentions of firms whose names differ in a character or two, some with a number, many with a slip of the pen."""
    random = Random(seed)
    brands = random.sample(["".join(each) for each in product(SIGNS, repeat=3)], FIRMS)
    known = dict(zip(brands, codes(), strict=True))
    for n in range(MENTIONS):
        brand = random.choice(brands)
        name = brand if random.random() < 0.6 else brand[:2] + random.choice((*SIGNS, ""))
        numbers = (Identifier(IdentifierKind.USCC, known[brand]),) if random.random() < 0.4 else ()
        details = facts([("legal_representative", f"王{brand[1]}")] if random.random() < 0.6 else [])
        city, key = random.choice(("郑州", "郑州", "")), content_id("crowd", str(seed), str(n))
        name = f"{city}{name}商贸有限公司"
        yield Party(key, f"r{key}", Role.SUBJECT, Kind.ENTERPRISE, name, numbers, details)


@pytest.fixture
def store(tmp_path):
    opened = open_store(tmp_path / "store.db")
    yield opened
    opened.close()


def pinned(parties):
    return resolver.resolve(parties, default_models(), pinning=Pinning()).models


def test_the_city_is_crowded():
    parties = list(crowd(0))
    found = resolver.resolve(parties, pinned(parties)).firms
    reasons = Counter(each.reason for each in found.doubts)
    assert reasons["rival"] > 10
    assert reasons["chain"] > 10
    heavy = [(p.a, p.b) for p in found.pairs if not p.score.vetoed and p.score.weight >= 5 * 1024]
    hangs_together = Counter(components(found.gathered.nodes, heavy).values()).most_common(1)[0][1]
    assert hangs_together > 3 * max(map(len, found.clusters))


@pytest.mark.parametrize("seed", range(12))
def test_any_order_gives_the_partition_and_the_doubts_of_all(store, seed):
    parties, clock, random = list(crowd(seed)), Clock(), Random(seed)
    models = pinned(parties)
    arriving = records(parties)
    random.shuffle(arriving)
    begin(store, clock, models, arriving[:80])
    cuts = [80, *sorted(random.sample(range(81, MENTIONS), 12)), MENTIONS]
    for number, (since, until) in enumerate(pairwise(cuts)):
        deliver(store, clock, f"later-{number}", arriving[since:until])
        assert resolve(store, clock).scope == "part"
    whole = resolver.resolve(parties, models)
    assert partition(store) == batch(whole)
    now, wanted = stored(store, whole)
    assert now == wanted
