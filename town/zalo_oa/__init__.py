"""The simulated Zalo Official Account: its OAuth server, its OpenAPI, its signed webhooks, and what its console does."""
