"""Notes on accepted drift: read strictly, written whole, and about the delivery they name only."""

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theseus.errors import ConfigError
from theseus.sources.accepted import Entry, digest, entries, remember

DAY = dt.date(2026, 11, 9)
SHA, OTHER = "a" * 64, "b" * 64
NOTE = """\
# Wat wij hebben toegelaten.
[[accepted]]
delivered_on = 2026-11-09
reason = "Terrein opgeheven."
by = "Anna"

[[accepted]]
sha256 = "%s"
reason = "Klopt."
by = "Bram"
checks = ["daling"]
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "kvk.toml"
    path.write_text(text, "utf-8")
    return path


def test_without_a_note_nothing_is_accepted(tmp_path: Path):
    assert entries(tmp_path / "kvk.toml") == ()


def test_a_note_reads_back(tmp_path: Path):
    first, second = entries(write(tmp_path, NOTE % SHA))
    assert (first.delivered_on, first.sha256, first.acceptance.by) == (DAY, None, "Anna")
    assert (second.sha256, second.checks, second.name) == (SHA, ("daling",), "aaaaaaaaaaaa…")


@pytest.mark.parametrize(
    ("entry", "day", "digests", "fits"),
    [
        ({"delivered_on": DAY}, DAY, [SHA], True),
        ({"delivered_on": DAY}, dt.date(2026, 11, 10), [SHA], False),
        ({"sha256": SHA}, dt.date(2026, 11, 10), [SHA, OTHER], True),
        ({"delivered_on": DAY, "sha256": SHA}, DAY, [OTHER], False),
        ({"delivered_on": DAY, "sha256": SHA}, dt.date(2026, 11, 10), [SHA], True),
    ],
)
def test_bytes_go_before_the_day(entry: dict, day: dt.date, digests: list[str], fits: bool):  # noqa: FBT001 - a table
    assert Entry(reason="r", by="b", **entry).fits(day, digests) is fits


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        ('[[accepted]]\nreason = "a\n', 2, "geen geldige TOML"),
        ('[[accepted]]\nreason = "a"', 2, "geen geldige TOML"),
        ('\n[[accepted]]\ndelivered_on = 2026-11-09\nby = "b"\n', 2, "'reason' ontbreekt"),
        (NOTE % SHA + '\n[[accepted]]\nreason = " "\nby = "b"\n', 13, "'reason' mag niet leeg zijn"),
        ('[[accepted]]\nreason = "a"\nby = "b"\n', 1, "noem de levering"),
        ('[[accepted]]\nsha256 = "x"\nreason = "a"\nby = "b"\n', 1, "64 cijfers"),
        (
            '[[accepted]]\ndelivered_on = 2026-11-09\nreden = "a"\nreason = "a"\nby = "b"\n',
            1,
            "'reden' is onbekend",
        ),
        ("accepted = 3\n", 1, r"\[\[accepted\]\]"),
        ('bron = "kvk"\n', 1, r"\[\[accepted\]\]"),
        ("accepted = [3]\n", 1, r"\[\[accepted\]\]"),
    ],
)
def test_a_malformed_note_is_told_with_file_and_line(tmp_path: Path, text: str, line: int, told: str):
    if text.endswith('"a"'):
        text = text.replace('"a"', "a")
    path = write(tmp_path, text)
    with pytest.raises(ConfigError, match=rf"kvk\.toml, regel {line}: .*{told}"):
        entries(path)


def test_a_note_in_another_encoding_is_told(tmp_path: Path):
    (tmp_path / "kvk.toml").write_bytes("# caf\xe9\n".encode("latin-1"))
    with pytest.raises(ConfigError, match="UTF-8"):
        entries(tmp_path / "kvk.toml")


def test_an_entry_is_added_behind_what_was_there(tmp_path: Path):
    path = write(tmp_path, NOTE % SHA)
    remember(path, Entry(delivered_on=DAY, sha256=OTHER, reason="Nieuw.", by="Cees", checks=("vulling",)))
    assert path.read_text("utf-8").startswith(NOTE % SHA)
    assert [entry.by for entry in entries(path)] == ["Anna", "Bram", "Cees"]


def test_the_same_entry_is_not_repeated(tmp_path: Path):
    path = tmp_path / "nieuw" / "kvk.toml"
    entry = Entry(delivered_on=DAY, reason="Klopt.", by="Anna")
    remember(path, entry)
    remember(path, entry)
    assert entries(path) == (entry,)


def test_nothing_is_added_to_a_note_that_cannot_be_used(tmp_path: Path):
    path = write(tmp_path, "accepted = [\n")
    with pytest.raises(ConfigError):
        remember(path, Entry(delivered_on=DAY, reason="r", by="b"))
    assert path.read_text("utf-8") == "accepted = [\n"


@given(
    st.text(min_size=1).filter(lambda text: text.strip()),
    st.text(min_size=1).filter(lambda text: text.strip()),
)
def test_whatever_somebody_writes_comes_back(tmp_path_factory: pytest.TempPathFactory, reason: str, by: str):
    path = tmp_path_factory.mktemp("note") / "kvk.toml"
    entry = Entry(delivered_on=DAY, sha256=SHA, reason=reason, by=by)
    remember(path, entry)
    assert entries(path) == (entry,)


def test_a_delivery_of_one_file_has_the_digest_of_that_file():
    assert digest([SHA]) == SHA
    assert digest([SHA, OTHER]) == digest([OTHER, SHA]) != SHA
