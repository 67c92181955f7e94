"""A registration in a campaign: its form has said what is asked and whose it is; nothing is left to be guessed."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from casework.cases import Findings
from store.gazetteer import amphoe_name, province_name, tambon_name
from store.register import Directory


def told(facts: Mapping[str, str]) -> dict[str, Any] | None:
    """What gateway/pages/registering.py handed over; None for any other message. Only our own pages sign such a fact."""
    found = facts.get("campaign", "")
    return dict(json.loads(found)) if found else None


def findings_of(found: Findings, campaign: Mapping[str, Any], directory: Directory) -> Findings:
    """The campaign's body owns it, whatever the words say of places; danger in them stays danger."""
    tambon, answers = campaign["tambon"], campaign["answers"]
    owner = directory.current(campaign["org"])
    hub = directory.register.hub_of(tambon[:4], owner)
    return replace(
        found,
        kind="plea",
        category=(campaign["need"].partition(":")[0],),
        urgency=found.urgency if found.urgency == "U0" else "U2",
        confidence=1.0,
        owner=owner,
        hub=hub.code if hub else None,
        candidates=(),
        accused=(),
        asks_place=False,
        ask=(),
        away=(),
        tambon_code=tambon or None,
        amphoe_code=tambon[:4] or None,
        province_code=tambon[:2] or None,
        moo=answers.get("moo") or None,
        place_text=_place(tambon, answers),
        vulnerable=tuple(answers.get("vulnerable", ())),
        needs=(campaign["need"],),
        reasons=("registered in a campaign",),
        registered=None,
    )


def _place(tambon: str, answers: Mapping[str, Any]) -> str:
    moo = f"หมู่ {answers['moo']} " if answers.get("moo") else ""
    house = f"บ้านเลขที่ {answers['house']} " if answers.get("house") else ""
    if not tambon:
        return f"{house}{moo}".strip()
    names = f"ต.{tambon_name(tambon)} อ.{amphoe_name(tambon[:4])} จ.{province_name(tambon[:2])}"
    return f"{house}{moo}{names}"
