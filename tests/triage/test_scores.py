"""Measured on the labelled sample: floors that a change of rules may not fall below."""

from collections.abc import Iterator

from store.reference import register_from_folder
from tests.triage.shared import SHARED, dev_pleas, needs_shared
from triage.locate import locate
from triage.reading import read

pytestmark = needs_shared


def test_life_in_danger_is_seen_in_nearly_all() -> None:
    labelled = [(read(row["text"]).urgency == "U0", row["urgency"] == "U0") for row in dev_pleas()]
    seen = sum(found and true for found, true in labelled)
    assert seen / sum(true for _, true in labelled) >= 0.99
    # the cut looks for 99 of 100 messages in danger: what that costs in false alarms stands in docs/reading.md
    assert seen / sum(found for found, _ in labelled) >= 0.65


def test_the_first_number_is_the_labelled_one() -> None:
    urgent = [row for row in dev_pleas() if row["urgency"] == "U0"]
    right = sum(
        read(row["text"]).emergency_numbers[:1] == tuple(row["emergency_number"][:1]) for row in urgent
    )
    assert right / len(urgent) >= 0.9


def test_the_kind_is_right_in_most() -> None:
    rows = dev_pleas()
    assert sum(read(row["text"]).kind == row["kind"] for row in rows) / len(rows) >= 0.92


def test_the_first_field_of_help_is_one_of_the_labelled_in_most() -> None:
    pleas = [row for row in dev_pleas() if row["kind"] == "plea"]
    right = sum(set(read(row["text"]).category[:1]) <= set(row["category"]) for row in pleas)
    assert right / len(pleas) >= 0.9


def test_places_named_are_found_and_hardly_ever_wrong() -> None:
    for name, precision, recall in (("tambon", 0.95, 0.9), ("amphoe", 0.95, 0.9), ("moo", 0.95, 0.9)):
        pairs = list(_named(name))
        right = sum(found is not None and found == true for found, true in pairs)
        assert right / sum(found is not None for found, _ in pairs) >= precision, name
        assert right / sum(true is not None for _, true in pairs) >= recall, name


def _named(name: str) -> Iterator[tuple[str | None, str | None]]:
    register = register_from_folder(SHARED)
    for row in dev_pleas():
        yield getattr(locate(row["text"], register=register), name), row["place"][name]
