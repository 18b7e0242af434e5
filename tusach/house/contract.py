"""The import contract that holds each room's door shut but for its ``api``."""

from __future__ import annotations

from typing import Any

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, output

# Rooms that put the house together and may reach what the others keep inside.
BUILDERS = {"house"}


def _room(module: str) -> str:
    return module.split(".")[1] if "." in module else ""


def _is_for_tests(module: str) -> bool:
    parts = module.split(".")
    return "tests" in parts or parts[-1] in {"testing", "conftest"} or _room(module) == "demo"


class ThroughTheDoor(Contract):
    """One room imports from another only ``tusach.<room>.api`` (or a module below it).

    Tests, makers and the demonstration may also use ``tusach.<room>.testing``.
    """

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        broken: list[tuple[str, str]] = []
        for importer in sorted(graph.modules):
            room = _room(importer)
            if not room or room in BUILDERS:
                continue
            for imported in sorted(graph.find_modules_directly_imported_by(importer)):
                other = _room(imported)
                if not other or other == room:
                    continue
                door = f"tusach.{other}.api"
                if imported == door or imported.startswith(f"{door}."):
                    continue
                if imported == f"tusach.{other}.testing" and _is_for_tests(importer):
                    continue
                broken.append((importer, imported))
        return ContractCheck(kept=not broken, metadata={"broken": broken})

    def render_broken_contract(self, check: ContractCheck) -> None:
        broken: list[tuple[str, str]] = check.metadata["broken"]
        for importer, imported in broken:
            output.print_error(f"{importer} reaches into {imported}; import from its api")


__all__: list[Any] = ["ThroughTheDoor"]
