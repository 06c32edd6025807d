"""The accounts on the platforms: what is configured, what is made of it, who is in service now."""
