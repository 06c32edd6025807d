"""The lived-in hamlet of a town that nobody has played in yet: who lives there, what happened, and how it is told
to the service through the doors that everything comes in by.
"""
