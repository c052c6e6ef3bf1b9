"""Files that a service offers as a whole."""

import pytest

from theseus.errors import FetchError
from theseus.fetch.protocols import download
from theseus.model import Order

CSV = 'lrk_id;naam\n1;"Twee\nregels"\n2;café\n\n'


def order(url, items=(), **options):
    return Order("proef", "Proefbron", "CC0", "download", url, options, 1000, items=tuple(items))


def test_one_file_is_called_after_its_url(service, web):
    service.answer("/open/export.csv", CSV.encode("latin-1"))
    asked = order(service.url + "/open/export.csv", expect="CSV")
    (page,) = download.pages(asked, web(asked))
    assert (page.name, page.rows) == ("export.csv", 2)
    assert page.content.read_bytes() == CSV.encode("latin-1")


@pytest.mark.parametrize(
    ("body", "rows"),
    [
        ([1, 2], 2),
        ({"features": [1, 2, 3], "type": "FeatureCollection"}, 3),
        ({"a": [1], "b": [2]}, 0),
        ({"a": {"b": [1]}}, 0),
        (7, 0),
    ],
)
def test_records_in_json(service, web, body, rows):
    service.route("/a", lambda _: service.reply(str(body).replace("'", '"').encode()))
    asked = order(service.url + "/a", expect="JSON", name="a.json")
    (page,) = download.pages(asked, web(asked))
    assert page.rows == rows


def test_several_files_and_one_of_them_per_item(service, web):
    service.answer("/vast.zip", b"PK")
    service.answer("/jaar/2026-2027", {"content": []})
    service.answer("/jaar/2027-2028", {"content": [1]})
    asked = order(
        service.url + "/vast.zip",
        [{"schoolyear": "2026-2027"}, {"schoolyear": "2027-2028"}],
        files=[
            {"name": "vast.zip"},
            {"name": "jaar-{schoolyear}.json", "url": service.url + "/jaar/{schoolyear}", "expect": "JSON"},
        ],
    )
    found = list(download.pages(asked, web(asked)))
    assert [page.name for page in found] == ["vast.zip", "jaar-2026-2027.json", "jaar-2027-2028.json"]
    assert [page.rows for page in found] == [0, 0, 1]
    assert download.preview(asked) == (service.url + "/vast.zip", 3)


def test_what_fills_a_place_stays_in_its_place(service, web):
    service.route("/a/..%2F%3Fb", lambda _: service.reply(b"x"))
    asked = order(service.url + "/a/{code}", [{"code": "../?b"}], name="a{code}.txt")
    (page,) = download.pages(asked, web(asked))
    assert page.name == "a_b.txt"


def test_what_the_card_asks_and_nobody_knows():
    with pytest.raises(FetchError, match="niets om op te halen"):
        download.preview(order("https://dienst.nl/{code}"))
    for template in ("{jaar}", "{", "{code.x}", "{}"):
        with pytest.raises(FetchError, match="niet alles daarin is bekend"):
            download.preview(order(f"https://dienst.nl/{template}", [{"code": "1"}]))
    with pytest.raises(FetchError, match="expect"):
        download.preview(order("https://dienst.nl/a", expect="PDF"))


def test_a_file_that_is_something_else(service, web):
    service.answer("/a", "<html></html>")
    asked = order(service.url + "/a", expect="GeoPackage", name="a.gpkg")
    with pytest.raises(FetchError, match="webpagina in plaats van GeoPackage"):
        list(download.pages(asked, web(asked)))
