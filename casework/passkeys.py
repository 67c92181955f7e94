"""Passkeys (WebAuthn level 3): made, shown and taken away. The device checks its owner itself, by finger, face or PIN,

so that a passkey alone is both factors of a login. What was asked for (the challenge) is answered once.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import Session

from store import audit, citizens, passkeys
from store.ids import token_hash
from store.passkeys import Passkey

LASTS = timedelta(minutes=5)
MOST = 10


@dataclass(frozen=True, slots=True)
class Party:
    """Whom a passkey is for: id is our host's name, origin the address of our pages."""

    id: str
    origin: str


class Refused(Exception):
    """Not a passkey of ours, not for this challenge, or without its owner."""


def options_to_make(
    session: Session, party: Party, *, staff: UUID, email: str, name: str, now: datetime
) -> tuple[str, bytes]:
    """What the browser is asked (JSON), and the challenge to hold until it answers."""
    from webauthn import generate_registration_options
    from webauthn.helpers.structs import (
        AuthenticatorSelectionCriteria,
        ResidentKeyRequirement,
        UserVerificationRequirement,
    )

    asked = generate_registration_options(
        rp_id=party.id,
        rp_name="Saitrong",
        user_id=staff.bytes,
        user_name=email,
        user_display_name=name,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=_described([row.id for row in passkeys.of(session, staff)]),
    )
    return _given_out(session, asked, now)


def make(
    session: Session, party: Party, answer: str, challenge: bytes, *, staff: UUID, name: str, now: datetime
) -> None:
    """Keep the new passkey. Refused."""
    from webauthn import verify_registration_response
    from webauthn.helpers import bytes_to_base64url
    from webauthn.helpers.exceptions import WebAuthnException

    _take(session, challenge, now)
    try:
        made = verify_registration_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=party.id,
            expected_origin=party.origin,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError) as error:
        raise Refused(str(error)) from error
    key = bytes_to_base64url(made.credential_id)
    if passkeys.one(session, key) or len(passkeys.of(session, staff)) >= MOST:
        raise Refused("known already, or too many")
    session.add(
        Passkey(
            id=key, staff_id=staff, public_key=made.credential_public_key, sign_count=made.sign_count,
            name=name, made_at=now,
        )
    )  # fmt: skip
    audit.note(session, "staff.passkey_added", now=now, staff_id=staff, detail=token_hash(key)[:8])


def options_to_show(
    session: Session, party: Party, *, staff: UUID | None, now: datetime
) -> tuple[str, bytes]:
    """staff: whose password was given already; None asks for whichever passkey of ours the device holds."""
    from webauthn import generate_authentication_options
    from webauthn.helpers.structs import UserVerificationRequirement

    asked = generate_authentication_options(
        rp_id=party.id,
        allow_credentials=_described([row.id for row in passkeys.of(session, staff)]) if staff else [],
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return _given_out(session, asked, now)


def shown(session: Session, party: Party, answer: str, challenge: bytes, *, now: datetime) -> UUID:
    """Whose passkey answered. Refused, also when its counter says that there are two of it."""
    from webauthn import verify_authentication_response
    from webauthn.helpers.exceptions import WebAuthnException

    _take(session, challenge, now)
    key = passkeys.one(session, _id_of(answer))
    if key is None:
        raise Refused("no passkey of ours")
    try:
        seen = verify_authentication_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=party.id,
            expected_origin=party.origin,
            credential_public_key=key.public_key,
            credential_current_sign_count=key.sign_count,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError) as error:
        raise Refused(str(error)) from error
    key.sign_count, key.used_at = seen.new_sign_count, now
    return key.staff_id


def remove(session: Session, key: str, *, staff: UUID, now: datetime) -> bool:
    gone = passkeys.drop(session, staff, key) > 0 if key else False
    if gone:
        audit.note(session, "staff.passkey_removed", now=now, staff_id=staff, detail=token_hash(key)[:8])
    return gone


def _given_out(session: Session, asked: Any, now: datetime) -> tuple[str, bytes]:
    from webauthn import options_to_json

    citizens.give_nonce(session, asked.challenge.hex(), now + LASTS)
    return options_to_json(asked), asked.challenge


def _take(session: Session, challenge: bytes, now: datetime) -> None:
    if not challenge or not citizens.take_nonce(session, challenge.hex(), now):
        raise Refused("no such challenge, or answered already")


def _described(keys: list[str]) -> list[Any]:
    from webauthn.helpers import base64url_to_bytes
    from webauthn.helpers.structs import PublicKeyCredentialDescriptor

    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(key)) for key in keys]


def _id_of(answer: str) -> str:
    from webauthn.helpers import parse_authentication_credential_json
    from webauthn.helpers.exceptions import WebAuthnException

    try:
        return str(parse_authentication_credential_json(answer).id)
    except (WebAuthnException, ValueError) as error:
        raise Refused(str(error)) from error
