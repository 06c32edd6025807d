"""The Official Account with which every town starts, and its credentials, which are no secret."""

from datetime import datetime, timedelta

from town.zalo_oa.account import ZaloOa
from town.zalo_oa.limits import REFRESH_LIVES

HOME_OA_ID = "3674338702778449434"
HOME_OA_NAME = "Học Vụ Số Thanh Hóa"
HOME_APP_ID = "2334789304983807556"
HOME_APP_SECRET = "an-app-secret-that-opens-nothing-but-this-town"  # noqa: S105
HOME_SECRET_KEY = "a-secret-key-that-signs-nothing-but-this-town"  # noqa: S105
# The first one; good once, as every other.
HOME_REFRESH_TOKEN = "a-refresh-token-that-opens-nothing-but-this-town"  # noqa: S105


def home(now: datetime) -> ZaloOa:
    """As it is when its town is new: authorised, with one refresh token and no access token yet."""
    oa = ZaloOa(HOME_OA_ID, HOME_OA_NAME, HOME_APP_ID, HOME_APP_SECRET, HOME_SECRET_KEY)
    oa.refresh[HOME_REFRESH_TOKEN] = now + timedelta(seconds=REFRESH_LIVES)
    # A town whose file was deleted gives out no token and no number of an event again.
    oa.given_out = oa.next_event = int(now.timestamp())
    return oa
