"""What is in `deploy/` has the form that its readers ask for, and runs as it should."""

import json
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs
import psycopg
import pytest
import yaml

from app.base.settings import Settings
from tests.deployment.__main__ import KINDS, KUBERNETES
from tests.postgres import PostgresServer

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
OBJECTS: list[dict[str, Any]] = list(yaml.safe_load_all((DEPLOY / "kubernetes.yaml").read_text()))
PODS = [item for item in OBJECTS if item["kind"] in {"Deployment", "StatefulSet"}]
_SETTINGS = {f"PASSPORT_{name.upper()}" for name in Settings.model_fields}


@cache
def schema_of(kind: str) -> jsonschema_rs.Validator:
    known = json.loads(KUBERNETES.read_text())
    return jsonschema_rs.validator_for({**known, "$ref": f"#/definitions/{KINDS[kind]}"})


def kind_of(item: dict[str, Any]) -> str:
    return f"{item['apiVersion']}/{item['kind']}"


@pytest.mark.parametrize("item", OBJECTS, ids=lambda item: f"{item['kind']} {item['metadata']}")
def test_each_object_has_the_form_that_kubernetes_asks_for(item: dict[str, Any]) -> None:
    schema_of(kind_of(item)).validate(item)


def test_a_word_that_kubernetes_does_not_know_is_noticed() -> None:
    changed = json.loads(json.dumps(PODS[0]).replace("readOnlyRootFilesystem", "readOnlyRoot"))
    assert not schema_of(kind_of(changed)).is_valid(changed)


def test_the_compose_file_has_the_form_of_the_specification() -> None:
    schema = json.loads((KUBERNETES.parent / "compose-spec.json").read_text())
    validator = jsonschema_rs.validator_for(schema)
    validator.validate(COMPOSE)
    assert not validator.is_valid({**COMPOSE, "services": {"service": {"comand": "serve"}}})


def containers() -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    for item in PODS:
        pod = item["spec"]["template"]["spec"]
        for container in (*pod["containers"], *pod.get("initContainers", [])):
            yield pod, container


def test_nothing_runs_as_root_or_with_more_than_it_needs() -> None:
    for pod, container in containers():
        security = container["securityContext"]
        assert pod["securityContext"]["runAsNonRoot"]
        assert pod["securityContext"]["runAsUser"] > 0
        assert not pod["automountServiceAccountToken"]
        # A Service that is called `passport` would set PASSPORT_PORT to an address.
        assert not pod["enableServiceLinks"]
        assert security["readOnlyRootFilesystem"]
        assert not security["allowPrivilegeEscalation"]
        assert security["capabilities"] == {"drop": ["ALL"]}
        assert container["resources"].keys() == {"requests", "limits"}
    for service in COMPOSE["services"].values():
        assert service["read_only"]
        assert service["cap_drop"] == ["ALL"]
    uid = next(iter(re.findall(r"--uid (\d+)", (ROOT / "Dockerfile").read_text())))
    assert f"USER {uid}" in (ROOT / "Dockerfile").read_text()
    assert {pod["securityContext"]["runAsUser"] for pod, _ in containers()} == {int(uid), 999, 101}


def test_whatever_answers_is_asked_whether_it_is_ready_and_alive() -> None:
    for item in PODS:
        (container,) = item["spec"]["template"]["spec"]["containers"]
        assert {"readinessProbe", "livenessProbe"} <= container.keys()
    probed = {
        container["readinessProbe"]["httpGet"]["path"]
        for _, container in containers()
        if "httpGet" in container.get("readinessProbe", {})
    }
    assert probed == {"/readyz"}


def test_each_setting_is_one_of_the_service_and_together_they_start() -> None:
    of_compose = [COMPOSE["services"][name]["environment"] for name in ("service", "worker")]
    (config,) = [item["data"] for item in OBJECTS if item["kind"] == "ConfigMap"]
    for given in (*of_compose, config):
        assert given.keys() <= _SETTINGS
        values = {name.removeprefix("PASSPORT_").lower(): given[name] for name in given}
        # Whatever is asked of the operator is an address here.
        values["public_url"] = "https://passport.example"
        values |= {"host": "0.0.0.0", "secrets_dir": None}  # noqa: S104 - as in the image
        values["database_url"] = "postgresql://passport:x@database/passport"
        Settings.from_environment(**values).check()


def test_every_secret_is_a_file_that_the_page_tells_how_to_make() -> None:
    kustomization = yaml.safe_load((DEPLOY / "kustomization.yaml").read_text())
    files = {path for made in kustomization["secretGenerator"] for path in made["files"]}
    files |= {secret["file"] for secret in COMPOSE["secrets"].values()}
    page = (ROOT / "docs" / "running.md").read_text()
    for path in files:
        assert path in page, path
    assert all((DEPLOY / name).is_file() for name in kustomization["resources"])
    words = (DEPLOY / "kubernetes.yaml").read_text() + (DEPLOY / "compose.yaml").read_text()
    assert "kind: Secret" not in words
    assert not re.search(r"PASSWORD: |DATABASE_URL:", words)


@pytest.mark.postgres
def test_the_role_of_the_service_is_made_without_more_power_than_it_needs(
    postgres: PostgresServer,
) -> None:
    text = (DEPLOY / "database.sql").read_text()
    for word, other in (
        ("passport;", "made;"),
        ("passport ", "made "),
        ("ROLE postgres", "ROLE boss"),
    ):
        assert word in text
        text = text.replace(word, other)
    postgres.run("CREATE ROLE boss SUPERUSER LOGIN PASSWORD 'of the boss'")
    address = f"host=127.0.0.1 port={postgres.port}"
    words = [
        postgres.program("psql"),
        "--quiet",
        "-v",
        "ON_ERROR_STOP=1",
        f"{address} user=boss dbname=postgres",
    ]
    environment = {"PGPASSWORD": "of the boss", "POSTGRES_PASSWORD": "it's one"}
    subprocess.run(words, input=text.encode(), env=environment, check=True)

    with psycopg.connect(f"{address} dbname=made user=made", password="it's one") as made:
        asked = "SELECT rolsuper, rolbypassrls, rolcreaterole FROM pg_roles WHERE rolname = 'made'"
        assert made.execute(asked).fetchone() == (False, False, False)
        made.execute("CREATE TABLE its_own (number integer)")
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(f"{address} dbname=postgres user=boss", password="of the boss")
