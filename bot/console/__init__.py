"""The work of a team, in the chat: what leaders, members and officers say, and what is said to them.

Pure like all of `bot`. What is asked for becomes an order; `handlers.console` looks up what it needs and hands
it to a speech from here, which is spoken in the person's own conversation.
"""
