"""Problem and plan as JSON and back: plain data, so that another engine can read and answer it."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from theseus.errors import PlanError
from theseus.model import Plan, PlanProblem

if TYPE_CHECKING:
    from collections.abc import Callable

_PROBLEM, _PLAN = TypeAdapter(PlanProblem), TypeAdapter(Plan)
_Kind = TypeVar("_Kind")


def problem_to_json(problem: PlanProblem) -> str:
    """Write a planning problem as JSON: ISO dates and times, ``null`` for an unknown coordinate.

    Raises
    ------
    PlanError
        If a number is not finite (coordinates excepted).
    """
    data = _PROBLEM.dump_python(problem, mode="json")
    _forget_unknown_places(data)
    return _to_json(data)


def problem_from_json(text: str) -> PlanProblem:
    """Read what :func:`problem_to_json` wrote.

    Raises
    ------
    PlanError
        If the text is not a planning problem.
    """
    return _read(text, _PROBLEM, lambda data: data)


def plan_to_json(plan: Plan) -> str:
    """Write a plan, its problem included, as JSON.

    Raises
    ------
    PlanError
        If a number is not finite (coordinates excepted).
    """
    data = _PLAN.dump_python(plan, mode="json")
    _forget_unknown_places(data["problem"])
    return _to_json(data)


def plan_from_json(text: str) -> Plan:
    """Read what :func:`plan_to_json` wrote.

    Raises
    ------
    PlanError
        If the text is not a plan.
    """
    return _read(text, _PLAN, lambda data: data["problem"])


def _to_json(data: dict[str, Any]) -> str:
    try:
        return json.dumps(data, allow_nan=False, indent=1)
    except ValueError as error:
        raise PlanError("De planning bevat een getal dat niet eindig is; controleer de invoer.") from error


def _read(text: str, kind: TypeAdapter[_Kind], problem_in: Callable[[Any], Any]) -> _Kind:
    """Turn what strange JSON runs into into one Dutch line."""
    try:
        data = json.loads(text)
        for candidate in problem_in(data)["candidates"]:
            candidate.update({axis: math.nan for axis in "xy" if candidate[axis] is None})
        return kind.validate_python(data, strict=False)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise PlanError(f"Deze JSON is geen planning van Theseus: {where}: {first['msg']}.") from error
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise PlanError(f"Deze JSON is geen planning van Theseus: {type(error).__name__} {error}.") from error


def _forget_unknown_places(problem: dict[str, Any]) -> None:
    for candidate in problem["candidates"]:
        candidate.update({axis: None for axis in "xy" if math.isnan(candidate[axis])})
