"""The promises of docs/architecture.md: who may import whom, who may use network and clock, sizes."""

import ast
from collections.abc import Callable, Collection, Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "theseus"
MODULES = sorted(PACKAGE.rglob("*.py"))

NOUNS = {"model", "contracts", "errors", "tables", "decency", "atomic", "attempt"}
# Room -> rooms it may import besides itself. A stage never imports a stage.
MAY_IMPORT = {
    "contracts": set(),
    "model": set(),
    "errors": set(),
    "decency": {"errors"},
    "atomic": set(),
    "attempt": {"atomic", "errors"},
    "tables": {"contracts", "errors"},
    "slips": set(),
    "config": {"contracts", "decency", "errors", "slips"},
    "workspace": {"config", "theming", "errors"},
    "starter": {"config", "workspace", "errors", "slips"},
    "fetch": {"model", "errors", "atomic", "attempt", "config", "__init__"},
    "sources": NOUNS,
    "check": NOUNS,
    "link": NOUNS,
    "facts": NOUNS,
    "rules": NOUNS | {"slips"},
    "policy": NOUNS | {"rules"},
    "scorecard": NOUNS | {"ledger", "policy"},
    "label": NOUNS,
    "ledger": NOUNS,
    "provenance": NOUNS,
    "desk": NOUNS,
    "plan": NOUNS,
    "returns": NOUNS,
    "draw": NOUNS,
    "export": NOUNS,
    "report": NOUNS,
    "demo": NOUNS | {"config", "desk"},
    "dutch": set(),
    "intake": NOUNS | {"sources", "check", "ledger", "workspace", "config"},
    "supply": NOUNS
    | {"intake", "sources", "fetch", "facts", "rules", "lookups", "travelling", "ledger", "workspace"}
    | {"config"},
    "lookups": NOUNS,
    "judging": NOUNS | {"rules", "label"},
    "timetable": NOUNS | {"plan", "ledger", "config"},
    "partner_maps": NOUNS | {"draw", "export"},
    "rosters": NOUNS
    | {"partner_maps", "theming", "timetable", "plan", "draw", "export", "facts", "ledger"}
    | {"workspace", "config"},
    "theming": NOUNS | {"rules", "facts", "ledger", "config"},
    "grounds": NOUNS | {"theming", "plan", "ledger", "config"},
    "planning": NOUNS | {"grounds", "timetable", "plan", "ledger", "config"},
    "artefacts": NOUNS
    | {"charting", "outlays", "planning", "rosters", "sharing", "travelling", "plan", "desk"}
    | {"draw", "export", "ledger", "workspace", "config"},
    "outlays": NOUNS | {"sources", "ledger", "workspace"},
    "travelling": NOUNS | {"workspace"},
    "pinning": NOUNS | {"artefacts", "planning", "timetable", "plan", "desk", "ledger", "workspace", "slips"},
    "whatif": NOUNS | {"planning", "plan", "ledger", "config", "slips"},
    "sharing": NOUNS | {"rosters", "draw", "export", "ledger", "workspace", "config"},
    "charting": NOUNS | {"draw", "explain", "ledger", "plan", "policy", "report", "rosters", "workspace"},
    "explain": NOUNS | {"rules", "label", "judging", "policy", "ledger", "relabel", "report", "workspace"},
    "relabel": NOUNS | {"judging", "label", "policy", "ledger", "workspace"},
    "rulebook": NOUNS | {"facts", "rules", "policy", "scorecard", "ledger", "desk", "workspace"},
    "dossiers": NOUNS | {"artefacts", "desk", "export", "facts", "ledger", "report", "sources", "workspace"},
    "importing": NOUNS | {"rosters", "returns", "plan", "desk", "facts", "workspace"},
    "labelling": NOUNS
    | {"rulebook", "policy", "scorecard", "intake", "sources", "link", "facts", "judging", "label"}
    | {"explain", "ledger", "provenance", "desk", "workspace", "config"},
    "refresh": NOUNS
    | {"labelling", "policy", "intake", "artefacts", "ledger", "provenance", "report"}
    | {"workspace", "config", "__init__"},
    "schedule": {"config", "refresh", "supply", "model", "errors", "workspace"},
    "console": {"model", "report", "supply", "workspace"},
    "bars": {"console", "labelling"},
    "cli": None,  # everything
    "__main__": {"cli"},
    "__init__": set(),
}
NETWORK = {"httpx", "requests", "urllib.request", "urllib3", "socket", "http.client", "ftplib", "aiohttp"}
CLOCK_ROOMS = {"cli", "schedule", "fetch"}
CLOCK_CALLS = {"now", "today", "utcnow", "time", "time_ns", "monotonic", "localtime", "gmtime"}
LONGEST_MODULE = 330  # "some 300 lines"
LONGEST_FUNCTION = 45  # lines of code, docstring not counted; the aim is 5 to 25


def room(path: Path) -> str:
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return parts[0]


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            assert node.module is not None
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def rooms_imported(path: Path) -> set[str]:
    found = set()
    for name in imports(path):
        parts = name.split(".")
        if parts[0] == "theseus":
            is_room = (PACKAGE / parts[1]).exists() or (PACKAGE / f"{parts[1]}.py").exists()
            found.add(parts[1] if is_room else "__init__")
    return found - {room(path)}


def slips(check: Callable[[Path], Collection[str]]) -> dict[str, Collection[str]]:
    """What a check finds, by module: a test of its own for every module takes longer than its check."""
    found = {str(path.relative_to(PACKAGE)): check(path) for path in MODULES}
    assert found
    return {module: told for module, told in found.items() if told}


def test_a_room_imports_only_what_it_may():
    def beyond(path: Path) -> set[str]:
        allowed = MAY_IMPORT[room(path)]
        return set() if allowed is None else rooms_imported(path) - allowed

    assert not slips(beyond)


def test_only_fetch_touches_the_network():
    def networked(path: Path) -> set[str]:
        met = set() if room(path) == "fetch" else set(imports(path))
        return {name for name in met if any(name == n or name.startswith(f"{n}.") for n in NETWORK)}

    assert not slips(networked)


def test_only_three_rooms_read_the_clock():
    assert not slips(lambda path: [] if room(path) in CLOCK_ROOMS else looks_at_the_clock(path))


def looks_at_the_clock(path: Path) -> list[str]:
    calls = [
        node
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in CLOCK_CALLS
        and isinstance(node.func.value, ast.Name | ast.Attribute)
        and ast.unparse(node.func.value)
        in {"dt", "dt.date", "dt.datetime", "datetime", "date", "time", "pd.Timestamp"}
        and ast.unparse(node.func) != "dt.time"  # a time of day, not the time
    ]
    return [f"line {call.lineno}: {ast.unparse(call)}" for call in calls]


def test_a_module_is_short():
    def too_long(path: Path) -> list[str]:
        lines = len(path.read_text("utf-8").splitlines())
        return [f"{lines} lines"] if lines > LONGEST_MODULE else []

    assert not slips(too_long)


def test_a_module_says_what_it_is():
    assert not slips(lambda path: [] if ast.get_docstring(tree(path)) else ["no docstring"])


def test_functions_are_short():
    def long(path: Path) -> list[str]:
        return [
            f"{node.name}: {lines}"
            for node in ast.walk(tree(path))
            if isinstance(node, ast.FunctionDef) and (lines := code_lines(node)) > LONGEST_FUNCTION
        ]

    assert not slips(long)


def code_lines(node: ast.FunctionDef) -> int:
    body = node.body[1:] if ast.get_docstring(node) else node.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def test_what_is_public_has_a_docstring():
    def bare(path: Path) -> list[str]:
        return [
            node.name
            for node in tree(path).body
            if isinstance(node, ast.FunctionDef | ast.ClassDef)
            and not node.name.startswith("_")
            and not ast.get_docstring(node)
        ]

    assert not slips(bare)


def test_there_is_no_dumping_ground():
    assert not [path for path in MODULES if path.stem in {"utils", "helpers", "misc", "common"}]


def test_every_room_of_the_package_is_in_the_table():
    assert {room(path) for path in MODULES} <= set(MAY_IMPORT)


@pytest.mark.parametrize("library", ["duckdb"])
def test_a_database_is_opened_in_one_room(library: str):
    users = {room(path) for path in MODULES if any(n.split(".")[0] == library for n in imports(path))}
    # Other rooms may name a connection's type, never open one.
    openers = {room(path) for path in MODULES if f"{library}.connect" in path.read_text("utf-8")}
    assert openers == {"tables"}
    assert "tables" in users
