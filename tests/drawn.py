"""Pages of docs/ that are drawn from the tables of the code: `python -m tests.drawn` writes them, a test keeps them equal."""

from collections.abc import Mapping
from pathlib import Path
from typing import get_args

from casework.access import Action, doers
from casework.clocks import Clock, rules
from casework.dispatching import JOB_MOVES
from casework.lifecycle import MOVES, NEED_MOVES
from casework.needs import action
from store.cases import ENDED, CaseState, NeedState, Track
from store.jobs import JobState
from store.staff import Role
from wording import say

DOCS = Path(__file__).parents[1] / "docs"


def lifecycle() -> str:
    return f"""# How a case and its needs live

Drawn from `casework/lifecycle.py`, `casework/dispatching.py` and `casework/rules/clocks.toml` by `python -m tests.drawn`;
`tests/casework/test_drawn.py` keeps it equal to them. The guards (no help before the committee's decision or the
governor's consent, nothing helped without evidence) are `casework/lifecycle.py:locked`, walked by `tests/casework/test_need_moves.py`.

## A need
Each arrow is a step; in brackets the action of [roles.md](roles.md) that makes it.

```mermaid
stateDiagram-v2
{_need_arrows()}
```

| step | ไทย | on the way of helping | time | stops while the citizen is asked | source |
|---|---|---|---|---|---|
{_clocks()}

{_apart()}

No time has been verified by the person in charge yet.

## A case
Its state is that of what is left to do for its needs (`casework/lifecycle.py:derived`); a case without needs is moved by people.

```mermaid
stateDiagram-v2
{_case_arrows()}
```

## A job of the rapid unit
```mermaid
stateDiagram-v2
{_arrows({before.value: [after.value for after in JobState if after in afters] for before, afters in JOB_MOVES.items()})}
```
"""


def roles() -> str:
    actions = get_args(Action)
    head = " | ".join(f"{role.value}" for role in Role)
    rows = "\n".join(
        f"| `{each}` | {' | '.join('●' if role in doers(each) else '' for role in Role)} |"
        for each in actions
    )
    names = "\n".join(f"- `{role.value}` {say(f'role.{role}')}" for role in Role)
    return f"""# Who may do what

Drawn from `casework/access.py` by `python -m tests.drawn`; `tests/casework/test_drawn.py` keeps it equal. A mark means: this
role may do it to a case that its organisation sees in full (owner, candidate while the place is open, or referred to it).
Every other relation sees less and does nothing: a hub the summary, a former owner the stub, an accused body nothing.

| action | {head} |
|---|{"---|" * len(Role)}
{rows}

{names}

What leads where: a step of a need asks for the action written on its arrow in [lifecycle.md](lifecycle.md). `decide` and
`consent` write down what the committee or the governor said; nobody decides in their place, the robot least of all.
"""


def _need_arrows() -> str:
    lines = ["    [*] --> proposed: read", "    [*] --> confirmed: added by a person"]
    for before in NeedState:
        lines += [
            f"    {before.value} --> {after.value}: {action(before, after)}"
            for after in NeedState
            if after in NEED_MOVES[before]
        ]
    return "\n".join([*lines, "    helped --> [*]", "    withdrawn --> [*]"])


def _case_arrows() -> str:
    table = {
        before.value: [after.value for after in CaseState if after in MOVES[before]] for before in CaseState
    }
    ends = "\n".join(f"    {state.value} --> [*]" for state in ENDED)
    return f"    [*] --> new\n{_arrows(table)}\n{ends}"


def _arrows(table: Mapping[str, list[str]]) -> str:
    return "\n".join(f"    {before} --> {after}" for before, afters in table.items() for after in afters)


def _clocks() -> str:
    rows = []
    for state in NeedState:
        for track in ("", *(each.value for each in Track)):
            clock = rules().steps.get((state.value, track))
            if clock:
                way = say(f"need_track.{track}") if track else "every other"
                stops = "yes" if clock.stops else "no"
                rows.append(
                    f"| {state.value} | {say(f'need_state.{state}')} | {way} | {_time(clock)} | {stops} | {clock.source} |"
                )
    return "\n".join(rows)


def _apart() -> str:
    told = {
        "An answer, or word of how far it is": rules().answer,
        "An announcement stands at least": rules().posting,
        "Report to the committee of what was given at once": rules().after_report,
    }
    return "\n".join(f"- {what}: {_time(clock)} ({clock.source})" for what, clock in told.items())


def _time(clock: Clock) -> str:
    return f"{clock.within} {clock.unit.replace('_', ' ')}"


PAGES = {"lifecycle.md": lifecycle, "roles.md": roles}


def write() -> None:
    for name, page in PAGES.items():
        (DOCS / name).write_text(page(), "utf-8")


if __name__ == "__main__":
    write()
