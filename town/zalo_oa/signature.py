"""What `X-ZEvent-Signature` says of a webhook's body: a plain SHA-256 over a concatenation, no HMAC.

Source: developers.zalo.me/docs/official-account/webhook/…
"""

import hashlib


def mac(app_id: str, body: bytes, timestamp: str, secret_key: str) -> str:
    """Lower-case hex over the bytes as they are sent; `secret_key` is the OA's own, not the app's."""
    signed = app_id.encode() + body + timestamp.encode() + secret_key.encode()
    return hashlib.sha256(signed).hexdigest()


def header(app_id: str, body: bytes, timestamp: str, secret_key: str) -> str:
    return f"mac={mac(app_id, body, timestamp, secret_key)}"
