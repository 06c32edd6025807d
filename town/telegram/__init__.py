"""The simulated Telegram Bot API: it answers as the real one does, and refuses as the real one does."""
