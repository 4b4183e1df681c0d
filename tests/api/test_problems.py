"""Every error that a caller can provoke has a status of its own and a remedy."""

from collections.abc import Iterator
from http import HTTPStatus
from importlib import import_module
from pkgutil import walk_packages

import pytest

from api.errors import ApiError
from api.problems import status_of
from exchange.errors import ExchangeError
from graph.errors import GraphError
from linkage.errors import LinkageError

for package in ("linkage", "graph", "exchange", "api"):
    for module in walk_packages(import_module(package).__path__, f"{package}."):
        if not module.name.endswith("__main__"):
            import_module(module.name)
OURS = {
    "graph.store.corrupt": "the file is damaged",
    "graph.calendar": "a shipped or configured file is wrong",
    "graph.policy": "a shipped or configured file is wrong",
    "graph.bounds": "a policy kept in the store is wrong",
    "graph.truth": "a file of labels on this machine is wrong",
    "graph.reason_missing": "a conclusion without reasons is a bug",
    "agreement_invalid": "a configured file is wrong",
    "graph": "base of a package",
}
"""Errors that no caller can mend: the service is at fault."""


def errors(base: type[Exception]) -> Iterator[type[Exception]]:
    for each in base.__subclasses__():
        yield each
        yield from errors(each)


CODES = sorted({each.code for base in (ApiError, GraphError, LinkageError, ExchangeError) for each in errors(base)})


@pytest.mark.parametrize("code", CODES)
def test_status(code: str) -> None:
    at_fault = code in OURS
    assert (status_of(code) is HTTPStatus.INTERNAL_SERVER_ERROR) is at_fault
