"""Asking a service that misbehaves in every way: an answer that can be trusted, or one Dutch line."""

import datetime as dt
import email.utils
import gzip
import logging
import re
import socket
import time

import pytest
import stamina
from hypothesis import given
from hypothesis import strategies as st

from theseus.errors import FetchError
from theseus.fetch import faults
from theseus.fetch.client import user_agent
from theseus.fetch.limits import Limits
from theseus.fetch.web import Expect, Web
from theseus.model import Order

KEY = "geheim+1/2=ab cd"
QUICK = Limits(connect=0.5, read=0.15, total=0.4)


def order(url, **more):
    return Order("proef", "Proefbron", "CC0", "download", url, per_second=1000, **more)


def locked(url):
    return order(url, secret="PROEF_KEY")  # noqa: S106  the name of a variable


def one_line(error) -> str:
    text = str(error.value)
    assert "\n" not in text
    assert re.search(r"[.!]$", text), text
    return text


def test_an_answer_has_what_was_asked_and_what_was_told(service, web):
    service.answer("/a", {"features": [1]}, headers={"X-Count": "1"})
    answer = web(order(service.url)).get(service.url + "/a?f=json", params={"q": "a b"})
    assert answer.json() == {"features": [1]}
    assert answer.status == 200
    assert answer.headers["x-count"] == "1"
    assert answer.url == service.url + "/a?f=json&q=a+b"
    assert service.requests[0].params == {"f": "json", "q": "a b"}


def test_we_say_who_we_are_with_the_contact_of_the_region(service, web):
    service.answer("/a", [])
    web(order(service.url), contact="ict@duiven.nl").get(service.url + "/a")
    sent = service.requests[0].headers
    assert sent["user-agent"].startswith("Theseus/")
    assert "ict@duiven.nl" in sent["user-agent"]
    assert "python" not in sent["user-agent"].lower()


@given(st.text())
def test_no_contact_breaks_the_header(contact):
    assert user_agent(contact).isascii()
    assert user_agent(contact).isprintable()


def test_connections_are_used_again(service, web):
    ports = set()
    service.route("/a", lambda _: service.reply([]))
    w = web(order(service.url))
    handler = service._server.RequestHandlerClass
    original = handler.do_GET

    def note(self):
        ports.add(self.client_address[1])
        original(self)

    handler.do_GET = note
    for _ in range(5):
        w.get(service.url + "/a")
    assert len(ports) == 1


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_passing_fault_is_asked_again(service, web, status):
    service.answer("/a", "storing", status=status, times=2)
    service.answer("/a", [1])
    assert web(order(service.url)).get(service.url + "/a").json() == [1]
    assert len(service.requests) == 3


def test_a_service_that_stays_down_is_named_and_not_asked_for_ever(service, web):
    service.answer("/a", "storing", status=503)
    with pytest.raises(FetchError) as error:
        web(order(service.url)).get(service.url + "/a")
    assert one_line(error) == "127.0.0.1 heeft een storing (status 503). Probeer het later opnieuw."
    assert len(service.requests) == Limits().attempts


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 422])
def test_a_fault_of_ours_is_not_asked_again(service, web, status):
    service.answer(
        "/a", {"fout": [{"code": "IPD0004", "omschrijving": "Ongeldig KVK-nummer"}]}, status=status
    )
    with pytest.raises(FetchError) as error:
        web(order(service.url)).get(service.url + "/a")
    assert f"status {status}" in one_line(error)
    assert "Ongeldig KVK-nummer" in str(error.value)
    assert len(service.requests) == 1


def test_a_status_that_is_an_answer_too(service, web):
    service.answer("/a", {"fout": [{"code": "IPD5200"}]}, status=404)
    answer = web(order(service.url)).get(service.url + "/a", also=(404,))
    assert answer.status == 404
    assert answer.json() == {"fout": [{"code": "IPD5200"}]}


@pytest.mark.parametrize("status", [202, 204, 206])
def test_an_answer_without_all_its_data_is_none(service, web, status):
    service.answer("/a", "" if status == 204 else [1], status=status)
    with pytest.raises(FetchError, match=f"status {status}"):
        web(order(service.url)).get(service.url + "/a")


def test_refused_connection(service, web):
    service.close()
    with pytest.raises(FetchError) as error:
        web(order(service.url)).get(service.url + "/a")
    assert one_line(error).startswith("127.0.0.1 is niet bereikbaar")


def test_a_service_that_does_not_answer(service, web):
    service.route("/a", lambda _: time.sleep(0.5) or service.reply([]))
    with pytest.raises(FetchError, match="antwoordt niet op tijd"):
        web(order(service.url), limits=Limits(read=0.05, attempts=2)).get(service.url + "/a")
    assert len(service.requests) == 2


def drip(pieces, pause=0.03):
    def write(file):
        for piece in pieces:
            file.write(piece)
            file.flush()
            time.sleep(pause)

    return write


def test_a_slow_drip_in_the_body_ends(service, web):
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"
    service.answer("/a", write=drip([head, *[b" "] * 60]))
    begin = time.monotonic()
    with pytest.raises(FetchError, match=r"langzaam|op tijd"):
        web(order(service.url), limits=Limits(read=0.2, total=0.3, attempts=1)).get(service.url + "/a")
    assert time.monotonic() - begin < 1.2


def test_a_slow_drip_in_the_headers_ends(service, web):
    service.answer("/a", write=drip([b"HTTP/1.1 200 OK\r\n", *[b"X-A: 1\r\n"] * 60]))
    begin = time.monotonic()
    with pytest.raises(FetchError, match="op tijd"):
        web(order(service.url), limits=Limits(read=0.2, total=0.3, attempts=1)).get(service.url + "/a")
    assert time.monotonic() - begin < 1.2


def test_a_card_can_ask_for_more_patience(service, web):
    service.route("/a", lambda _: time.sleep(0.15) or service.reply([]))
    patient = order(service.url, options={"patience_seconds": 5})
    assert web(patient, limits=Limits(read=0.05, attempts=1)).get(service.url + "/a").json() == []


@pytest.mark.parametrize(
    "reply",
    [
        {"body": b'{"features": [1, 2]}', "length": 50},
        {
            "write": lambda file: file.write(
                b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n[1,2,"
            )
        },
        {"write": lambda file: file.write(b"nonsense\r\n\r\n")},
        {"write": lambda _: None},
    ],
    ids=["shorter than promised", "half a chunked body", "no http", "hangs up"],
)
def test_a_broken_answer_is_asked_again_and_never_enters(service, web, reply):
    service.answer("/a", times=4, **reply)
    service.answer("/a", [1])
    w = web(order(service.url))
    assert w.get(service.url + "/a").json() == [1]
    service.answer("/b", **reply)
    with pytest.raises(FetchError) as error:
        w.get(service.url + "/b")
    assert one_line(error).startswith("127.0.0.1 ")


def test_an_error_page_with_status_200_does_not_enter(service, web):
    service.answer("/a", "<!DOCTYPE html><html><body>Onderhoud</body></html>")
    with pytest.raises(FetchError, match="webpagina"):
        web(order(service.url)).get(service.url + "/a")


def test_a_wrong_content_type_is_no_reason_to_refuse_good_data(service, web):
    service.answer("/a", {"features": []}, headers={"Content-Type": "text/html"})
    assert web(order(service.url)).get(service.url + "/a").json() == {"features": []}


# Retry-After


def waits(monkeypatch):
    """Let retries be real, but note how long they want to wait."""
    slept = []
    monkeypatch.setattr(stamina._core._t.nap.time, "sleep", slept.append)
    return slept


def test_retry_after_in_seconds_is_waited_for(service, web, monkeypatch):
    slept = waits(monkeypatch)
    service.answer("/a", "druk", status=429, headers={"Retry-After": "7"})
    service.answer("/a", [1])
    with stamina.set_testing(False):
        assert web(order(service.url)).get(service.url + "/a").json() == [1]
    assert slept == [7.0]


def test_without_retry_after_waiting_grows_and_differs(service, web, monkeypatch):
    slept = waits(monkeypatch)
    service.answer("/a", "storing", status=500)
    with stamina.set_testing(False), pytest.raises(FetchError):
        web(order(service.url)).get(service.url + "/a")
    assert len(slept) == 4
    assert 1 <= slept[0] <= 2
    assert 8 <= slept[3] <= 9
    assert len({wait % 1 for wait in slept}) > 1


@pytest.mark.parametrize("status", [429, 503])
def test_a_long_retry_after_ends_at_once_and_says_when_to_come_back(service, web, status):
    service.answer("/a", "druk", status=status, headers={"Retry-After": "7200"})
    with pytest.raises(FetchError) as error:
        web(order(service.url)).get(service.url + "/a")
    assert re.search(r"opnieuw na \d+:\d\d uur op \d+-\d+-\d{4}", one_line(error))
    assert len(service.requests) == 1


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        (" 0 ", 0),
        ("Mon, 16 Nov 2026 09:00:30 GMT", 30),
        ("Mon, 16 Nov 2026 08:00:00 GMT", 0),
        ("Mon, 16 Nov 2026 09:00:30", 30),
        ("straks", None),
        ("-5", None),
        ("", None),
        (None, None),
        ("²", None),
    ],
)
def test_retry_after_is_read(value, seconds):
    assert faults.retry_after(value, dt.datetime(2026, 11, 16, 9, tzinfo=dt.UTC)) == seconds


@given(st.text() | st.integers(0, 10**400).map(str))
def test_no_retry_after_breaks_us(value):
    now = dt.datetime(2026, 11, 16, 9, tzinfo=dt.UTC)
    wait = faults.retry_after(value, now)
    assert wait is None or wait >= 0
    assert str(faults.too_busy("x.nl", wait or 0, now)).startswith("x.nl vraagt om te wachten")


def test_a_date_in_retry_after(service, web):
    later = email.utils.format_datetime(dt.datetime.now(dt.UTC) + dt.timedelta(hours=3), usegmt=True)
    service.answer("/a", "druk", status=503, headers={"Retry-After": later})
    with pytest.raises(FetchError, match="vraagt om te wachten"):
        web(order(service.url)).get(service.url + "/a")


# Size


def test_an_answer_too_large_for_memory_is_refused(service, web):
    service.answer("/a", [1] * 2000)
    with pytest.raises(FetchError, match="meer dan"):
        web(order(service.url), limits=Limits(memory=1000)).get(service.url + "/a")
    assert len(service.requests) == 1


def test_a_packed_answer_is_unpacked(service, web):
    service.answer("/a", gzip.compress(b"[1]"), headers={"Content-Encoding": "gzip"})
    assert web(order(service.url)).get(service.url + "/a").json() == [1]


def test_a_bomb_is_not_unpacked(service, web):
    service.answer("/a", gzip.compress(b" " * 50_000_000), headers={"Content-Encoding": "gzip"})
    with pytest.raises(FetchError, match="meer dan 2 MB"):
        web(order(service.url), limits=Limits(memory=2 * 2**20)).get(service.url + "/a")


def test_a_bomb_in_an_error_message_is_not_unpacked(service, web):
    bomb = gzip.compress(b"a" * 50_000_000)
    service.answer("/a", bomb, status=400, headers={"Content-Encoding": "gzip"})
    with pytest.raises(FetchError) as error:
        web(order(service.url)).get(service.url + "/a")
    assert len(one_line(error)) < 300


@pytest.mark.parametrize(
    "packed", [gzip.compress(b"[1]" * 1000)[:-20], b"no gzip at all"], ids=["cut", "other"]
)
def test_a_packed_answer_that_is_cut_off(service, web, packed):
    service.answer("/a", packed, headers={"Content-Encoding": "gzip"})
    with pytest.raises(FetchError, match="afgebroken"):
        web(order(service.url)).get(service.url + "/a")


def test_an_unknown_way_of_packing(service, web):
    service.answer("/a", b"xx", headers={"Content-Encoding": "br"})
    with pytest.raises(FetchError, match="onbekende manier"):
        web(order(service.url)).get(service.url + "/a")
    assert service.requests[0].headers["accept-encoding"] == "gzip"


# Redirects


def test_a_redirect_is_followed(service, web):
    service.answer("/a", status=302, headers={"Location": "/b"})
    service.answer("/b", [1])
    answer = web(order(service.url)).get(service.url + "/a")
    assert answer.json() == [1]
    assert answer.url == service.url + "/a"


def test_a_redirect_loop_ends(service, web):
    service.answer("/a", status=302, headers={"Location": "/b"})
    service.answer("/b", status=301, headers={"Location": "/a"})
    with pytest.raises(FetchError, match="blijft doorverwijzen"):
        web(order(service.url)).get(service.url + "/a")
    assert len(service.requests) < 20


@pytest.mark.parametrize("place", ["ftp://x.nl/a", "file:///etc/passwd", "mailto:a@b.nl", "http://[::1"])
def test_a_redirect_to_nowhere(service, web, place):
    service.answer("/a", status=302, headers={"Location": place})
    with pytest.raises(FetchError) as error:
        web(order(service.url)).get(service.url + "/a")
    assert one_line(error).startswith("127.0.0.1")


@pytest.mark.parametrize(("status", "method"), [(303, "GET"), (302, "GET"), (307, "POST"), (308, "POST")])
def test_a_redirect_of_a_post(service, web, status, method):
    service.answer("/a", status=status, headers={"Location": "/b"})
    service.answer("/b", [1])
    web(order(service.url)).post(service.url + "/a", data={"data": "vraag"})
    met = service.requests[-1]
    assert met.method == method
    assert met.body == (b"data=vraag" if method == "POST" else b"")


@pytest.fixture
def other(service):
    """The same server under another name: another host."""
    return f"http://localhost:{service.port}"


def test_a_redirect_to_another_host_goes_without_the_key(service, web, other, monkeypatch):
    monkeypatch.setenv("PROEF_KEY", KEY)
    service.answer("/a", status=302, headers={"Location": other + "/b"})
    service.answer("/b", [1])
    w = web(locked(service.url))
    w.get(service.url + "/a", headers={"apikey": w.key, "X-Ander": "blijft", "Authorization": "Basic eA=="})
    first, second = service.requests
    assert first.headers["apikey"] == KEY
    assert KEY not in str(second)
    assert "authorization" not in second.headers
    assert second.headers["x-ander"] == "blijft"
    assert second.headers["host"].startswith("localhost")


def test_a_redirect_within_a_host_keeps_the_key(service, web, monkeypatch):
    monkeypatch.setenv("PROEF_KEY", KEY)
    service.answer("/a", status=302, headers={"Location": "/b"})
    service.answer("/b", [1])
    w = web(locked(service.url))
    w.get(service.url + "/a", headers={"apikey": w.key})
    assert service.requests[1].headers["apikey"] == KEY


def test_a_redirect_that_carries_the_key_to_another_host_is_refused(service, web, other, monkeypatch):
    monkeypatch.setenv("PROEF_KEY", "abc123")
    service.answer("/a", status=302, headers={"Location": other + "/b?k=abc123"})
    service.answer("/c", status=307, headers={"Location": other + "/b"})
    w = web(locked(service.url))
    with pytest.raises(FetchError, match="met de sleutel") as error:
        w.get(service.url + "/a", params={"k": w.key})
    assert "abc123" not in str(error.value)
    with pytest.raises(FetchError, match="met de sleutel"):
        w.post(service.url + "/c", content=f"<wachtwoord>{w.key}</wachtwoord>")
    assert {request.headers["host"].split(":")[0] for request in service.requests} == {"127.0.0.1"}


# Keys


def met_by(logged, text) -> list[str]:
    return [
        record.getMessage() for record in logged.records if text in record.getMessage() + str(vars(record))
    ]


def test_no_key_in_any_log_message_or_url(service, web, monkeypatch, caplog):
    monkeypatch.setenv("PROEF_KEY", KEY)
    caplog.set_level(logging.DEBUG)
    echo = f"U stuurde {KEY}"
    service.answer("/a", [1])
    service.answer("/b", echo, status=500)
    service.answer("/c", {"error": echo + "x" * 400})
    service.answer("/d", "x" * 140 + KEY, status=400)  # a quote is cut off in the middle of the key
    w = web(locked(service.url))
    said = [w.get(service.url + "/a", params={"k": w.key, "apikey": w.key}).url]
    for path in ("/b", "/c", "/d", "/weg"):
        with pytest.raises(FetchError) as error:
            w.get(service.url + path, params={"k": w.key}, headers={"apikey": w.key})
        said.append(str(error.value))
        assert error.value.__cause__ is None or KEY not in str(error.value.__cause__)
    assert service.requests[0].params["k"] == KEY
    assert met_by(caplog, "HTTP Request"), "the library does log, so that this test can fail"
    for form in (KEY, "geheim", "geheim%2B1", "1/2=ab"):
        assert not [text for text in said if form in text]
        assert not met_by(caplog, form)


def test_the_library_does_log_the_key_if_nobody_watches(service, web, monkeypatch, caplog):
    monkeypatch.setenv("PROEF_KEY", "abc123")
    caplog.set_level(logging.INFO)
    service.answer("/a", [1])
    w = web(locked(service.url))
    w.scrubber.leave()
    w.get(service.url + "/a", params={"k": w.key})
    assert met_by(caplog, "abc123")


def test_a_key_goes_over_https_only(web, monkeypatch):
    monkeypatch.setenv("PROEF_KEY", "abc123")
    w = web(locked("http://dienst.example"))
    with pytest.raises(FetchError, match="alleen over https"):
        w.get("http://dienst.example/a", headers={"apikey": w.key})


# Everything else


def test_an_impossible_address(web):
    w = web(order("http://x"))
    for url in ("http://[::1", "gopher://x.nl/a", "zomaar"):
        with pytest.raises(FetchError) as error:
            w.get(url)
        one_line(error)


def test_the_pace_is_kept(service):
    now = [100.0]
    slept = []

    def sleep(seconds):
        slept.append(seconds)
        now[0] += seconds

    service.answer("/a", [])
    slow = Order("proef", "Proefbron", "CC0", "download", service.url, per_second=2)
    with Web(slow, clock=lambda: now[0], sleep=sleep) as w:
        for _ in range(3):
            w.get(service.url + "/a")
    assert slept == [0.5, 0.5]


def test_a_name_that_does_not_exist_is_told(web, monkeypatch):
    def nobody(*_args, **_more):
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", nobody)
    with pytest.raises(FetchError, match=r"bestaat-niet\.example is niet bereikbaar"):
        web(order("https://bestaat-niet.example")).get("https://bestaat-niet.example/a")


def test_expect_of_the_answer_is_guarded(service, web):
    service.answer("/a", "<ExceptionReport><ExceptionText>Kapot</ExceptionText></ExceptionReport>")
    w = web(order(service.url))
    for expect in (Expect.XML, Expect.JSON, Expect.CSV, Expect.ANY):
        with pytest.raises(FetchError, match="foutmelding in plaats van gegevens: “Kapot”"):
            w.get(service.url + "/a", expect=expect)
