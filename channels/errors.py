"""What may go wrong between a provider and us.

ChannelError
├── BadSignature          the request is not from the provider            -> 403
├── Malformed             signed, but not what the provider documents     -> kept raw, 200
├── SendFailed            nothing was delivered; `.retryable`, `.after` seconds
│   ├── ReplyTokenInvalid the free reply is gone; a push may be tried
│   ├── QuotaSpent        the month's pushes are used up: no retry, another way out
│   └── RecipientGone     blocked, opted out, no such number: stop sending
├── OutcomeUnknown        it may have been delivered: never resend without a retry key
└── MediaNotReady / MediaGone   a photo or recording is still prepared / will never come
"""


class ChannelError(Exception):
    """Root of the family; its text may name ids and states, never a person's words or number."""


class BadSignature(ChannelError):
    """The request does not carry a signature of any accepted secret."""


class Malformed(ChannelError):
    """Genuine (the signature holds) but unreadable; the raw body is kept for an operator."""


class SendFailed(ChannelError):
    """Nothing was delivered. `after`: seconds to wait before the next try, None for the default."""

    def __init__(self, reason: str, *, retryable: bool, after: float | None = None) -> None:
        super().__init__(reason)
        self.retryable = retryable
        self.after = after


class ReplyTokenInvalid(SendFailed):
    def __init__(self, reason: str = "reply token no longer valid") -> None:
        super().__init__(reason, retryable=False)


class QuotaSpent(SendFailed):
    def __init__(self, reason: str = "monthly limit reached") -> None:
        super().__init__(reason, retryable=False)


class RecipientGone(SendFailed):
    def __init__(self, reason: str) -> None:
        super().__init__(reason, retryable=False)


class OutcomeUnknown(ChannelError):
    """Timeout or broken answer after the request left: delivered or not, nobody knows."""


class MediaNotReady(ChannelError):
    """The provider is still preparing the file; ask again later."""


class MediaGone(ChannelError):
    """The file cannot be had any more (deleted, unsent, too old, not ours to fetch)."""
