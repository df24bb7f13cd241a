"""Durable operations and reconcilers: the one seam to the engine."""
