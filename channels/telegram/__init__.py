"""Telegram: its Bot API as a channel."""
