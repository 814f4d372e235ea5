"""Says which folder may import which: data and imports run one way through the house, from the top to the bottom.

The rule stands in records/README.md. A folder imports only folders of a lower line; honors_site, which puts everything
together, is imported by nobody.
"""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
LINES = [
    "honors_site",
    "admin management urls apps",
    "importing archive views demo",
    "publishing api",
    "checks accounts",
    "audit backup exporting search transparency tributes templatetags",
    "presentation",
    "catalog rolls",
    "deeds models http utils",
]
HEIGHT = {folder: -line for line, folders in enumerate(LINES) for folder in folders.split()}
# Migrations get their models from Django, and name the modules they were written with.
FILES = [
    path
    for top in ("honors_site", "records")
    for path in sorted((ROOT / top).rglob("*.py"))
    if "migrations" not in path.parts
]
MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path for path in FILES
}


@cache
def imports(module: str) -> list[tuple[int, str]]:
    """Lists line and name of each module of ours that it imports, at its top or further down.

    A string that names a module of another folder counts too. Settings put together by such strings; a folder's own
    may be a salt or a logger's name.
    """
    path = MODULES[module]
    package = ".".join(path.relative_to(ROOT).parent.parts)
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        for name in sorted({one for one in named(node, package) if one in MODULES} - {module, "records"}):
            by_string = isinstance(node, ast.Constant)
            if not by_string or folder(module) not in ("honors_site", folder(name)):
                found.append((node.lineno, name))  # type: ignore[attr-defined]
    return found


def named(node: ast.AST, package: str) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        above = package.rsplit(".", node.level - 1)[0] if node.level else ""
        base = ".".join(filter(None, [above, node.module]))
        inside = [f"{base}.{alias.name}" for alias in node.names]
        return [name if name in MODULES else base for name in inside]
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value, node.value.partition(":")[0], node.value.rpartition(".")[0]]
    return []


def folder(module: str) -> str:
    top, _, rest = module.partition(".")
    return top if top == "honors_site" or not rest else rest.partition(".")[0]


def import_line(module: str, line: int, name: str) -> str:
    return f"{MODULES[module].relative_to(ROOT)}:{line} imports {name}"


def test_every_folder_has_its_line() -> None:
    assert {folder(module) for module in MODULES} - {"records"} <= set(HEIGHT)


def test_a_folder_imports_only_folders_below_it() -> None:
    wrong = [
        import_line(module, line, name)
        for module in MODULES
        for line, name in imports(module)
        if folder(name) != folder(module) and HEIGHT[folder(name)] >= HEIGHT[folder(module)]
    ]
    assert not wrong


def test_no_modules_import_each_other_in_a_circle() -> None:
    lines = {module: list(imports(module)) for module in MODULES}
    needs = {module: {name for _, name in found} for module, found in lines.items()}
    while True:
        needed = set().union(*needs.values())
        free = {module for module in needs if module not in needed or not needs[module]}
        if not free:
            break
        needs = {module: names - free for module, names in needs.items() if module not in free}
    # Those left each need another and are needed by one.
    assert not [
        import_line(module, line, name)
        for module in needs
        for line, name in lines[module]
        if name in needs[module]
    ]


def test_deeds_and_rolls_know_nothing_of_django() -> None:
    for path in FILES:
        if {"deeds", "rolls"}.intersection(path.relative_to(ROOT).parts[:2]):
            assert "django" not in path.read_text(encoding="utf-8"), path


def test_no_module_stands_loose_in_records() -> None:
    loose = {path.name for path in FILES if path.parent == ROOT / "records"}
    assert loose == {"__init__.py", "apps.py", "urls.py"}


# Folders of tests that are of no one folder: they measure, break or look at the whole site, or hold what tests use.
OF_THE_WHOLE = {
    "bench",
    "browser",
    "failover",
    "faults",
    "fuzzing",
    "lint",
    "quick_start",
    "reading",
    "deeds/specimens",
}


def test_each_folder_of_tests_stands_at_the_path_of_what_it_tests() -> None:
    tests = ROOT / "tests"
    folders = {path.parent.relative_to(tests) for path in tests.rglob("*.py")} - {Path()}
    others = {
        f"{folder}"
        for folder in folders
        if not OF_THE_WHOLE.intersection(map(str, (folder, *folder.parents)))
        and not (ROOT / "records" / folder).is_dir()
    }
    assert others == set()
