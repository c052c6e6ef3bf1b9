"""What was sent with ODK: the layout that Central writes, with and without paths and split choices."""

import csv
import io
import zipfile
from pathlib import Path

import pytest

from theseus.contracts.returning import ANSWER, FINDINGS, NOTE, OCCUPANCY, OUTCOME, QUESTION
from theseus.errors import ReturnError
from theseus.facts.catalogue import at_the_door
from theseus.returns import read, understand
from theseus.returns.rows import ASKED

ASK = at_the_door()
SENT = {
    "SubmissionDate": "2026-11-18T09:12:44.123Z",
    "start": "2026-11-17T10:01:02.000+01:00",
    "session_id": "GM0226-2026W47",
    "run": "2026-11-16-00000000",
    "editie": "2",
    "bezoek": "b1",
    "occupancy_id": "a@b",
    "uitkomst": "toegang_gekregen",
    "vragen-tekst_1_Wie_gebruikt_dit_adres_en_waarvoor": "Bakker, met loods",
    "vragen-in_use": "ja",
    "vragen-activity_seen": "opslag_en_vervoer",
    "bevindingen": "inschrijving_KVK brandveiligheid",
    "bevindingen/brandveiligheid": "1",
    "opmerking": "Hek stond open.\nTweede ingang dicht.",
    "meta-instanceID": "uuid:1",
    "KEY": "uuid:1",
    "SubmitterID": "7",
    "SubmitterName": "=cmd|' /C calc'!A0",
    "AttachmentsPresent": "0",
    "AttachmentsExpected": "0",
    "Status": "",
    "ReviewState": "",
    "DeviceID": "collect:x",
    "Edits": "0",
    "FormVersion": "2026_11_16",
}
NAME = "looplijst_GM0226_2026W47.csv"


def table(*rows: dict[str, str], without: tuple[str, ...] = (), mark: str = ",", paths: bool = True) -> bytes:
    named = [name for name in SENT if name not in without]
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=mark, lineterminator="\n")
    writer.writerow(name if paths else name.rpartition("-")[2] for name in named)
    writer.writerows([(SENT | row)[name] for name in named] for row in rows)
    return out.getvalue().encode()


def sent(folder: Path, *rows: dict[str, str], **how) -> Path:
    path = folder / NAME
    path.write_bytes(table(*rows, **how))
    return path


def zipped(folder: Path, **files: bytes) -> Path:
    path = folder / "export.zip"
    with zipfile.ZipFile(path, "w") as package:
        for name, content in files.items():
            package.writestr(name, content)
    return path


def shown(found):
    (row,) = found.visits
    visit = [row[name].text for name in (OCCUPANCY, OUTCOME, *FINDINGS, NOTE)]
    return visit, [(one[QUESTION].text, one[ASKED].text, one[ANSWER].text) for one in found.questions]


WHOLE = (
    ["a@b", "toegang gekregen", "inschrijving KVK", "brandveiligheid", "", SENT["opmerking"]],
    [
        ("", "Wie gebruikt dit adres en waarvoor?", "Bakker, met loods"),
        ("in_use", "", "ja"),
        ("activity_seen", "", "opslag en vervoer"),
    ],
)


@pytest.mark.parametrize(
    "how", [{}, {"paths": False}, {"mark": ";"}, {"without": ("bevindingen/brandveiligheid",)}]
)
def test_a_table_is_read_however_it_was_exported(tmp_path: Path, how: dict):
    found = read(sent(tmp_path, {}, **how), ASK)
    assert (found.session, found.run, found.edition) == ("GM0226-2026W47", "2026-11-16-00000000", "2")
    assert shown(found) == WHOLE


def test_a_zip_is_read_with_whatever_lies_beside_the_table(tmp_path: Path):
    files = {NAME: table({}), "media/foto.csv": b"x", "audit.csv": b"event,node\n"}
    assert shown(read(zipped(tmp_path, **files), ASK)) == WHOLE


def test_bad_cells_are_named_by_file_row_and_column_and_the_rest_is_taken(tmp_path: Path):
    rows = (
        {},
        {"occupancy_id": "c@d", "uitkomst": "niemand_thuis"},
        {"occupancy_id": "e@f", "vragen-in_use": "soms"},
        {"occupancy_id": "g@h", "bevindingen": "milieu bouwen arbeid leegstand"},
    )
    returned = read(sent(tmp_path, *rows), ASK)

    def wrong(name, text, _result):
        return None if name != "in_use" or text in ("ja", "nee") else "kies ja of nee"

    filled = understand(returned, {"a@b", "c@d", "e@f", "g@h"}, wrong)
    assert [one.occupancy_id for one in filled.visits] == ["a@b", "e@f"]
    places = [line.split(": ")[0] for line in filled.refused]
    assert places == [
        f"{NAME}, rij 3, kolom Uitkomst",
        f"{NAME}, rij 4, kolom in_use",
        f"{NAME}, rij 5, kolom bevindingen",
        f"{NAME}, rij 5, kolom Uitkomst",
    ]
    assert "meer dan 3 bevindingen (milieu, bouwen, arbeid, leegstand)" in filled.refused[2]


def test_what_central_rejected_or_could_not_decrypt_is_left_out_and_told(tmp_path: Path):
    rows = ({"ReviewState": "rejected"}, {"Status": "not decrypted"}, {"ReviewState": "approved"})
    found = read(sent(tmp_path, *rows), ASK)
    assert [row.where for row in found.visits] == [f"{NAME}, rij 4"]
    assert [note.partition(": ")[0] for note in found.notes] == [f"{NAME}, rij 2", f"{NAME}, rij 3"]


def test_an_answer_to_a_question_of_before_is_not_lost(tmp_path: Path):
    content = table({}).replace(b"vragen-in_use", b"vragen-gone")
    (tmp_path / NAME).write_bytes(content)
    asked = read(tmp_path / NAME, ASK).questions
    assert ("gone", "ja") in [(one[QUESTION].text, one[ANSWER].text) for one in asked]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "kolom 'occupancy_id' ontbreekt"),
        (table({}, without=("uitkomst",)), "kolom 'Uitkomst' ontbreekt"),
        (b"volgnummer;adres;x\r\n1;Proefweg 1;1,0\r\n", "looplijst om te lezen"),
        (b'occupancy_id,"uitkomst', "niet te lezen als export"),
        ("opmerking\né".encode("cp1252"), "niet te lezen als export"),
        (table({}, {"run": "2026-11-23-00000000"}), "regels van meer dan een looplijst"),
    ],
)
def test_a_file_that_is_no_export_is_refused_in_one_line(tmp_path: Path, content: bytes, told: str):
    (tmp_path / NAME).write_bytes(content)
    with pytest.raises(ReturnError, match="Bestand") as refused:
        read(tmp_path / NAME, ASK)
    assert told in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_zip_without_or_with_several_tables_is_refused(tmp_path: Path):
    for files, count in (({"x.csv": b"a"}, 0), ({"x.csv": table({}), "y.csv": table({})}, 2)):
        with pytest.raises(ReturnError, match=f"bevat {count} tabellen"):
            read(zipped(tmp_path, **files), ASK)
    damaged = tmp_path / "export.zip"
    damaged.write_bytes(damaged.read_bytes()[:40])
    with pytest.raises(ReturnError, match="niet te lezen"):
        read(damaged, ASK)
