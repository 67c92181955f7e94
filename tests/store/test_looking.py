"""Who looks and who writes is forgotten by itself, and nobody waits for it when the queue is away."""

import uuid
from pathlib import Path
from typing import Any

import pytest

from store.looking import LOOKS, TYPES, Looks

NOW = 1_800_000_000.0
CASE, ONE, OTHER = uuid.UUID(int=1), uuid.UUID(int=2), uuid.UUID(int=3)


@pytest.fixture
def looks(house: Any) -> Looks:
    return Looks(house.settings.redis_url)


def test_who_says_nothing_more_writes_no_more_and_then_is_gone(looks: Looks) -> None:
    assert looks.say(CASE, ONE, ["9079"], types=True, now=NOW)
    assert [(each.staff, each.types) for each in looks.at(CASE, NOW)] == [(ONE, True)]
    assert [each.types for each in looks.at(CASE, NOW + TYPES + 1)] == [False]
    assert looks.at(CASE, NOW + LOOKS + 1) == []
    assert looks.of_orgs(["9079"], NOW + LOOKS + 1) == {}
    assert looks._redis.ttl(f"saitrong:look:{CASE}") <= LOOKS


def test_who_began_to_write_first_stays_the_first(looks: Looks) -> None:
    looks.say(CASE, ONE, ["9079"], types=True, now=NOW)
    looks.say(CASE, OTHER, ["9079"], types=True, now=NOW + 1)
    assert not looks.say(CASE, ONE, ["9079"], types=True, now=NOW + 5)
    assert [(each.staff, each.since) for each in looks.at(CASE, NOW + 6)] == [(ONE, NOW), (OTHER, NOW + 1)]
    assert looks.say(CASE, ONE, ["9079"], types=False, now=NOW + 6)
    assert [each.staff for each in looks.at(CASE, NOW + 6) if each.types] == [OTHER]


def test_a_list_shows_only_what_its_organisations_may_read(looks: Looks) -> None:
    looks.say(CASE, ONE, ["9079"], types=False, now=NOW)
    assert set(looks.of_orgs(["9079", "9098"], NOW)) == {CASE}
    assert looks.of_orgs(["9098"], NOW) == {}
    assert looks.gone(CASE, ONE)
    assert looks.of_orgs(["9079"], NOW) == {}
    assert not looks.gone(CASE, ONE)


def test_somebody_is_warned_once_and_not_again_for_a_while(looks: Looks) -> None:
    assert not looks.warned(CASE, ONE)
    assert looks.warned(CASE, ONE)
    assert not looks.warned(CASE, OTHER)


def test_without_the_queue_nobody_is_seen_and_nothing_is_held_up(tmp_path: Path) -> None:
    nowhere = Looks(f"unix://{tmp_path}/nobody.sock")
    assert not nowhere.say(CASE, ONE, ["9079"], types=True, now=NOW)
    assert nowhere.at(CASE, NOW) == []
    assert nowhere.of_orgs(["9079"], NOW) == {}
    assert nowhere.warned(CASE, ONE)
    assert not nowhere.gone(CASE, ONE)


def test_a_word_that_arrives_after_the_leaving_does_not_bring_anybody_back(looks: Looks) -> None:
    looks.say(CASE, ONE, ["9079"], types=False, now=NOW, page="first stay")
    assert looks.gone(CASE, ONE, page="first stay")
    assert not looks.say(CASE, ONE, ["9079"], types=True, now=NOW, page="first stay")
    assert looks.at(CASE, NOW) == []
    assert looks.say(CASE, ONE, ["9079"], types=False, now=NOW, page="second stay")
    assert [each.staff for each in looks.at(CASE, NOW)] == [ONE]
