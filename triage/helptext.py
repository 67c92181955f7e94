"""The words with the number to call, for a danger that only the whole reading saw: late, but once, and first."""

from typing import Any
from uuid import UUID

from casework import replies
from casework.cases import Findings
from casework.replies import Addressee, Words
from store import triaging
from store.triaging import Talk
from triage.answers import Answers
from triage.intake import canned_parts, canned_words

PURPOSE = "danger"


def say_numbers(
    answers: Answers, talk: Talk, message: Any, found: Findings, case: UUID, language: str
) -> None:
    """Nothing if the intake has said it within the request, or it was said to this person today.

    Called before anything else is laid out for the message, so that the number leaves first.
    """
    conversation = talk.conversation.id
    if found.urgency != "U0" or message.urgent or message.standby:
        return
    if any(row["purpose"] == PURPOSE and row["conversation_id"] == conversation for row in answers.out):
        return
    if triaging.said_today(answers.session, conversation, PURPOSE, answers.now):
        return
    numbers = found.emergency_numbers
    parts = canned_parts(numbers, language, silent=found.silent)
    words = Words(
        text=canned_words(numbers, language, silent=found.silent),
        short=parts["short"],
        spoken=parts["spoken"],
        card=parts["card"],
        buttons=tuple(parts["buttons"]),
    )
    to = Addressee(talk.conversation.account, conversation, case, language)
    answers.out.append(replies.outbound(to, PURPOSE, words, now=answers.now, urgent=True))
