"""Words of claims that are searched by, in a file of a former release."""

from datetime import date

from graph.store.sqlite import open_store
from graph.store.sqlite.session import Session
from linkage.model import ClaimKind
from tests.contract.rows import claim, deliver, delivery, join, listed, party, record

SHOP, NUMBER = "云杉优选旗舰店", "郑市监处罚〔2026〕12号"


def answers(store):
    documents = store.facts_of_documents([NUMBER])
    return store.by_name(SHOP), store.by_name("云杉"), store.shops(["E1"]), documents


def test_a_file_of_a_former_release_gets_the_index_when_it_is_opened(tmp_path):
    path, store = tmp_path / "s.db", open_store(tmp_path / "s.db")
    company, unnamed = (party(key, "郑州望舒商贸有限公司") for key in "su")
    shop = record("s", [company], [claim(ClaimKind.ATTRIBUTE, "online_shop", company, value=SHOP)])
    nameless = record("u", [unnamed], [claim(ClaimKind.ATTRIBUTE, "online_shop", unnamed, url="https://a.example")])
    decided = listed("d", "郑州望舒商贸有限公司", "91410100MA3X000001", NUMBER)
    deliver(store, delivery("a", date(2026, 1, 1)), [shop, nameless, decided])
    join(store, {"E1": [company, unnamed, decided.parties[0]]})
    before = answers(store)
    store.close()
    old = Session(path)
    old.script(
        "DROP TRIGGER judgement_since; ALTER TABLE judgement DROP COLUMN since; DROP TABLE shop; DROP TABLE document; DROP TRIGGER name_stays; DROP TRIGGER gram_stays;"
        f"DELETE FROM gram WHERE nid IN (SELECT nid FROM name WHERE folded = '{SHOP}');"
        f"DELETE FROM name WHERE folded = '{SHOP}'; PRAGMA user_version = 4;"
    )
    old.close()
    again = open_store(path)
    assert answers(again) == before
    assert all(before)
    assert again.check() == []
    again.close()
