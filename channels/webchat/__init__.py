"""The web chat at /chat: an adapter, its routes and its page. No login: a link resumes the place."""
