"""A process that keeps one account's tokens, as the service does; says on standard output how it stands.

`python token_program.py DATABASE_URL OAUTH_URL`; ends when its standard input does.
"""

import asyncio
import logging
import sys
from datetime import UTC, datetime

from channels.setup import Unusable
from channels.zalo_oa.oauth import OAuth
from storage.database import Database
from tests.channels.fake_zalo_oa import KEYS
from tests.worker.token_office import ACCOUNT
from worker.desk import Desk
from worker.tokens import TokenKeeper


def clock() -> datetime:
    return datetime.now(UTC)


async def main(url: str, oauth_url: str) -> None:
    db = Database(url)
    desk = Desk(db)
    keeper = TokenKeeper(ACCOUNT, desk, OAuth(KEYS, clock, oauth_url=oauth_url), clock)
    await keeper.keep_fresh()
    try:
        await keeper.access()
        print("has a token", flush=True)
    except Unusable as trouble:
        print(f"{type(trouble).__name__}: {trouble}", flush=True)
    await asyncio.to_thread(sys.stdin.read)
    await keeper.close()
    await desk.close()
    db.close()


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, stream=sys.stdout)
    asyncio.run(main(*sys.argv[1:]))
