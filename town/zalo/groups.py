"""What happens to Zalo groups: made, joined, left, an account invited by the owner or put out.

The Bot platform tells bots of none of it; Official Accounts hear of their own groups.
"""

from town.people import Impossible
from town.world import Person
from town.zalo import deeds
from town.zalo.platform import Zalo
from town.zalo.world import App, ZaloGroup, group_id


def create(
    zalo: Zalo, app: App, title: str, members: list[Person], account: str | None = None
) -> ZaloGroup:
    """A group of these people, owned by the first of them; with an account in it, if one is named."""
    world = zalo.world
    group = ZaloGroup(app, group_id(app, world.next_group), title, [each.id for each in members])
    world.next_group += 1
    world.groups[group.id] = group
    zalo.show(group, f"{members[0].name} đã lập nhóm “{title}”")
    if account is not None:
        invite(zalo, group, account, members[0])
    return group


def invite(zalo: Zalo, group: ZaloGroup, account: str, by: Person) -> None:
    """The owner opens the bot's link in the group and confirms; the platform shows a welcome."""
    who = zalo.world.account(account)
    if who is None or zalo.world.app_of(account) is not group.app:
        raise Impossible("Tài khoản này không vào được nhóm như vậy.")
    _owner(group, by)
    if account in group.accounts:
        raise Impossible("Trợ giảng đang ở trong nhóm rồi.")
    if account in zalo.world.bots and _full(zalo, account):
        raise Impossible("Gói của trợ giảng không còn chỗ cho nhóm nào nữa.")
    group.put_out = [each for each in group.put_out if each != account]
    group.accounts.append(account)
    zalo.show(group, f"{by.name} đã thêm {who.name} vào nhóm. Tin của {who.name} là tin tự động.")
    zalo.tell(deeds.Invited(by, group, account))


def put_out(zalo: Zalo, group: ZaloGroup, account: str, by: Person) -> None:
    who = zalo.world.account(account)
    if who is None or account not in group.accounts:
        raise Impossible("Trợ giảng không ở trong nhóm này.")
    _owner(group, by)
    group.accounts.remove(account)
    group.put_out.append(account)
    zalo.show(group, f"{by.name} đã mời {who.name} ra khỏi nhóm")
    zalo.tell(deeds.Invited(by, group, account, ended=True))


def join(zalo: Zalo, group: ZaloGroup, person: Person) -> None:
    if person.id in group.members:
        raise Impossible(f"{person.name} đang ở trong nhóm rồi.")
    group.members.append(person.id)
    zalo.show(group, f"{person.name} đã vào nhóm")
    zalo.tell(deeds.Joined(person, group))


def leave(zalo: Zalo, group: ZaloGroup, person: Person) -> None:
    if person.id not in group.members:
        raise Impossible(f"{person.name} không ở trong nhóm này.")
    group.members.remove(person.id)
    zalo.show(group, f"{person.name} đã rời nhóm")
    zalo.tell(deeds.Joined(person, group, ended=True))


def _owner(group: ZaloGroup, person: Person) -> None:
    if not group.members or group.members[0] != person.id:
        raise Impossible("Chỉ trưởng nhóm mới làm được việc này.")


def _full(zalo: Zalo, bot: str) -> bool:
    plan = zalo.world.bots[bot].plan
    joined = sum(bot in group.accounts for group in zalo.world.groups.values())
    return plan.groups is not None and joined >= plan.groups
