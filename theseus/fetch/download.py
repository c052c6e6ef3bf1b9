"""Large files: streamed to disk, resumed where a line broke, checked against what was promised."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from theseus import atomic
from theseus.errors import FetchError
from theseus.fetch import body, guard, landing
from theseus.fetch.faults import Temporary
from theseus.fetch.guard import Expect
from theseus.fetch.page import Page
from theseus.fetch.previous import Validators
from theseus.fetch.question import Question

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from typing import BinaryIO

    import httpx

    from theseus.fetch.previous import Kept
    from theseus.fetch.web import Web

_CONTENT_RANGE = re.compile(r"bytes (?:(\d+)-(\d+)|\*)/(\d+|\*)")
_LATER = "Probeer het later opnieuw."
_ROUNDS = 100  # times that a broken line is taken up again as long as it brings something
_WORTH = 2**20  # what a round must bring to be worth another


@dataclass(frozen=True)
class Part:
    """A file that is not whole yet, and the note beside it of what it is a part of."""

    path: Path
    url: str

    @property
    def note(self) -> Path:
        """Where the note lies."""
        return self.path.with_name(f".{self.path.name}.note")

    @property
    def size(self) -> int:
        """Bytes that are here."""
        return self.path.stat().st_size if self.path.exists() else 0

    def validators(self) -> Validators:
        """What to recognise the whole by; nothing if the part is of another url, or not noted."""
        try:
            told = json.loads(self.note.read_text("utf-8"))
            return (
                Validators(told["etag"], told["last_modified"]) if told["url"] == self.url else Validators()
            )
        except (OSError, ValueError, KeyError, TypeError):
            return Validators()

    def begin(self, validators: Validators) -> None:
        """Start anew, and note of what."""
        self.drop()
        told = {"url": self.url, "etag": validators.etag, "last_modified": validators.last_modified}
        atomic.write_bytes(self.note, json.dumps(told).encode())

    def drop(self) -> None:
        """Forget it."""
        self.path.unlink(missing_ok=True)
        self.note.unlink(missing_ok=True)


def fetch(
    web: Web, url: str, name: str, *, headers: Mapping[str, str] | None = None, expect: Expect = Expect.ANY
) -> Page:
    """Fetch something large into the folder of parts; what a broken try left there is not asked again.

    Returns
    -------
    Page
        The file; if the service says that the one of the last delivery still holds, that one.

    Raises
    ------
    FetchError
        If it does not come whole, or is not what it should be.
    """
    if web.folder is None or not landing.is_name(name):
        raise FetchError(f"{web.order.title}: '{name}' kan niet worden opgeslagen.")
    web.folder.mkdir(parents=True, exist_ok=True)
    question = Question("GET", url, headers={"Accept-Encoding": "identity", **(headers or {})})
    part = Part(web.folder / name, web.plain(question))
    if not part.validators().for_range:
        part.drop()  # nothing to know by whether what comes next belongs to it
    for _ in range(_ROUNDS):
        had = part.size
        try:
            same = web.trying(lambda: _once(web, question, part, expect))
        except Temporary:
            if part.size < had + _WORTH:
                raise
        else:
            return replace(same.page, name=name) if same else Page(name, part.path, 0, part.url)
    raise FetchError(f"{question.host} breekt het bestand telkens af. {_LATER}")


def _once(web: Web, question: Question, part: Part, expect: Expect) -> Kept | None:
    """Ask for the file, or for the rest of it; the answer is the one we have if that still holds."""
    had, noted = part.size, part.validators()
    kept = None if had else web.known(part.url)
    asked = dict(question.headers)
    if had:
        asked |= {"Range": f"bytes={had}-", "If-Range": noted.for_range or ""}
    elif kept:
        asked |= kept.validators.condition
    also = {206, 416} if had else {304} if kept else set()
    with web.answering(replace(question, headers=asked), also) as response:
        web.deadline.lift()  # a large file takes its time, as long as it keeps coming
        if response.status_code == 304:  # noqa: PLR2004  a status is best read as its number
            web.seen[part.url] = kept.validators if kept else noted
            return kept
        found = Validators.of(response.headers)
        web.seen[part.url] = found if found.condition else noted
        _take(web, response, part, had)
    try:
        guard.check(part.path, expect, response.url.host, web.scrubber.text)
    except FetchError:
        part.drop()
        raise
    return None


def _take(web: Web, response: httpx.Response, part: Part, had: int) -> None:
    """Write an answer to the part: behind what is there, or anew."""
    if response.status_code in {206, 416}:
        total = _resumed(response, part, had)
        if had == total:
            return  # it was whole already
    else:
        had, total = 0, _promised(response)
        part.begin(Validators() if total is None else Validators.of(response.headers))
    _room(part, had, total)
    try:
        with part.path.open("ab") as file:
            _stream(web, response, file, had)
    except OSError:
        part.drop()  # a full disk needs the room back
        raise
    if total is not None and part.size != total:
        raise Temporary(f"{response.url.host} brak het bestand af. {_LATER}")


def _resumed(response: httpx.Response, part: Part, had: int) -> int | None:
    """Check that the rest belongs to what we have, and return the size of the whole."""
    host, noted, found = response.url.host, part.validators(), Validators.of(response.headers)
    match = _CONTENT_RANGE.fullmatch(response.headers.get("Content-Range", "").strip())
    start = int(match[1]) if match and match[1] else None
    total = int(match[3]) if match and match[3] != "*" else None
    at_end = response.status_code == 416 and total == had  # noqa: PLR2004  a status
    same = all(
        new is None or new == old
        for new, old in ((found.etag, noted.etag), (found.last_modified, noted.last_modified))
    )
    if not same or not (at_end or start == had):
        part.drop()
        raise Temporary(f"{host} veranderde het bestand tijdens het ophalen. {_LATER}")
    return total


def _promised(response: httpx.Response) -> int | None:
    """Return the size that the service promises; None if it packs the file, so that sizes differ."""
    packed = response.headers.get("Content-Encoding", "identity").strip().lower() not in {"identity", ""}
    length = response.headers.get("Content-Length", "")
    return int(length) if length.isascii() and length.isdigit() and not packed else None


def _room(part: Part, had: int, total: int | None) -> None:
    free = shutil.disk_usage(part.path.parent).free
    if total is not None and total - had > free:
        raise FetchError(
            f"{part.path.parent}: voor {part.path.name} is nog {(total - had) / 1e9:.1f} GB nodig en er is "
            f"{free / 1e9:.1f} GB vrij. Maak ruimte op de schijf."
        )


def _stream(web: Web, response: httpx.Response, file: BinaryIO, size: int) -> None:
    """Write what comes, as long as it comes fast enough and does not grow beyond all measure."""
    host, limits, clock = response.url.host, web.limits, web.deadline.clock
    mark, marked = clock() + limits.window, size
    for piece in body.unpacked(response):
        file.write(piece)
        size += len(piece)
        web.tell(len(piece))
        if size > limits.disk:
            raise FetchError(
                f"{host} geeft een bestand van meer dan {limits.disk // 2**30} GB. Controleer de bron."
            )
        if clock() >= mark:
            if size - marked < limits.least:
                raise Temporary(f"{host} antwoordt te langzaam. {_LATER}")
            mark, marked = clock() + limits.window, size
