"""The wire: parsing, signatures, sessions, dispatch, JSON and XML answers, errors, discovery, UI files, console and event sockets.

CloudStack's wire habits live here and nowhere else. No resource is known here: commands are reached through the registry.
"""
