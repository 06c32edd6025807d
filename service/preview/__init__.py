"""A lesson shown to its author as learners will see it: one conversation on Zalo, Telegram, the web and paper.

In memory and on loopback only. The conversation is the real one (`bot.take_turn`), and what each column
shows is what that channel's own code would send; nothing of either is done a second time here.
"""
