"""A refresh that publishes its run and makes no map, plan or roster of it: for tests that look at the run."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from theseus import artefacts


@contextmanager
def runs_only() -> Iterator[None]:
    """Leave out what people use of a run: it takes half of a refresh, and is tested by itself."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(artefacts, "make_all", lambda *_: ())
        yield
