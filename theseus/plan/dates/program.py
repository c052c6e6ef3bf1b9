"""The best choice of days, as a binary linear program solved by HiGHS.

One variable per turn and possible day; a row per turn (at most one day) and a row per limit (what the days
taken use of it). Minimising ``cost - drop`` over what is taken is minimising the cost of the whole choice.
The solver is HiGHS (Huangfu and Hall, "Parallelizing the dual revised simplex method", Mathematical
Programming Computation 10, 2018, and its branch-and-bound), on one thread, so the same choice gives the
same answer. Its cap is a number of nodes; the seconds are only a ceiling. What it did not prove, it bounds.
"""

from __future__ import annotations

import importlib
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from theseus.plan.dates.choice import Choice

METHOD = "geheeltallig programma (HiGHS)"
MAX_NODES = 400  # a region that is far too full can need thousands to prove what it found in the first
CEILING_SECONDS = 60.0
TAKEN = 0.5  # a binary variable of a solution is 0 or 1 but for rounding
ROUNDING = 1e-3
ABS_GAP = 0.5  # costs are whole numbers, so a smaller gap is none


@dataclass(frozen=True)
class Best:
    """The options taken, and a cost that no choice can go below."""

    taken: frozenset[int]
    bound: int


def best(choice: Choice, first: frozenset[int]) -> Best | None:
    """Find the cheapest choice.

    Parameters
    ----------
    first
        A sound choice to start from; the answer is never worse.

    Returns
    -------
    The best choice met; proved the best of all if its cost is the bound. None if HiGHS cannot be used.
    """
    if not choice.options:
        return Best(frozenset(), choice.cost(()))
    try:
        # Loaded only here: HiGHS and another solver that some people have cannot be in one process.
        highspy: Any = importlib.import_module("highspy")
    except ImportError:
        return None
    highs = _solver(highspy)
    if highs.passModel(_model(highspy, choice)) == highspy.HighsStatus.kError:
        return None
    begin = highspy.HighsSolution()
    begin.col_value = [float(number in first) for number in range(len(choice.options))]
    highs.setSolution(begin)
    highs.run()
    found = frozenset(np.flatnonzero(np.array(highs.getSolution().col_value) > TAKEN).tolist())
    if not choice.sound(found) or choice.cost(found) > choice.cost(first):
        found = first
    return Best(found, min(_bound(highs, choice), choice.cost(found)))


def _bound(highs: Any, choice: Choice) -> int:  # noqa: ANN401 - a library without types
    """The solver's bound as the cost of a choice: a whole number, none below nothing."""
    lowest = highs.getInfo().mip_dual_bound
    return max(0, sum(choice.drop) + math.ceil(lowest - ROUNDING)) if math.isfinite(lowest) else 0


def _solver(highspy: Any) -> Any:  # noqa: ANN401 - a library without types
    highs = highspy.Highs()
    for name, value in (
        ("output_flag", False),
        ("threads", 1),
        ("random_seed", 0),
        ("mip_rel_gap", 0.0),
        ("mip_abs_gap", ABS_GAP),
        ("mip_max_nodes", MAX_NODES),
        ("time_limit", CEILING_SECONDS),
    ):
        highs.setOptionValue(name, value)
    return highs


def _model(highspy: Any, choice: Choice) -> Any:  # noqa: ANN401 - a library without types
    rows = [(dict.fromkeys(numbers, 1), 1) for numbers in choice.options_of if numbers]
    rows += [(limit.uses, limit.cap) for limit in choice.limits]
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(choice.options), len(rows)
    lp.col_cost_ = np.array([item.cost - choice.drop[item.turn] for item in choice.options], dtype=float)
    lp.col_lower_, lp.col_upper_ = np.zeros(lp.num_col_), np.ones(lp.num_col_)
    lp.integrality_ = [highspy.HighsVarType.kInteger] * lp.num_col_
    lp.row_lower_ = np.full(lp.num_row_, -highspy.kHighsInf)
    lp.row_upper_ = np.array([cap for _, cap in rows], dtype=float)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = np.cumsum([0, *(len(uses) for uses, _ in rows)])
    lp.a_matrix_.index_ = np.array([number for uses, _ in rows for number in uses], dtype=np.int32)
    lp.a_matrix_.value_ = np.array([amount for uses, _ in rows for amount in uses.values()], dtype=float)
    return lp
