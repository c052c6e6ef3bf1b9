"""What tests of the fetch room may use: a local service, and a Web that does not wait."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import keyring
import pytest
import stamina
from keyring.backends import null

from theseus.fetch.web import Web


def _server():
    # Test folders are no packages, so a neighbour is loaded by its path, once for all tests.
    name = "theseus_test_server"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name("server.py"))
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return sys.modules[name]


@pytest.fixture(autouse=True)
def _alone(monkeypatch):
    """No proxy, certificate or key of the machine reaches a test, and no retry waits."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    before = keyring.get_keyring()
    keyring.set_keyring(null.Keyring())
    with stamina.set_testing(True, attempts=100, cap=True):
        yield
    keyring.set_keyring(before)


@pytest.fixture
def service():
    """A real HTTP server on 127.0.0.1; see ``Service`` in server.py."""
    running = _server().Service()
    yield running
    running.close()


@pytest.fixture
def web(tmp_path):
    """``web(order)`` is a Web for that order that neither paces nor waits; more arguments go to Web."""
    opened = []

    def make(order, **more):
        opened.append(Web(order, folder=tmp_path / "deel", **{"sleep": lambda _: None, **more}))
        return opened[-1]

    yield make
    for item in opened:
        item.close()
