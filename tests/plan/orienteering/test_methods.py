"""Without a compiler another engine answers, in a process that never had one."""

import subprocess
import sys

import pytest

CODE = """
import sys
for name in sys.argv[1:]:
    sys.modules[name] = None  # importing it fails
from theseus.plan.orienteering import usable
print(usable().module)
"""


@pytest.mark.parametrize(
    ("lacking", "module"),
    [(["numba"], "prize_collecting"), (["numba", "pyvrp"], "greedy")],
)
def test_the_next_method_answers_where_a_library_lacks(lacking, module):
    command = [sys.executable, "-c", CODE, *lacking]
    told = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - our own command
    assert told.stdout.strip() == module
