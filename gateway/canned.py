"""The gateway's own few sender threads: words to people in danger leave here, with every worker dead if need be."""

import logging
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from uuid import UUID

from casework import delivery
from channels.contract import Channel, ChannelError, InboundMessage, OutboundMessage, Reception
from store.db import OperationalError, utc_now
from store.ids import new_id
from store.presence import Presence
from triage import canned, intake
from wiring import House

log = logging.getLogger("saitrong.canned")


@dataclass(slots=True)
class CannedSender:
    """Claims the canned row itself (the same compare-and-set as any worker) and sends it at once."""

    house: House
    presence: Presence
    _pool: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(4, thread_name_prefix="canned")
    )

    def take(self, ids: Sequence[UUID]) -> None:
        self._pool.submit(self._send, tuple(ids))

    def _send(self, ids: tuple[UUID, ...]) -> None:
        house = self.house
        try:
            self.presence.hold()
            jobs = delivery.claim(
                house.database, house.channels, now=utc_now(), limit=len(ids), by=self.presence.key, only=ids
            )
            for job in jobs:
                delivery.deliver(house.database, house.channels, job, utc_now)
        except OperationalError as error:
            # the rows stay pending; a worker or our next life takes them
            log.warning("canned words left to the workers error=%s", type(error).__name__)

    def answer_unstored(self, account: str, reception: Reception) -> bool:
        """Database away: the canned words go out by the free reply token; whether anything was sent."""
        channel = self.house.channels.get(account)
        dangers = intake.dangers_of(reception)
        sent = False
        for position, sign in dangers.items():
            event = reception.events[position]
            if (
                not isinstance(event, InboundMessage)
                or not event.reply_token
                or event.group
                or event.standby
                or channel is None
            ):
                continue
            message = delivery.as_outbound(
                key=new_id(utc_now()),
                recipient=event.sender,
                text=canned.canned_words(sign.numbers, event.language, silent=sign.silent),
                parts=canned.canned_parts(
                    sign.numbers, event.language, silent=sign.silent, doubted=sign.doubted
                ),
                reply_token=event.reply_token,
                language=event.language or "th",
            )
            self._pool.submit(_say, channel.send, message)
            sent = True
        return sent

    def say(self, channel: Channel, message: OutboundMessage) -> None:
        """Words that no row may hold, a code by SMS: sent once; who does not get them asks again."""
        self._pool.submit(_say, channel.send, message)

    def close(self) -> None:
        self._pool.shutdown(wait=True, cancel_futures=False)
        self.presence.drop()


def _say(send: "delivery.Send", message: OutboundMessage) -> None:
    try:
        send(message)
    except ChannelError as error:
        log.warning("canned words not confirmed error=%s", error)
