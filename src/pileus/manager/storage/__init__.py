"""Volumes, snapshots, templates and the pools that hold them."""
