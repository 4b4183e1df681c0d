"""The stores that the contract holds for: a new adapter is added to ``ADAPTERS`` and nothing else changes."""

import pytest

from graph.store.sqlite import open_store
from tests.server.empty_database import empty_store

ADAPTERS = {
    "sqlite": lambda request, folder: open_store(folder / "store.db"),
    "neo4j": lambda request, folder: empty_store(request.getfixturevalue("neo4j_server")),
}


@pytest.fixture(params=sorted(ADAPTERS))
def store(request, tmp_path):
    opened = ADAPTERS[request.param](request, tmp_path)
    yield opened
    opened.close()


@pytest.fixture(scope="module", params=sorted(ADAPTERS))
def new_store(request, tmp_path_factory):
    """Opens as many empty stores as a test asks for, one after the other."""
    opened = []

    def make():
        opened.append(ADAPTERS[request.param](request, tmp_path_factory.mktemp("store")))
        return opened[-1]

    yield make
    for each in opened:
        each.close()
