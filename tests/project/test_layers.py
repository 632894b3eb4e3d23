"""The contracts that import-linter holds are there: taking one out is a decision, not a slip."""

import tomllib
from typing import Any

from tests.project.tree import ROOT

LAYERS = [
    "bot.__main__",
    "bot.app",
    "handlers | storage",
    "bot.services",
    "bot.ports",
    "bot.domain | bot.agreement",
]
INNER = {"bot.domain", "bot.agreement", "bot.services", "bot.ports"}


def contracts() -> list[dict[str, Any]]:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    linter = tomllib.loads(text)["tool"]["importlinter"]
    assert {"bot", "handlers", "storage", "simulator"} <= set(linter["root_packages"])
    return list(linter["contracts"])


def forbidding(module: str) -> set[str]:
    """Who may not import `module`."""
    return {
        source
        for contract in contracts()
        if contract["type"] == "forbidden" and module in contract["forbidden_modules"]
        for source in contract["source_modules"]
    }


def test_the_layers_stand_in_their_order() -> None:
    layers = [contract["layers"] for contract in contracts() if contract["type"] == "layers"]

    assert LAYERS in layers


def test_redis_is_kept_out_of_everything_but_storage_and_the_composition_root() -> None:
    assert forbidding("redis") >= {*INNER, "handlers", "simulator"}


def test_slack_is_kept_out_of_everything_but_handlers_and_the_composition_root() -> None:
    assert forbidding("slack_bolt") >= {*INNER, "storage", "simulator"}
    assert forbidding("slack_sdk") >= {*INNER, "storage", "simulator"}


def test_the_simulator_and_the_product_know_nothing_of_each_other() -> None:
    independent = [set(contract["modules"]) for contract in contracts() if contract["type"] == "independence"]

    assert any({"simulator", "bot"} <= modules for modules in independent)
    assert "simulator" in forbidding("handlers") & forbidding("storage")
    assert forbidding("simulator") >= {"handlers", "storage"}
