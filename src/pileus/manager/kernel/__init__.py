"""What every part of the manager builds on: command registry, call context, errors, paging, ids, clock, log, settings.

It knows nothing of clouds: no table, no resource, no hypervisor.
"""
