"""P8: a copy of everything, and the end of everything, on behalf of somebody who wrote a letter."""

from handlers import figures, people
from tests.handlers.village import ACCOUNT, Village


def test_a_copy_for_the_operator(village: Village) -> None:
    village.enrol("lan")
    village.finish("lan")
    before = village.everything()
    data = people.export(village.db, ACCOUNT, "lan")
    assert data["identity"][0]["chat"] == "chat-lan"
    assert len(data["step_event"]) == 9
    assert people.export(village.db, ACCOUNT, "nobody") == {}
    assert village.everything() == before


def test_everything_goes(village: Village) -> None:
    village.enrol("lan", "hoa")
    for user in ("lan", "hoa"):
        village.finish(user)
        village.open(user, "L02")
        village.say(user, "gặp người")
    others = people.export(village.db, ACCOUNT, "hoa")
    assert people.erase(village.db, ACCOUNT, "lan", village.now)
    assert not people.erase(village.db, ACCOUNT, "lan", village.now)
    assert "lan" not in str({k: v for k, v in village.everything().items() if k != "inbound"})
    assert people.export(village.db, ACCOUNT, "hoa") == others
    assert figures.recount(village.db) == ()
    assert village.open("lan")  # and may come back as somebody new
