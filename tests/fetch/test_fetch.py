"""Fetching one source: its services in turn, a delivery or a reason, and never half of one."""

import datetime as dt
import errno
import json
import multiprocessing
import os
import pkgutil
import signal
import time
from types import SimpleNamespace

import pytest
from filelock import FileLock

import theseus.fetch
from theseus import attempt
from theseus.errors import FetchError
from theseus.fetch import fetch, landing, preview, protocols
from theseus.fetch.page import Page
from theseus.model import FetchState, Order

NOW = dt.datetime(2026, 11, 16, 9, 5, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(days=7)


@pytest.fixture
def raw(tmp_path):
    return tmp_path / "raw"


def order(url, protocol="download", **more):
    options = {"options": {"name": "a.json", "expect": "JSON"}, "per_second": 1000, **more}
    return Order("proef", "Proefbron", "CC0", protocol, url, **options)


@pytest.fixture
def protocol(monkeypatch):
    """Let a function be the protocol ``eigen``."""

    def use(pages):
        known = theseus.fetch._protocol
        own = SimpleNamespace(pages=pages)
        monkeypatch.setattr(theseus.fetch, "_protocol", lambda name: own if name == "eigen" else known(name))

    return use


def visible(folder):
    return (
        sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))
        if folder.exists()
        else []
    )


def manifest(fetched):
    return json.loads((fetched.folder / "manifest.json").read_text())


def test_a_delivery(service, raw):
    service.answer("/a", [1, 2, 3])
    told = []
    fetched = fetch([order(service.url + "/a")], raw, NOW, progress=lambda *what: told.append(what))
    assert fetched.state is FetchState.NEW
    assert fetched.folder == raw / "proef" / "2026-11-16"
    assert (fetched.rows, fetched.bytes, fetched.at) == (3, 9, NOW)
    assert fetched.message == "3 records (0,0 MB) van 127.0.0.1."
    assert json.loads((fetched.folder / "a.json").read_text()) == [1, 2, 3]
    assert told[-1] == ("proef", 9, 3)
    assert visible(raw / "proef") == ["2026-11-16"]
    assert not (raw / "proef" / ".deel").exists()
    noted = attempt.last(raw / "proef")
    assert (noted.state, noted.good, noted.last_good) == ("opgehaald", True, NOW)


def test_the_contact_is_sent(service, raw):
    service.answer("/a", [1])
    fetch([order(service.url + "/a")], raw, NOW, contact="ict@duiven.nl")
    assert "ict@duiven.nl" in service.requests[0].headers["user-agent"]


def test_a_fallback_is_asked_where_the_first_fails(service, raw):
    service.answer("/a", "storing", status=503)
    service.answer("/b", [1])
    fetched = fetch([order(service.url + "/a"), order(service.url + "/b")], raw, NOW)
    assert fetched.state is FetchState.NEW
    assert "Eerst gevraagd, zonder resultaat: 127.0.0.1 heeft een storing (status 503)" in fetched.message
    assert manifest(fetched)["service"] == service.url + "/b"


def test_where_all_fail_nothing_lands_and_every_reason_is_told(service, raw):
    service.answer("/a", "storing", status=503)
    service.answer("/b", "<html></html>")
    fetched = fetch([order(service.url + "/a"), order(service.url + "/b")], raw, NOW)
    assert fetched.state is FetchState.FAILED
    assert fetched.folder is None
    assert "status 503" in fetched.message
    assert "webpagina" in fetched.message
    assert "\n" not in fetched.message
    assert visible(raw / "proef") == []
    noted = attempt.last(raw / "proef")
    assert (noted.state, noted.good, noted.last_good, noted.message) == (
        "mislukt",
        False,
        None,
        fetched.message,
    )


def test_a_failure_leaves_the_last_good_delivery(service, raw):
    service.answer("/a", [1])
    service.answer("/a", '{"half": ', times=9)
    good = fetch([order(service.url + "/a")], raw, NOW)
    bad = fetch([order(service.url + "/a")], raw, LATER)
    assert bad.state is FetchState.FAILED
    assert visible(raw / "proef") == ["2026-11-16"]
    assert json.loads((good.folder / "a.json").read_text()) == [1]
    assert attempt.last(raw / "proef").last_good == NOW


def test_half_of_the_pages_is_none(service, raw, protocol):
    def pages(order, web):
        for number in (1, 2, 3):
            answer = web.get(order.url, params={"page": number})
            yield Page(f"{number}.json", answer.content, len(answer.json()), answer.url)

    protocol(pages)
    service.route(
        "/a",
        lambda r: service.reply(
            [1] if r.params["page"] != "3" else "weg", 404 if r.params["page"] == "3" else 200
        ),
    )
    fetched = fetch([order(service.url + "/a", "eigen")], raw, NOW)
    assert fetched.state is FetchState.FAILED
    assert visible(raw / "proef") == []


@pytest.mark.parametrize(
    "fault", [KeyError("features"), TypeError("x"), AttributeError("x"), ValueError("x"), IndexError()]
)
def test_an_answer_in_another_shape_is_a_failed_service(service, raw, protocol, fault):
    def pages(order, _web):
        yield Page("a.json", b"[]", 0, order.url)
        raise fault

    protocol(pages)
    fetched = fetch([order(service.url, "eigen")], raw, NOW)
    assert fetched.state is FetchState.FAILED
    assert "andere vorm" in fetched.message
    assert visible(raw / "proef") == []


def test_a_service_that_gives_nothing(service, raw, protocol):
    protocol(lambda _order, _web: iter(()))
    assert "gaf niets" in fetch([order(service.url, "eigen")], raw, NOW).message


def test_a_protocol_that_does_not_exist(raw):
    fetched = fetch([order("https://dienst.nl", "bestaatniet")], raw, NOW)
    assert fetched.state is FetchState.FAILED
    assert "'bestaatniet' bestaat niet" in fetched.message
    assert "download" in fetched.message
    with pytest.raises(FetchError, match="bestaat niet"):
        preview(order("https://dienst.nl", "../web"))


@pytest.mark.parametrize("name", [module.name for module in pkgutil.iter_modules(protocols.__path__)])
def test_every_protocol_can_be_asked(name):
    module = theseus.fetch._protocol(name)
    assert callable(module.pages)
    assert callable(module.preview)


def test_an_address_that_is_none(raw):
    assert "geen webadres" in fetch([order("https://[::1")], raw, NOW).message


def test_a_preview_shows_no_key():
    assert preview(order("https://dienst.nl/a?apikey=geheim")) == ("https://dienst.nl/a?apikey=***", 1)


# Unchanged


def conditional(service, body, etag='"v1"'):
    def reply(request):
        if request.headers.get("if-none-match") == etag:
            return service.reply(b"", 304, {"ETag": etag})
        return service.reply(body, 200, {"ETag": etag})

    return reply


def test_an_unchanged_file_confirms_the_last_delivery(service, raw):
    service.route("/a", conditional(service, [1, 2]))
    first = fetch([order(service.url + "/a")], raw, NOW)
    second = fetch([order(service.url + "/a")], raw, LATER)
    assert second.state is FetchState.UNCHANGED
    assert second.folder == raw / "proef" / "2026-11-23"
    assert second.message == "Ongewijzigd: 127.0.0.1 bevestigt de levering van 2026-11-16."
    assert (second.rows, second.bytes) == (2, 6)
    told = manifest(second)
    assert (told["confirmed"], told["equals"]) == (True, "2026-11-16")
    assert told["files"] == manifest(first)["files"]
    assert (second.folder / "a.json").read_bytes() == (first.folder / "a.json").read_bytes()
    third = fetch([order(service.url + "/a")], raw, LATER + dt.timedelta(days=7))
    assert third.state is FetchState.UNCHANGED
    assert manifest(third)["equals"] == "2026-11-23"
    assert attempt.last(raw / "proef").good


def test_what_changed_comes_anew(service, raw):
    service.route("/a", conditional(service, [1, 2]))
    fetch([order(service.url + "/a")], raw, NOW)
    service.route("/a", conditional(service, [3], '"v2"'))
    second = fetch([order(service.url + "/a")], raw, LATER)
    assert second.state is FetchState.NEW
    assert json.loads((second.folder / "a.json").read_text()) == [3]


def test_of_two_files_only_one_changed(service, raw):
    service.route("/a", conditional(service, [1]))
    service.route("/b", conditional(service, [1, 2]))
    both = order(
        service.url,
        options={
            "files": [{"name": f"{n}.json", "url": f"{service.url}/{n}", "expect": "JSON"} for n in "ab"]
        },
    )
    first = fetch([both], raw, NOW)
    service.route("/b", conditional(service, [3, 4, 5], '"v2"'))
    second = fetch([both], raw, LATER)
    assert second.state is FetchState.NEW
    assert second.rows == 4
    assert (second.folder / "a.json").samefile(first.folder / "a.json")
    assert (first.folder / "a.json").read_bytes() == b"[1]"


def test_a_delivery_that_somebody_changed_is_not_confirmed(service, raw):
    service.route("/a", conditional(service, [1, 2]))
    first = fetch([order(service.url + "/a")], raw, NOW)
    (first.folder / "a.json").chmod(0o644)
    (first.folder / "a.json").write_text("[9]")
    second = fetch([order(service.url + "/a")], raw, LATER)
    assert second.state is FetchState.NEW
    assert json.loads((second.folder / "a.json").read_text()) == [1, 2]


def test_a_conditional_question_of_a_protocol(service, raw, protocol):
    def pages(order, web):
        answer = web.get(order.url, conditional=True)
        yield Page("a.json", answer.content, len(answer.json()), answer.url)

    protocol(pages)
    service.route("/a", conditional(service, [1, 2]))
    states = [fetch([order(service.url + "/a", "eigen")], raw, moment).state for moment in (NOW, LATER)]
    assert states == [FetchState.NEW, FetchState.UNCHANGED]


def test_a_304_that_nobody_asked_for(service, raw):
    service.answer("/a", b"", status=304)
    assert fetch([order(service.url + "/a")], raw, NOW).state is FetchState.FAILED


# Keys


def test_no_key_reaches_the_disk_or_the_message(service, raw, protocol, monkeypatch):
    monkeypatch.setenv("PROEF_KEY", "abc123geheim")
    own = {"secret": "PROEF_KEY"}

    def pages(order, web):
        answer = web.get(order.url, params={"sleutel": web.key})
        yield Page("a.json", answer.content, 1, order.url + "?sleutel=" + web.key)
        web.get(order.url + "/weg", params={"sleutel": web.key}, also=(404,) if "goed" in order.url else ())

    protocol(pages)
    service.answer("/goed", [1])
    service.answer("/slecht", [1])
    service.answer("/slecht/weg", "U stuurde abc123geheim", status=400)
    for path, state in (("/goed", FetchState.NEW), ("/slecht", FetchState.FAILED)):
        fetched = fetch([order(service.url + path, "eigen", **own)], raw, NOW)
        assert fetched.state is state
        assert "abc123geheim" not in fetched.message
    assert service.requests[0].params["sleutel"] == "abc123geheim"
    for path in raw.rglob("*"):
        assert not path.is_file() or b"abc123geheim" not in path.read_bytes()


def test_a_missing_key_fails_with_what_to_set(service, raw, protocol):
    own = {"secret": "PROEF_KEY"}

    def pages(order, web):
        yield Page("a.json", web.get(order.url, headers={"apikey": web.key}).content, 1, order.url)

    protocol(pages)
    fetched = fetch([order(service.url, "eigen", **own)], raw, NOW)
    assert fetched.state is FetchState.FAILED
    assert "PROEF_KEY" in fetched.message
    assert not service.requests


# Disks, kills and company


def test_a_full_disk(service, raw, monkeypatch):
    def full(*_args, **_more):
        raise OSError(errno.ENOSPC, "No space left on device", str(raw))

    service.answer("/a", [1])
    monkeypatch.setattr(landing.Draft, "add", full)
    monkeypatch.setattr(attempt.atomic, "write_bytes", full)
    monkeypatch.setattr("theseus.fetch.download.Part.begin", lambda *_: None)
    fetched = fetch([order(service.url + "/a"), order(service.url + "/b")], raw, NOW)
    assert fetched.state is FetchState.FAILED
    assert "de schijf is vol" in fetched.message
    assert visible(raw / "proef") == []
    assert [request.path for request in service.requests] == ["/a"]


def test_another_process_that_fetches_is_left_alone(service, raw):
    folder = raw / "proef"
    folder.mkdir(parents=True)
    (folder / ".2026-11-16.99999").mkdir()
    with FileLock(folder / ".bezig"):
        fetched = fetch([order(service.url + "/a")], raw, NOW)
    assert fetched.state is FetchState.SKIPPED
    assert (folder / ".2026-11-16.99999").exists()
    assert attempt.last(folder) is None
    assert not service.requests


@pytest.mark.skipif(os.name == "nt", reason="kills as Unix does")
def test_killed_half_way_nothing_landed_and_the_next_fetch_sweeps(service, raw):
    body = b"x" * 100_000
    service.answer("/a", [1])
    service.answer("/b", body, length=200_000, headers={"ETag": '"v1"'})
    both = order(
        service.url,
        options={"files": [{"name": n, "url": f"{service.url}/{n}"} for n in "ab"]},
    )

    def hold(request):
        if "range" not in request.headers:
            return service.reply(body, 200, {"ETag": '"v1"'}, length=200_000)
        time.sleep(0.5)
        return service.reply("weg", 500)

    service.route("/b", hold)
    process = multiprocessing.get_context("fork").Process(target=_fetch_order, args=(both, raw))
    process.start()
    folder = raw / "proef"
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline and len(service.requests) < 3:
        time.sleep(0.01)
    os.kill(process.pid, signal.SIGKILL)
    process.join()
    drafts = [path for path in folder.iterdir() if path.name.endswith(str(process.pid))]
    assert drafts
    assert visible(folder) == []
    service.route("/b", lambda _: service.reply(body, 200, {"ETag": '"v1"'}))
    assert fetch([both], raw, LATER).state is FetchState.NEW
    assert visible(folder) == ["2026-11-23"]
    assert not drafts[0].exists()
    assert not (folder / ".deel").exists()


def _fetch_order(both, raw):
    fetch([both], raw, NOW)
