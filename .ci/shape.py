"""Shape check (DESIGN §7): file length, function length, parameters, module docstrings, no `__init__.py` under tests.

Usage: python .ci/shape.py   exits 1 and names each offender.
"""

import ast
import statistics
import sys
from pathlib import Path

FILE_LINES, FUNCTION_LINES, PARAMETERS = 400, 50, 6
FORBIDDEN = {"utils", "common", "core", "manager", "helper", "helpers", "handler", "handlers"}
PACKAGES = ("linkage", "graph", "exchange", "api")


def functions(tree: ast.AST) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def declares_parameters(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Typer commands, FastAPI routes and dataclass-like constructors declare an interface; they may be wide."""
    return any(isinstance(d, ast.Call) for d in function.decorator_list)


def offences(path: Path) -> tuple[list[str], int, list[int]]:
    text = path.read_text(encoding="utf-8")
    tree, lines = ast.parse(text), text.count("\n")
    found = []
    if lines > FILE_LINES:
        found.append(f"{path}: {lines} lines, at most {FILE_LINES}")
    if path.stem in FORBIDDEN:
        found.append(f"{path}: a module is named after what it owns, not {path.stem!r}")
    if not ast.get_docstring(tree):
        found.append(f"{path}: opens without saying what it owns and what it refuses")
    lengths = []
    for function in functions(tree):
        length = (function.end_lineno or function.lineno) - function.lineno + 1
        lengths.append(length)
        where = f"{path}:{function.lineno} {function.name}"
        if length > FUNCTION_LINES:
            found.append(f"{where}: {length} lines, at most {FUNCTION_LINES}")
        arguments = [a for a in function.args.args + function.args.kwonlyargs if a.arg not in {"self", "cls"}]
        if len(arguments) > PARAMETERS and not declares_parameters(function):
            found.append(f"{where}: {len(arguments)} parameters, at most {PARAMETERS}")
    return found, lines, lengths


def main() -> int:
    paths = sorted(path for package in PACKAGES for path in Path(package).rglob("*.py"))
    found, files, lengths = [], [], []
    for path in paths:
        wrong, lines, spans = offences(path)
        found += wrong
        files.append(lines)
        lengths += spans
    found += [
        f"{path}: tests have no __init__.py (it would shadow a package)" for path in Path("tests").rglob("__init__.py")
    ]
    for line in found:
        print(line)
    medians = (
        f"median file {statistics.median(files):.0f} lines, median function {statistics.median(lengths):.0f} lines"
    )
    print(f"shape: {len(paths)} files, {medians}, {len(found)} offences")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
