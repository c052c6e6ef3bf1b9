"""BAG 2.0 extract: history, addresses, broken files and rows, and that no object gets lost."""

import datetime as dt
import io
import re
import zipfile
from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from theseus.contracts import ADRES, PAND, VERBLIJFSOBJECT
from theseus.errors import SourceError
from theseus.sources import bag_xml, registry
from theseus.sources.bag_extract import read
from theseus.sources.card import cards
from theseus.sources.delivery import RawFile
from theseus.tables import conform

LVBAG = "www.kadaster.nl/schemas/lvbag"
SPACES = {
    "Objecten": f"{LVBAG}/imbag/objecten/v20200601",
    "Objecten-ref": f"{LVBAG}/imbag/objecten-ref/v20200601",
    "Historie": f"{LVBAG}/imbag/historie/v20200601",
    "KenmerkInOnderzoek": f"{LVBAG}/imbag/kenmerkinonderzoek/v20200601",
    "gml": "http://www.opengis.net/gml/3.2",
    "sl": "http://www.kadaster.nl/schemas/standlevering-generiek/1.0",
    "sl-bag-extract": f"http://{LVBAG}/extract-deelbestand-lvc/v20200601",
    "selecties-extract": f"http://{LVBAG}/extract-selecties/v20200601",
    "gwr-bestand": f"{LVBAG}/gem-wpl-rel/gwr-deelbestand-lvc/v20200601",
    "gwr-product": f"{LVBAG}/gem-wpl-rel/gwr-producten-lvc/v20200601",
    "levering": f"http://{LVBAG}/extract-levering/v20200601",
    "mlm": f"http://{LVBAG}/extract-deelbestand-mutaties-lvc/v20200601",
}
DELIVERED = dt.date(2026, 11, 8)
AS_OF = dt.date(2026, 11, 16)
PAND_ID, VBO_ID, NUM_ID, OPR_ID, WPL_ID = (
    "0226100000000001",
    "0226010000000001",
    "0226200000000001",
    "0226300000000001",
    "9001",
)
SQUARE = ((200000, 440000), (200020, 440000), (200020, 440010), (200000, 440010), (200000, 440000))


def ring(points, place="exterior", *, z=True):
    numbers = " ".join(f"{x} {y}{' 0.0' if z else ''}" for x, y in points)
    return f"<gml:{place}><gml:LinearRing><gml:posList>{numbers}</gml:posList></gml:LinearRing></gml:{place}>"


def polygon(points=SQUARE, holes=(), *, z=True, srs="urn:ogc:def:crs:EPSG::28992"):
    inside = "".join(ring(hole, "interior", z=z) for hole in holes)
    dimension = ' srsDimension="3"' if z else ""
    return f'<gml:Polygon srsName="{srs}"{dimension}>{ring(points, z=z)}{inside}</gml:Polygon>'


def point(text="200010 440005 0.0", dimension=3):
    return (
        '<Objecten:punt><gml:Point srsName="urn:ogc:def:crs:EPSG::28992" '
        f'srsDimension="{dimension}"><gml:pos>{text}</gml:pos></gml:Point></Objecten:punt>'
    )


def element(name, text):
    return f"<Objecten:{name}>{escape(text)}</Objecten:{name}>"


def references(role, target, keys):
    return "".join(
        f"<Objecten:{role}><Objecten-ref:{target}>{key}</Objecten-ref:{target}></Objecten:{role}>"
        for key in keys
    )


def version(begin="2015-01-01", end=None, number=1, **moments):
    """A voorkomen as the Kadaster writes it; ``moments`` are further fields, by name."""
    fields = {"voorkomenidentificatie": str(number), "beginGeldigheid": begin, "eindGeldigheid": end}
    fields["tijdstipRegistratie"] = "2015-01-02T09:00:00.000"
    fields["eindRegistratie"] = f"{end}T10:00:00.000" if end else None
    fields |= moments
    inside = "".join(f"<Historie:{name}>{text}</Historie:{name}>" for name, text in fields.items() if text)
    return (
        f"<Objecten:voorkomen><Historie:Voorkomen>{inside}<Historie:BeschikbaarLV>"
        "<Historie:tijdstipRegistratieLV>2015-01-02T09:30:00.000</Historie:tijdstipRegistratieLV>"
        "</Historie:BeschikbaarLV></Historie:Voorkomen></Objecten:voorkomen>"
    )


def thing(kind, parts, when=None, *, history_first=False):
    when = version() if when is None else when
    parts = [part for part in parts if part]
    inside = "".join([when, *reversed(parts)] if history_first else [*parts, when])
    return f"<Objecten:{kind}>{inside}</Objecten:{kind}>"


def pand(key=PAND_ID, status="Pand in gebruik", year="1998", shape=None, when=None, **order):
    geometry = f"<Objecten:geometrie>{polygon() if shape is None else shape}</Objecten:geometrie>"
    parts = [
        element("identificatie", key) if key is not None else "",
        geometry if shape != "" else "",
        element("oorspronkelijkBouwjaar", year) if year is not None else "",
        element("status", status) if status is not None else "",
        element("documentnummer", "VOORBEELD-1"),
    ]
    return thing("Pand", parts, when, **order)


def vbo(key=VBO_ID, uses=("industriefunctie",), area="250", shape=None, when=None, **given):
    linked = {"panden": (PAND_ID,), "main": (NUM_ID,), "side": ()} | given
    parts = [
        references("heeftAlsHoofdadres", "NummeraanduidingRef", linked["main"]),
        references("heeftAlsNevenadres", "NummeraanduidingRef", linked["side"]),
        element("identificatie", key) if key is not None else "",
        f"<Objecten:geometrie>{point() if shape is None else shape}</Objecten:geometrie>",
        "".join(element("gebruiksdoel", use) for use in uses),
        element("oppervlakte", area) if area is not None else "",
        element("status", given.get("status", "Verblijfsobject in gebruik")),
        references("maaktDeelUitVan", "PandRef", linked["panden"]),
    ]
    return thing("Verblijfsobject", parts, when, history_first=given.get("history_first", False))


def num(key=NUM_ID, number="12", status="Naamgeving uitgegeven", town=(), **given):
    texts = {"huisletter": given.get("letter"), "huisnummertoevoeging": given.get("addition")}
    texts |= {"postcode": given.get("postcode", "6999ZZ"), "huisnummer": number}
    parts = [
        element("identificatie", key),
        *(element(name, text) for name, text in texts.items() if text is not None),
        element("typeAdresseerbaarObject", given.get("kind", "Verblijfsobject")),
        element("status", status),
        references("ligtIn", "WoonplaatsRef", town),
        references("ligtAan", "OpenbareRuimteRef", [OPR_ID]),
    ]
    return thing("Nummeraanduiding", parts)


def opr(key=OPR_ID, name="Voorbeeldweg", status="Naamgeving uitgegeven", town=WPL_ID, when=None):
    parts = [element("identificatie", key), element("naam", name), element("type", "Weg")]
    parts += [element("status", status), references("ligtIn", "WoonplaatsRef", [town])]
    return thing("OpenbareRuimte", parts, when)


def wpl(key=WPL_ID, name="Voorbeelddorp", status="Woonplaats aangewezen", when=None):
    parts = [element("identificatie", key), element("naam", name), element("status", status)]
    return thing("Woonplaats", parts, when)


def declared(*names):
    return " ".join(f'xmlns:{name}="{SPACES[name]}"' for name in names)


def extract(*objects, stand="2026-11-01"):
    """One XML file of an extract, as bytes."""
    day = f"<selecties-extract:StandTechnischeDatum>{stand}</selecties-extract:StandTechnischeDatum>"
    info = f"<sl-bag-extract:bagInfo>{day if stand else ''}</sl-bag-extract:bagInfo>"
    body = "".join(
        f"<sl:stand>\n<sl-bag-extract:bagObject>{item}</sl-bag-extract:bagObject></sl:stand>\n"
        for item in objects
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<sl-bag-extract:bagStand {declared(*SPACES)}>{info}'
        f"<sl:standBestand><sl:dataset>LVBAG</sl:dataset>{body}</sl:standBestand></sl-bag-extract:bagStand>"
    ).encode()


def zipped(**members):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(re.sub("_(?=[a-z]+$)", ".", name), content)
    return target.getvalue()


@pytest.fixture
def card():
    return cards()["bag_extract"]


@pytest.fixture
def deliver(tmp_path, card):
    """Write files and read them; every delivery is checked for lost rows and broken contracts."""

    def run(*contents, as_of=AS_OF, **named):
        named |= {f"0226VBO{number}.xml": content for number, content in enumerate(contents)}
        files = []
        for name, content in named.items():
            path = tmp_path / name
            path.write_bytes(content)
            files.append(RawFile(path, DELIVERED))
        return checked(read(files, card, as_of))

    return run


def checked(delivery):
    kept = sum(len(table) for table in delivery.tables.values())
    assert delivery.rows_read == kept + delivery.rows_merged + len(delivery.quarantine)
    for contract in (PAND, VERBLIJFSOBJECT, ADRES):
        table = delivery.tables[contract.name]
        assert list(table.columns) == contract.names
        assert not table.duplicated(list(contract.key)).any()
        required = [column.name for column in contract.columns if not column.nullable]
        assert table[required].notna().all(axis=None)
        conform(table, contract)
    return delivery


def codes(delivery):
    return list(delivery.quarantine["code"])


# --- what a good extract gives ---------------------------------------------------------------------------


def test_pand(deliver):
    delivery = deliver(extract(pand()))
    row = delivery.tables["pand"].iloc[0]
    assert (row["source"], row["record_id"], row["pand_id_bag"]) == ("bag_extract", PAND_ID, PAND_ID)
    assert (row["status"], row["bouwjaar"]) == ("Pand in gebruik", 1998)
    assert row["observed_on"].date() == dt.date(2026, 11, 1)
    assert row["geometry"].area == 200
    assert not row["geometry"].has_z
    assert delivery.tables["pand"].crs == "EPSG:28992"


def test_verblijfsobject_with_address(deliver):
    delivery = deliver(extract(vbo()), extract(num(letter="b", addition="3")), extract(opr(), wpl()))
    unit = delivery.tables["verblijfsobject"].iloc[0]
    assert (unit["pand_ids_bag"], unit["gebruiksdoel"]) == (PAND_ID, "industriefunctie")
    assert unit["floor_area_m2"] == 250
    assert (unit["geometry"].x, unit["geometry"].y, unit["geometry"].has_z) == (200010, 440005, False)
    address = delivery.tables["adres"].iloc[0]
    assert address["record_id"] == NUM_ID
    assert address["vbo_id_bag"] == VBO_ID
    assert address["is_main"]
    assert [address[name] for name in ("straat", "huisnummer", "huisletter", "toevoeging")] == [
        "Voorbeeldweg",
        12,
        "B",
        "3",
    ]
    assert (address["postcode"], address["woonplaats"]) == ("6999ZZ", "Voorbeelddorp")
    assert delivery.rows_merged == 2
    assert len(delivery.quarantine) == 0


@pytest.mark.parametrize("make", [pand, vbo])
def test_order_of_elements_does_not_matter(deliver, make):
    kind = {pand: "pand", vbo: "verblijfsobject"}[make]
    straight = deliver(extract(make())).tables[kind]
    turned = deliver(extract(make(history_first=True))).tables[kind]
    assert straight.to_wkt().equals(turned.to_wkt())


def test_secondary_addresses_and_a_town_of_its_own(deliver):
    other = "0226200000000002"
    delivery = deliver(
        extract(
            vbo(side=(other,)),
            num(),
            num(key=other, number="14", town=("9002",)),
            opr(),
            wpl(),
            wpl(key="9002", name="Buurdorp"),
        )
    )
    addresses = delivery.tables["adres"].set_index("record_id")
    assert list(addresses.loc[[NUM_ID, other], "is_main"]) == [True, False]
    assert list(addresses.loc[[NUM_ID, other], "woonplaats"]) == ["Voorbeelddorp", "Buurdorp"]


def test_hoofdadres_wins_when_a_unit_calls_it_nevenadres_too(deliver):
    addresses = deliver(extract(vbo(side=(NUM_ID,)), num())).tables["adres"]
    assert list(addresses["is_main"]) == [True]


def test_address_without_street_and_town_in_the_delivery(deliver):
    addresses = deliver(extract(vbo(), num())).tables["adres"]
    assert addresses[["straat", "woonplaats"]].isna().all(axis=None)
    assert list(addresses["huisnummer"]) == [12]


def test_unit_without_its_nummeraanduiding_has_no_address(deliver):
    delivery = deliver(extract(vbo()))
    assert (len(delivery.tables["verblijfsobject"]), len(delivery.tables["adres"])) == (1, 0)


def test_several_panden_and_uses_keep_their_order(deliver):
    other = "0226100000000002"
    unit = deliver(
        extract(vbo(panden=(other, PAND_ID), uses=("winkelfunctie", "overige gebruiksfunctie")))
    ).tables["verblijfsobject"]
    assert unit.loc[0, "pand_ids_bag"] == f"{other},{PAND_ID}"
    assert unit.loc[0, "gebruiksdoel"] == "winkelfunctie,overige gebruiksfunctie"


@pytest.mark.parametrize("area", ["1", "999999", None])
def test_placeholder_of_floor_area_becomes_empty(deliver, area):
    assert deliver(extract(vbo(area=area))).tables["verblijfsobject"]["floor_area_m2"].isna().all()


@pytest.mark.parametrize(
    ("year", "kept"),
    [("1005", False), ("9999", False), ("1199", False), ("1200", True), ("2027", True), ("2028", False)],
)
def test_improbable_bouwjaar_becomes_empty(deliver, year, kept):
    panden = deliver(extract(pand(year=year))).tables["pand"]
    assert list(panden["bouwjaar"].notna()) == [kept]


@pytest.mark.parametrize(
    "status", ["Pand gesloopt", "Niet gerealiseerd pand", "Pand ten onrechte opgevoerd", "Bouw gestart"]
)
def test_pand_stays_with_its_status(deliver, status):
    assert list(deliver(extract(pand(status=status))).tables["pand"]["status"]) == [status]


def test_day_of_delivery_where_the_extract_has_none(deliver):
    panden = deliver(extract(pand(), stand=None)).tables["pand"]
    assert panden.loc[0, "observed_on"].date() == DELIVERED


# --- history ---------------------------------------------------------------------------------------------


TWO_VERSIONS = (
    pand(status="Bouwvergunning verleend", when=version("2015-01-01", "2018-06-01")),
    pand(status="Pand in gebruik", when=version("2018-06-01", "2030-01-01", 2), history_first=True),
)


@pytest.mark.parametrize(
    ("day", "status"),
    [
        ("2014-12-31", None),
        ("2015-01-01", "Bouwvergunning verleend"),
        ("2018-05-31", "Bouwvergunning verleend"),
        ("2018-06-01", "Pand in gebruik"),
        ("2029-12-31", "Pand in gebruik"),
        ("2030-01-01", None),
    ],
)
def test_version_that_is_valid_on_the_day(deliver, day, status):
    delivery = deliver(extract(*TWO_VERSIONS), as_of=dt.date.fromisoformat(day))
    assert list(delivery.tables["pand"]["status"]) == ([status] if status else [])
    assert set(codes(delivery)) == {"not_current"}


def test_a_day_before_the_extract_is_what_the_record_is_true_for(deliver):
    panden = deliver(extract(*TWO_VERSIONS), as_of=dt.date(2016, 3, 1)).tables["pand"]
    assert panden.loc[0, "observed_on"].date() == dt.date(2016, 3, 1)


@pytest.mark.parametrize(
    "moments",
    [
        {"tijdstipInactief": "2016-01-01T00:00:00.000"},
        {"tijdstipNietBagLV": "2016-01-01T00:00:00.000"},
        {"eindRegistratie": "2016-01-01T00:00:00.000"},
    ],
)
def test_inactive_version_never_counts(deliver, moments):
    delivery = deliver(extract(pand(when=version(**moments))))
    assert codes(delivery) == ["not_current"]
    assert list(delivery.quarantine["column"]) == list(moments)


def test_version_of_zero_days_never_counts(deliver):
    when = version("2020-01-01", "2020-01-01")
    assert codes(deliver(extract(pand(when=when)), as_of=dt.date(2020, 1, 1))) == ["not_current"]


# --- objects that are not used ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "status",
    [
        "Verblijfsobject ingetrokken",
        "Niet gerealiseerd verblijfsobject",
        "Verblijfsobject ten onrechte opgevoerd",
    ],
)
def test_ended_unit_and_its_address_are_out_of_scope(deliver, status):
    delivery = deliver(extract(vbo(status=status), num()))
    assert codes(delivery) == ["not_realised", "not_realised"]


def test_withdrawn_names(deliver):
    gone = "Naamgeving ingetrokken"
    delivery = deliver(
        extract(vbo(), num(status=gone), opr(status=gone), wpl(status="Woonplaats ingetrokken"))
    )
    assert codes(delivery) == ["not_realised"] * 3
    assert delivery.rows_merged == 0


def test_other_objects(deliver):
    delivery = deliver(
        extract(
            thing("Ligplaats", [element("identificatie", "0226020000000001")]),
            thing("Standplaats", [element("identificatie", "0226030000000001")]),
            num(key="0226200000000008", kind="Ligplaats"),
            num(key="0226200000000009", kind="Standplaats"),
            "<KenmerkInOnderzoek:KenmerkPandInOnderzoek/>",
        )
    )
    assert codes(delivery) == ["other_object"] * 5


def test_nummeraanduiding_of_a_unit_that_was_not_delivered(deliver):
    assert codes(deliver(extract(num()))) == ["unknown_reference"]


# --- broken rows -----------------------------------------------------------------------------------------


BOW_TIE = ((200000, 440000), (200010, 440010), (200010, 440000), (200000, 440010), (200000, 440000))
LINE = ((200000, 440000), (200010, 440010), (200000, 440000), (200000, 440000))
LONG = "x" * 1_000_000
BROKEN = {
    "no key": (pand(key=None), "missing_key"),
    "empty key": (pand(key="  "), "missing_key"),
    "short key": (pand(key="226100000000001"), "bad_key"),
    "Arabic digits": (pand(key="٠٢٢٦١٠٠٠٠٠٠٠٠٠٠١"), "bad_key"),
    "long key": (pand(key=LONG), "too_long"),
    "long status": (pand(status=LONG), "too_long"),
    "long street": (opr(name=LONG), "too_long"),
    "lost characters": (opr(name="Caf\ufffdstraat"), "bad_encoding"),
    "no status": (pand(status=None), "missing_value"),
    "unknown status": (pand(status="Pand verplaatst"), "unknown_code"),
    "status of a unit": (pand(status="Verblijfsobject in gebruik"), "unknown_code"),
    "year in words": (pand(year="negentien"), "bad_number"),
    "year with decimals": (pand(year="1998.5"), "bad_number"),
    "no begin": (pand(when=version(begin=None)), "missing_value"),
    "no history": (pand(when="<Objecten:voorkomen/>"), "missing_value"),
    "no such day": (pand(when=version(begin="2019-02-30")), "bad_date"),
    "other notation": (pand(when=version(begin="01-02-2019")), "bad_date"),
    "long date": (pand(when=version(begin=LONG)), "bad_date"),
    "end before begin": (pand(when=version("2019-02-01", "2018-02-01")), "date_order"),
    "no shape": (pand(shape=""), "no_geometry"),
    "empty shape": (pand(shape=" "), "no_geometry"),
    "shape of words": (pand(shape=polygon([("a", "b")] * 4)), "bad_geometry"),
    "shape of nan": (pand(shape=polygon([("nan", "nan")] * 4)), "bad_geometry"),
    "two points": (pand(shape=polygon(SQUARE[:2])), "bad_geometry"),
    "ring without positions": (pand(shape=polygon(())), "bad_geometry"),
    "odd number of coordinates": (
        pand(shape=polygon(z=False).replace("200000 440000", "200000", 1)),
        "bad_geometry",
    ),
    "no surface": (pand(shape=polygon(LINE)), "bad_geometry"),
    "other coordinate system": (pand(shape=polygon(srs="urn:ogc:def:crs:EPSG::31370")), "bad_geometry"),
    "point for a pand": (pand(shape=point()), "bad_geometry"),
    "degrees": (pand(shape=polygon([(5.9, 51.9), (5.91, 51.9), (5.91, 51.91)])), "outside_netherlands"),
    "in the sea of numbers": (
        pand(shape=polygon([(x + 9e5, y) for x, y in SQUARE])),
        "outside_netherlands",
    ),
    "unit without pand": (vbo(panden=()), "missing_value"),
    "unit in a bad pand": (vbo(panden=("12",)), "bad_key"),
    "unknown use": (vbo(uses=("woonfunctie", "kantoor")), "unknown_code"),
    "area in words": (vbo(area="groot"), "bad_number"),
    "area below zero": (vbo(area="-4"), "out_of_range"),
    "area of zero": (vbo(area="0"), "out_of_range"),
    "area too large": (vbo(area="1000000"), "out_of_range"),
    "area beyond counting": (vbo(area="9" * 40), "bad_number"),
    "unit abroad": (vbo(shape=point("0.0 0.0 0.0")), "outside_netherlands"),
    "point without y": (vbo(shape=point("200010", 2)), "bad_geometry"),
}


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN.keys())
def test_broken_row_is_set_aside_and_the_others_stay(deliver, broken):
    text, code = broken
    good = "0226100000000007"
    delivery = deliver(extract(pand(key=good), text))
    assert codes(delivery) == [code]
    assert list(delivery.tables["pand"]["pand_id_bag"]) == [good]
    row = delivery.quarantine.iloc[0]
    assert (row["file"], row["row"], row["kind"]) == ("0226VBO0.xml", 2, "defect")
    assert row.isna()["value"] or len(row["value"]) <= 200


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"number": None}, "missing_value"),
        ({"number": "twaalf"}, "bad_number"),
        ({"number": "0"}, "out_of_range"),
        ({"number": "100000"}, "out_of_range"),
        ({"postcode": "699ZZ"}, "bad_postcode"),
        ({"status": "Naam gegeven"}, "unknown_code"),
        ({"addition": LONG}, "too_long"),
    ],
)
def test_broken_address_leaves_the_unit(deliver, change, code):
    delivery = deliver(extract(vbo(), num(**change)))
    assert codes(delivery) == [code]
    assert (len(delivery.tables["verblijfsobject"]), len(delivery.tables["adres"])) == (1, 0)


@pytest.mark.parametrize("make", [pand, vbo, opr, wpl])
def test_duplicate_key_keeps_the_first(deliver, make):
    assert codes(deliver(extract(make()), extract(make()))) == ["duplicate_key"]


def test_first_good_row_of_a_key_is_used(deliver):
    delivery = deliver(extract(pand(year="x"), pand(year="1990"), pand(year="1991")))
    assert list(delivery.tables["pand"]["bouwjaar"]) == [1990]
    assert sorted(codes(delivery)) == ["bad_number", "duplicate_key"]


def test_shape_that_crosses_itself_is_mended(deliver):
    shape = deliver(extract(pand(shape=polygon(BOW_TIE)))).tables["pand"].geometry[0]
    assert shape.is_valid
    assert shape.area == pytest.approx(50)


def test_courtyard_multi_surface_and_two_dimensions(deliver):
    hole = ((200005, 440002), (200010, 440002), (200010, 440006), (200005, 440006), (200005, 440002))
    far = [(x + 50, y) for x, y in SQUARE]
    members = "".join(
        f"<gml:surfaceMember>{polygon(points, holes, z=False)}</gml:surfaceMember>"
        for points, holes in ((SQUARE, (hole,)), (far, ()))
    )
    shape = deliver(extract(pand(shape=f"<gml:MultiSurface>{members}</gml:MultiSurface>")))
    assert shape.tables["pand"].geometry[0].area == pytest.approx(380)


def test_unit_drawn_as_an_area_gets_a_point_on_it(deliver):
    area = f"<Objecten:vlak>{polygon()}</Objecten:vlak>"
    spot = deliver(extract(vbo(shape=area))).tables["verblijfsobject"].geometry[0]
    assert spot.geom_type == "Point"
    assert 200000 < spot.x < 200020
    assert 440000 < spot.y < 440010


# --- files -----------------------------------------------------------------------------------------------


RELATION = (
    f"<gwr-bestand:GwrBestand {declared('gwr-bestand', 'gwr-product')}>"
    "<gwr-product:GemeenteWoonplaatsRelatie>"
    "<gwr-product:status>definitief</gwr-product:status></gwr-product:GemeenteWoonplaatsRelatie>"
    "</gwr-bestand:GwrBestand>"
).encode()
COVER = f"<levering:BAGExtractLevering {declared('levering')}/>".encode()


def test_zips_in_zips_as_the_national_delivery(deliver):
    national = zipped(
        **{
            "9999PND01112026_zip": zipped(a_xml=extract(pand()), b_xml=extract(pand(key="0226100000000002"))),
            "9999VBO01112026_zip": zipped(a_xml=extract(vbo())),
            "9999NUM01112026_zip": zipped(a_xml=extract(num())),
            "9999InOnderzoek_zip": zipped(IOPND_zip=zipped(a_xml=extract())),
            "GEM-WPL-RELATIE_zip": zipped(a_xml=RELATION),
            "Leveringsdocument-BAG-Extract_xml": COVER,
            "leesmij_txt": b"VOORBEELD",
            "__MACOSX/._a_xml": b"\0\0",
        }
    )
    delivery = deliver(**{"lvbag.zip": national})
    assert [len(table) for table in delivery.tables.values()] == [2, 1, 1]
    assert codes(delivery) == ["other_object"]
    assert list(delivery.quarantine["file"]) == ["lvbag.zip/GEM-WPL-RELATIE.zip/a.xml"]


def garbled(content):
    """The same zip with bytes changed in the middle of the compressed data."""
    middle = len(content) // 2
    return (
        content[:middle]
        + bytes(byte ^ 255 for byte in content[middle : middle + 20])
        + content[middle + 20 :]
    )


def locked(content):
    """The same zip, with the flag that says that its first file has a password."""
    changed = bytearray(content)
    changed[content.index(b"PK\x01\x02") + 8] |= 1
    return bytes(changed)


MANY = extract(*(pand(key=f"02261000000{number:05}") for number in range(300)))
ENTITIES = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
FILES = {
    "truncated zip": ("a.zip", zipped(a_xml=MANY)[:-400], "beschadigd of niet compleet"),
    "garbled zip": ("a.zip", garbled(zipped(a_xml=MANY)), "a.zip"),
    "no zip": ("a.zip", MANY, "beschadigd of niet compleet"),
    "empty zip": ("a.zip", zipped(), "bevat geen XML-bestand"),
    "zip of something else": ("a.zip", zipped(a_txt=b"x"), "bevat geen XML-bestand"),
    "zip with password": ("a.zip", locked(zipped(a_xml=MANY)), "wachtwoord"),
    "zips without end": (
        "a.zip",
        zipped(a_zip=zipped(a_zip=zipped(a_zip=zipped(a_xml=MANY)))),
        "te diep in andere zips",
    ),
    "cut off": ("a.xml", MANY[:-3000], "halverwege afgebroken"),
    "cut off in a zip": ("a.zip", zipped(a_xml=MANY[:-3000]), "a.zip/a.xml is halverwege afgebroken"),
    "empty": ("a.xml", b"", "is leeg"),
    "text": ("a.xml", b"identificatie;status\n1;x\n", "geen geldige XML"),
    "JSON": ("a.xml", b'{"type": "FeatureCollection"}', "geen geldige XML"),
    "web page": ("a.xml", b"<html><body>Storing</body></html>", "geen BAG 2.0 Extract"),
    "other version": ("a.xml", MANY.replace(b"v20200601", b"v20301231"), "geen BAG 2.0 Extract"),
    "other version of objects": (
        "a.xml",
        MANY.replace(b"objecten/v20200601", b"objecten/v20301231"),
        "Pand staat in een ander schema",
    ),
    "mutations": ("a.xml", f"<mlm:bagMutaties {declared('mlm')}/>".encode(), "bevat mutaties"),
    "Latin-1": ("a.xml", extract(opr(name="Caféstraat")).decode().encode("latin-1"), "geen UTF-8"),
    "entities": ("a.xml", MANY.replace(b"?>", b"?>" + ENTITIES, 1), "DOCTYPE"),
    "unknown entity": ("a.xml", MANY.replace(b">Pand in gebruik<", b">&b;<", 1), "geen geldige XML"),
    "eleven million characters": ("a.xml", extract(pand(status="x" * 11_000_000)), "10 miljoen tekens"),
    "no day": ("a.xml", extract(pand(), stand="gisteren"), "'gisteren' is geen datum"),
    "two objects in one": ("a.xml", extract(pand() + pand()), "2 objecten in een bagObject"),
}


@pytest.mark.parametrize("broken", FILES.values(), ids=FILES.keys())
def test_file_that_cannot_be_read_is_named_with_its_mend(deliver, broken):
    name, content, expected = broken
    with pytest.raises(SourceError, match=r"\.$") as caught:
        deliver(**{name: content})
    message = str(caught.value)
    assert expected in message
    assert message.startswith(f"Bestand {name}")
    assert "\n" not in message
    assert message.count(". ") >= 1  # what is wrong, and then the mend


def test_external_entity_is_not_fetched(deliver, tmp_path):
    secret = tmp_path / "geheim.txt"
    secret.write_text("GEHEIM")
    head = f'<!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}">]>'.encode()
    hostile = extract(opr(name="X")).replace(b"?>", b"?>" + b" " * 70_000 + head, 1).replace(b">X<", b">&e;<")
    with pytest.raises(SourceError) as caught:
        deliver(hostile)
    assert "GEHEIM" not in str(caught.value)


def test_missing_file(card, tmp_path):
    with pytest.raises(SourceError, match=r"weg\.xml"):
        read([RawFile(tmp_path / "weg.xml", DELIVERED)], card, AS_OF)


def test_no_more_than_one_object_stays_in_memory(tmp_path):
    path = tmp_path / "a.xml"
    path.write_bytes(MANY)
    sizes = [
        sum(1 for _ in found.element.getroottree().getroot().iter("{*}Pand"))
        for found in bag_xml.objects([RawFile(path, DELIVERED)])
    ]
    assert len(sizes) == 300
    # One chunk of 64 kB is parsed ahead; what came before is gone.
    assert max(sizes) < 100


def test_file_without_objects_does_not_fill_the_memory(deliver, monkeypatch):
    monkeypatch.setattr(bag_xml, "_LARGEST_OBJECT", 1 << 17)
    with pytest.raises(SourceError, match="groter dan in de BAG kan"):
        deliver(extract(pand(shape="<gml:x/>" * 60_000)))


def test_no_files(card):
    delivery = checked(read([], card, AS_OF))
    assert delivery.rows_read == 0


# --- promises --------------------------------------------------------------------------------------------


def test_fields_met_hold_what_the_card_relies_on(deliver, card):
    delivery = deliver(extract(pand(), vbo(), num(), opr(), wpl()))
    assert set(delivery.columns) == set(card.columns)
    for kind, fields in card.columns.items():
        assert set(fields) <= set(delivery.columns[kind])
        assert set(delivery.columns[kind]) <= {*fields, *card.ignored}


def test_renamed_field_shows_at_the_door(deliver, card):
    delivery = deliver(extract(pand()).replace(b"oorspronkelijkBouwjaar", b"bouwjaar"))
    assert set(card.columns["Pand"]) - set(delivery.columns["Pand"]) == {"oorspronkelijkBouwjaar"}


GOOD = [pand(), vbo(), num(), opr(), wpl(), vbo(status="Verblijfsobject ingetrokken"), *TWO_VERSIONS]
OBJECTS = GOOD + [text for text, _ in BROKEN.values() if len(text) < 10_000]


@settings(max_examples=settings().max_examples // 3)  # one example holds many objects
@given(st.lists(st.sampled_from(OBJECTS), max_size=40), st.dates(dt.date(2010, 1, 1), dt.date(2035, 1, 1)))
def test_no_object_is_lost(tmp_path_factory, objects, day):
    path = tmp_path_factory.mktemp("bag") / "a.xml"
    path.write_bytes(extract(*objects))
    delivery = checked(read([RawFile(path, DELIVERED)], cards()["bag_extract"], day))
    assert delivery.rows_read == len(objects)


# --- real data -------------------------------------------------------------------------------------------


def test_doesburg(real_data):
    files = [RawFile(real_data / "doesburg" / "0221PND15092020.zip", dt.date(2020, 9, 15))]
    delivery = checked(registry.read("bag_extract", files, dt.date(2020, 9, 15)))
    assert delivery.rows_read == 13_098
    panden = delivery.tables["pand"]
    assert len(panden) == 7_797
    assert (panden["status"] == "Pand in gebruik").sum() == 7_204
    in_use = panden[panden["status"] == "Pand in gebruik"]
    assert (in_use.geometry.area > 1_000).sum() == 53
    assert set(codes(delivery)) == {"not_current"}
    assert panden.geometry.is_valid.all()
    assert panden["bouwjaar"].isna().sum() == 20  # written as 9999
    assert set(panden["observed_on"].dt.date) == {dt.date(2020, 9, 15)}


def test_doesburg_on_an_earlier_day(real_data):
    files = [RawFile(real_data / "doesburg" / "0221PND15092020.zip", dt.date(2020, 9, 15))]
    delivery = checked(registry.read("bag_extract", files, dt.date(2015, 1, 1)))
    assert len(delivery.tables["pand"]) == 7_373
    assert delivery.rows_read == 13_098


def test_doesburg_units_and_addresses(real_data):
    folder = real_data / "doesburg"
    files = [
        RawFile(folder / f"0221{kind}15092020-000001.xml", dt.date(2020, 9, 15))
        for kind in ("VBO", "NUM", "OPR")
    ]
    delivery = checked(registry.read("bag_extract", files, AS_OF))
    assert delivery.rows_read == 5 + 15 + 201
    assert delivery.rows_merged == 198
    assert list(delivery.tables["verblijfsobject"]["floor_area_m2"]) == [223, 18]
    addresses = delivery.tables["adres"].set_index("record_id")
    assert list(addresses["is_main"].sort_index()) == [True, True, False, False]
    assert addresses.loc["0221200000330227", "straat"] == "Kosterstraat"
    assert addresses["woonplaats"].isna().all()  # no woonplaatsen among the samples
