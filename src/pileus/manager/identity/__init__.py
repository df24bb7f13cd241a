"""Domains, accounts, users, roles, keys and log-in."""
