"""The Zalo Bot platform's numbers, typed once more on purpose, and those that the town had to choose.

The service has its own copy; a slip in one is caught by the other.
"""

# docs.zaloplatforms.com/docs/BOT/apis/sendMessage, …/sendPhoto: 1 to 2,000 characters. The unit is not said;
# `text_styles` counts UTF-16 units, the harshest reading.
LONGEST_TEXT = 2_000
LONGEST_CAPTION = 2_000
# docs.zaloplatforms.com/docs/BOT/apis/setWebhook
SHORTEST_SECRET = 8
LONGEST_SECRET = 256
# docs.zaloplatforms.com/docs/BOT/apis/getUpdates
USUAL_POLL = 30  # seconds, when a call does not say

# Undocumented. So much is what Official Accounts may send, and what every client was seen to show.
LARGEST_PICTURE = 1024 * 1024  # bytes
# Undocumented; a longer wish is cut.
LONGEST_POLL = 60  # seconds
# "Lost while nobody polls": who asks again within this time was there. Real seconds.
GRACE = 5.0
# There is a daily limit (error 426) whose height nobody names.
MOST_TRIALS = 5
# A webhook that says nothing for so long has not taken the event; undocumented. Real seconds.
PATIENCE = 10.0
# Where a bot's manner has more than one attempt: the first wait between two, doubled each time. Real seconds.
FIRST_WAIT = 0.5
LONGEST_WAIT = 30.0
# Events of one bot on their way at the same time; undocumented.
MOST_AT_ONCE = 40
LARGEST_BODY = 256 * 1024  # bytes of a call; ours


def units(text: str) -> int:
    """UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
