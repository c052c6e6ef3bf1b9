"""A question to a service, with everything that makes it, and its answer."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import httpx

from theseus.errors import FetchError

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Question:
    """A question; ``params`` come after those in the url, ``data`` goes as a form, ``content`` as it is."""

    method: str
    url: str
    params: Mapping[str, Any] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    data: Mapping[str, Any] | None = None
    content: bytes | str | None = None

    @property
    def address(self) -> httpx.URL:
        """The url with its parameters; a FetchError if it is none."""
        try:
            url = httpx.URL(self.url)
        except httpx.InvalidURL as error:
            raise FetchError(
                "Het adres van de bron is geen webadres. Controleer het in theseus.toml of op de bronkaart."
            ) from error
        return url.copy_merge_params(dict(self.params)) if self.params else url

    @property
    def host(self) -> str:
        """Who is asked, for messages."""
        try:
            return httpx.URL(self.url).host or "De bron"
        except httpx.InvalidURL:
            return "De bron"


@dataclass(frozen=True)
class Answer:
    """What a service answered.

    Attributes
    ----------
    url
        What was asked, without any secret.
    headers
        Names in any case: ``headers["etag"]``.
    """

    url: str
    status: int
    headers: Mapping[str, str]
    content: bytes
    told: Any = field(default=None, repr=False, compare=False)

    def json(self) -> Any:  # noqa: ANN401  JSON can be anything; its reader knows what
        """Return what the answer says, as JSON.

        Raises
        ------
        FetchError
            If it is no JSON.
        """
        if self.told is not None:
            return self.told
        try:
            return json.loads(self.content)
        except (ValueError, RecursionError) as error:
            host = httpx.URL(self.url).host
            raise FetchError(f"{host} gaf iets anders dan JSON. Probeer het later opnieuw.") from error
