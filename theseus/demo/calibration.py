"""The figures the demo region is made to, each with where it comes from.

``domain.md`` stands for the summary of the municipal documents this project was created from (the
plans of Duiven, Westervoort and Tweestromenland, and the Gelderland project); ``ours`` is a choice.
"""

from __future__ import annotations

# Addresses. A pilot on three parks found that BAG and the establishment register agree for about
# 61 % (domain.md, "Register mismatch is normal"): 980 / (1500 + 110) = 0.609. The numbers of
# units per park stand in parks.py and add up to 1500.
AGREEMENT = 0.61
ADDRESSES_WITH_VESTIGING = 980
VESTIGINGEN_ON_VBO = 1_090  # so some addresses have two or three
VESTIGINGEN_NOT_IN_BAG = 110

# Labels. Rather more than half of the businesses of a park were judged bona fide beforehand (domain.md,
# Huissen, Het Pannenhuis); the shares of proposed red are ours. The stories are tuned to these, as shares
# of all occupancies on the parks.
LABEL_GREEN = (0.52, 0.62)
LABEL_PROPOSED_RED = (0.03, 0.06)

# Buildings, ours.
MULTI_TENANT = (6, 25)  # smallest and largest number of units of a verzamelgebouw
BARE_PANDEN = 30  # panden without any verblijfsobject
WITHDRAWN_VBO = 30
DEMOLISHED_PANDEN = 20
OLDER_VOORKOMENS = 0.08  # share of objects that also have an ended voorkomen
TWO_PANDEN = 12  # verblijfsobjecten in two panden
INDUSTRIAL_DWELLINGS = 35  # units on a park with woonfunctie beside their own use

# The register, ours.
ON_WITHDRAWN = 15  # of the vestigingen not in the BAG: at an address that was withdrawn
EVERY_WITHOUT_SPOT = 4  # of those at an unknown address, every so many has no coordinates
EVERY_HOSTILE = 45  # every so many has a name that looks like code, until those run out
EVERY_LEGAL_PERSON = 8  # of the second users of an address, every so many is a VvE or holding
SHIELDED = 12  # the register hides the address
MOVED = 24  # businesses that also have an ended entry at their former address
SECOND_NAME = 0.15  # share with a second trade name
OLD_SBI = 0.55  # share with SBI 2008 codes; the others have SBI 2025 (KVK's test answers show both)
PROFILES = 60  # entries that come as KVK profile (JSON), not in the CSV
KEY_GIVEN = 0.7  # share of entries for which the register gives the key of the verblijfsobject

# What the street and the map show, ours.
NOTE_AGE_DAYS = {"recent": (6, 150), "old": (190, 360)}  # age of a street note
MAPPED = 0.17  # share of the businesses that OpenStreetMap knows
MAPPED_UNKNOWN = 0.06  # share of the other units where it knows a name that no register has
RECOGNISED_ELSEWHERE = 150  # firms in another town in the RDW's list, which is national
