"""Official publications: one place, one kind, no persons, and nothing lost."""

import datetime as dt
from xml.sax.saxutils import escape

import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from theseus.check import check
from theseus.contracts import PUBLICATION_KINDS
from theseus.errors import SourceError
from theseus.model import Severity
from theseus.sources.card import cards
from theseus.sources.delivery import RawFile
from theseus.sources.publicaties_address import address_in
from theseus.sources.publicaties_kind import PERSON, kind_of
from theseus.sources.publicaties_place import place_of
from theseus.sources.publicaties_xml import Marker
from theseus.sources.registry import read

AS_OF = dt.date(2026, 11, 16)
NS = (
    'xmlns:overheidwetgeving="http://standaarden.overheid.nl/wetgeving/" '
    'xmlns:dcterms="http://purl.org/dc/terms/" xmlns:gzd="http://standaarden.overheid.nl/sru" '
    'xmlns:sru="http://docs.oasis-open.org/ns/search-ws/sruResponse"'
)
TITLE = "Verleende omgevingsvergunning voor een loods, Ambachtsweg 12A, 6931 AB Westervoort"
RD = "POINT(197120.50 441210.25)"
SQUARE = "POLYGON ((197100 441200, 197140 441200, 197140 441230, 197100 441230, 197100 441200))"
# The same place near Westervoort in degrees: longitude first (WKT), or latitude first (a pair).
LONLAT = "POINT(5.9983 51.9580)"
PAIR = "51.9580 5.9983"
FAULT = "<sru:diagnostics><sru:diagnostic><sru:message>fout</sru:message></sru:diagnostic></sru:diagnostics>"


def ow(name, text):
    return f"<overheidwetgeving:{name}>{text}</overheidwetgeving:{name}>"


def marker(kind="Punt", **fields):
    return ow("gebiedsmarkering", ow(kind, "".join(ow(name, escape(text)) for name, text in fields.items())))


def record(
    identifier="gmb-2026-1001",
    title=TITLE,
    rubriek="omgevingsvergunning",
    available="2026-10-05",
    markers=None,
    deadline="2026-11-18",
    url=None,
):
    markers = (marker(geometrie=RD),) if markers is None else markers
    url = url or f"https://zoek.officielebekendmakingen.nl/{identifier}.html"
    return (
        "<sru:record><sru:recordData><gzd:gzd><gzd:originalData><overheidwetgeving:meta>"
        + ow(
            "owmskern",
            f"<dcterms:identifier>{identifier}</dcterms:identifier><dcterms:title>{escape(title)}</dcterms:title>"
            f'<dcterms:type scheme="OVERHEIDop.Rubriek">{rubriek}</dcterms:type>'
            '<dcterms:creator scheme="OVERHEID.Gemeente">Westervoort</dcterms:creator>'
            "<dcterms:modified>2026-10-06</dcterms:modified>",
        )
        + ow(
            "owmsmantel",
            (f"<dcterms:available>{available}</dcterms:available>" if available else "")
            + "<dcterms:abstract>Aanvrager: de heer P. Voorbeeld</dcterms:abstract>",
        )
        + ow("tpmeta", ow("datumEindeReactietermijn", deadline) + "".join(markers))
        + "</overheidwetgeving:meta></gzd:originalData><gzd:enrichedData>"
        f"<gzd:preferredUrl>{escape(url)}</gzd:preferredUrl></gzd:enrichedData></gzd:gzd></sru:recordData>"
        "</sru:record>"
    )


def response(*records):
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><sru:searchRetrieveResponse {NS}>'
        f"<sru:version>2.0</sru:version><sru:numberOfRecords>{len(records)}</sru:numberOfRecords>"
        f"<sru:records>{''.join(records)}</sru:records>"
        "</sru:searchRetrieveResponse>"
    )


@pytest.fixture
def get(tmp_path):
    """Read (day, answer) pairs, or one answer of 1 November."""

    def reader(*answers):
        files = []
        for number, answer in enumerate(answers):
            day, text = answer if isinstance(answer, tuple) else (dt.date(2026, 11, 1), answer)
            path = tmp_path / f"koop-GM0293-{number:03d}.xml"
            path.write_text(text, "utf-8")
            files.append(RawFile(path, day))
        delivery = read("publicaties", files, AS_OF)
        return delivery, delivery.tables["publication"], delivery.quarantine

    return reader


def test_a_publication_with_its_place_and_days(get):
    delivery, table, quarantine = get(response(record()))
    row = table.iloc[0]
    assert row["record_id"] == "gmb-2026-1001"
    assert (row["title"], row["kind"]) == (TITLE, "vergunning")
    assert row["published_on"] == row["observed_on"] == pd.Timestamp("2026-10-05")
    assert row["open_until"] == pd.Timestamp("2026-11-18")
    assert row["url"] == "https://zoek.officielebekendmakingen.nl/gmb-2026-1001.html"
    assert row[["straat", "huisnummer", "huisletter", "postcode", "woonplaats"]].tolist() == [
        "Ambachtsweg", 12, "A", "6931AB", "Westervoort",
    ]  # fmt: skip
    assert row["geometry"].equals(shapely.Point(197120.5, 441210.25))
    assert quarantine.empty
    found = check(
        cards()["publicaties"].door, delivery.tables, columns=delivery.columns, rows_read=1, defects={}
    )
    assert [item.severity for item in found] == [Severity.OK]


def test_an_answer_without_records_is_a_delivery(get):
    delivery, table, _ = get(response())
    assert delivery.rows_read == 0
    assert table.empty


def test_what_is_not_needed_stands_nowhere(get):
    _, table, quarantine = get(response(record()))
    assert "P. Voorbeeld" not in table.to_csv() + quarantine.to_csv()


@pytest.mark.parametrize(
    ("title", "rubriek"),
    [
        ("Vertrokken met onbekende bestemming van P. Voorbeeld", "uitschrijving basisregistratie personen"),
        ("Vertrokken met onbekende bestemming van P. Voorbeeld", "andere beschikking"),
        ("Voornemen tot ambtshalve uitschrijving BRP, P. Voorbeeld", "overige overheidsinformatie"),
        ("Aanwijzen gehandicaptenparkeerplaats, Ambachtsweg 12, 6931 AB Westervoort", "verkeersbesluit"),
        ("Naturalisatie P. Voorbeeld", "andere beschikking"),
        ("Oproep erfgenamen", "oproeping"),
    ],
)
def test_of_a_notice_about_a_person_only_the_row_number_remains(get, title, rubriek):
    own = marker("Adres", straatnaam="Ambachtsweg", huisnummer="12", postcode="6931AB", geometrie=RD)
    _, table, quarantine = get(response(record("gmb-2026-7", title, rubriek, markers=(own,))))
    assert table.empty
    (row,) = quarantine.to_dict("records")
    assert (row["code"], row["kind"], row["row"]) == ("natural_person", "out_of_scope", 1)
    for trace in ("Voorbeeld", "Ambachtsweg", "6931", "gmb-2026-7", "BRP", "rkeerplaats"):
        assert trace not in quarantine.drop(columns="reason").to_csv()


@pytest.mark.parametrize(
    ("title", "rubriek", "kind"),
    [
        ("Sluiting pand op grond van artikel 13b Opiumwet, Ambachtsweg 12", "andere beschikking", "sluiting"),
        ("Besluit tot het sluiten van een woning (artikel 13b, Opiumwet)", "andere beschikking", "sluiting"),
        ("Wet Damocles: loods gesloten, Rivierweg 3", "andere beschikking", "sluiting"),
        ("Sluiting lokaal op basis van artikel 174a Gemeentewet", "overige overheidsinformatie", "sluiting"),
        ("Last onder bestuursdwang: sluiting loods Rivierweg 3 te Duiven", "andere beschikking", "sluiting"),
        ("Burgemeestersbesluit: bevel tot sluiting horecagelegenheid Rivierweg 3", "x", "sluiting"),
        ("Sluiting van een weg: Ambachtsweg tussen 12 en 20", "verkeersbesluit of -mededeling", "overig"),
        ("Tijdelijke afsluiting Rivierweg", "verkeersbesluit of -mededeling", "overig"),
        ("Aansluiting op het riool, bedrijfspand Rivierweg 3", "andere voorlichtingsinformatie", "overig"),
        ("Sluiting gemeentehuis rond Kerst", "andere voorlichtingsinformatie", "overig"),
        ("Sluiting inschrijving markt", "overige overheidsinformatie", "overig"),
        ("Sluiting bedrijfspand Rivierweg 3", "andere voorlichtingsinformatie", "overig"),
        ("Ontheffing sluitingstijd horeca, Rivierweg 3", "andere vergunning", "vergunning"),
        ("Opheffing sluiting pand artikel 13b Opiumwet, Ambachtsweg 12", "andere beschikking", "overig"),
        ("Beleidsregel artikel 13b Opiumwet: sluiting van woningen en lokalen", "beleidsregel", "overig"),
        ("Damoclesbeleid Westervoort 2026", "overige overheidsinformatie", "overig"),
        ("Last onder dwangsom, Ambachtsweg 12, 6931 AB Westervoort", "andere beschikking", "handhaving"),
        ("Invordering dwangsom Ambachtsweg 12", "andere beschikking", "handhaving"),
        ("Bouwstop, Rivierweg 3", "andere beschikking", "handhaving"),
        ("Gedoogbeschikking opslag, Rivierweg 3", "andere beschikking", "handhaving"),
        ("Last onder dwangsom ingetrokken, Ambachtsweg 12", "andere beschikking", "overig"),
        ("Verzoek om handhaving afgewezen, Ambachtsweg 12", "andere beschikking", "overig"),
        ("Uitvoeringsprogramma toezicht en handhaving 2026", "overige overheidsinformatie", "overig"),
        ("Handhavingsbesluit en omgevingsvergunning, Rivierweg 3", "omgevingsvergunning", "handhaving"),
        ("Aangevraagde omgevingsvergunning, Rivierweg 3", "omgevingsvergunning", "vergunning"),
        ("Rivierweg 3, plaatsen van een zonnescherm", "omgevingsvergunning", "vergunning"),
        ("Alcoholwetvergunning Café Voorbeeld", "andere beschikking", "vergunning"),
        ("Melding Besluit activiteiten leefomgeving, Rivierweg 3", "omgevingsmelding", "melding"),
        ("Sloopmelding Rivierweg 3", "overige overheidsinformatie", "melding"),
        ("Verlof tot begraven", "overige overheidsinformatie", "overig"),
    ],
)  # fmt: skip
def test_kinds_by_title_and_rubriek(title, rubriek, kind):
    assert kind_of(title, (rubriek,)) == kind


@given(st.text(), st.lists(st.text(), max_size=2))
def test_every_title_has_a_kind(title, rubrieken):
    assert kind_of(title, rubrieken) in {*PUBLICATION_KINDS, PERSON}


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Loods, Ambachtsweg 12A, 6931 AB Westervoort", ("Ambachtsweg", "12A", "6931AB", "Westervoort")),
        ("Loods Ambachtsweg 12 A 6931AB WESTERVOORT", (None, "12 A", "6931AB", "WESTERVOORT")),
        ("Kap aan de Rivierweg 10-3, 6921 AB te Duiven", ("Rivierweg", "10-3", "6921AB", "Duiven")),
        ("Dorpstraat 12 bis, 6931 AB 's-Gravenhage", ("Dorpstraat", "12 bis", "6931AB", "'s-Gravenhage")),
        ("Burg. van Dorthstraat 3, 6571 AB Berg en Dal", (None, "3", "6571AB", "Berg en Dal")),
        ("Gemeente Duiven - Melding - Rivierweg 10 in Duiven", ("Rivierweg", "10", None, "Duiven")),
        (
            "Last aan de Ambachtsweg 12-3 te Westervoort (Z-2026-1)",
            ("Ambachtsweg", "12-3", None, "Westervoort"),
        ),
        ("Rivierweg 10, Duiven: reclame", ("Rivierweg", "10", None, "Duiven")),
        (
            "Rivierweg 10, 6921AB Duiven en Rivierweg 10, 6921 AB Duiven",
            ("Rivierweg", "10", "6921AB", "Duiven"),
        ),
        ("Rivierweg 10, 6921AB Duiven en Rivierweg 12, 6921AB Duiven", None),
        ("Rivierweg 10 t/m 14, 6921AB Duiven", None),
        ("Rivierweg 10 en 12, 6921AB Duiven", None),
        ("Rivierweg 10, 12 en 14 te Duiven", None),
        ("Burgemeester van Dorthweg 3 te Duiven", None),  # the street's name may be cut
        ("Rivierweg 10", None),  # in which place?
        ("Gemeenteblad 2026, Duiven", None),
        ("Sluiting op grond van artikel 13b Opiumwet te Duiven", None),
        ("Wijziging 3 van de verordening, Duiven", None),
        (None, None),
        ("", None),
    ],
)
def test_addresses_in_titles(title, expected):
    found = address_in(title)
    if expected is None:
        assert found is None
    else:
        assert (
            tuple(found.get(name) for name in ("straat", "huisnummer", "postcode", "woonplaats")) == expected
        )


@given(st.text())
def test_no_title_breaks_the_reading(title):
    found = address_in(title)
    assert found is None or found["huisnummer"]


@pytest.mark.parametrize(
    "written",
    [RD, "POINT(197120.5  441210.25)", LONLAT, PAIR, "51.9580,5.9983", SQUARE, "POINT Z (197120 441210 3)"],
)
def test_places_as_they_are_written(written):
    point = place_of(None, [Marker((written,))]).point
    assert point.distance(shapely.Point(197120, 441210)) < 120


def test_a_line_gets_a_point_on_it():
    line = "LINESTRING (197000 441000, 197100 441000, 197100 441100)"
    assert shapely.from_wkt(line).distance(place_of(None, [Marker((line,))]).point) == 0


@pytest.mark.parametrize(
    "written",
    [
        "POLYGON ((197100 441200, 197140 441200))",  # no ring
        "POINT (0 0)",
        "POINT (2.35 48.85)",
        "POINT (nan nan)",
        "POINT EMPTY",
        "Ambachtsweg",
        "POLYGON ((196000 440000, 198000 440000, 198000 442000, 196000 440000))",  # a whole town
    ],
)
def test_what_is_no_single_place_gives_no_point(written):
    assert place_of(None, [Marker((written,))]).point is None


def test_a_broken_shape_gives_way_to_the_next():
    assert place_of(None, [Marker(("POLYGON ((1 1, 2 2))", LONLAT))]).point is not None


def test_of_several_markers_the_one_that_the_title_tells_counts():
    here = Marker((RD,), address={"postcode": "6931AB", "huisnummer": "12", "huisletter": "A"})
    other = Marker(("POINT(155000 463000)",), address={"postcode": "3811AA", "huisnummer": "1"})
    found = place_of(TITLE, [other, here])
    assert found.point.equals(shapely.from_wkt(RD))
    assert found.address["postcode"] == "6931AB"
    without = place_of(TITLE, [other])
    assert without.point is None
    assert without.address["huisnummer"] == "12A"


def test_markers_that_do_not_agree_are_no_place():
    one = Marker((RD,), label="Ambachtsweg 12, 6931 AB Westervoort")
    other = Marker(("POINT(197900 441210)",), label="Rivierweg 1, 6931 AC Westervoort")
    found = place_of("Vergunning voor twee loodsen", [one, other])
    assert (found.point, found.address) == (None, {})
    assert not found.is_known


def test_a_label_gives_the_address_that_the_title_lacks(get):
    own = marker("Vlak", geometrie=SQUARE, geometrielabel="Ambachtsweg 12, 6931 AB Westervoort")
    _, table, _ = get(response(record(title="Plaatsen van een zonnescherm", markers=(own,))))
    assert table.loc[0, ["huisnummer", "postcode"]].tolist() == [12, "6931AB"]
    assert shapely.from_wkt(SQUARE).covers(table.loc[0, "geometry"])


def test_fields_of_an_address_marker(get):
    own = marker(
        "Adres", straatnaam="Rivierweg", huisnummer="10", huisletter="b", huisnummertoevoeging="2",
        postcode="6921 AB", woonplaats="Duiven", geometrie=RD,
    )  # fmt: skip
    _, table, _ = get(response(record(title="Melding", markers=(own,))))
    found = table.loc[0, ["straat", "huisnummer", "huisletter", "toevoeging", "postcode", "woonplaats"]]
    assert found.tolist() == ["Rivierweg", 10, "B", "2", "6921AB", "Duiven"]


@pytest.mark.parametrize("kind", ["Gemeente", "Woonplaats", "Buurt", "Weg", "Waterschap"])
def test_an_area_that_is_no_place_is_out_of_scope(get, kind):
    _, table, quarantine = get(
        response(record(title="Vergunning", markers=(marker(kind, locatiegebied=SQUARE),)))
    )
    assert table.empty
    assert quarantine["code"].tolist() == ["no_single_place"]


def test_the_newest_of_a_publication_counts_and_the_rest_is_merged(get):
    changed = TITLE.replace("Verleende", "Gewijzigde")
    delivery, table, _ = get(
        (dt.date(2026, 11, 8), response(record(title=changed))),
        (dt.date(2026, 11, 1), response(record(), record("gmb-2026-1002"))),
    )
    assert delivery.rows_read == 3
    assert delivery.rows_merged == 1
    assert table.set_index("record_id")["title"].to_dict() == {
        "gmb-2026-1001": changed,
        "gmb-2026-1002": TITLE,
    }


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"identifier": ""}, "missing_key"),
        ({"identifier": "gmb 1"}, "bad_key"),
        ({"title": ""}, "missing_value"),
        ({"title": "x" * 10_001}, "too_long"),
        ({"title": "Caf\ufffd, Rivierweg 1 te Duiven"}, "bad_encoding"),
        ({"available": "gisteren"}, "bad_date"),
        ({"available": "2062-10-05"}, "future_date"),
        ({"markers": (), "title": "Vergunning"}, "no_single_place"),
    ],
)
def test_what_sets_a_publication_aside(get, changes, code):
    _, table, quarantine = get(
        response(record("gmb-2026-1"), record(**{"identifier": "gmb-2026-2"} | changes))
    )
    assert quarantine["code"].tolist() == [code]
    assert table["record_id"].tolist() == ["gmb-2026-1"]


def test_without_a_day_of_publication_the_day_of_change_counts(get):
    _, table, _ = get(response(record(available="")))
    assert table.loc[0, "published_on"] == pd.Timestamp("2026-10-06")


def test_a_term_that_is_no_date_costs_nothing_else(get):
    _, table, _ = get(response(record(deadline="zes weken")))
    assert pd.isna(table.loc[0, "open_until"])


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "http://example.org", 'https://x/"><script>', "https://x y"]
)
def test_a_web_address_is_a_web_address(get, url):
    _, table, _ = get(response(record(url=url)))
    assert table.loc[0, "url"] == "https://zoek.officielebekendmakingen.nl/gmb-2026-1001.html"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (response(record())[:-80], "geen volledige XML"),
        ("<rss/>", "geen antwoord van de SRU-dienst"),
        (
            f'<!DOCTYPE x [<!ENTITY e "x">]><sru:searchRetrieveResponse {NS}/>',
            "geen antwoord van de SRU-dienst",
        ),
        (
            f"<sru:searchRetrieveResponse {NS}>{FAULT}</sru:searchRetrieveResponse>",
            "foutmelding van de SRU-dienst",
        ),
    ],
)
def test_a_file_that_is_no_whole_answer_is_refused(get, text, message):
    with pytest.raises(SourceError, match=message):
        get(text)


@settings(max_examples=settings().max_examples // 3)  # one example holds many records
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["gmb-2026-1", "gmb-2026-2", ""]),
            st.sampled_from([TITLE, "", "Naturalisatie P. Voorbeeld", "Vergunning"]),
            st.sampled_from([(), (marker(geometrie=RD),), (marker(geometrie="POINT(x y)"),)]),
            st.sampled_from(["2026-10-05", "", "x"]),
        ),
        max_size=18,
    )
)
def test_no_record_is_lost(tmp_path_factory, items):
    path = tmp_path_factory.getbasetemp() / "koop.xml"
    path.write_text(response(*(record(i, t, available=d, markers=m) for i, t, m, d in items)), "utf-8")
    assert read("publicaties", [RawFile(path, AS_OF)], AS_OF).rows_read == len(items)
