"""The set engine on Spark (extra ``spark``): the same tables and SQL, beyond one machine or in local mode.

Owns: the session that it starts, and a checkpoint folder when the session has none. Refuses: cluster settings, which
are Spark's own (``spark-submit``, ``spark-defaults.conf``; without any, Spark runs in local mode), and a session that
somebody else started: it is used, and left running.
"""

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from importlib.util import find_spec
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow

from linkage.batch.engine import Dialect
from linkage.errors import LinkageError
from linkage.tables import toml_table

DIALECT = Dialect(
    overlap="arrays_overlap({0}, {1})",
    holds="array_contains({0}, {1})",
    size="size({0})",
    greatest_shared="array_max(array_intersect({0}, {1}))",
)


class SparkMissing(LinkageError):
    """PySpark or Java is not installed."""

    code = "linkage.spark"


class SparkEngine:
    """Runs the plan on one Spark session. Tables are temporary views; made ones are checkpointed, so that no query
    plan grows."""

    dialect = DIALECT

    def __init__(self, session: Any) -> None:
        self._session = session

    def put(self, name: str, table: pyarrow.Table) -> None:
        """Keep a table under a name."""
        self._session.createDataFrame(table).createOrReplaceTempView(name)

    def make(self, name: str, sql: str) -> None:
        """Keep the rows of a query under a name."""
        self._session.sql(sql).checkpoint().createOrReplaceTempView(name)

    def rows(self, sql: str) -> Sequence[tuple[Any, ...]]:
        """The rows of a query."""
        return [tuple(row) for row in self._session.sql(sql).collect()]


def missing() -> str:
    """What Spark lacks on this machine, with the remedy; empty when it can start."""
    if find_spec("pyspark") is None:
        return "PySpark is not installed: pip install 'xintu[spark]'"
    if not os.environ.get("JAVA_HOME") and shutil.which("java") is None:
        return "Java is not installed: Spark needs Java 17 or later on PATH or in JAVA_HOME"
    return ""


@contextmanager
def spark_engine() -> Iterator[SparkEngine]:
    """An engine on the running Spark session, else on one of its own; SparkMissing without PySpark or Java."""
    if lacking := missing():
        raise SparkMissing(lacking)
    from pyspark import SparkConf
    from pyspark.sql import SparkSession

    with ExitStack() as closing:
        session = SparkSession.getActiveSession()
        if session is None:
            session = SparkSession.builder.config(conf=_settings(SparkConf())).getOrCreate()
            closing.callback(session.stop)
        if session.sparkContext.getCheckpointDir() is None:
            session.sparkContext.setCheckpointDir(closing.enter_context(TemporaryDirectory(prefix="xintu-")))
        yield SparkEngine(session)


def _settings(conf: Any) -> Any:
    """Our settings where the cluster has none of its own; local mode talks to itself, whatever the host is called."""
    given = toml_table("batch")
    local = conf.get("spark.master", "local").startswith("local")
    for name, value in {**given["spark"], **(given["spark_local"] if local else {})}.items():
        conf.setIfMissing(name, value)
    return conf
