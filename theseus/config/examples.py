"""Chain partners to start from: what they do at the door and the law it may rest on.

Each legal basis is our reading of a law and says that a lawyer has to go over it. They rest on the powers of
a supervisor in the Algemene wet bestuursrecht (Awb): article 5:11 (who is one), 5:15 (may enter any place but
a dwelling without leave) and 5:16 (may ask for information); on article 18.6 of the Omgevingswet (who
appoints supervisors), article 3 of the Politiewet 2012 (the task of the police), and article 3 of the Wet
veiligheidsregio's (fire care).
"""

from __future__ import annotations

from theseus.config.taking_part import Competence, Partner

TO_SETTLE = "laat een jurist dit nagaan"

POLICE = Partner(
    name="politie",
    columns=("volgnummer", "tijden", "adres", "terrein"),
    competences=(
        Competence(
            task="zorgt voor de veiligheid van de toezichthouders en verleent bijstand",
            legal_basis=f"Politiewet 2012, artikel 3 ({TO_SETTLE})",
        ),
    ),
)
ENVIRONMENT = Partner(
    name="omgevingsdienst",
    cost_eur=110.0,
    columns=("volgnummer", "tijden", "adres", "naam", "terrein", "reden", "vragen", "uitkomst"),
    competences=(
        Competence(
            task="houdt toezicht op milieu, bouwen en gebruik",
            legal_basis="Omgevingswet, artikel 18.6, en Awb, artikelen 5:11, 5:15 en 5:16; "
            f"hangt af van het aanwijzingsbesluit ({TO_SETTLE})",
            may_enter=True,
        ),
    ),
)
FIRE_SERVICE = Partner(
    name="brandweer",
    columns=("volgnummer", "tijden", "adres", "naam", "terrein", "vragen"),
    competences=(
        Competence(
            task="kijkt naar brandveiligheid",
            legal_basis="Wet veiligheidsregio's, artikel 3; binnentreden alleen als de gemeente haar als "
            f"toezichthouder aanwijst (Awb, artikel 5:11; {TO_SETTLE})",
        ),
    ),
)
DOT_INSPECTORS = Partner(
    name="DOT",
    columns=("volgnummer", "tijden", "adres", "naam", "terrein", "vragen", "uitkomst"),
    competences=(
        Competence(
            task="getrainde toezichthouders lopen mee als extra team",
            legal_basis="Awb, artikelen 5:11, 5:15 en 5:16; alleen met een aanwijzing door deze gemeente "
            f"({TO_SETTLE})",
            may_enter=True,
        ),
    ),
)
