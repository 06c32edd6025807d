"""The content and its shape: what a lesson is, how authors write it, and which faults they are told about.

Knows nothing of chats, people, databases or networks.
"""
