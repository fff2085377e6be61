"""What a passkey is asked, and whether its answer is right (WebAuthn level 3), by the `webauthn` library.

Who holds a passkey has shown two things at once: the device, and that it knows its owner (user verification is always
demanded). The house is known to the device by the host of BASE_URL; an answer made for any other is refused.
"""

import ipaddress
import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from tracker.errors import Refusal
from tracker.records import dataclass
from tracker.words import lazy

if TYPE_CHECKING:
    from webauthn.authentication.verify_authentication_response import VerifiedAuthentication
    from webauthn.registration.verify_registration_response import VerifiedRegistration

NAME = "Houselights"
# Seconds that a device may take, and characters of an answer: attestation statements are the longest.
PATIENCE = 120
LONGEST = 20_000


class PasskeyUnfit(Refusal):
    sentence = lazy("That passkey does not fit. Try again, or take another way.")
    status = 401


@dataclass(frozen=True)
class Here:
    """The house as a device knows it."""

    host: str
    origin: str


def here(base_url: str) -> Here:
    """As browsers spell it: in small letters, and without the port that goes without saying."""
    parts = urlsplit(base_url)
    host = parts.hostname or ""
    usual = parts.port in (None, {"https": 443, "http": 80}.get(parts.scheme))
    return Here(host, f"{parts.scheme}://{host}" if usual else f"{parts.scheme}://{host}:{parts.port}")


def possible(base_url: str) -> bool:
    """Whether browsers give passkeys to this address: a name, over https or on the machine itself."""
    parts = urlsplit(base_url)
    try:
        ipaddress.ip_address(parts.hostname or "")
    except ValueError:
        return parts.scheme == "https" or parts.hostname == "localhost"
    return False


def asked_to_make(at: Here, account_id: str, name: str, known: Sequence[bytes]) -> tuple[dict[str, Any], bytes]:
    """What a device is asked to make a passkey, and the challenge in it. `known`: those that it may have already.

    Devices and their clouds keep the name, so it is the one that colleagues use, and no address.
    """
    import webauthn
    from webauthn.helpers import options_to_json_dict, structs

    must = structs.AuthenticatorSelectionCriteria(
        resident_key=structs.ResidentKeyRequirement.REQUIRED,
        user_verification=structs.UserVerificationRequirement.REQUIRED,
    )
    options = webauthn.generate_registration_options(
        rp_id=at.host, rp_name=NAME, user_id=account_id.encode("ascii"), user_name=name or NAME,
        timeout=PATIENCE * 1000, authenticator_selection=must,
        exclude_credentials=[structs.PublicKeyCredentialDescriptor(id=each) for each in known],
    )  # fmt: skip
    return options_to_json_dict(options), options.challenge


def asked_to_show(at: Here, known: Sequence[bytes]) -> tuple[dict[str, Any], bytes]:
    """What a device is asked to show a passkey. `known`: one of these; none: whichever it has for this house."""
    import webauthn
    from webauthn.helpers import options_to_json_dict, structs

    options = webauthn.generate_authentication_options(
        rp_id=at.host, timeout=PATIENCE * 1000, user_verification=structs.UserVerificationRequirement.REQUIRED,
        allow_credentials=[structs.PublicKeyCredentialDescriptor(id=each) for each in known],
    )  # fmt: skip
    return options_to_json_dict(options), options.challenge


def read(answer: str) -> dict[str, Any]:
    """A device's answer as the page sent it. Raises PasskeyUnfit."""
    try:
        told = json.loads(answer) if len(answer) <= LONGEST else None
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict):
        raise PasskeyUnfit
    return told


def credential_id(told: dict[str, Any]) -> bytes:
    """Which passkey answers. Raises PasskeyUnfit."""
    from webauthn.helpers import base64url_to_bytes

    try:
        return base64url_to_bytes(told["rawId"])
    except (KeyError, TypeError, ValueError, AttributeError):
        raise PasskeyUnfit from None


def made(told: dict[str, Any], challenge: bytes, at: Here) -> "VerifiedRegistration":
    """The passkey that was made for this challenge. Raises PasskeyUnfit."""
    import webauthn
    from webauthn.helpers.exceptions import WebAuthnException

    try:
        return webauthn.verify_registration_response(
            credential=told, expected_challenge=challenge, expected_rp_id=at.host, expected_origin=at.origin,
            require_user_verification=True,
        )  # fmt: skip
    except (WebAuthnException, ValueError, KeyError, TypeError, IndexError, AttributeError):
        raise PasskeyUnfit from None


def shown(
    told: dict[str, Any], challenge: bytes, at: Here, public_key: bytes, sign_count: int
) -> "VerifiedAuthentication":
    """Whether the device holds the private key, and used it for this challenge. Raises PasskeyUnfit."""
    import webauthn
    from webauthn.helpers.exceptions import WebAuthnException

    try:
        return webauthn.verify_authentication_response(
            credential=told, expected_challenge=challenge, expected_rp_id=at.host, expected_origin=at.origin,
            credential_public_key=public_key, credential_current_sign_count=sign_count, require_user_verification=True,
        )  # fmt: skip
    except (WebAuthnException, ValueError, KeyError, TypeError, IndexError, AttributeError):
        raise PasskeyUnfit from None
