"""What tests of the fetch room may use besides the local service: a Web that does not wait."""

from __future__ import annotations

from functools import cache

import httpx
import pytest

from theseus.fetch.web import Web

_roots = cache(httpx.create_ssl_context)


@pytest.fixture(autouse=True)
def _alone(alone):
    """Nothing of the machine reaches a test of this room."""


@pytest.fixture(autouse=True)
def _certificates(monkeypatch):
    """Whom to trust is read once: that takes longer than most tests. ``test_certificates`` reads anew."""
    monkeypatch.setattr(httpx, "create_ssl_context", _roots)


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
