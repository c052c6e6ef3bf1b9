"""Large files over lines that break: what lands is whole, and what came is not asked twice."""

import errno
import gzip
import re
import shutil
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from theseus.errors import FetchError
from theseus.fetch import download
from theseus.fetch.limits import Limits
from theseus.fetch.web import Expect
from theseus.model import Order

BODY = bytes(range(256)) * 400
DATE = "Mon, 16 Nov 2026 09:00:00 GMT"


def order(url):
    return Order("proef", "Proefbron", "CC0", "download", url, per_second=1000)


class Shelf:
    """A file on the service that can be asked in parts, and a line that breaks after some bytes."""

    def __init__(self, service, body=BODY, etag='"v1"', modified=None, breaks=()):
        self.service, self.body, self.etag, self.modified = service, body, etag, modified
        self.breaks = list(breaks)
        self.ranges = True

    @property
    def headers(self):
        told = {"ETag": self.etag, "Last-Modified": self.modified, "Accept-Ranges": "bytes"}
        return {name: value for name, value in told.items() if value}

    def __call__(self, request):
        start, status, extra = self._start(request)
        if start is None:
            return self.service.reply(b"", 416, {"Content-Range": f"bytes */{len(self.body)}"})
        rest = self.body[start:]
        cut = self.breaks.pop(0) if self.breaks else None
        sent = rest if cut is None else rest[:cut]
        return self.service.reply(sent, status, {**self.headers, **extra}, length=len(rest))

    def _start(self, request):
        asked = re.fullmatch(r"bytes=(\d+)-", request.headers.get("range", ""))
        fits = request.headers.get("if-range") in {self.etag, self.modified}
        if not (asked and fits and self.ranges):
            return 0, 200, {}
        start = int(asked[1])
        if start >= len(self.body):
            return None, 416, {}
        return start, 206, {"Content-Range": f"bytes {start}-{len(self.body) - 1}/{len(self.body)}"}


@pytest.fixture
def shelf(service):
    found = Shelf(service)
    service.route("/bag.zip", found)
    return found


def fetched(web, service, **more):
    return download.fetch(web(order(service.url), **more), service.url + "/bag.zip", "bag.zip")


@pytest.mark.usefixtures("shelf")
def test_a_file_comes_whole(service, web):
    told = []
    page = fetched(web, service, tell=told.append)
    assert page.content.read_bytes() == BODY
    assert (page.name, page.url) == ("bag.zip", service.url + "/bag.zip")
    assert sum(told) == len(BODY)
    assert service.requests[0].headers["accept-encoding"] == "identity"


def test_a_broken_line_is_taken_up_where_it_broke(service, web, shelf):
    shelf.breaks = [1000, 5000]
    assert fetched(web, service).content.read_bytes() == BODY
    starts = [request.headers.get("range") for request in service.requests]
    assert starts == [None, "bytes=1000-", "bytes=6000-"]
    assert service.requests[1].headers["if-range"] == '"v1"'


def test_the_date_serves_where_the_etag_is_weak(service, web, shelf):
    shelf.etag, shelf.modified, shelf.breaks = 'W/"v1"', DATE, [1000]
    assert fetched(web, service).content.read_bytes() == BODY
    assert service.requests[1].headers["if-range"] == DATE


def test_a_killed_download_goes_on_the_next_time(service, web, shelf):
    shelf.breaks = [4000] * 9
    with pytest.raises(FetchError, match="brak"):
        fetched(web, service, limits=Limits(attempts=2))
    shelf.breaks = []
    del service.requests[:]
    assert fetched(web, service).content.read_bytes() == BODY
    assert service.requests[0].headers["range"] == "bytes=8000-"


@pytest.mark.usefixtures("shelf")
def test_a_part_that_was_whole_already(service, web):
    fetched(web, service)  # killed before it landed
    assert fetched(web, service).content.read_bytes() == BODY
    assert service.requests[-1].headers["range"] == f"bytes={len(BODY)}-"


def test_a_service_without_ranges_starts_anew(service, web, shelf):
    shelf.ranges, shelf.breaks = False, [1000]
    assert fetched(web, service).content.read_bytes() == BODY
    assert len(service.requests) == 2


def test_without_validators_nothing_is_resumed(service, web, shelf):
    shelf.etag, shelf.breaks = None, [1000] * 20
    with pytest.raises(FetchError):
        fetched(web, service)
    shelf.breaks = []
    del service.requests[:]
    assert fetched(web, service).content.read_bytes() == BODY
    assert "range" not in service.requests[0].headers


def test_a_file_that_changed_meanwhile_starts_anew(service, web, shelf):
    def changing(request):
        if len(service.requests) == 2:
            shelf.etag, shelf.body = '"v2"', BODY[::-1]
        return shelf(request)

    shelf.breaks = [1000]
    service.route("/bag.zip", changing)
    assert fetched(web, service).content.read_bytes() == BODY[::-1]


@pytest.mark.parametrize(
    "headers",
    [
        {"ETag": '"v2"', "Content-Range": f"bytes 1000-{len(BODY) - 1}/{len(BODY)}"},
        {"ETag": '"v1"', "Content-Range": f"bytes 900-{len(BODY) - 1}/{len(BODY)}"},
        {"ETag": '"v1"', "Content-Range": "onzin"},
        {"ETag": '"v1"'},
    ],
    ids=["other version", "other place", "unreadable", "absent"],
)
def test_a_rest_that_does_not_fit_is_thrown_away(service, web, shelf, headers):
    def lying(request):
        if "range" in request.headers:
            return service.reply(BODY[1000:], 206, headers)
        return shelf(request)

    shelf.breaks = [1000]
    service.route("/bag.zip", lying)
    assert fetched(web, service).content.read_bytes() == BODY


def test_a_rest_that_is_shorter_than_promised_is_not_whole(service, web, shelf):
    def short(request):
        if "range" in request.headers:
            start = int(request.headers["range"][6:-1])
            place = {"ETag": '"v1"', "Content-Range": f"bytes {start}-{len(BODY) - 1}/{len(BODY)}"}
            return service.reply(BODY[start : start + 10], 206, place)
        return shelf(request)

    shelf.breaks = [1000]
    service.route("/bag.zip", short)
    with pytest.raises(FetchError, match="brak het bestand af"):
        fetched(web, service)


def test_a_long_download_goes_on_as_long_as_it_brings_something(service, web, shelf, monkeypatch):
    monkeypatch.setattr(download, "_WORTH", 5000)
    shelf.breaks = [6000] * 12
    assert fetched(web, service, limits=Limits(attempts=1)).content.read_bytes() == BODY
    shelf.breaks, shelf.etag = [100] * 12, '"v2"'
    shutil.rmtree(web(order(service.url)).folder)
    with pytest.raises(FetchError):
        fetched(web, service, limits=Limits(attempts=1))


def test_a_file_of_another_url_is_not_mixed_in(service, web, shelf):
    shelf.breaks = [1000] * 9
    with pytest.raises(FetchError):
        fetched(web, service)
    service.answer("/ander.zip", b"PK anders", headers={"ETag": '"v1"'})
    page = download.fetch(web(order(service.url)), service.url + "/ander.zip", "bag.zip")
    assert page.content.read_bytes() == b"PK anders"


@pytest.mark.parametrize(
    ("content", "expect", "says"),
    [
        (b"<!DOCTYPE html><html></html>", Expect.ZIP, "webpagina"),
        (b"geen zip", Expect.ZIP, "iets anders dan een zip"),
        (b"", Expect.CSV, "leeg"),
        (b"[1,", Expect.JSON, "afgebroken"),
    ],
)
def test_what_is_no_file_does_not_stay(service, web, content, expect, says):
    service.answer("/a", content, headers={"ETag": '"v1"'})
    w = web(order(service.url))
    with pytest.raises(FetchError, match=says):
        download.fetch(w, service.url + "/a", "a", expect=expect)
    assert not list(w.folder.iterdir())


def test_a_packed_file_is_unpacked(service, web):
    service.answer("/a", gzip.compress(BODY), headers={"Content-Encoding": "gzip", "ETag": '"v1"'})
    assert download.fetch(web(order(service.url)), service.url + "/a", "a").content.read_bytes() == BODY


def test_a_bomb_ends(service, web):
    service.answer("/a", gzip.compress(bytes(20_000_000)), headers={"Content-Encoding": "gzip"})
    w = web(order(service.url), limits=Limits(disk=2**20))
    with pytest.raises(FetchError, match="meer dan"):
        download.fetch(w, service.url + "/a", "a")


def test_a_download_may_take_long_but_not_for_ever(service, web):
    def slow(file):
        file.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        for _ in range(60):
            file.write(b"x")
            file.flush()
            time.sleep(0.02)

    service.answer("/a", write=slow)
    w = web(order(service.url), limits=Limits(window=0.1, least=100, total=0.05, attempts=1))
    begin = time.monotonic()
    with pytest.raises(FetchError, match="langzaam"):
        download.fetch(w, service.url + "/a", "a")
    assert 0.1 < time.monotonic() - begin < 1


@pytest.mark.usefixtures("shelf")
def test_a_full_disk_is_seen_before_and_during(service, web, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=1))
    with pytest.raises(FetchError, match="Maak ruimte"):
        fetched(web, service)
    monkeypatch.undo()

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(download, "_stream", full)
    w = web(order(service.url))
    with pytest.raises(OSError, match="No space"):
        download.fetch(w, service.url + "/bag.zip", "bag.zip")
    assert not list(w.folder.iterdir())


@pytest.mark.usefixtures("shelf")
@pytest.mark.parametrize("name", ["../bag.zip", "a/b", "", ".", "..", ".verborgen", "a" * 300])
def test_a_name_stays_in_its_folder(service, web, name):
    with pytest.raises(FetchError, match="opgeslagen"):
        download.fetch(web(order(service.url)), service.url + "/bag.zip", name)
    assert not Path(web(order(service.url)).folder.parent / "bag.zip").exists()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(0, 60_000), max_size=4), st.booleans(), st.sampled_from(['"v"', 'W/"v"', None]))
def test_however_the_line_breaks_the_file_is_the_file(service, web, shelf, breaks, ranges, etag):
    shelf.breaks, shelf.ranges, shelf.etag = breaks, ranges, etag
    page = fetched(web, service)
    assert page.content.read_bytes() == BODY
    page.content.unlink()
