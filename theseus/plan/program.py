"""The best choice of days, as a binary linear program solved by HiGHS.

One variable per turn and possible day; a row per turn (at most one day) and a row per limit (what the days
taken use of it). Minimising ``cost - drop`` over what is taken is minimising the cost of the whole choice.
The solver is HiGHS (Huangfu and Hall, "Parallelizing the dual revised simplex method", Mathematical
Programming Computation 10, 2018, and its branch-and-bound), on one thread, so the same choice gives the
same answer. Its cap is a number of nodes; the seconds are only a ceiling.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from theseus.plan.choice import Choice

METHOD = "geheeltallig programma (HiGHS)"
MAX_NODES = 20_000
CEILING_SECONDS = 60.0
TAKEN = 0.5  # a binary variable of a solution is 0 or 1 but for rounding
ABS_GAP = 0.5  # costs are whole numbers, so a smaller gap is none


def best(choice: Choice, first: frozenset[int]) -> tuple[frozenset[int], bool] | None:
    """Find the cheapest choice.

    Parameters
    ----------
    first
        A sound choice to start from; the answer is never worse.

    Returns
    -------
    The options taken and whether nothing better exists; None if HiGHS cannot be used.
    """
    if not choice.options:
        return frozenset(), True
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
    proved = highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
    if not choice.sound(found) or choice.cost(found) > choice.cost(first):
        return first, False
    return found, proved


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
