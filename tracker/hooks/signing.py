"""What is sent is signed, so that the receiver knows that it comes from this house and is fresh."""

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime

# So that whoever finds one in a file, or a program that looks for secrets, knows whose it is.
BEGINS = "hls_"
EVENT, DELIVERY = "Houselights-Event", "Houselights-Delivery"
TIMESTAMP, SIGNATURE = "Houselights-Timestamp", "Houselights-Signature"
# Seconds for which a receiver ought to believe a timestamp: longer, and a copied request could be sent once more.
FRESH = 300

# What the page gives to receivers; a test runs it. Ten lines of Python, and no library.
CHECK = '''\
import hashlib, hmac, time

def is_from_houselights(headers, body, secret):
    """headers as they came, body as bytes before anything is parsed, secret as text."""
    at = headers.get("Houselights-Timestamp", "")
    if not at.isdigit() or abs(time.time() - int(at)) > 300:
        return False
    signed = hmac.new(secret.encode(), at.encode() + b"." + body, hashlib.sha256).hexdigest()
    return any(hmac.compare_digest("v1=" + signed, each.strip())
               for each in headers.get("Houselights-Signature", "").split(","))
'''


def new_secret() -> str:
    return BEGINS + secrets.token_urlsafe(32)


def headers(delivery_id: str, event: str, body: bytes, keys: Sequence[str], now: datetime) -> dict[str, str]:
    """Of one request. `keys`: the secret, and for a day after a turn the one before: the receiver needs to know one of them.

    HMAC-SHA256 over the timestamp (seconds since 1970), a full stop, and the body, in hexadecimal digits.
    """
    at = str(int(now.timestamp()))
    signed = [hmac.new(key.encode(), at.encode() + b"." + body, hashlib.sha256).hexdigest() for key in keys]
    return {
        "Content-Type": "application/json", "User-Agent": "Houselights-Hooks/1", "Accept-Encoding": "identity",
        EVENT: event, DELIVERY: delivery_id, TIMESTAMP: at, SIGNATURE: ",".join(f"v1={each}" for each in signed),
    }  # fmt: skip
