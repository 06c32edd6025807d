"""The bodies of an Official Account's webhook events, field by field as they were seen; the courier signs them.

Source: docs.zaloplatforms.com/docs/OA/webhook/…; a group's text is known from descriptions only.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import orjson

from town.zalo_oa.account import ZaloOa

Json = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Who:
    """One person, as this account knows them and as its app does."""

    user: str
    by_app: str


def by_user(oa: ZaloOa, name: str, who: Who, message: Json, timestamp: str) -> str:
    """`user_send_text` and its siblings; `user_received_message` and `user_seen_message` look the same."""
    return _told(
        {
            "app_id": oa.app_id,
            "sender": {"id": who.user},
            "recipient": {"id": oa.id},
            "user_id_by_app": who.by_app,
            "event_name": name,
            "message": message,
            "timestamp": timestamp,
        }
    )


def by_oa(oa: ZaloOa, name: str, who: Who, message: Json, timestamp: str) -> str:
    """`oa_send_text` and its siblings: the account's own messages come back."""
    return _told(
        {
            "app_id": oa.app_id,
            "sender": {"id": oa.id},
            "recipient": {"id": who.user},
            "user_id_by_app": who.by_app,
            "event_name": name,
            "message": message,
            "timestamp": timestamp,
        }
    )


def in_group(oa: ZaloOa, name: str, ends: tuple[str, str], message: Json, timestamp: str) -> str:
    """`user_send_group_text`, `oa_send_group_text` and their siblings. `ends` are the sender
    and the group, which is the recipient."""
    sender, group = ends
    return _told(
        {
            "app_id": oa.app_id,
            "oa_id": oa.id,
            "event_name": name,
            "sender": {"id": sender},
            "recipient": {"id": group},
            "message": message,
            "timestamp": timestamp,
        }
    )


def relation(oa: ZaloOa, name: str, who: Who, timestamp: str) -> str:
    """`follow` or `unfollow`."""
    return _told(
        {
            "event_name": name,
            "app_id": oa.app_id,
            "oa_id": oa.id,
            "follower": {"id": who.user},
            "user_id_by_app": who.by_app,
            "source": "oa_profile",
            "timestamp": timestamp,
        }
    )


def click_chatnow(oa: ZaloOa, who: Who, timestamp: str) -> str:
    return _told(
        {
            "event_name": "user_click_chatnow",
            "app_id": oa.app_id,
            "oa_id": oa.id,
            "user_id": who.user,
            "user_id_by_app": who.by_app,
            "timestamp": timestamp,
        }
    )


def group_life(oa: ZaloOa, name: str, group: str, users: list[str], timestamp: str) -> str:
    """`create_group`, `user_join_group`, `user_leave_group`, `delete_group`."""
    return _told(
        {
            "app_id": oa.app_id,
            "oa_id": oa.id,
            "event_name": name,
            "group_id": group,
            "user_ids": users,
            "timestamp": timestamp,
        }
    )


def _told(body: dict[str, object]) -> str:
    return orjson.dumps(body).decode()
