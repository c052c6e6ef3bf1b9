"""Stages that answered before answer again: they are pure, and the same firms go through them.

What one worker asked, the others know: the answers lie in the folder of the session.
"""

import hashlib
import pickle
from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd
import postgres
import pytest

from theseus import atomic, facts, labelling, ledger
from theseus.sources import registry


class Remembered:
    """A pure function that is asked once in a session; each answer is a fresh copy, so nobody spoils it."""

    def __init__(self, function: Callable[..., Any], question: Callable[..., object]) -> None:
        self.function, self.question = function, question

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        asked = repr((self.function.__name__, self.question(*args, **kwargs)))
        path = postgres.shared() / "remembered" / hashlib.sha256(asked.encode()).hexdigest()
        if not path.exists():
            atomic.write_bytes(path, pickle.dumps(self.function(*args, **kwargs)))
        return pickle.loads(path.read_bytes())  # noqa: S301 - a worker of this session wrote it


def of_files(source, files, as_of):
    """What reading turns on: the bytes, not where they lie."""
    return source, as_of, *((file.path.name, file.delivered_on, file.path.read_bytes()) for file in files)


def of_values(*args, **kwargs):
    return tuple(plain(value) for value in args), plain(kwargs)


def plain(value):
    """Equal values are equal texts, however they came about."""
    if isinstance(value, pd.DataFrame):
        return ledger.fingerprint({"": value})
    if isinstance(value, Mapping):
        return tuple((name, plain(value[name])) for name in sorted(value))
    text = repr(value)
    assert " at 0x" not in text, "what is told by its place in memory cannot be told from another"
    return text


READ = Remembered(registry.read, of_files)
LINK = Remembered(labelling.link, of_values)
COLLECT = Remembered(facts.collect, of_values)


def use(patch: pytest.MonkeyPatch) -> None:
    """Let refreshes remember."""
    patch.setattr(registry, "read", READ)
    patch.setattr(labelling, "link", LINK)
    patch.setattr(facts, "collect", COLLECT)
