"""The compose file says what the guide promises: health, order, secrets as files, nothing open to the world."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from api.settings import Settings
from graph.store.neo4j.address import address_of

FILE = Path(__file__).parents[2] / "docker-compose.yml"


@pytest.fixture(scope="module")
def compose():
    return yaml.safe_load(FILE.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def services(compose):
    return compose["services"]


def test_the_api_waits_for_a_healthy_server_and_a_finished_migration(services):
    assert services["api"]["depends_on"] == {
        "neo4j": {"condition": "service_healthy"},
        "migrate": {"condition": "service_completed_successfully"},
    }
    assert services["migrate"]["depends_on"] == {"neo4j": {"condition": "service_healthy"}}
    assert services["migrate"]["restart"] == "no"
    assert "store migrate" in services["migrate"]["command"][-1]
    assert services["neo4j"]["healthcheck"]["test"]
    assert services["api"]["healthcheck"]["test"]


def test_ports_are_on_the_loopback_address(services):
    ports = [port for service in services.values() for port in service.get("ports", [])]
    assert len(ports) == 3
    assert all(port.startswith("127.0.0.1:") for port in ports)


def test_the_memory_of_the_server_is_the_operators_to_set(services):
    given = {k: v for k, v in services["neo4j"]["environment"].items() if "memory" in k}
    assert given == {
        "NEO4J_server_memory_pagecache_size": "${NEO4J_PAGE_CACHE:-512m}",
        "NEO4J_server_memory_heap_initial__size": "${NEO4J_HEAP:-2g}",
        "NEO4J_server_memory_heap_max__size": "${NEO4J_HEAP:-2g}",
    }


def test_secrets_are_files_and_no_password_stands_in_the_file(compose, services):
    assert all(set(secret) == {"file"} for secret in compose["secrets"].values())
    for service in services.values():
        assert set(service["secrets"]) <= set(compose["secrets"])
        for name, value in service["environment"].items():
            assert "PASSWORD" not in name.upper() or name.endswith("_FILE"), name
            assert not re.search(r"://[^@/]*:[^@/]*@", value), name


def test_settings_and_address_are_ones_that_the_program_reads(services):
    for name in ("migrate", "api"):
        environment = services[name]["environment"]
        named = {key.removeprefix("XINTU_").lower() for key in environment if key.startswith("XINTU_")}
        assert named <= set(Settings.model_fields)
        address = address_of(environment["XINTU_STORE"], "")
        assert (address.uri, address.user, address.database) == ("neo4j://neo4j:7687", "neo4j", "neo4j")


def test_data_outlives_the_containers_and_the_image_is_the_one_that_is_tested(compose, services):
    assert services["neo4j"]["image"] == "neo4j:5.26-community"
    volumes = {entry.split(":")[0] for service in services.values() for entry in service["volumes"]}
    assert {name for name in volumes if not name.startswith(".")} == set(compose["volumes"])


def _has_compose() -> bool:
    docker = shutil.which("docker")
    return docker is not None and subprocess.run([docker, "compose", "version"], capture_output=True).returncode == 0


@pytest.mark.skipif(not _has_compose(), reason="docker compose is not installed")
def test_compose_itself_reads_the_file():
    ran = subprocess.run(["docker", "compose", "-f", str(FILE), "config", "--quiet"], capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
