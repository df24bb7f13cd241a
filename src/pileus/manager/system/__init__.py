"""Settings, events, usage, capabilities and jobs."""
