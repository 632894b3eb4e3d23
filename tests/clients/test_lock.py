"""The lock file of the JavaScript clients pins by hash and names no address."""

import json
import re
from typing import Any

from tests.clients.node import FOLDER, OLDEST_NODE


def read(name: str) -> dict[str, Any]:
    parsed: dict[str, Any] = json.loads((FOLDER / name).read_text(encoding="utf-8"))
    return parsed


def test_every_package_carries_a_hash() -> None:
    packages = read("package-lock.json")["packages"]

    assert [name for name, entry in packages.items() if name and not entry.get("integrity")] == []


def test_the_lock_names_no_address() -> None:
    text = (FOLDER / "package-lock.json").read_text(encoding="utf-8")

    assert re.findall(r"\S*://\S*", text) == []
    assert '"resolved"' not in text


def test_the_clients_are_named_with_exact_versions_and_locked() -> None:
    wanted = read("package.json")["dependencies"]
    locked = read("package-lock.json")["packages"]

    assert set(wanted) == set(OLDEST_NODE)
    for name, version in wanted.items():
        assert re.fullmatch(r"(npm:@slack/bolt@)?\d+\.\d+\.\d+", version)
        assert locked[f"node_modules/{name}"]["version"] == version.rpartition("@")[2]
