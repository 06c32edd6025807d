"""Zalo: an Official Account as a channel."""
