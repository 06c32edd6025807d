"""Looking whether somebody sends, without getting into anybody's way."""

from storage.database import Database


def test_a_lock_is_taken_while_anybody_has_it(database: Database) -> None:
    holder, looker = database.lock("telegram"), database.lock("telegram")
    assert not looker.taken()
    assert holder.acquire()
    assert looker.taken()
    assert holder.taken()
    assert not database.lock("zalo-bot").taken()
    holder.release()
    assert not looker.taken()


def test_looking_takes_nothing_and_loses_nothing(database: Database) -> None:
    holder, rival, looker = (database.lock("telegram") for _ in range(3))
    looker.taken()
    assert holder.acquire()  # nobody who only looked is in the way
    for _ in range(5):
        assert looker.taken()
    assert holder.held()
    assert not rival.acquire()
    assert not looker.held()
    holder.release()
