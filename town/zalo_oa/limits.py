"""The Official Account's numbers, typed once more on purpose: the service has its own copy, and a slip in one
is caught by the other. Source: docs.zaloplatforms.com/docs/OA/… and developers.zalo.me/docs/official-account/…
"""

import unicodedata
from collections import deque

# docs/OA/tin-nhan/…: text and pictures of a consultation message
LONGEST_TEXT = 2_000  # characters after NFC; counted in UTF-16 units here, the strictest reading
LARGEST_PICTURE = 1024 * 1024  # bytes, jpg or png
LARGEST_GIF = 5 * 1024 * 1024  # bytes
MOST_ELEMENTS = 5  # of a list
MOST_BUTTONS = 5
LONGEST_TITLE = 100  # characters, of a button or an element
LONGEST_PAYLOAD = 1_000  # characters of what a query button sends

# docs/OA/tin-nhan/…: seconds since the person's last interaction
FREE = 48 * 3600
BILLED = 7 * 86_400  # after `FREE`, and only from a Zalo Cloud Account with money

# docs/OA/phu-luc/gioi-han-toc-do-api: of one app
CALLS_A_MINUTE = 4_000

# developers.zalo.me: OAuth v4, in seconds
CODE_LIVES = 600
ACCESS_LIVES = 90_000
REFRESH_LIVES = 90 * 86_400  # "about three months"
VERIFIER = 43  # characters, letters and digits

# docs/OA/webhook/tong-quan: an answer must be there after so many seconds, or the event comes again after these
ANSWER_WITHIN = 2.0
LADDER = (30, 300, 900, 1_800, 3_600)

# docs/OA/nhom-chat-gmf/…: the number in the asset's name is how many may be members
ASSETS = {"gmf10": 10, "gmf50": 50, "gmf100": 100, "gmf1000": 1_000}
GROUPS_A_PAGE = 5  # `getgroupsofoa` without a count
MOST_A_PAGE = 50


def units(text: str) -> int:
    """The length that counts: UTF-16 units of the composed (NFC) text."""
    composed = unicodedata.normalize("NFC", text)
    return len(composed.encode("utf-16-le", "surrogatepass")) // 2


class Minute:
    """At most `count` calls in any minute of real time."""

    __slots__ = ("_calls", "count")

    def __init__(self, count: int) -> None:
        self.count = count
        self._calls: deque[float] = deque()

    def take(self, now: float) -> int | None:
        """Count a call: how many more are welcome at once; None: it is not, and is not counted."""
        while self._calls and now - self._calls[0] >= 60:
            self._calls.popleft()
        if len(self._calls) >= self.count:
            return None
        self._calls.append(now)
        return self.count - len(self._calls)
