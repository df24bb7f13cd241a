"""Disk images on a host."""
