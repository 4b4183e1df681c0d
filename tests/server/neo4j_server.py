"""A real Neo4j community server for tests: one that is named, one in Docker, or one from Maven artifacts.

Owns: finding, starting, stopping and killing a server, and the assertion that it is what it says. Refuses: fakes.
``XINTU_TEST_NEO4J=neo4j://user:password@host:port`` names a running server **whose database is wiped**.
"""

import os
import shutil
import signal
import socket
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

from neo4j import GraphDatabase
from neo4j.exceptions import AuthError, DriverError, Neo4jError

VERSION = "5.26"
IMAGE = "neo4j:5.26-community"
ENVIRONMENT = "XINTU_TEST_NEO4J"
PASSWORD = "xintu-test-only"  # of a throw-away server on the loopback address
PATIENCE = 180.0
"""Seconds until a starting server must answer; a loaded machine needs more than the usual six."""
HERE = Path(__file__).parent
# A short life: the second compiler would cost more than it saves.
JVM = ["-Xms256m", "-Xmx2g", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Dwiped=true"] + [
    f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in ("java.nio", "sun.nio.ch", "java.lang")
]


class NoServer(Exception):
    """There is no way to a Neo4j on this machine; the text says why."""


@dataclass(slots=True)
class NamedServer:
    """A server that somebody else runs."""

    uri: str
    user: str
    password: str

    @property
    def port(self) -> int:
        return int(self.uri.rpartition(":")[2])

    @property
    def url(self) -> str:
        """What ``XINTU_STORE`` takes; the password goes beside it."""
        scheme, _, place = self.uri.partition("://")
        return f"{scheme}://{self.user}@{place}/neo4j"

    def stop(self) -> None:
        """It is not ours to stop."""


@dataclass(slots=True)
class MavenServer:
    """A server of our own: a Java process with its data in ``home``."""

    home: Path
    port: int
    user: str = "neo4j"
    password: str = PASSWORD
    process: subprocess.Popen | None = field(default=None, repr=False)

    @property
    def uri(self) -> str:
        return f"bolt://127.0.0.1:{self.port}"

    url = NamedServer.url

    def start(self) -> "MavenServer":
        """Start on the data that is there; returns when it answers."""
        self.home.mkdir(parents=True, exist_ok=True)
        command = [
            "java",
            *JVM,
            "-cp",
            class_path(self.home),
            str(HERE / "Neo4jServer.java"),
            str(self.home),
            str(self.port),
        ]
        with (self.home / "server.out").open("ab") as out:
            self.process = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT)
        until_it_answers(self.uri, self.user, self.password, self.process, self.home / "server.out")
        return self

    def kill(self) -> None:
        """As a power cut would."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        """A clean stop: wait for the process, not for a clock."""
        self.process.terminate()
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.kill()


@dataclass(slots=True)
class DockerServer:
    """A server in a container that goes when it is stopped."""

    port: int
    user: str = "neo4j"
    password: str = PASSWORD
    container: str = ""

    uri = MavenServer.uri
    url = NamedServer.url

    def start(self) -> "DockerServer":
        command = ["docker", "run", "--detach", "--rm", "--publish", f"127.0.0.1:{self.port}:7687"]
        command += ["--env", f"NEO4J_AUTH={self.user}/{self.password}", IMAGE]
        self.container = subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
        until_it_answers(self.uri, self.user, self.password)
        return self

    def stop(self) -> None:
        subprocess.run(["docker", "stop", self.container], check=True, capture_output=True)


def found_server(home: Path) -> NamedServer | DockerServer | MavenServer:
    """A server that answers: the named one, else one in Docker, else one by Maven and Java; NoServer says why none."""
    if named := os.environ.get(ENVIRONMENT):
        parts = urlsplit(named)
        server = NamedServer(f"{parts.scheme}://{parts.hostname}:{parts.port or 7687}", parts.username or "neo4j", "")
        server.password = unquote(parts.password or "")
        until_it_answers(server.uri, server.user, server.password)
    elif _answers(["docker", "info"]):
        server = DockerServer(free_port()).start()
    elif shutil.which("javac") and shutil.which("mvn"):
        server = MavenServer(home, free_port()).start()
    else:
        raise NoServer(f"the Neo4j half did not run: no {ENVIRONMENT}, no Docker engine, no Maven with a JDK 17")
    assert_genuine(server)
    return server


def assert_genuine(server) -> None:
    """The server says of itself that it is Neo4j 5.26, community: nobody mistakes a fake for it."""
    with GraphDatabase.driver(server.uri, auth=(server.user, server.password)) as driver:
        (row,) = driver.execute_query("CALL dbms.components() YIELD name, versions, edition RETURN *").records
    assert row["name"] == "Neo4j Kernel", row
    assert row["versions"][0].startswith(VERSION), row
    assert row["edition"] in ("community", "enterprise"), row
    if not isinstance(server, NamedServer):
        assert row["edition"] == "community", row


def class_path(folder: Path) -> str:
    """The jars of the server out of Maven's own cache, fetched when they are not there (some 120 MB, once)."""
    target = folder / "class.path"
    if not target.exists():
        command = ["mvn", "-q", "-B", "-f", str(HERE / "pom.xml"), "dependency:build-classpath"]
        command.append(f"-Dmdep.outputFile={target}")
        runs = (subprocess.run([*command, *extra], capture_output=True, check=False) for extra in (["-o"], []))
        if not any(run.returncode == 0 for run in runs):  # offline first: nothing to ask when all is there
            raise NoServer(f"Maven could not bring the server's jars; try: {' '.join(command)}")
    return target.read_text()


def until_it_answers(uri: str, user: str, password: str, process=None, log: Path | None = None) -> None:
    """Wait for the first answer; a fresh server's password is set on the way."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            options = {"connection_timeout": 5.0, "max_transaction_retry_time": 0.0}
            with GraphDatabase.driver(uri, auth=(user, password), **options) as driver:
                driver.execute_query("RETURN 1")
                return
        except AuthError:
            if _first_login(uri, user, password):
                continue
            if time.monotonic() > end:
                raise
        except (DriverError, Neo4jError, OSError) as error:
            if process is not None and process.poll() is not None:
                raise NoServer(f"the server ended: {log.read_text(errors='replace')[-2000:]}") from error
            if time.monotonic() > end:
                raise NoServer(f"no Neo4j answers at {uri} within {PATIENCE:.0f} s: {error}") from error
        time.sleep(0.2)


def _first_login(uri: str, user: str, password: str) -> bool:
    try:
        with GraphDatabase.driver(uri, auth=(user, "neo4j")) as driver, driver.session(database="system") as session:
            session.run("ALTER CURRENT USER SET PASSWORD FROM 'neo4j' TO $p", p=password).consume()
            return True
    except (DriverError, Neo4jError):
        return False


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(command: list[str]) -> bool:
    try:
        return subprocess.run(command, capture_output=True, timeout=20, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False
