"""From a plan to what people carry: per inspection a folder of rosters for each reader, and calendars."""

from __future__ import annotations

import datetime as dt
import itertools
import os
import re
import shutil
import unicodedata
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from theseus import partner_maps, theming, timetable
from theseus.contracts.returning import SESSION
from theseus.draw import partner
from theseus.export import agenda, formats, ics, lists, need_to_know, recipients, roster, route_map
from theseus.export.base_map import Around
from theseus.export.need_to_know import Heading, Roster
from theseus.facts import catalogue
from theseus.model import Freshness, SourceReport
from theseus.plan import serialise

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Sequence
    from pathlib import Path

    import geopandas as gpd
    import pandas as pd

    from theseus.config import Region
    from theseus.ledger import Run
    from theseus.model import Inspection, Plan, Session
    from theseus.workspace import Workspace

PLAN_FILE = "plan.json"
KEPT_PLAN = "plan-{}.json"  # of an earlier day, with inspections that are over
WHOLE = "gemeente"  # the folder of the municipality's own roster


def folder_of(workspace: Workspace, run: Run) -> Path:
    """Return the folder of a run's plan and rosters."""
    return workspace.rosters / run.run_id


def planned(workspace: Workspace, run: Run) -> tuple[Inspection, ...]:
    """Return the inspections that rosters of a run were made of; none if there is no plan yet.

    Raises
    ------
    PlanError
        If the plan is damaged.
    """
    plan = _plan_in(folder_of(workspace, run))
    return plan.inspections if plan else ()


def sources(run: Run) -> tuple[SourceReport, ...]:
    """What each source brought to a run, from its manifest; spare sources left out."""
    return tuple(item for item in run.sources.values() if item.freshness is not Freshness.NOT_NEEDED)


def write(workspace: Workspace, run: Run, plan: Plan) -> Path:
    """Write plan, rosters, calendars and lists as one folder, whole or not at all.

    Every inspection with visits in the coming weeks (``roster_weeks``) has a folder, with a folder in it for
    the municipality and for each partner. A partner also has a map of its inspections.
    For whom each roster was made is written down too, and stays when the rosters of a run are made again; so
    do the differences that its plans had, each with the day, and the rosters of inspections that are over.
    """
    folder, made_on = folder_of(workspace, run), plan.problem.as_of
    earlier = _plan_in(folder)
    told_before = earlier.changes if earlier else ()
    plan = replace(plan, changes=(*told_before, *(replace(one, on=made_on) for one in plan.changes)))
    draft = folder.with_name(f".{run.run_id}.{os.getpid()}")
    draft.mkdir(parents=True)
    (draft / PLAN_FILE).write_text(serialise.plan_to_json(plan), "utf-8")
    _keep_over(folder, draft, earlier, made_on)
    kept = run.tables("occupancy", "label", "near_miss")
    whole = list(_whole(workspace.region, run, plan))
    around = _around(run, [one for _, one in whole], kept["occupancy"])
    made = [item for place, one in whole for item in _hand_out(draft, place, one, around, made_on)]
    made += _draw_for_partners(draft, [one for _, one in whole], around.parks, made_on)
    recipients.write(draft / recipients.FILE, recipients.together(handed(folder), made))
    lists.without_user(draft / "adressen-zonder-gebruiker.csv", kept["occupancy"], kept["label"])
    lists.near_misses(draft / "mogelijke-koppelingen.csv", kept["near_miss"], kept["occupancy"])
    _write_themes(workspace.region, draft, run, plan)
    lists.changes(draft / "wijzigingen.csv", plan.changes, kept["occupancy"])
    _write_calendars(workspace, draft, plan)
    shutil.rmtree(folder, ignore_errors=True)
    draft.replace(folder)
    return folder


def _plan_in(folder: Path) -> Plan | None:
    """Read the plan that the rosters in a folder were made of; None if there is none."""
    path = folder / PLAN_FILE
    return serialise.plan_from_json(path.read_text("utf-8")) if path.exists() else None


def _keep_over(folder: Path, draft: Path, earlier: Plan | None, today: dt.date) -> None:
    """Carry over what belongs to inspections that are over: nobody writes their rosters anew.

    A plan that has such an inspection stays as well, since filled-in rosters are read by it.
    """
    for place in over(folder, today):
        shutil.copytree(folder / place, draft / place)
    for kept in folder.glob(KEPT_PLAN.format("*")):
        shutil.copy2(kept, draft)
    if earlier and any(item.visits and item.session.date < today for item in earlier.inspections):
        shutil.copy2(folder / PLAN_FILE, draft / KEPT_PLAN.format(earlier.problem.as_of))


def over(folder: Path, today: dt.date) -> tuple[str, ...]:
    """Name the rosters in a folder of inspections whose day is over, by date."""
    places = sorted(path.name for path in folder.glob("*/") if re.match(r"\d{4}-\d\d-\d\d-", path.name))
    return tuple(place for place in places if dt.date.fromisoformat(place[:10]) < today)


def _whole(region: Region, run: Run, plan: Plan) -> Iterator[tuple[str, Roster]]:
    """Make the whole roster of every inspection with visits that is near, with the name of its folder.

    What is further away changes yet, and nobody needs the names of businesses before.
    """
    until = plan.problem.as_of + dt.timedelta(weeks=region.rhythm.roster_weeks)
    filled = [item for item in plan.inspections if item.visits and item.session.date <= until]
    kept = _visited(run, filled)
    rows = roster.visits(filled, kept["occupancy"], kept["label"], kept["finding"])
    door = catalogue.at_the_door()
    asked = roster.questions(rows, kept["open_question"], door, _of_theme(region, filled))
    of_session = {name: dict(list(table.groupby(SESSION))) for name, table in (("v", rows), ("q", asked))}
    troubled, known = _troubled(run), timetable.partners(region)
    for place, session in _places([item.session for item in filled], region):
        heading = Heading(
            region.name,
            names(region)[session.municipality_code],
            run.run_id,
            tuple(known[name] for name in session.partners if name in known),
            {item.code: item.contact for item in region.municipalities}[session.municipality_code],
            troubled,
            tuple(door.values()),
        )
        one, other = (of_session[name][session.session_id] for name in ("v", "q"))
        yield place, need_to_know.whole(session, heading, one, other)


def _of_theme(region: Region, inspections: Sequence[Inspection]) -> dict[str, tuple[str, ...]]:
    """What the theme of each inspection asks; of a theme that is gone from the configuration nothing."""
    known = region.every_theme
    return {
        item.session.session_id: known[item.theme].ask
        for item in inspections
        if item.theme is not None and item.theme in known
    }


def _visited(run: Run, inspections: Sequence[Inspection]) -> dict[str, pd.DataFrame]:
    """The rows of what is visited, so that no roster searches the whole region."""
    ids = {visit.occupancy_id for inspection in inspections for visit in inspection.visits}
    kept = run.tables("occupancy", "label", "finding", "open_question")
    return {name: table[table["occupancy_id"].isin(ids)] for name, table in kept.items()}


def _places(sessions: Sequence[Session], region: Region) -> Iterator[tuple[str, Session]]:
    """Name the folder of each session: its day and municipality, numbered where that is not one session."""
    taken: Counter[str] = Counter()
    for session in sessions:
        place = f"{session.date.isoformat()}-{slug(names(region)[session.municipality_code])}"
        taken[place] += 1
        yield (place if taken[place] == 1 else f"{place}-{taken[place]}"), session


def _troubled(run: Run) -> tuple[str, ...]:
    """Name the sources that were not as fresh as they should be, with the day of what is used."""
    return tuple(
        f"{item.title} ({item.freshness.value}"
        + (f", van {item.delivered_on:%d-%m-%Y})" if item.delivered_on else ")")
        for item in sources(run)
        if item.troubled
    )


def _around(run: Run, rosters: Sequence[Roster], occupancies: pd.DataFrame) -> Around:
    """Gather what the maps of routes show: of the buildings only those near one of them."""
    boxes = [box for one in rosters for box in route_map.reach(one.visits)]
    buildings = run.all_records("pand", boxes).drop_duplicates("pand_id_bag")
    return Around(run.table("chosen_terrein"), buildings, occupancies[["straat", "geometry"]])


def _hand_out(
    folder: Path, place: str, whole: Roster, around: Around, made_on: dt.date
) -> Iterator[recipients.Handed]:
    """Write one inspection's rosters; tells of each for whom it is, and the labels as they stand on it."""
    own = {WHOLE: (f"gemeente {whole.heading.municipality}", whole)}
    for name in whole.session.partners:
        own[_free(slug(name), own)] = (name, need_to_know.for_attendee(whole, name))
    for name, (reader, one) in own.items():
        formats.write(folder / place / name, one, around)
        labels = recipients.on_paper(whole, one)
        yield recipients.Handed(made_on, whole.heading.run, f"{place}/{name}", (reader,), labels)


def _draw_for_partners(
    folder: Path, whole: Sequence[Roster], parks: gpd.GeoDataFrame, made_on: dt.date
) -> Iterator[recipients.Handed]:
    """Draw for every partner the map of its own inspections; tells for whom it is, as of a roster."""
    drawn: dict[str, str] = {}
    for name in sorted({name for one in whole for name in one.session.partners}):
        own = [one for one in whole if name in one.session.partners]
        data = partner_maps.of(name, own, parks, made_on)
        if data is None:
            continue
        file = _free(f"kaart-{slug(name)}", drawn)
        drawn[file] = name
        partner.write(folder / f"{file}.html", data)
        labels: dict[str, str | None] = {}
        for one in own:
            labels |= recipients.on_paper(one, need_to_know.for_attendee(one, name))
        yield recipients.Handed(made_on, own[0].heading.run, f"{file}.html", (name,), labels)


def _free(name: str, taken: Container[str]) -> str:
    """Return a name that is not taken yet."""
    numbered = (f"{name}-{number}" for number in itertools.count(2))
    return next(one for one in itertools.chain([name], numbered) if one not in taken)


def _write_themes(region: Region, draft: Path, run: Run, plan: Plan) -> None:
    """List who each theme of the plan is about, if facts say so, for the municipality alone."""
    planned = {item.theme for item in plan.inspections}
    themes = [one for one in region.every_theme.values() if one.name in planned and one.facts]
    if themes:
        known = theming.known(run, themes)
        for one in themes:
            lists.theme(draft / f"thema-{slug(one.name)}.csv", theming.listed(one, known))


def _write_calendars(workspace: Workspace, draft: Path, plan: Plan) -> None:
    """Write a calendar for the region and for everybody who was ever invited, and what is called off."""
    as_of = plan.problem.as_of
    earlier = [
        item for path in sorted(workspace.rosters.glob(f"[!.]*/{agenda.FILE}")) for item in agenda.read(path)
    ]
    told = agenda.announce(plan.inspections, earlier, as_of)
    agenda.write(draft / agenda.FILE, told)
    everybody: dict[str, tuple[str, tuple[agenda.Announced, ...]]] = {"": (workspace.region.name, told)}
    for invited in agenda.invited(told):
        everybody[_free(f"-{slug(invited)}", everybody)] = (invited, agenda.of(told, invited))
    known = names(workspace.region)
    for suffix, (name, items) in everybody.items():
        path = draft / f"kalender{suffix}.ics"
        ics.write(path, items, name=name, made_on=as_of, municipality_names=known)
        if called_off := [item for item in items if item.cancelled]:
            path = draft / f"afgezegd{suffix}.ics"
            ics.write(path, called_off, name=name, made_on=as_of, municipality_names=known, method="CANCEL")


def handed(folder: Path) -> list[recipients.Handed]:
    """For whom the rosters in a folder were made; where that was not written down yet, its plan tells.

    Raises
    ------
    TheseusError
        If what was written down is damaged.
    """
    if (folder / recipients.FILE).exists() or not (folder / PLAN_FILE).exists():
        return recipients.read(folder / recipients.FILE)
    plan = serialise.plan_from_json((folder / PLAN_FILE).read_text("utf-8"))
    return [
        recipients.Handed(
            plan.problem.as_of,
            folder.name,
            PLAN_FILE,
            inspection.session.partners or (inspection.session.municipality_code,),
            {visit.occupancy_id: None for visit in inspection.visits},
        )
        for inspection in plan.inspections
    ]


def names(region: Region) -> dict[str, str]:
    """Return the names of the municipalities by code."""
    return {item.code: item.name for item in region.municipalities}


def slug(name: str) -> str:
    """Make a file name of a name: lower case, plain letters, hyphens."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-") or "regio"
