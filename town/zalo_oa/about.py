"""The calls that read: the account, a person, what may still be sent, and its groups.

Source: docs.zaloplatforms.com/docs/OA/…; of the answers only the fields that public captures agree on are certain.
"""

from town.zalo.world import App, ZaloGroup, person_id
from town.zalo_oa import errors
from town.zalo_oa.account import Package, ZaloOa
from town.zalo_oa.limits import ASSETS, GROUPS_A_PAGE, MOST_A_PAGE
from town.zalo_oa.platform import Platform, group, person
from town.zalo_oa.request import Request

Json = dict[str, object]

PACKAGES = {Package.BASIC: "Cơ bản", Package.ADVANCED: "Nâng cao", Package.PREMIUM: "Premium"}
VALID_THROUGH = "31/12/2027"


async def oa_info(platform: Platform, oa: ZaloOa, asked: Request) -> Json:
    """`/v2.0/oa/getoa`."""
    del asked
    followers = sum(
        chat.followed for chat in platform.zalo.world.chats.values() if chat.account == oa.id
    )
    return _success(
        {
            "oa_id": oa.id,
            "name": oa.name,
            "is_verified": oa.verified,
            "num_follower": followers,
            "package_name": PACKAGES[oa.package],
            "package_valid_through_date": VALID_THROUGH,
            "linked_ZCA": oa.money is not None,
        }
    )


async def user_detail(platform: Platform, oa: ZaloOa, asked: Request) -> Json:
    """`/v3.0/oa/user/detail?data={"user_id":"…"}`."""
    chat = person(platform.zalo, oa, asked.data().get("user_id"))
    last = chat.last_interaction
    return _success(
        {
            "user_id": chat.id,
            "user_id_by_app": platform.dispatch.who(chat).by_app,
            "display_name": platform.zalo.keeper.world.people[chat.person].name,
            "user_alias": "",
            "is_sensitive": platform.zalo.keeper.world.people[chat.person].protected,
            "user_is_follower": chat.followed,
            "user_last_interaction_date": last.strftime("%d/%m/%Y") if last is not None else "",
            "avatar": "",
            "tags_and_notes_info": {"tag_names": [], "notes": []},
            "shared_info": {},
        }
    )


async def quota_message(platform: Platform, oa: ZaloOa, asked: Request) -> Json:
    """`/v3.0/oa/quota/message`: when the person last did something, in milliseconds as a text."""
    chat = person(platform.zalo, oa, asked.json().get("user_id"))
    if chat.last_interaction is None:
        raise errors.refused(-232)
    return _success(
        {
            "last_interaction": str(int(chat.last_interaction.timestamp() * 1000)),
            "cs_reply": {"remain": 8, "total": 8},
            "promotion": {
                "daily_remain": 1,
                "daily_total": 1,
                "monthly_remain": 30,
                "monthly_total": 30,
            },
        }
    )


async def groups_of_oa(platform: Platform, oa: ZaloOa, asked: Request) -> Json:
    """`/v3.0/oa/group/getgroupsofoa?offset=0&count=50`."""
    mine = [
        each
        for each in platform.zalo.world.groups.values()
        if each.app is App.OA and oa.id in each.accounts
    ]
    offset, count = _page(asked)
    return {
        "error": 0,
        "message": "Success",
        "data": {
            "offset": offset,
            "count": count,
            "total": len(mine),
            "groups": [_listed(each) for each in mine[offset : offset + count]],
        },
    }


async def group_info(platform: Platform, oa: ZaloOa, asked: Request) -> Json:
    """`/v3.0/oa/group/getgroup?group_id=…`."""
    found = group(platform.zalo, oa, asked.asked.get("group_id"))
    asset = oa.assets.get(found.id, "gmf10")
    return _success(
        {
            "group_info": _listed(found) | {"max_member": ASSETS[asset]},
            "asset_info": {"asset_type": asset, "valid_through": VALID_THROUGH},
            "group_setting": {"lock_send_msg": False, "join_appr": False},
        }
    )


async def members(platform: Platform, oa: ZaloOa, asked: Request) -> Json:
    """`/v3.0/oa/group/listmember?group_id=…&offset=0&count=…`."""
    found = group(platform.zalo, oa, asked.asked.get("group_id"))
    offset, count = _page(asked)
    people = platform.zalo.keeper.world.people
    return _success(
        {
            "offset": offset,
            "count": count,
            "total": len(found.members),
            "members": [
                {"id": person_id(App.OA, oa.id, each), "name": people[each].name}
                for each in found.members[offset : offset + count]
            ],
        }
    )


def _listed(found: ZaloGroup) -> Json:
    return {
        "group_id": found.id,
        "name": found.title,
        "status": "disabled" if found.disabled else "enabled",
        "total_member": len(found.members),
        "group_link": f"https://zalo.me/g/{found.id}",
    }


def _page(asked: Request) -> tuple[int, int]:
    offset, count = asked.number("offset", 0), asked.number("count", GROUPS_A_PAGE)
    if not 1 <= count <= MOST_A_PAGE:
        raise errors.too_long("count")
    return offset, count


def _success(data: Json) -> Json:
    return {"error": 0, "message": "Success", "data": data}
