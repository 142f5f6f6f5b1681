"""Cut the schemas of the kinds that we use out of the definitions of a Kubernetes version.

`python -m tests.deployment DEFINITIONS` reads `_definitions.json` as the package
kubernetes-validate has it (`kubernetes-json-schema/v…-local-strict`).
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

KUBERNETES = Path(__file__).parent / "schemas" / "kubernetes.json"
KINDS = {
    "v1/Service": "io.k8s.api.core.v1.Service",
    "v1/ConfigMap": "io.k8s.api.core.v1.ConfigMap",
    "v1/PersistentVolumeClaim": "io.k8s.api.core.v1.PersistentVolumeClaim",
    "apps/v1/Deployment": "io.k8s.api.apps.v1.Deployment",
    "apps/v1/StatefulSet": "io.k8s.api.apps.v1.StatefulSet",
    "policy/v1/PodDisruptionBudget": "io.k8s.api.policy.v1.PodDisruptionBudget",
    "networking.k8s.io/v1/NetworkPolicy": "io.k8s.api.networking.v1.NetworkPolicy",
    "networking.k8s.io/v1/Ingress": "io.k8s.api.networking.v1.Ingress",
}


def main(source: Path) -> None:
    """Write what the kinds need, and nothing else, without its descriptions."""
    everything = json.loads(source.read_text())["$defs"]
    waiting, taken = list(KINDS.values()), {}
    while waiting:
        name = waiting.pop()
        if name not in taken:
            taken[name] = _plain(everything[name])
            waiting += _named(taken[name])
    text = json.dumps({"definitions": dict(sorted(taken.items()))}, separators=(",", ":"))
    KUBERNETES.write_text(text + "\n")


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        said = {"description"} if isinstance(value.get("description"), str) else set()
        plain = {key: _plain(inside) for key, inside in value.items() if key not in said}
        if "$ref" in plain:
            plain["$ref"] = f"#/definitions/{_last(plain['$ref'])}"
        return plain
    return [_plain(inside) for inside in value] if isinstance(value, list) else value


def _named(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if "$ref" in value:
            yield _last(value["$ref"])
        for inside in value.values():
            yield from _named(inside)
    elif isinstance(value, list):
        for inside in value:
            yield from _named(inside)


def _last(reference: str) -> str:
    return reference.rpartition("/")[2]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
