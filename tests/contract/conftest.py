"""The stores that the contract holds for: a new adapter is added to ``ADAPTERS`` and nothing else changes."""

import pytest

from graph.store.sqlite import open_store

ADAPTERS = {"sqlite": lambda folder: open_store(folder / "store.db")}


@pytest.fixture(params=sorted(ADAPTERS))
def store(request, tmp_path):
    opened = ADAPTERS[request.param](tmp_path)
    yield opened
    opened.close()


@pytest.fixture(scope="module", params=sorted(ADAPTERS))
def new_store(request, tmp_path_factory):
    """Opens as many empty stores as a test asks for."""
    opened = []

    def make():
        opened.append(ADAPTERS[request.param](tmp_path_factory.mktemp("store")))
        return opened[-1]

    yield make
    for each in opened:
        each.close()
