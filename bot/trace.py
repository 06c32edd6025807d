"""One short id for everything that one happening leads to, so that an operator can follow it.

It is computed from keys that are stored anyway: it survives a crash, and needs no column. It says
nothing about whom it concerns; `hocvuso trace` finds the rows behind it.
"""

import hashlib

LENGTH = 12  # hex digits: 48 bits, unique for all practical purposes among a month's updates


def trace_of_update(account: str, key: str) -> str:
    """The id of an update, and of every message that it led to."""
    return _short(f"reply:{account}:{key}")


def trace_of_message(key: str) -> str:
    """The id of what led to a message: of its update, its reminder, its announcement.

    A message's key is its cause's and a last part of its own, `reply:telegram:7:0`.
    """
    return _short(key.rpartition(":")[0].removesuffix(":data"))


def _short(cause: str) -> str:
    return hashlib.sha256(cause.encode("utf-8", "surrogatepass")).hexdigest()[:LENGTH]
