"""What the code writes into the record of acts, read from the code itself."""

from __future__ import annotations

import ast
import importlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from tusach.holdings.api import LedgerAct

ROOMS = Path(__file__).resolve().parents[2] / "tusach"
# What the door of the room `audit` offers for writing an act.
_WRITERS = ("record", "record_each")


@dataclass(frozen=True)
class Source:
    path: Path
    tree: ast.Module

    def calls(self, name: str) -> list[tuple[ast.Call, ast.FunctionDef | None]]:
        """Every call of a function of this name, with the function it stands in."""
        return self._calls.get(name, [])

    @cached_property
    def _calls(self) -> dict[str, list[tuple[ast.Call, ast.FunctionDef | None]]]:
        found: dict[str, list[tuple[ast.Call, ast.FunctionDef | None]]] = {}
        within: dict[ast.AST, ast.FunctionDef | None] = {self.tree: None}
        for node in ast.walk(self.tree):
            for child in ast.iter_child_nodes(node):
                within[child] = node if isinstance(node, ast.FunctionDef) else within[node]
            if isinstance(node, ast.Call):
                found.setdefault(_name(node.func), []).append((node, within[node]))
        return found

    @cached_property
    def _imports(self) -> list[ast.ImportFrom]:
        return [node for node in ast.walk(self.tree) if isinstance(node, ast.ImportFrom)]

    def names_of(self, module: str, *names: str) -> set[str]:
        """What is called here that a module whose name ends so offers under these names."""
        return {
            one.asname or one.name
            for node in self._imports
            if (node.module or "").endswith(module)
            for one in node.names
            if one.name in names
        }


def _name(called: ast.expr) -> str:
    return getattr(called, "attr", getattr(called, "id", ""))


@cache
def sources(room: str = "") -> tuple[Source, ...]:
    """The code of a room, or of all; without its tests and makers."""
    return tuple(
        Source(path, ast.parse(path.read_text(encoding="utf-8")))
        for path in sorted((ROOMS / room).rglob("*.py"))
        if not {"tests", "migrations", "demo"} & set(path.relative_to(ROOMS).parts)
        and path.name != "testing.py"
    )


def acts_written() -> Iterator[tuple[str, str]]:
    """(act, where) of every call that writes to the record. An act that cannot be told from
    the code comes as "?" and the expression."""
    for source in sources():
        where = source.path.relative_to(ROOMS)
        for name in source.names_of("audit.api", *_WRITERS):
            for call, function in source.calls(name):
                given = argument(call, 0, "act")
                for act in values(given, function, source) if given else ["?"]:
                    yield act, f"{where}:{call.lineno}"


def kinds_written() -> Iterator[tuple[str, str]]:
    """(kind, where) of what the acts are done on."""
    for source in sources():
        where = source.path.relative_to(ROOMS)
        for name in source.names_of("audit.api", "record", "Done"):
            for call, function in source.calls(name):
                on = argument(call, 0 if name == "Done" else 99, "on")
                if isinstance(on, ast.Tuple):
                    for kind in values(on.elts[0], function, source):
                        yield kind, f"{where}:{call.lineno}"


def argument(call: ast.Call, position: int, name: str) -> ast.expr | None:
    for one in call.keywords:
        if one.arg == name:
            return one.value
    return call.args[position] if position < len(call.args) else None


def values(told: ast.expr, function: ast.FunctionDef | None, source: Source) -> set[str]:
    """What the expression may be: a text, one of two, a text with such a part, a move's act, or
    what the callers of the function give."""
    if isinstance(told, ast.Constant):
        return {str(told.value)}
    if isinstance(told, ast.IfExp):
        return values(told.body, function, source) | values(told.orelse, function, source)
    if isinstance(told, ast.JoinedStr):
        found = {""}
        for part in told.values:
            inner = part.value if isinstance(part, ast.FormattedValue) else part
            found = {a + b for a in found for b in values(inner, function, source)}
        return found
    if isinstance(told, ast.Attribute) and told.attr == "act":
        return set(LedgerAct.values)
    if isinstance(told, ast.Attribute) and isinstance(told.value, ast.Name):
        # One of a list of choices that the module knows: ``Kind.NEW``.
        module = ".".join(("tusach", *source.path.relative_to(ROOMS).with_suffix("").parts))
        choices = getattr(importlib.import_module(module), told.value.id, None)
        if isinstance(value := getattr(choices, told.attr, None), str):
            return {str(value)}
    if isinstance(told, ast.Name) and function is not None:
        return _of_name(told.id, function, source) or {f"? {ast.unparse(told)}"}
    return {f"? {ast.unparse(told)}"}


def _of_name(name: str, function: ast.FunctionDef, source: Source) -> set[str]:
    set_here = [
        node.value
        for node in ast.walk(function)
        if isinstance(node, ast.Assign)
        and any(isinstance(one, ast.Name) and one.id == name for one in node.targets)
    ]
    if set_here:
        return set().union(*(values(one, function, source) for one in set_here))
    plain = [one.arg for one in function.args.args]
    defaults = dict(zip(reversed(plain), reversed(function.args.defaults), strict=False))
    for one, default in zip(function.args.kwonlyargs, function.args.kw_defaults, strict=True):
        if default is not None:
            defaults[one.arg] = default
    position = plain.index(name) if name in plain else 99
    found: set[str] = set()
    for other, called in _callers_know(function, source):
        for call, within in other.calls(called):
            given = argument(call, position, name) or defaults.get(name)
            found |= values(given, within, other) if given else set()
    return found


def _callers_know(function: ast.FunctionDef, source: Source) -> Iterator[tuple[Source, str]]:
    """Where the function is known, and by what name."""
    yield source, function.name
    module = ".".join(source.path.relative_to(ROOMS).with_suffix("").parts)
    for other in sources(source.path.relative_to(ROOMS).parts[0]):
        for name in other.names_of(module, function.name):
            yield other, name
