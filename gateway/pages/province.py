"""What a province sees: counts by district and body, and what was put before it; no words, no names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, render_template

from casework.access import NotAllowed
from gateway.guard import audience, current_actor, house
from gateway.pages.bodies import by_request, lines
from store import heat, referrals
from store.cases import Relation
from store.db import Session
from store.gazetteer import amphoe_name, province_name
from store.register import Directory

province = Blueprint("province", __name__)

OF_PLACE = [Relation.OWNER.value, Relation.HUB.value, Relation.REFERRED.value, Relation.CANDIDATE.value]
COLUMNS = ("open", "urgent", "referred", "governor", "helped", "ended")
FEW = 3
"""Below it a count of a body tells about persons; it is shown as "fewer than"."""


@dataclass(frozen=True, slots=True)
class District:
    """counts: of everything its hubs stand to. bodies: (name, has staff, counts)."""

    name: str
    hub: bool
    counts: Any
    bodies: Sequence[tuple[str, bool, Any]]


@province.get("/province")
@audience("staff")
def show() -> str:
    actor = current_actor()
    codes = [org.removeprefix("prov-") for org in actor.orgs() if org.startswith("prov-")]
    if not codes:
        raise NotAllowed("province")
    with house().database.session() as session:
        directory = house().shelf.directory(session)
        asked = referrals.waiting(session, [f"prov-{code}" for code in codes], side="to")
        files = by_request(referrals.files(session, [row.id for row in asked]))
        return render_template(
            "province.html",
            provinces=[(province_name(code), _districts(session, code, directory)) for code in codes],
            asked=lines(actor, asked, files, directory),
            few=FEW,
        )


def _together(counts: Sequence[Any]) -> Mapping[str, int]:
    """Of the hubs of one district."""
    return {column: sum(getattr(row, column) for row in counts) for column in COLUMNS} if counts else {}


def _districts(session: Session, code: str, directory: Directory) -> list[District]:
    laos = [lao for lao in directory.register.laos.values() if lao.province_code == code and lao.amphoe_code]
    amphoes = sorted({lao.amphoe_code for lao in laos})
    hubs = {amphoe: directory.register.hubs_in(amphoe) for amphoe in amphoes}
    of_hubs = heat.by_body(session, [hub.code for each in hubs.values() for hub in each], relations=OF_PLACE)
    of_laos = heat.by_body(session, [lao.code for lao in laos], relations=[Relation.OWNER.value])
    found = []
    for amphoe in amphoes:
        bodies = [
            (directory.name(lao.code), lao.at_work, of_laos.get(lao.code))
            for lao in laos
            if lao.amphoe_code == amphoe
        ]
        found.append(
            District(
                amphoe_name(amphoe) or amphoe,
                any(hub.at_work for hub in hubs[amphoe]),
                _together([of_hubs[hub.code] for hub in hubs[amphoe] if hub.code in of_hubs]),
                sorted(bodies, key=lambda each: each[0]),
            )
        )
    return found
