"""Simulated platforms that enforce the real ones' rules, and a page that shows the town's phones.

Stands apart: it shares no code with the service it is there to test.
"""
