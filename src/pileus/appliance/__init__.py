"""Programs that run inside a router's namespace or a guest; their imports stay light."""
