"""Which OpenStreetMap tags are a business, and which activity each of them is.

One literal table, made by people. A business tag that is not in it is "overig": nothing is guessed. Tags
about religion and politics are no business here, and the kitchen of a restaurant is never read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

PARK_LANDUSE = frozenset({"industrial", "commercial", "retail"})

# Keys of which any value is a business, and keys of which only the values below are. Where an object has
# several, the first key in this order speaks: the most specific about what is done there.
OPEN_KEYS = frozenset({"shop", "craft", "office", "industrial"})
KEY_ORDER = (
    "shop",
    "craft",
    "amenity",
    "industrial",
    "man_made",
    "tourism",
    "leisure",
    "office",
)  # an office comes last: many workshops have one

# Values that say there is no business, or that would tell of belief or political opinion.
NO_BUSINESS = frozenset(
    {
        "shop=no", "shop=vacant", "shop=disused", "shop=religion", "shop=religious",
        "craft=no",
        "office=no", "office=vacant", "office=religion", "office=political_party",
        "office=politician", "office=union",
        "industrial=no", "industrial=vacant", "industrial=disused",
    }
)  # fmt: skip

_VALUES_OF_ACTIVITY: dict[str, dict[str, str]] = {
    "automotive": {
        "shop": "car car_repair car_parts tyres motorcycle motorcycle_repair truck truck_repair trailer "
        "caravan",
        "amenity": "fuel car_wash car_rental vehicle_inspection",
        "industrial": "auto_wrecker scrap_yard",
        "craft": "car_painter",
    },
    "bouw": {
        "craft": "builder carpenter electrician plumber painter roofer plasterer tiler hvac glaziery "
        "floorer insulation scaffolder stonemason stove_fitter window_construction",
        "office": "construction_company",
    },
    "groothandel": {"shop": "wholesale trade", "industrial": "wholesale"},
    "horeca": {
        "amenity": "restaurant cafe fast_food bar pub ice_cream food_court nightclub",
        "tourism": "hotel motel hostel guest_house",
        "craft": "caterer",
    },
    "industrie": {
        "industrial": "factory machine_shop bakery brewery chemical concrete_plant food_industry "
        "furniture metal_processing plastic_processing printing sawmill shipyard steel_mill "
        "slaughterhouse brickyard",
        "man_made": "works",
        "craft": "metal_construction blacksmith boatbuilder brewery cabinet_maker joiner sawmill "
        "sign_maker print_shop printer toolmaker turner upholsterer welder",
    },
    "kantoor": {
        "office": "company accountant advertising_agency architect association consulting employment_agency "
        "energy_supplier engineer estate_agent financial financial_advisor government graphic_design "
        "insurance it lawyer notary research tax_advisor telecommunication travel_agent",
        "amenity": "bank",
    },
    "landbouw": {"shop": "agrarian", "craft": "agricultural_engines", "office": "farm"},
    "opslag en vervoer": {
        "shop": "storage_rental",
        "industrial": "warehouse distributor depot logistics storage port container_terminal",
        "office": "logistics moving_company courier",
        "amenity": "post_depot",
    },
    "persoonlijk en vrije tijd": {
        "shop": "hairdresser beauty massage tattoo laundry dry_cleaning",
        "leisure": "fitness_centre bowling_alley dance escape_game trampoline_park",
        "amenity": "casino gambling",
    },
    "winkel": {
        "shop": "supermarket convenience bakery butcher greengrocer clothes shoes furniture kitchen bed "
        "bathroom_furnishing interior_decoration carpet curtain lighting doityourself hardware paint tiles "
        "garden_centre florist electronics computer mobile_phone bicycle sports toys books gift jewelry "
        "optician chemist pet department_store variety_store second_hand antiques outdoor appliance "
        "houseware flooring",
        "amenity": "pharmacy",
    },
    "zorg en onderwijs": {
        "amenity": "doctors dentist clinic veterinary driving_school childcare kindergarten",
        "office": "educational_institution",
    },
    # Businesses that fit no activity; listed because these keys are closed.
    "overig": {"amenity": "conference_centre events_venue studio crematorium recycling_centre"},
}

ACTIVITY: dict[str, str] = {
    f"{key}={value}": activity
    for activity, keys in _VALUES_OF_ACTIVITY.items()
    for key, values in keys.items()
    for value in values.split()
}


def business_tag(tags: Mapping[str, object]) -> str | None:
    """Find the tag that says what business this is, as ``key=value``; None if it is no business.

    Of several values ("car;car_repair") the first counts.
    """
    for key in KEY_ORDER:
        written = tags.get(key)
        tag = f"{key}={str(written).split(';')[0].strip().lower()}" if written else ""
        if tag in ACTIVITY or (tag and key in OPEN_KEYS and tag not in NO_BUSINESS):
            return tag
    return None


def activity_of(tag: str) -> str:
    """Return the activity of a business tag (``contracts.ACTIVITIES``); unmapped tags are "overig"."""
    return ACTIVITY.get(tag, "overig")
