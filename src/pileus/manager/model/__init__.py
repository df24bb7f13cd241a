"""Tables and state tables, one file a resource. No logic of commands, no access to the outside world.

All models stand in this one folder: foreign keys make a graph, and a graph cannot be layered.
"""
