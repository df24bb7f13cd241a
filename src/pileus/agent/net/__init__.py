"""Bridges, router namespaces and rule sets on a host."""
