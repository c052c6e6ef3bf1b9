"""What every test may use: where real data may lie, and fixed days."""

import datetime as dt
import os
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("ci", max_examples=60, deadline=None, derandomize=True)
settings.register_profile("nightly", max_examples=2000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def real_data() -> Path:
    """Folder with real public data; the variable THESEUS_REAL_DATA names another one."""
    folder = Path(os.environ.get("THESEUS_REAL_DATA", ROOT.parent / "shared" / "real"))
    if not folder.is_dir():
        pytest.skip(f"no real data at {folder}; set THESEUS_REAL_DATA")
    return folder


@pytest.fixture
def as_of() -> dt.date:
    return dt.date(2026, 11, 16)
