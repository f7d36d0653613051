"""Checks the package's imports: absolute, in the declared order, free of circles.

A sub-package imports only itself and those before it in `ORDER`. Exits with 1 and names each
import that breaks this. Needs the standard library alone: `python3 -m Recipes.check_imports`.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent
PACKAGE = ROOT.name
ORDER = ("common", "activity", "face", "units", "decay", "speaker", "fusion", "encoders")


def imported(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and full name of every module that a file imports; relative ones begin with a dot."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            yield from ((node.lineno, f"{module}.{alias.name}") for alias in node.names)


def fault(importer: str, name: str, modules: set[str]) -> str | None:
    """What is wrong when a file of sub-package `importer` imports `name`."""
    first, _, rest = name.partition(".")
    if not first:
        return "relative import"
    if first in modules:
        return f"`{first}` without its package"
    if first != PACKAGE:
        return None
    target = rest.partition(".")[0]
    if target not in ORDER:
        return f"`{target}` is not a sub-package"
    if ORDER.index(target) > ORDER.index(importer):
        return f"`{importer}` stands before `{target}`"
    return None


def circles(edges: dict[str, set[str]]) -> list[str]:
    """Modules that reach themselves."""

    def reached(start: str) -> set[str]:
        found, waiting = set(), list(edges.get(start, ()))
        while waiting:
            module = waiting.pop()
            if module not in found:
                found.add(module)
                waiting += edges.get(module, ())
        return found

    return sorted(module for module in edges if module in reached(module))


def main() -> int:
    files = sorted(ROOT.glob("*/*.py"))
    modules = {path.stem for path in files if path.stem != "__init__"}
    known = {f"{PACKAGE}.{path.parent.name}.{path.stem}" for path in files}
    faults: list[str] = []
    edges: dict[str, set[str]] = {}
    for folder in sorted({path.parent.name for path in files} - set(ORDER)):
        faults.append(f"{PACKAGE}/{folder}: not in the order")
    for path in files:
        importer, own = path.parent.name, f"{PACKAGE}.{path.parent.name}.{path.stem}"
        if importer not in ORDER:
            continue
        for line, name in imported(ast.parse(path.read_text())):
            if reason := fault(importer, name, modules):
                faults.append(f"{path.relative_to(ROOT.parent)}:{line}: {name}: {reason}")
            target = name if name in known else name.rpartition(".")[0]
            if target in known:
                edges.setdefault(own, set()).add(target)
    faults += [f"{module}: imports itself through others" for module in circles(edges)]
    print("\n".join(faults) or f"{len(files)} files: imports follow {' → '.join(ORDER)}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
