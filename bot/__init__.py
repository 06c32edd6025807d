"""The conversation: what the bot would say. Values in, values out.

No clock, no network, no database, no dice: time is an argument, and what should happen in the
world is returned as a `Turn`. The one door is `bot.engine.take_turn`.
"""
