"""Zalo Bot: its platform for bots as a channel. Not the Official Account, which shares nothing with it."""
