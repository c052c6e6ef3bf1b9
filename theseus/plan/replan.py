"""What differs between two plans, each difference with its cause.

Compared is what is yet to come: inspections whose day was over when the new plan was made took place.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from theseus.model import Change, Why

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from theseus.model import Candidate, Inspection, Pinned, Plan, Session


@dataclass(frozen=True)
class Known:
    """What is known of causes besides the two plans.

    Attributes
    ----------
    decided
        What people pinned and released.
    let_go
        What was tied and is no longer, with why; see ``keeping.Kept``.
    no_ground
        Says in Dutch why an occupancy is no candidate.
    """

    decided: Pinned
    let_go: Mapping[str, tuple[Why, str]]
    no_ground: Callable[[str], str]


def changes(last: Plan, plan: Plan, known: Known) -> tuple[Change, ...]:
    """List what differs, sessions first.

    Parameters
    ----------
    last
        The plan before.
    plan
        The new one.
    """
    ahead = [item for item in last.inspections if item.session.date >= plan.problem.as_of]
    sides = _Sides(
        {item.session.session_id: item.session for item in ahead},
        {item.session.session_id: item.session for item in plan.inspections},
        {one.occupancy_id: one for one in last.problem.candidates},
        {one.occupancy_id: one for one in plan.problem.candidates},
        known,
    )
    stood, stands = _where(ahead), _where(plan.inspections)
    moved = [who for who in sorted({*stood, *stands}) if stood.get(who) != stands.get(who)]
    visited = set(stood.values()), set(stands.values())
    visits = (Change(who, stood.get(who), stands.get(who), *sides.cause(who, stood, stands)) for who in moved)
    return (*sides.sessions(*visited), *visits)


def _where(inspections: Iterable[Inspection]) -> dict[str, str]:
    """The session of every visit."""
    return {visit.occupancy_id: item.session.session_id for item in inspections for visit in item.visits}


@dataclass(frozen=True)
class _Sides:
    """Sessions (also those that visit nobody) and candidates of both plans, by id."""

    held: Mapping[str, Session]
    holds: Mapping[str, Session]
    was: Mapping[str, Candidate]
    now: Mapping[str, Candidate]
    known: Known

    def sessions(self, visited: set[str], visits: set[str]) -> Iterator[Change]:
        """What changed about the sessions themselves, of those that visited and visit somebody."""
        for name in sorted(visited - visits):
            idle = ": er is niets meer te bezoeken" if name in self.holds else ""
            told = f"de controle van {self.held[name].date:%d-%m-%Y} gaat niet door{idle}"
            yield Change(None, name, None, Why.SESSION, told)
        for name in sorted(visits - visited):
            busy = ", want er is nu iets te bezoeken" if name in self.held else ""
            told = f"nieuwe controle op {self.holds[name].date:%d-%m-%Y}{busy}"
            yield Change(None, None, name, Why.SESSION, told)
        for name in sorted(visited & visits):
            if differences := _different(self.held[name], self.holds[name]):
                yield Change(None, name, name, Why.SESSION, "; ".join(differences))

    def cause(self, who: str, stood: Mapping[str, str], stands: Mapping[str, str]) -> tuple[Why, str]:
        """Say why a visit is elsewhere, new or gone; the first of these that holds."""
        old, new = stood.get(who), stands.get(who)
        return (
            self._decided(who, old, new)
            or self._grounds(who, old)
            or self._session(old, new)
            or self._value(who)
            or self._others(old, new)
        )

    def _decided(self, who: str, old: str | None, new: str | None) -> tuple[Why, str] | None:
        if any((pin.occupancy_id, pin.session_id) == (who, new) for pin in self.known.decided.pins):
            return Why.PINNED, "door een medewerker in deze controle vastgezet"
        if who in self.known.let_go:
            return self.known.let_go[who]
        if any((pin.occupancy_id, pin.session_id) == (who, old) for pin in self.known.decided.released):
            return Why.RELEASED, "door een medewerker losgelaten"
        return None

    def _grounds(self, who: str, old: str | None) -> tuple[Why, str] | None:
        was, now = self.was.get(who), self.now.get(who)
        if now is None:
            return Why.NO_GROUND, self.known.no_ground(who)
        if old is not None and now.not_before and self._before(old, now):
            return Why.VISITED, f"inmiddels bezocht; weer aan de beurt vanaf {now.not_before:%d-%m-%Y}"
        if was is None:
            return Why.NEW, f"was geen kandidaat en is het nu wel: {_ground(now)}"
        if was.kind != now.kind:
            return Why.LABEL, f"was {was.kind}, is nu {now.kind}"
        if now.turn and was.turn != now.turn:
            return Why.LABEL, f"het lot kiest het nu voor de controle van {now.turn:%d-%m-%Y}"
        return None

    def _before(self, session: str, one: Candidate) -> bool:
        """Tell whether the day of a session lies within a cool-down."""
        day = (self.holds.get(session) or self.held[session]).date
        return one.not_before is not None and day < one.not_before

    def _session(self, old: str | None, new: str | None) -> tuple[Why, str] | None:
        if old is not None and old not in self.holds:
            return Why.SESSION, f"controle {old} gaat niet door"
        if new is not None and new not in self.held:
            return Why.SESSION, f"controle {new} is nieuw"
        for name in (old, new):
            if name is not None and (differences := _different(self.held[name], self.holds[name])):
                return Why.SESSION, f"controle {name}: {'; '.join(differences)}"
        return None

    def _value(self, who: str) -> tuple[Why, str] | None:
        was, now = self.was[who], self.now[who]
        if was.value != now.value:
            more = "meer" if now.value > was.value else "minder"
            return (
                Why.LABEL,
                f"een bezoek is nu {more} waard ({was.value:.0f}, nu {now.value:.0f}): {_ground(now)}",
            )
        return None

    def _others(self, old: str | None, new: str | None) -> tuple[Why, str]:
        if old is None:
            return Why.ROOM, "er was plaats, of het bracht meer op dan wat er stond"
        if new is None:
            return Why.OTHERS, "andere bezoeken brachten meer op"
        return Why.OTHERS, "zo brengen alle controles samen meer op"


def _ground(one: Candidate) -> str:
    return "; ".join(one.reasons) or one.kind


def _different(old: Session, new: Session) -> list[str]:
    """What changed about a session that stays, in Dutch."""
    told = []
    if old.date != new.date:
        told.append(f"verplaatst van {old.date:%d-%m-%Y} naar {new.date:%d-%m-%Y}")
    if (old.start, old.end) != (new.start, new.end):
        told.append(f"andere tijden: {new.start:%H:%M}-{new.end:%H:%M}")
    if old.partners != new.partners:
        told.append(f"andere partners: {', '.join(new.partners) or 'geen'}")
    if (old.teams, old.max_visits) != (new.teams, new.max_visits):
        told.append(f"andere ruimte: {new.teams} teams, hoogstens {new.max_visits} bezoeken")
    if (old.theme, old.area) != (new.theme, new.area):
        told.append("ander thema of andere terreinen")
    return told
