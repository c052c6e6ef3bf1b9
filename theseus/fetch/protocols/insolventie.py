"""Central Insolvency Register: cases of companies, by KVK number, over SOAP 1.2.

Two questions per company: ``searchUndertaking`` gives the marks of publications, ``getCase`` the case of
each. The register also holds natural persons. A case of one is dropped here, before anything of it is
written, and of a company's case only its number, its KVK number and the dated publications that open or
end it are kept: no names, no addresses, no curator.

The delivery is one file, ``zaken.xml``, in the register's own namespace; without cases it is empty.

Read in public code, not seen at the service: the WS-Addressing headers (2004/08), the nonce in the
UsernameToken, and the SOAP action.
"""

from __future__ import annotations

import base64
import dataclasses
import datetime as dt
import os
import re
import uuid
from typing import TYPE_CHECKING

from lxml import etree

from theseus.errors import FetchError
from theseus.fetch import secrets
from theseus.fetch.page import Page
from theseus.fetch.web import Expect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from theseus.fetch.web import Web
    from theseus.model import Order

CIR = "http://www.rechtspraak.nl/namespaces/cir01"
CASE = "http://www.rechtspraak.nl/namespaces/inspubber01"
_SOAP = "http://www.w3.org/2003/05/soap-envelope"
_WSS = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-"
_WSSE, _WSU = f"{_WSS}wssecurity-secext-1.0.xsd", f"{_WSS}wssecurity-utility-1.0.xsd"
_PASSWORD_TEXT = f"{_WSS}username-token-profile-1.0#PasswordText"
_BASE64 = f"{_WSS}soap-message-security-1.0#Base64Binary"
_WSA = "http://schemas.xmlsoap.org/ws/2004/08/addressing"
_PREFIXES = {"soap": _SOAP, "wsse": _WSSE, "wsu": _WSU, "wsa": _WSA}
_COMPANY = "rechtspersoon"
_NOTHING_FOUND = "1"  # errorcode of an exceptie
_SERVER_FAULT = 500  # SOAP tells its faults with this status, so the text has to be read
_MARK = re.compile(r"(?P<case>(?:\d{2}\.)?[a-z]{3}\.\d{2}\.\d{1,4}\.(?P<kind>[FSR]))\.\d{4}\.\d{1,2}\.\d{2}")
_DEBT_RELIEF = "R"  # schuldsanering, which only natural persons have
_KEPT = ("publicatieDatum", "publicatieOmschrijving", "publicatieSoortCode")


def pages(order: Order, web: Web) -> Iterator[Page]:
    """Ask for the cases of every company.

    Parameters
    ----------
    order
        ``items``: ``kvk_number``, 8 digits. ``secret`` names the password and ``options["username_env"]``
        the user name, both as environment variable or keyring entry. ``options["opening"]`` and
        ``options["ending"]``: codes of the publications that say when a case began or ended; those of
        other kinds may hold names, and are not kept.

    Raises
    ------
    FetchError
        If a name or password is missing or refused, or the service does not answer in its own form.
    """
    kept = etree.Element(_tag(CASE, "zaken"), nsmap={None: CASE})
    token = (_username(order, web), web.key)
    for item in order.items:
        for mark in _cases(_publications(item.get("kvk_number", ""), order, web, token)):
            case = _case(mark, order, web, token)
            if case is not None:
                kept.append(case)
    content = etree.tostring(kept, encoding="utf-8", xml_declaration=True, pretty_print=True)
    yield Page("zaken.xml", content, len(kept), order.url)


def preview(order: Order) -> tuple[str, int]:
    """Return the address, and the least number of questions: one search per company."""
    return order.url, len(order.items)


def _username(order: Order, web: Web) -> str:
    found = secrets.key(dataclasses.replace(order, secret=str(order.options["username_env"])))
    web.scrubber.learn(found)
    return found


def _publications(number: str, order: Order, web: Web, token: tuple[str, str]) -> list[str]:
    """Marks of the publications about a company."""
    if not re.fullmatch(r"\d{8}", number):
        raise FetchError(f"Insolventieregister: '{number[:20]}' is geen KVK-nummer (8 cijfers).")
    root = _ask("searchUndertaking", "commercialRegisterID", number, order, web, token)
    if _is_empty(root):
        return []
    if root.find(f".//{_tag(CASE, 'publicatieLijst')}") is None:
        raise FetchError(
            "Het insolventieregister gaf geen publicatieLijst. De dienst is misschien veranderd."
        )
    marks = (element.text for element in root.iter(_tag(CASE, "publicatieKenmerk")))
    return list(dict.fromkeys(mark.strip() for mark in marks if mark))


def _cases(marks: list[str]) -> list[str]:
    """One mark per case: any of its publications gives the whole case. Debt relief is not even asked for."""
    told = {(found["case"] if (found := _MARK.fullmatch(mark)) else mark): (mark, found) for mark in marks}
    return [mark for mark, found in told.values() if not (found and found["kind"] == _DEBT_RELIEF)]


def _case(mark: str, order: Order, web: Web, token: tuple[str, str]) -> etree._Element | None:
    """Return a company's case without names; None for a natural person or a case that is gone."""
    root = _ask("getCase", "publicationNumber", mark, order, web, token)
    if _is_empty(root):
        return None
    found = root.find(f".//{_tag(CASE, 'insolvente')}")
    if found is None:
        raise FetchError("Het insolventieregister gaf geen insolvente. De dienst is misschien veranderd.")
    person = found.find(_tag(CASE, "persoon"))
    if person is None or _text(person, "rechtspersoonlijkheid") != _COMPANY:
        return None
    case = etree.Element(_tag(CASE, "insolvente"), nsmap={None: CASE})
    _copy(found, case, "insolventienummer")
    company = etree.SubElement(case, _tag(CASE, "persoon"))
    _copy(person, company, "rechtspersoonlijkheid", "KvKNummer")
    history = etree.SubElement(case, _tag(CASE, "publicatiegeschiedenis"))
    telling = {*order.options["opening"], *order.options["ending"]}
    for publication in found.iter(_tag(CASE, "publicatie")):
        if _text(publication, "publicatieSoortCode") in telling:
            _copy(publication, etree.SubElement(history, _tag(CASE, "publicatie")), *_KEPT)
    return case


def _copy(source: etree._Element, target: etree._Element, *names: str) -> None:
    for name in names:
        if text := _text(source, name):
            etree.SubElement(target, _tag(CASE, name)).text = text


def _ask(
    operation: str, name: str, value: str, order: Order, web: Web, token: tuple[str, str]
) -> etree._Element:
    """Ask one question and return the body of the answer."""
    action = f"{CIR}/{operation}"
    answer = web.post(
        order.url,
        content=_envelope(operation, name, value, order.url, token),
        headers={"Content-Type": f'application/soap+xml; charset=utf-8; action="{action}"'},
        expect=Expect.XML,
        also=(_SERVER_FAULT,),
    )
    root = _parsed(answer.content)
    body = None if root is None else root.find(_tag(_SOAP, "Body"))
    if body is None:
        raise FetchError("Het insolventieregister gaf geen SOAP-antwoord. Probeer het later opnieuw.")
    fault = body.find(_tag(_SOAP, "Fault"))
    if fault is not None or answer.status == _SERVER_FAULT:
        raise FetchError(
            f"Het insolventieregister weigert de vraag{_reason(fault)}. Controleer naam en wachtwoord."
        )
    return body


def _reason(fault: etree._Element | None) -> str:
    """Quote the first line of a fault."""
    text = "" if fault is None else fault.findtext(f".//{_tag(_SOAP, 'Text')}", "")
    first = " ".join("".join(sign if sign.isprintable() else "\n" for sign in text).split("\n")[0].split())
    return f": “{first[:120]}”" if first else ""


def _parsed(content: bytes) -> etree._Element | None:
    """Parse what came from outside: no entities, no network, no document type."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError:
        return None
    return None if root.getroottree().docinfo.doctype else root


def _is_empty(root: etree._Element) -> bool:
    """Tell whether the register says that it found nothing.

    Raises
    ------
    FetchError
        If it tells another exception.
    """
    told = root.find(f".//{_tag(CASE, 'exceptie')}")
    if told is None:
        return False
    if told.get("errorcode") == _NOTHING_FOUND:
        return True
    says = " ".join((told.text or "").split())[:120]
    raise FetchError(f"Het insolventieregister kan niet antwoorden: “{says}”. Probeer het later opnieuw.")


def _envelope(operation: str, name: str, value: str, url: str, token: tuple[str, str]) -> bytes:
    """Make the message: addressing, name and password, one question with one field."""
    root = etree.Element(_tag(_SOAP, "Envelope"), nsmap={**_PREFIXES, "cir": CIR})
    header = etree.SubElement(root, _tag(_SOAP, "Header"))
    for field, text in (
        ("Action", f"{CIR}/{operation}"),
        ("MessageID", f"urn:uuid:{uuid.uuid4()}"),
        ("To", url),
    ):
        element = etree.SubElement(header, _tag(_WSA, field))
        element.set(_tag(_SOAP, "mustUnderstand"), "true")
        element.text = text
    header.append(_security(token))
    body = etree.SubElement(root, _tag(_SOAP, "Body"))
    etree.SubElement(etree.SubElement(body, _tag(CIR, operation)), _tag(CIR, name)).text = value
    message: bytes = etree.tostring(root, encoding="utf-8", xml_declaration=True)
    return message


def _security(token: tuple[str, str]) -> etree._Element:
    security = etree.Element(_tag(_WSSE, "Security"), nsmap=_PREFIXES)
    security.set(_tag(_SOAP, "mustUnderstand"), "true")
    user = etree.SubElement(security, _tag(_WSSE, "UsernameToken"))
    etree.SubElement(user, _tag(_WSSE, "Username")).text = token[0]
    etree.SubElement(user, _tag(_WSSE, "Password"), Type=_PASSWORD_TEXT).text = token[1]
    nonce = etree.SubElement(user, _tag(_WSSE, "Nonce"), EncodingType=_BASE64)
    nonce.text = base64.b64encode(os.urandom(16)).decode("ascii")
    etree.SubElement(user, _tag(_WSU, "Created")).text = dt.datetime.now(dt.UTC).strftime(
        "%Y-%m-%dT%H:%M:%SZ"
    )
    return security


def _tag(namespace: str, name: str) -> str:
    return f"{{{namespace}}}{name}"


def _text(element: etree._Element, name: str) -> str | None:
    return (element.findtext(_tag(CASE, name)) or "").strip() or None
