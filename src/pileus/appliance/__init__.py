"""Programs that run inside a router namespace, or later inside a guest.

What may not stand here: imports beyond the standard library, of the agent, or of the manager. One such process runs for every network, so
it must start fast and stay small.
"""
