"""kill -9 of the server in the middle of an ingest: nothing is lost and nothing doubled."""

import threading
import time
from datetime import date

import pytest

from graph.intake import ingest
from graph.model import DeliveryKind
from graph.store.errors import StoreError
from graph.store.neo4j import open_store as open_neo4j
from graph.store.sqlite import open_store
from linkage.formats import load_formats
from tests.graph.office_files import LIST, ROLE, clock, holds, listed, request, write
from tests.server.empty_database import empty_store
from tests.server.neo4j_server import MavenServer

FORMATS = load_formats()
BLOWS = (0.25, 0.6)
"""At which share of the time that an undisturbed ingest needs the server is killed."""


@pytest.fixture(scope="module")
def requests(tmp_path_factory):
    """New rows, corrections, duplicates, a snapshot that closes, an older file that comes last."""
    folder = tmp_path_factory.mktemp("files")
    first = [listed(n) for n in range(700)] + [("", *listed(n)[1:]) for n in range(20)]
    second = [listed(n, "吊销后继续经营" if n % 3 == 0 else "提交虚假材料") for n in range(0, 700, 2)]
    roles = [holds(n % 300, f"钱{'一二三四五六七八九十'[n % 10]}") for n in range(600)]
    return [
        request(write(folder / "a.csv", LIST, first), date(2026, 1, 1)),
        request(write(folder / "b.csv", LIST, second + second[:50]), date(2026, 3, 1), DeliveryKind.FULL),
        request(write(folder / "c.csv", ROLE, roles), date(2026, 3, 1)),
        request(write(folder / "d.csv", LIST, first[:200]), date(2026, 2, 1), DeliveryKind.DELTA),
    ]


def kept(store):
    """All that the files left: rows and counts, versions, parties, what was rejected and every listing that came."""
    deliveries = list(store.deliveries())
    delivered = list(store.delivered_parties())
    parties = sorted(store.parties(), key=lambda party: party.id)
    facts = sorted(
        (fact.claim.id, came, fact.claim.span, fact.evidence) for _, came, fact in store.facts_since(0, 10**6)
    )
    versions = store.versions({party.record for party in parties})
    return deliveries, delivered, parties, facts, versions, list(store.rejections()), list(store.issues())


@pytest.fixture(scope="module")
def undisturbed(requests, tmp_path_factory):
    store = open_store(tmp_path_factory.mktemp("whole") / "store.db")
    ingest(store, FORMATS, requests, clock, "test")
    found = kept(store)
    store.close()
    assert sum(counts.superseded for _, counts in found[0]) > 200
    return found


def seconds_needed(server, requests) -> float:
    """Of the second run: in the first a server plans every question, which takes several times as long as the work."""
    for _ in range(2):
        store, began = empty_store(server), time.monotonic()
        ingest(store, FORMATS, requests, clock, "test")
        store.close()
    return time.monotonic() - began


@pytest.mark.slow
def test_a_killed_server_loses_and_doubles_nothing(neo4j_server, requests, undisturbed):
    if not isinstance(neo4j_server, MavenServer):
        pytest.skip("only a server that this session has started is killed")
    needed = seconds_needed(neo4j_server, requests)
    for share in BLOWS:
        store = empty_store(neo4j_server)
        ended = []

        def work(store=store, ended=ended):
            try:
                ingest(store, FORMATS, requests, clock, "test")
                ended.append("whole")
            except StoreError as error:
                ended.append(error.code)

        writer = threading.Thread(target=work)
        writer.start()
        writer.join(needed * share)
        assert writer.is_alive(), "the blow came too late"
        neo4j_server.kill()
        neo4j_server.start()
        writer.join(300)
        assert ended, "the writer neither went on nor gave up"
        assert ended[0] in ("whole", "graph.store.unreachable")
        store.close()
        again = open_neo4j(neo4j_server.url, neo4j_server.password)
        assert again.check() == []
        ingest(again, FORMATS, requests, clock, "test")
        assert kept(again) == undisturbed
        assert again.check() == []
        again.close()
