"""A process that answers questions maps the file of the embedded store; one that writes a city does not."""

from benchmarks import town
from graph.policy import load_rules
from graph.store.sqlite import open_store
from graph.store.sqlite.session import Session

RULES = load_rules()


def test_who_answers_maps_more_of_the_file_and_reads_the_same(tmp_path):
    path = tmp_path / "s.db"
    writer = open_store(path)
    there = town.build(writer, 200)
    around = [there.firm(n) for n in range(100)]
    reader = open_store(path, answering=True)
    asked = {"hops": RULES.hops, "bearing": RULES.products, "along": RULES.along}
    assert reader.subgraph(around, **asked) == writer.subgraph(around, **asked)
    mapped = [Session(path, answering).value("PRAGMA mmap_size") for answering in (False, True)]
    assert 0 < mapped[0] < mapped[1]
    reader.close()
    writer.close()
