"""Zalo in the town: what exists and what people do there, and the simulated Zalo Bot server."""
