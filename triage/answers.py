"""What a turn is answered, all of it at once: receipts, additions, moves, wishes, the next question."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from casework import prompts, replies
from casework.replies import Words
from store import triaging
from triage.plan import OpenCase
from triage.reading import danger
from triage.replying import words_of
from triage.speaking import TEXTS, WRITES_BRIEFLY, Speaking, known_language
from triage.states import Paused, Say
from triage.turn import Turn
from triage.wishing import Wishing
from wording import say

MUTED_AFTER = 3
READ_BACK_ELSEWHERE = WRITES_BRIEFLY | {"web", "desk"}


class Answers:
    """Puts the words of a turn together; who is silent (a person answers, another system does) stays silent."""

    def __init__(self, speaking: Speaking, wishing: Wishing) -> None:
        self.speaking = speaking
        self.wishing = wishing

    def give(self, turn: Turn) -> None:
        """Receipts first, else what joining did, then the answers to wishes; the question goes with the last."""
        if turn.standby:
            return
        silent = turn.before.with_person(self.speaking.now)
        self.wishing.apply(turn, None, Paused(self.speaking.now))
        asked, which, others = self._sorted(turn)
        if turn.danger and turn.current:
            self.speaking.danger(turn, turn.current)
        if silent and not turn.openings:
            return
        if turn.openings:
            self._receipts(turn, asked if not others else None, which)
        elif turn.told:
            self.speaking.told(turn, turn.told, self._choices(turn) or (asked if not others else None))
        self._rest(turn, others, None if (turn.openings or turn.told) and not others else asked)
        self._fixed(turn)

    def _sorted(self, turn: Turn) -> tuple[Words | None, Say | None, list[Say]]:
        asked = which = None
        others = []
        for each in turn.says:
            case = turn.cases.get(each.case) if each.case else None
            if each.what == "ask":
                asked = self.speaking.question(each.value, case, turn.phone) if case else None
            elif each.what == "which":
                which = each
            elif each.what == "summary" and not self._reads_back(turn, case):
                continue
            else:
                others.append(each)
        return asked, which, others

    def _reads_back(self, turn: Turn, case: OpenCase | None) -> bool:
        """Where it costs nothing and no life is in danger; a form and a clerk have read it back already."""
        return case is not None and case.urgency != "U0" and turn.channel not in READ_BACK_ELSEWHERE

    def _receipts(self, turn: Turn, asked: Words | None, which: Say | None) -> None:
        last = turn.openings[-1]
        for opening in turn.openings:
            case = turn.cases.get(opening.case)
            if case is None:
                continue
            mine = opening is last
            question = _first_question(self.speaking, case, asked) if mine else None
            self.speaking.acknowledge(
                turn, opening, case, _which(which, case) or question if mine else question
            )

    def _choices(self, turn: Turn) -> Words | None:
        """The place was said and leaves few to choose from: asked along with what became of it."""
        told = turn.told
        case = turn.cases.get(told.case.id) if told else None
        if told is None or told.found is None or case is None or not told.found.asks_place:
            return None
        choices = self.speaking.choices(case)
        return replies.asked(choices, case.language) if choices else None

    def _rest(self, turn: Turn, says: list[Say], asked: Words | None) -> None:
        known = self.wishing.known(turn) if says else []
        for number, each in enumerate(says, 1):
            purpose, words = words_of(self.speaking, turn, each, known)
            last = number == len(says)
            told = replies.with_more(words, asked=asked) if last and asked else words
            self.speaking.say(turn, _belongs(each, turn), turn.language, purpose, told)
            if last and asked and turn.channel in TEXTS and turn.current:
                self.speaking.say(turn, turn.current.id, turn.language, "ask", asked)
        if asked and not says and turn.current:
            self.speaking.say(turn, turn.current.id, turn.current.language, "ask", asked)

    def _fixed(self, turn: Turn) -> None:
        for purpose, key in turn.words:
            case = turn.current.id if turn.current else None
            self.speaking.say(turn, case, turn.language, purpose, prompts.plainly(key, turn.language))

    def in_group(self, turn: Turn, message: Any) -> None:
        """Silent unless we are mentioned; then one line, by the free reply, that asks for a private message.

        Never a case: what is said before others is nobody's plea until they say it to us alone.
        """
        if message.standby or not message.facts.get("addressed"):
            return
        language = known_language(message.language or turn.language)
        sign = danger(message.text)
        words = replies.line("group.private", language)
        if sign:
            call = say("danger.call_only", language, numbers=" ".join(sign.numbers[:3]))
            words = replace(words, text=f"{call}\n{words.text}")
        self.speaking.say(turn, None, language, "group", words)

    def once(self, turn: Turn, message: Any, kind: str) -> None:
        """At most one polite line a day to what is no plea, none to spam, nothing more after three spams."""
        if kind == "spam" or message.standby or turn.talk.conversation.spam_count >= MUTED_AFTER:
            return
        if kind != "thanks" and self._said_today(turn.conversation):
            return
        language = known_language(message.language or turn.language)
        purpose = "thanks" if kind == "thanks" else "offtopic"
        self.speaking.say(turn, None, language, purpose, replies.line(f"{purpose}.text", language))

    def _said_today(self, conversation: UUID) -> bool:
        out = self.speaking.out
        if any(row["purpose"] == "offtopic" and row["conversation_id"] == conversation for row in out):
            return True
        return triaging.said_today(self.speaking.session, conversation, "offtopic", self.speaking.now)


def _which(which: Say | None, case: OpenCase) -> Words | None:
    if which is None:
        return None
    sentence, buttons = prompts.which(case.language)
    return Words(text=sentence, short=say("dialogue.which_sms", case.language), buttons=buttons)


def _belongs(said: Say, turn: Turn) -> UUID | None:
    """A word about one's own open case stands in its thread; about somebody else's, or an ended one, in none."""
    if said.case:
        return said.case if said.case in turn.cases else None
    return turn.current.id if turn.current else None


def _first_question(speaking: Speaking, case: OpenCase, asked: Words | None) -> Words | None:
    """In danger only the place is asked for."""
    if asked or case.urgency != "U0" or not case.asks_place:
        return asked
    return speaking.question("place", case, "")
