"""Guest networks on one host: bridges, routers, their services, and the rules about who may talk to whom.

What may not stand here: anything of libvirt or of the manager's database. Everything works relative to the network namespace of the thread
that calls, so that a namespace can stand for a whole host.
"""
