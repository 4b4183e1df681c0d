"""What only the server can show: who it is, its shape and migrations, readable labels, a way that breaks."""

import threading
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from neo4j import GraphDatabase
from neo4j.exceptions import ServiceUnavailable, SessionExpired

from graph.store.chain import chained
from graph.store.errors import StoreBusy, StoreError, StoreUnreachable, StoreVersionMismatch
from graph.store.neo4j import open_store
from graph.store.neo4j.address import address_of
from graph.store.neo4j.connection import OPEN, Connection
from graph.store.neo4j.migrations import Migration, migrate, packaged, pending
from graph.store.neo4j.queries import query
from graph.store.neo4j.writing import Writing, complete
from linkage.model import ClaimKind, Kind, Role
from tests.contract import rows
from tests.contract.rows import claim, deliver, delivery, join, listed, party, record, represented
from tests.server.counting_proxy import counted
from tests.server.empty_database import empty_store
from tests.server.neo4j_server import assert_genuine

AT, JAN = datetime(2026, 11, 20, 9, tzinfo=UTC), date(2026, 1, 1)
FIRM, CODE = "郑州望舒商贸有限公司", "91410100MA3X000001"


@pytest.fixture
def store(neo4j_server):
    opened = empty_store(neo4j_server)
    yield opened
    opened.close()


@pytest.fixture
def cypher(neo4j_server):
    """Questions as an investigator would type them."""
    with GraphDatabase.driver(neo4j_server.uri, auth=(neo4j_server.user, neo4j_server.password)) as driver:
        yield lambda text, **values: [list(r) for r in driver.execute_query(text, values, database_="neo4j").records]


@pytest.fixture
def connection(neo4j_server):
    opened = Connection(address_of(neo4j_server.url, neo4j_server.password))
    yield opened
    opened.close()


def test_the_server_is_what_it_says(neo4j_server, connection):
    assert_genuine(neo4j_server)
    ((version, edition),) = connection.read("ledger.components")
    assert version.startswith("5.26")
    assert edition == "community"


def test_what_is_unique_and_how_names_are_searched(store, cypher):
    unique = cypher("SHOW CONSTRAINTS YIELD type, labelsOrTypes RETURN type, labelsOrTypes[0]")
    assert {kind for kind, _ in unique} == {"UNIQUENESS"}
    assert {"Entity", "Party", "Claim", "Record", "Version", "Row", "Transaction", "Entry"} <= {
        label for _, label in unique
    }
    (index,) = cypher("SHOW INDEXES YIELD type, state, options WHERE type = 'FULLTEXT' RETURN state, options")
    assert index[0] == "ONLINE"
    assert index[1]["indexConfig"]["fulltext.analyzer"] == "cjk"


def test_migrations_are_applied_once_in_order_and_never_changed(store, connection):
    assert migrate(connection) == []
    mine = packaged()
    changed = [*mine[:-1], replace(mine[-1], text=mine[-1].text + "\n// changed")]
    with pytest.raises(StoreVersionMismatch, match="changed after it was applied"):
        migrate(connection, changed)
    with pytest.raises(StoreVersionMismatch, match="does not know"):
        pending(connection, mine[:-1])


def test_a_database_that_lacks_a_migration_is_refused_until_it_is_migrated(store, neo4j_server, cypher):
    last = packaged()[-1].number
    cypher("MATCH (m:Migration {number: $last}) DELETE m", last=last)
    with pytest.raises(StoreVersionMismatch, match="xintu store migrate"):
        open_store(neo4j_server.url, neo4j_server.password)
    with pytest.raises(StoreVersionMismatch):
        store.__class__(Connection(address_of(neo4j_server.url, neo4j_server.password)))
    again = Connection(address_of(neo4j_server.url, neo4j_server.password))
    assert [each.number for each in migrate(again)] == [last]
    again.close()


def test_a_migration_indexes_what_claims_of_a_former_release_say(store, neo4j_server, cypher):
    company, shop = party("s", FIRM), "云杉优选旗舰店"
    runs = record("s", [company], [claim(ClaimKind.ATTRIBUTE, "online_shop", company, value=shop)])
    decided = listed("d", FIRM, CODE, "郑市监处罚〔2026〕12号")
    deliver(store, delivery("a", JAN), [runs, decided])
    join(store, {"E1": [company, decided.parties[0]]})

    def found():
        return store.by_name(shop), store.shops(["E1"]), store.facts_of_documents(["郑市监处罚〔2026〕12号"])

    before = found()
    cypher("MATCH (said:Migration {name: 'said'}) MATCH (m:Migration) WHERE m.number >= said.number DELETE m")
    cypher("MATCH (:Claim)-[called:CALLED]->(n:Name) DETACH DELETE n")
    cypher("MATCH (c:Claim) REMOVE c.shop, c.document")
    assert found() == ([], {}, [])
    again = Connection(address_of(neo4j_server.url, neo4j_server.password))
    assert "said" in {each.name for each in migrate(again)}
    again.close()
    assert found() == before
    assert all(before)
    assert store.check() == []


def test_a_migration_counts_what_a_former_release_ended_and_marks_who_states_no_number(store, neo4j_server, cypher):
    deliver(store, delivery("a", JAN), [represented("a", FIRM, CODE, "王一")])
    mentions = {each.name: each for each in store.parties()}
    join(store, {"E1": [mentions[FIRM]], "P1": [mentions["王一"]]})
    first = store.head()
    join(store, {"P2": [mentions["王一"]]})

    def found():
        counts = [store.neighbours(entity, tx=tx).counts for entity in ("E1", "P1", "P2") for tx in (first, None)]
        return store.named(["王一"], Kind.PERSON, unnumbered=True), counts

    before = found()
    assert before[0] == {"王一": ["P2"]}
    cypher("MATCH (first:Migration {name: 'unnumbered'}) MATCH (m:Migration) WHERE m.number >= first.number DELETE m")
    cypher("MATCH (p:Party) REMOVE p.unnumbered")
    for kept in ("ended_holder_LEGAL_REPRESENTATIVE_OF", "ended_company_LEGAL_REPRESENTATIVE_OF"):
        cypher(f"MATCH (e:Entity) REMOVE e.{kept}")
    assert found() != before
    assert store.check() == ["2 entities count the relations wrongly that have ended"]
    again = Connection(address_of(neo4j_server.url, neo4j_server.password))
    assert [each.name for each in migrate(again)][:2] == ["unnumbered", "ended"]
    again.close()
    assert found() == before
    assert store.check() == []


def test_two_migrations_at_once_wait_for_each_other(store, neo4j_server, cypher):
    extra = Migration(len(packaged()) + 1, "probe", "CREATE (:Probe);")
    wanted, applied = [*packaged(), extra], []

    def run():
        mine = Connection(address_of(neo4j_server.url, neo4j_server.password))
        applied.append([each.number for each in migrate(mine, wanted)])
        mine.close()

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(applied) == [[], [], [extra.number]]
    assert cypher("MATCH (p:Probe) RETURN count(p)") == [[1]]
    cypher("MATCH (m:Migration {name: 'probe'}) DELETE m")


def test_labels_and_relations_are_readable(store, cypher):
    made, decided = represented("r", FIRM, CODE, "钱一"), listed("d", FIRM, CODE, "1号")
    rated = party("p", FIRM)
    product = record("p", [rated], [claim(ClaimKind.PRODUCT, "rating", rated, value="A")])
    for name, each in (("a", made), ("b", decided), ("c", product)):
        deliver(store, delivery(name, JAN), [each])
    join(store, {"E1": [made.parties[0], decided.parties[0], rated], "P1": [made.parties[1]]})
    assert cypher(
        "MATCH (p:Person:LegalRepresentative)-[r:LEGAL_REPRESENTATIVE_OF {tx_end: $open}]->(e:Enterprise)"
        "-[:SUBJECT_OF {tx_end: $open}]->(l:Listing)-[:EVIDENCED_BY]->(d:Record)"
        " RETURN p.name, e.name, l.type, l.valid_from, d.department",
        open=OPEN,
    ) == [["钱一", FIRM, "serious_violation", "2025-03-01", rows.OFFICE]]
    assert cypher("MATCH (:Enterprise)-[:HOLDS]->(c:CreditProduct) RETURN c.type") == [["rating"]]


def test_who_leaves_office_is_a_legal_representative_no_more(store, cypher):
    first, second = represented("r", FIRM, CODE, "钱一"), represented("r", FIRM, CODE, "孙二", changed="2026-02-10")
    deliver(store, delivery("a", JAN), [first])
    deliver(store, delivery("b", date(2026, 3, 1)), [second])
    join(store, {"E1": [first.parties[0]], "P1": [first.parties[1]], "P2": [second.parties[1]]})
    assert cypher("MATCH (p:LegalRepresentative) RETURN p.name") == [["孙二"]]
    assert cypher(
        "MATCH (p:Person)-[r:LEGAL_REPRESENTATIVE_OF {tx_end: $open}]->() RETURN p.name, r.valid_to ORDER BY p.name",
        open=OPEN,
    ) == [["孙二", None], ["钱一", "2026-02-10"]]


def test_one_question_is_one_round_trip(store, neo4j_server):
    made = represented("r", FIRM, CODE, "钱一")
    deliver(store, delivery("a", JAN), [made, listed("d", FIRM, CODE, "1号")])
    join(store, {"E1": [made.parties[0]], "P1": [made.parties[1]]})
    with counted(neo4j_server.port) as relay:
        beside = open_store(f"bolt://{neo4j_server.user}@127.0.0.1:{relay.port}/neo4j", neo4j_server.password)
        keys = iter("abc")
        turns = [
            _turns(relay, lambda: beside.head()),
            _turns(relay, lambda: beside.subgraph(["E1", "P1"], 3)),
            _turns(relay, lambda: beside.log(AT, "clerk", "s", [(next(keys), b"read")])),
        ]
        assert beside.subgraph(["E1", "P1"], 3) == store.subgraph(["E1", "P1"], 3)
        assert [entry.key for entry in beside.read("s")] == ["a", "b"]
        beside.close()
    assert turns == [1, 1, 1]


def test_the_end_of_a_long_log_is_found_without_reading_it(store, neo4j_server):
    entries = store.log(AT, "clerk", "s", [(str(n), b"read") for n in range(300)])
    seen = {"seq": 300, "digest": entries[-1].digest, "keys": ["new"], "rows": [], "unit": "u"}
    for name, given in (
        ("logs.last", {}),
        ("logs.read", {"after": 290, "limit": 5}),
        ("logs.once", seen | {"at": AT.isoformat(), "actor": "a", "cause": "read"}),
    ):
        with GraphDatabase.driver(neo4j_server.uri, auth=(neo4j_server.user, neo4j_server.password)) as driver:
            plan = driver.execute_query(f"PROFILE {query(name)}", given | {"stream": "s"}).summary.profile
        assert 0 < _hits(plan) < 50, name


def _hits(step) -> int:
    return step["args"].get("DbHits", 0) + sum(map(_hits, step.get("children", ())))


def test_an_entry_whose_answer_was_lost_is_not_written_twice(store, connection):
    store.log(AT, "clerk", "s", [("first", b"one")])
    lost = {
        "stream": "s",
        "seq": 1,
        "digest": store.last("s").digest,
        "keys": ["k"],
        "at": AT.isoformat(),
        "actor": "a",
    }
    row = {"stream": "s", "seq": 2, "payload": b"two", "key": "k", "digest": chained(lost["digest"], b"two"), "tx": 0}
    connection.once("logs.once", **lost, rows=[row], unit="u", cause="read")
    (entry,) = store.log(AT, "clerk", "s", [("k", b"two")])
    assert (entry.seq, entry.tx, store.head()) == (2, 2, 2)
    assert store.check() == []


def _turns(relay, ask) -> int:
    ask()
    before = relay.turns
    ask()
    return relay.turns - before


def test_a_unit_goes_on_when_the_way_to_the_server_breaks(store, cypher):
    with store.unit(AT, "test", "broken") as unit:
        unit.append("s", b"one")
        for (id_,) in cypher("CALL dbms.listConnections() YIELD connectionId, username RETURN connectionId"):
            _cut(cypher, id_)
        unit.append("s", b"two")
    assert [(e.seq, e.payload, e.tx) for e in store.read("s")] == [(1, b"one", 1), (2, b"two", 1)]
    assert store.head() == 1
    assert store.check() == []


def _cut(cypher, connection: str) -> None:
    with suppress(ServiceUnavailable, SessionExpired):  # it may have cut its own branch
        cypher("CALL dbms.killConnection($id)", id=connection)


def test_another_writer_in_between_ends_a_broken_unit(store, neo4j_server, cypher):
    def broken():
        with store.unit(AT, "test", "broken") as unit:
            unit.append("s", b"one")
            for (id_,) in cypher("CALL dbms.listConnections() YIELD connectionId RETURN connectionId"):
                _cut(cypher, id_)
            other = open_store(neo4j_server.url, neo4j_server.password)
            with other.unit(AT, "test", "other") as second:
                second.append("s", b"other")
            other.close()
            unit.append("s", b"two")

    with pytest.raises(StoreBusy, match="came first"):
        broken()
    assert [e.payload for e in store.read("s")] == [b"other"]
    assert store.check() == []


def test_a_missing_required_property_is_refused_before_it_is_written(connection):
    with pytest.raises(StoreError, match="Party lacks name"):
        list(
            complete(
                "Party",
                [
                    {
                        "id": "x",
                        "record": "r",
                        "role": "subject",
                        "kind": "enterprise",
                        "identifiers": "[]",
                        "details": "[]",
                        "as_at": 1,
                        "nature": "state",
                        "tx": 1,
                        "name": None,
                    }
                ],
            )
        )
    with pytest.raises(StoreError, match="open a unit of work first"):
        Writing(connection, 1, (1,) * 6).save_numbers() or connection.write("ledger.number", numbers={})


def test_the_check_finds_what_was_written_past_the_program(store, cypher):
    made = represented("r", FIRM, CODE, "钱一")
    deliver(store, delivery("a", JAN), [made])
    join(store, {"E1": [made.parties[0]], "P1": [made.parties[1]]})
    with store.unit(AT, "test", "x") as unit:
        unit.append("s", b"one")
    assert store.check() == []
    for damage, words in (
        ("MATCH (e:Entry) SET e.payload = $bytes", "log s is broken at entry 1"),
        ("MATCH (t:Transaction {tx: 1}) DETACH DELETE t", "transactions are missing"),
        ("MATCH (:Person)-[r:LEGAL_REPRESENTATIVE_OF]->() DELETE r", "projected wrongly"),
        ("MATCH (p:Party) SET p.name = null", "lack a required property"),
        ("MATCH ()-[k:KNOWN_AS]->(s) DETACH DELETE s", "have no state"),
    ):
        cypher(damage, bytes=b"two")
        assert any(words in problem for problem in store.check()), words


@pytest.mark.parametrize(
    "url",
    ["neo4j://", "http://host/neo4j", "neo4j://user:secret@host:7687/neo4j"],
    ids=["nobody", "scheme", "password"],
)
def test_an_address_that_is_none_is_refused_without_showing_a_password(url):
    with pytest.raises(StoreUnreachable) as refused:
        address_of(url, "secret")
    assert "secret" not in str(refused.value)


def test_an_address_is_printed_without_user_and_password():
    address = address_of("neo4j+s://clerk%40city@graph.example/credit", "secret")
    assert (address.uri, address.user, address.database) == ("neo4j+s://graph.example:7687", "clerk@city", "credit")
    assert "secret" not in f"{address} {address!r}"
    assert "clerk" not in str(address)


def test_an_entity_bears_the_label_of_its_kind(store, cypher):
    firm, person = party("r", FIRM), party("r", "钱一", Role.SHAREHOLDER, Kind.PERSON)
    deliver(store, delivery("a", JAN), [record("r", [firm, person])])
    join(store, {"E1": [firm], "P1": [person]})
    assert cypher("MATCH (e:Entity) RETURN e.id, labels(e) ORDER BY e.id") == [
        ["E1", ["Entity", "Enterprise"]],
        ["P1", ["Entity", "Person"]],
    ]
    with store.unit(AT, "test", "gone") as unit:
        unit.set_memberships([], [person.id])
    assert cypher("MATCH (e:Entity {id: 'P1'}) RETURN labels(e), e.name") == [[["Entity"], None]]
