"""`python -m tests.zoo` makes examples/zoo anew, with new keys."""

import json
import shutil
from pathlib import Path
from urllib.parse import urlsplit

from credentials.trust import Standing, TrustEntry
from tests.zoo.exhibits import AT, Zoo, addresses, exhibits

SAID = ("verdict", "reason", "alone", "issuer")
ZOO = Path(__file__).parents[2] / "examples" / "zoo"


def main() -> None:
    """Write the files, the world that they speak of, and what has to be said of each."""
    zoo, expected = Zoo(), {}
    for part in ("files", "world"):
        shutil.rmtree(ZOO / part, ignore_errors=True)
    (ZOO / "files").mkdir(parents=True)
    for one in exhibits(zoo):
        (ZOO / "files" / one.name).write_bytes(one.content)
        expected[one.name] = {name: getattr(one, name) for name in SAID}
    for url, content in addresses(zoo):
        address = urlsplit(url)
        file = ZOO / "world" / address.netloc / address.path.lstrip("/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    _write("world/trust.json", [_record(entry) for entry in zoo.world.trusted])
    _write("expected.json", {"at": AT.date().isoformat(), "files": expected})


def _record(entry: TrustEntry) -> dict[str, object]:
    is_suspended = entry.standing is Standing.SUSPENDED
    return {
        "did": entry.did,
        "name": entry.name,
        "standing": Standing.KNOWN if is_suspended else entry.standing,
        "accredited_by": entry.accredited_by,
        "suspended": is_suspended,
    }


def _write(name: str, value: object) -> None:
    (ZOO / name).write_text(json.dumps(value, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
