"""The proxy of a municipal network."""

import pytest

from theseus.errors import FetchError
from theseus.model import Order


def order(url):
    return Order("proef", "Proefbron", "CC0", "download", url, per_second=1000)


def test_the_proxy_of_the_environment_is_used(service, web, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", service.url)
    service.route("/a", lambda _: service.reply([1]))
    answer = web(order("http://dienst.example")).get("http://dienst.example/a")
    assert answer.json() == [1]
    assert service.requests[0].headers["host"] == "dienst.example"


def test_some_hosts_go_around_the_proxy(service, web, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    service.answer("/a", [1])
    assert web(order(service.url)).get(service.url + "/a").json() == [1]


def test_a_proxy_that_is_away(service, web, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    service.answer("/a", [1])
    with pytest.raises(FetchError, match="niet bereikbaar"):
        web(order(service.url)).get(service.url + "/a")
    assert not service.requests


def test_a_proxy_that_wants_to_know_who_asks(service, web, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", f"http://jan:geheim@127.0.0.1:{service.port}")
    service.answer("/a", "meld u aan", status=407)
    with pytest.raises(FetchError, match="proxy vraagt om aanmelden") as error:
        web(order("http://dienst.example")).get("http://dienst.example/a")
    assert "geheim" not in str(error.value)


@pytest.mark.parametrize("proxy", ["gopher://x", "http://[::1", "socks5://127.0.0.1:9"])
def test_a_proxy_that_cannot_be_used(web, monkeypatch, proxy):
    monkeypatch.setenv("HTTPS_PROXY", proxy)
    with pytest.raises(FetchError, match="HTTPS_PROXY"):
        web(order("https://dienst.example"))
