"""Look-ups that were bought count as spent where the firm is; what belongs nowhere is told (F75)."""

from types import SimpleNamespace

import pandas as pd
import pytest

from theseus import outlays
from theseus.config.taking_part import Post
from theseus.model import Spent

FILES = {
    "2026-03-02": (
        "vestigingsprofiel-000090000001.json",
        "vestigingsprofiel-000090000002.json",
        "basisprofiel-90000001.json",
        "zoeken-6921ZZ-1.json",  # costs nothing
        "manifest.json",
    ),
    "2026-05-04": ("vestigingsprofiel-000090000001.json", "vestigingsprofiel-000090000099.json"),
    "2025-12-01": ("vestigingsprofiel-000090000001.json",),
}


class Run:
    def table(self, name):
        assert name == "occupancy"
        return pd.DataFrame(
            {
                "vestiging_id_kvk": ["000090000001", "000090000002", None],
                "kvk_number": ["90000001", "90000002", None],
                "municipality_code": ["GM0226", "GM0293", "GM0226"],
            },
            dtype="string",
        )


@pytest.fixture
def spent(tmp_path):
    def count(files, *posts):
        for day, names in files.items():
            folder = tmp_path / "kvk" / day
            folder.mkdir(parents=True)
            for name in names:
                (folder / name).write_text("[]", "utf-8")
        region = SimpleNamespace(budget=[Post(name=name) for name in posts])
        return outlays.spent(SimpleNamespace(raw=tmp_path, region=region), Run(), 2026)

    return count


def test_what_was_bought_this_year_counts_in_the_municipality_of_the_firm(spent):
    found, (note,) = spent(FILES, "ODRA", "KVK")
    assert found == (
        Spent("GM0226", 2026, "KVK", 0.06, besides=True),
        Spent("GM0293", 2026, "KVK", 0.02, besides=True),
    )
    assert "voor € 0.02 (1 keer)" in note
    assert "staat niet in deze run" in note


def test_without_a_post_for_it_the_amount_is_told(spent):
    found, (note,) = spent(FILES, "ODRA")
    assert found == ()
    assert "voor € 0.10 (5 keer)" in note
    assert "geen post 'KVK'" in note


def test_who_bought_nothing_is_told_nothing(spent):
    assert spent({}, "ODRA", "KVK") == ((), ())
