"""The process on every host: it makes the host what the managers ask for, and tells them what changes.

What may not stand here: anything of the manager, a database of clouds, an HTTP server. Only `wire` is shared with the other side.
"""
