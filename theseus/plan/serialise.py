"""Problem and plan as JSON and back: plain data, so that another engine can read and answer it."""

from __future__ import annotations

import datetime as dt
import json
import math
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from theseus.errors import PlanError
from theseus.model import Candidate, Inspection, Plan, PlanProblem, Session, Unplanned, Visit

if TYPE_CHECKING:
    from collections.abc import Iterator


def problem_to_json(problem: PlanProblem) -> str:
    """Write a planning problem as JSON: ISO dates and times, ``null`` for an unknown coordinate.

    Raises
    ------
    PlanError
        If a number is not finite (coordinates excepted).
    """
    return _to_json(_plain_problem(problem))


def problem_from_json(text: str) -> PlanProblem:
    """Read what :func:`problem_to_json` wrote.

    Raises
    ------
    PlanError
        If the text is not a planning problem.
    """
    with _refusing():
        return _problem(json.loads(text))


def plan_to_json(plan: Plan) -> str:
    """Write a plan, its problem included, as JSON.

    Raises
    ------
    PlanError
        If a number is not finite (coordinates excepted).
    """
    return _to_json({**asdict(plan), "problem": _plain_problem(plan.problem)})


def plan_from_json(text: str) -> Plan:
    """Read what :func:`plan_to_json` wrote.

    Raises
    ------
    PlanError
        If the text is not a plan.
    """
    with _refusing():
        return _plan(json.loads(text))


def _to_json(data: dict[str, Any]) -> str:
    try:
        return json.dumps(data, allow_nan=False, default=_iso, indent=1)
    except ValueError as error:
        raise PlanError("De planning bevat een getal dat niet eindig is; controleer de invoer.") from error


def _iso(value: object) -> str:
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} is no plain data")


def _plain_problem(problem: PlanProblem) -> dict[str, Any]:
    data = asdict(problem)
    for candidate in data["candidates"]:
        candidate.update({axis: None for axis in "xy" if math.isnan(candidate[axis])})
    return data


@contextmanager
def _refusing() -> Iterator[None]:
    """Turn what strange JSON runs into into one Dutch line."""
    try:
        yield
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise PlanError(f"Deze JSON is geen planning van Theseus: {type(error).__name__} {error}.") from error


def _plan(data: dict[str, Any]) -> Plan:
    return Plan(
        problem=_problem(data["problem"]),
        inspections=tuple(_inspection(one) for one in data["inspections"]),
        unplanned=tuple(Unplanned(**one) for one in data["unplanned"]),
        method=data["method"],
        notes=tuple(data["notes"]),
    )


def _problem(data: dict[str, Any]) -> PlanProblem:
    changed = {
        "as_of": dt.date.fromisoformat(data["as_of"]),
        "sessions": tuple(_session(one) for one in data["sessions"]),
        "candidates": tuple(_candidate(one) for one in data["candidates"]),
    }
    return PlanProblem(**{**data, **changed})


def _session(data: dict[str, Any]) -> Session:
    changed = {
        "date": dt.date.fromisoformat(data["date"]),
        "start": dt.time.fromisoformat(data["start"]),
        "end": dt.time.fromisoformat(data["end"]),
        "partners": tuple(data["partners"]),
        "depot": None if data["depot"] is None else tuple(data["depot"]),
    }
    return Session(**{**data, **changed})


def _candidate(data: dict[str, Any]) -> Candidate:
    changed: dict[str, Any] = {axis: math.nan for axis in "xy" if data[axis] is None}
    return Candidate(**{**data, **changed, "reasons": tuple(data["reasons"])})


def _inspection(data: dict[str, Any]) -> Inspection:
    return Inspection(_session(data["session"]), tuple(_visit(one) for one in data["visits"]))


def _visit(data: dict[str, Any]) -> Visit:
    times = {name: dt.datetime.fromisoformat(data[name]) for name in ("arrival", "departure")}
    return Visit(**{**data, **times})
