"""What tests of every package share: the Neo4j server of this session.

One server per process that needs one, started when the first test asks. With ``-n auto --dist loadgroup`` all its tests
run in one worker, and so on one server. Without a server they are skipped with one line that says why; with CI=true
that is a failure.
"""

import os
from collections import Counter

import pytest

from tests.server.neo4j_server import NoServer, found_server


@pytest.fixture(scope="session")
def neo4j_server(tmp_path_factory):
    try:
        server = found_server(tmp_path_factory.mktemp("neo4j"))
    except NoServer as why:
        if os.environ.get("CI"):
            pytest.fail(f"{why}; it is required under CI")
        pytest.skip(str(why))
    yield server
    server.stop()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    for item in items:
        params = getattr(item, "callspec", None)
        if "neo4j_server" in item.fixturenames or (params and "neo4j" in params.params.values()):
            item.add_marker(pytest.mark.xdist_group("neo4j"))


def pytest_terminal_summary(terminalreporter):
    """What did not run, in one line a reason."""
    skipped = [report.longrepr for report in terminalreporter.stats.get("skipped", ())]
    reasons = Counter(each[2] if isinstance(each, tuple) else str(each) for each in skipped)
    for reason, count in sorted(reasons.items()):
        terminalreporter.line(f"{count} not run: {reason.removeprefix('Skipped: ')}")
