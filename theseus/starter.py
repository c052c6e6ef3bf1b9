"""A new workspace: its folders and a commented ``theseus.toml`` made from the configuration itself."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

import tomli_w
from pydantic import BaseModel

from theseus.config import PLAN_OF_2024, Municipality, Region
from theseus.config.examples import ENVIRONMENT, POLICE
from theseus.errors import ConfigError
from theseus.slips import inner_section

if TYPE_CHECKING:
    from collections.abc import Iterator

    from theseus.workspace import Workspace

WIDTH = 100
HEADER = """\
# De regio van Theseus. Elke waarde heeft een uitleg; wat u weglaat, krijgt de standaardwaarde.
# Een onbekende sleutel wordt geweigerd, zodat een tikfout niet stil blijft.
"""


def example_region() -> Region:
    """Return a region to start from: one municipality, police and environmental agency."""
    return Region(
        name="Onze regio",
        municipalities=(
            Municipality(code="GM0000", name="Onze gemeente", partners=("politie", "omgevingsdienst")),
        ),
        partners=(POLICE, ENVIRONMENT),
        budget=(PLAN_OF_2024[0].model_copy(update={"name": "omgevingsdienst"}), *PLAN_OF_2024[1:]),
    )


def make(workspace: Workspace, region: Region) -> None:
    """Make the folders of a workspace and write its configuration.

    Raises
    ------
    ConfigError
        If there is a ``theseus.toml`` already: it is never overwritten.
    """
    if workspace.config.exists():
        raise ConfigError(f"{workspace.config} bestaat al; er is niets veranderd.")
    for folder in (workspace.raw, workspace.runs, workspace.maps, workspace.rosters):
        folder.mkdir(parents=True, exist_ok=True)
    workspace.config.write_text(commented(region), "utf-8")


def commented(region: Region) -> str:
    """Write a region as TOML with the explanation of every value above it."""
    return HEADER + "\n".join(_section(region, ()))


def _section(section: BaseModel, path: tuple[str, ...]) -> Iterator[str]:
    """Yield the lines of one section: its own values first, then the sections inside it."""
    inner: list[tuple[str, str, Any]] = []
    for name, field in type(section).model_fields.items():
        value = getattr(section, name)
        explanation = field.description or ""
        kind = inner_section(field.annotation)
        if _is_section(value) or (kind and value == ()):
            inner.append((name, explanation, kind if value == () else value))
            continue
        yield from _comment(explanation)
        yield _line(name, value)
    for name, explanation, value in inner:
        yield from _tables((*path, name), explanation, value)


def _tables(path: tuple[str, ...], explanation: str, value: Any) -> Iterator[str]:  # noqa: ANN401 - a field
    yield ""
    yield from _comment(explanation)
    dotted = ".".join(path)
    if isinstance(value, type):
        yield from _hint(dotted, value)
    elif isinstance(value, tuple):
        for item in value:
            yield f"[[{dotted}]]"
            yield from _section(item, path)
            yield ""
    elif isinstance(value, dict):
        yield from _keyed(path, value)
    else:
        yield f"[{dotted}]"
        yield from _section(value, path)


def _hint(dotted: str, section: type[BaseModel]) -> Iterator[str]:
    """Yield what a table that nobody filled in could hold, as comments."""
    yield f"# [[{dotted}]]"
    for name, field in section.model_fields.items():
        told = f"{name}: {field.description or ''}"
        yield from textwrap.wrap(told, WIDTH, initial_indent="#   ", subsequent_indent="#     ")


def _keyed(path: tuple[str, ...], value: dict[str, Any]) -> Iterator[str]:
    """Yield a section per key, or one section of plain values; an empty one as a hint."""
    dotted = ".".join(path)
    sections = {key: item for key, item in value.items() if isinstance(item, BaseModel)}
    for key, item in sections.items():
        yield f"[{dotted}.{key}]"
        yield from _section(item, (*path, key))
        yield ""
    if not sections:
        yield f"[{dotted}]" if value else f"# [{dotted}]"
        yield from tomli_w.dumps(value).splitlines()


def _is_section(value: Any) -> bool:  # noqa: ANN401 - any field's value
    """Tell whether a value needs a TOML table of its own."""
    if isinstance(value, tuple):
        return bool(value) and isinstance(value[0], BaseModel)
    return isinstance(value, BaseModel | dict)


def _comment(text: str) -> Iterator[str]:
    for line in textwrap.wrap(text, WIDTH - 2):
        yield f"# {line}"


def _line(name: str, value: Any) -> str:  # noqa: ANN401 - any field's value
    if value is None:
        return f"# {name} ="
    if isinstance(value, tuple):
        return f"{name} = [{', '.join(_literal(item) for item in value)}]"
    return f"{name} = {_literal(value)}"


def _literal(value: Any) -> str:  # noqa: ANN401 - any field's value
    return tomli_w.dumps({"value": value}).partition(" = ")[2].strip()
