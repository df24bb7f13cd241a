"""Zones, pods, clusters and hosts, their capacity, and placement: which host takes an instance, and why the others do not."""
