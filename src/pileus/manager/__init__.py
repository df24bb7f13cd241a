"""The management server: one process."""
