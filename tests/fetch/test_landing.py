"""A delivery lands whole or not at all, and is never rewritten."""

import datetime as dt
import hashlib
import json
import os
import shutil
import stat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theseus.errors import FetchError
from theseus.fetch import landing, previous
from theseus.fetch.landing import Draft
from theseus.fetch.page import Page
from theseus.fetch.previous import Validators
from theseus.model import FetchState, Order

NOW = dt.datetime(2026, 11, 16, 9, 5, tzinfo=dt.timezone(dt.timedelta(hours=1)))
ORDER = Order("proef", "Proefbron", "CC BY 4.0", "download", "https://dienst.nl/a")
URL = "https://dienst.nl/a"


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "raw" / "proef"
    path.mkdir(parents=True)
    return path


def land(folder, *pages, now=NOW, last=None, seen=None):
    with Draft(folder, now, last) as draft:
        for page in pages:
            draft.add(page, page.url)
        return draft.land(ORDER, URL, seen or {})


def page(name="a.json", content=b"[1]", rows=1, url=URL):
    return Page(name, content, rows, url)


def test_a_delivery_and_its_manifest(folder):
    landed = land(
        folder, page(), page("b.json", b"[1, 2]", 2, URL + "?p=2"), seen={URL: Validators('"v1"', "gisteren")}
    )
    assert landed == folder / "2026-11-16"
    assert sorted(path.name for path in landed.iterdir()) == ["a.json", "b.json", "manifest.json"]
    assert json.loads((landed / "manifest.json").read_text()) == {
        "source": "proef",
        "title": "Proefbron",
        "licence": "CC BY 4.0",
        "retrieved_at": "2026-11-16T08:05:00+00:00",
        "state": "opgehaald",
        "protocol": "download",
        "service": URL,
        "files": [
            {
                "name": "a.json",
                "url": URL,
                "sha256": hashlib.sha256(b"[1]").hexdigest(),
                "bytes": 3,
                "rows": 1,
                "etag": '"v1"',
                "last_modified": "gisteren",
            },
            {
                "name": "b.json",
                "url": URL + "?p=2",
                "sha256": hashlib.sha256(b"[1, 2]").hexdigest(),
                "bytes": 6,
                "rows": 2,
                "etag": None,
                "last_modified": None,
            },
        ],
        "rows": 3,
        "bytes": 9,
    }


def test_the_same_day_again_gets_the_time_and_nothing_is_rewritten(folder):
    names = [land(folder, page(content=f"[{n}]".encode())).name for n in range(3)]
    assert names == ["2026-11-16", "2026-11-16T0905", "2026-11-16T0906"]
    assert [(folder / name / "a.json").read_bytes() for name in names] == [b"[0]", b"[1]", b"[2]"]


def test_a_day_ends(folder):
    late = NOW.replace(hour=23, minute=58)
    assert [land(folder, page(), now=late).name for _ in range(3)][-1] == "2026-11-16T2359"
    with pytest.raises(FetchError, match="te vaak"):
        land(folder, page(), now=late)
    assert len(list(folder.iterdir())) == 3


def test_nothing_lands_if_anything_fails(folder):
    def fail():
        with Draft(folder, NOW) as draft:
            draft.add(page(), URL)
            raise RuntimeError("kapot")

    with pytest.raises(RuntimeError):
        fail()
    assert not list(folder.iterdir())


@pytest.mark.parametrize(
    "name",
    ["../a", "a/b", ".verborgen", "manifest.json", "Manifest.JSON", "", "a\nb", "a" * 200, "A.json", "é"],
)
def test_names_that_cannot_be(folder, name):
    with pytest.raises(FetchError, match="naam"):
        land(folder, page("a.json"), page(name))
    assert not list(folder.iterdir())


def test_files_are_read_only_and_removable(folder):
    landed = land(folder, page())
    assert stat.S_IMODE((landed / "a.json").stat().st_mode) & 0o222 == 0 or os.name == "nt"
    shutil.rmtree(landed)
    assert not landed.exists()


def test_a_download_moves_and_a_kept_file_stays(folder):
    (folder / landing.PARTS).mkdir()
    part = folder / landing.PARTS / "groot.zip"
    part.write_bytes(b"PK")
    first = land(folder, page("groot.zip", part))
    assert not part.exists()
    assert (first / "groot.zip").read_bytes() == b"PK"
    second = land(folder, page("groot.zip", first / "groot.zip"), last=previous.of(folder))
    assert (first / "groot.zip").read_bytes() == b"PK"
    assert (second / "groot.zip").samefile(first / "groot.zip")
    assert json.loads((second / "manifest.json").read_text())["confirmed"] is True
    assert json.loads((second / "manifest.json").read_text())["equals"] == "2026-11-16"


def test_where_a_disk_knows_no_hard_links_a_kept_file_is_copied(folder, monkeypatch):
    def nowhere(*_):
        raise OSError

    monkeypatch.setattr(os, "link", nowhere)
    first = land(folder, page())
    second = land(folder, page(content=first / "a.json"), last=previous.of(folder))
    assert (second / "a.json").read_bytes() == b"[1]"
    assert not (second / "a.json").samefile(first / "a.json")


def test_unchanged_only_if_every_file_is(folder):
    first = land(folder, page(), page("b.json", url=URL + "?p=2"))
    last = previous.of(folder)
    kept, other = page(content=first / "a.json"), page("b.json", first / "b.json", url=URL + "?p=2")
    for pages, state in (
        ([kept, other], FetchState.UNCHANGED),
        ([kept], FetchState.NEW),
        ([kept, page("b.json", b"[3]")], FetchState.NEW),
        ([kept, other, page("c.json")], FetchState.NEW),
    ):
        landed = land(folder, *pages, last=last)
        assert json.loads((landed / "manifest.json").read_text())["state"] == state.value


def test_what_killed_fetches_left_is_swept(folder):
    landed = land(folder, page())
    (folder / ".2026-11-16.12345").mkdir()
    (folder / ".2026-11-16.12345" / "a.json").write_bytes(b"[")
    (folder / landing.PARTS).mkdir()
    for name, days in (("oud.zip", 20), ("nieuw.zip", 2)):
        part = folder / landing.PARTS / name
        part.write_bytes(b"PK")
        moment = (NOW - dt.timedelta(days=days)).timestamp()
        os.utime(part, (moment, moment))
    landing.sweep(folder, NOW)
    assert sorted(path.name for path in folder.iterdir()) == [".deel", "2026-11-16"]
    assert [path.name for path in (folder / landing.PARTS).iterdir()] == ["nieuw.zip"]
    assert (landed / "a.json").read_bytes() == b"[1]"


# The last delivery


def test_the_newest_delivery_is_the_last(folder):
    assert previous.of(folder) is None
    land(folder, page(content=b"[1]"), seen={URL: Validators('"v1"')})
    land(folder, page(content=b"[2]"), seen={URL: Validators('"v2"')})
    (folder / "2026-11-20").mkdir()
    (folder / "2026-11-20" / "manifest.json").write_text('{"van": "iemand anders"}')
    last = previous.of(folder)
    assert last.folder.name == "2026-11-16T0905"
    assert last.known(URL).validators.condition == {"If-None-Match": '"v2"'}
    assert last.known(URL + "x") is None


def test_a_file_that_changed_or_vanished_is_not_known(folder):
    landed = land(folder, page(), seen={URL: Validators('"v1"')})
    last = previous.of(folder)
    assert last.known(URL)
    (landed / "a.json").chmod(0o644)
    (landed / "a.json").write_bytes(b"[9]")
    assert last.known(URL) is None
    (landed / "a.json").unlink()
    assert last.known(URL) is None


def test_a_file_without_validators_is_not_known(folder):
    land(folder, page())
    assert previous.of(folder).known(URL) is None


def test_alone_means_that_the_delivery_has_one_file(folder):
    land(folder, page(), page("b.json", url=URL + "?p=2"), seen={URL: Validators('"v1"')})
    assert previous.of(folder).known(URL)
    assert previous.of(folder).known(URL, alone=True) is None


def test_pages_of_one_url_are_not_known(folder):
    land(folder, page(), page("b.json"), seen={URL: Validators('"v1"')})
    assert previous.of(folder) is None


@given(
    st.recursive(
        st.none() | st.text(max_size=5) | st.integers(),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["files", "url", "name", "rows"]), inner)
        ),
    )
)
def test_no_manifest_of_somebody_else_breaks_us(tmp_path_factory, told):
    folder = tmp_path_factory.mktemp("raw")
    (folder / "2026-11-16").mkdir()
    (folder / "2026-11-16" / "manifest.json").write_text(json.dumps(told))
    assert previous.of(folder) is None
