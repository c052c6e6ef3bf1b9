"""Which section of the SBI (Standaard Bedrijfsindeling) a code belongs to, in words.

SBI 2008 and SBI 2025 letter their sections differently, but agree on what the first two digits are about,
where both have them (CBS, "Standaard Bedrijfsindeling 2008" and "2025"). So those digits name a section.
"""

from __future__ import annotations

UNKNOWN = "Onbekende SBI-code"

_SECTIONS = (
    (1, 3, "Landbouw, bosbouw en visserij"),
    (5, 9, "Delfstoffen"),
    (10, 33, "Industrie"),
    (35, 35, "Energie"),
    (36, 39, "Water en afval"),
    (41, 43, "Bouw"),
    (45, 47, "Handel"),
    (49, 53, "Vervoer en opslag"),
    (55, 56, "Horeca en logies"),
    (58, 63, "Informatie en communicatie"),
    (64, 66, "Financiële diensten"),
    (68, 68, "Onroerend goed"),
    (69, 75, "Advies, onderzoek en zakelijke diensten"),
    (77, 82, "Verhuur en overige zakelijke diensten"),
    (84, 84, "Openbaar bestuur"),
    (85, 85, "Onderwijs"),
    (86, 88, "Zorg en welzijn"),
    (90, 93, "Cultuur, sport en recreatie"),
    (94, 96, "Overige diensten"),
    (97, 99, "Huishoudens en internationale organisaties"),
)


def section(codes: str) -> str:
    """Name the section of the first of comma-joined codes, e.g. ``Bouw (41–43)`` for ``41000,43211``."""
    main = codes.split(",", maxsplit=1)[0].strip()
    division = int(main[:2]) if main[:2].isdecimal() else 0
    for first, last, name in _SECTIONS:
        if first <= division <= last:
            return f"{name} ({first:02}–{last:02})" if first != last else f"{name} ({first})"
    return UNKNOWN
