"""HiGHS as the bounds use it: silent, on one thread."""

from __future__ import annotations

import highspy


def solver(model: highspy.HighsLp) -> highspy.Highs:
    """Return a solver of a program.

    One thread, as everywhere in this project: HiGHS refuses another number in the same process.
    """
    found = highspy.Highs()  # type: ignore[no-untyped-call]
    found.setOptionValue("output_flag", "off")
    found.setOptionValue("threads", 1)
    found.passModel(model)
    return found


def solve(program: highspy.Highs) -> float:
    """Solve a program and return the value of what it maximises.

    Raises
    ------
    RuntimeError
        If it could not be solved, which should not be.
    """
    program.run()
    if program.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        raise RuntimeError(f"HiGHS: {program.getModelStatus()}")
    return float(program.getInfo().objective_function_value)
