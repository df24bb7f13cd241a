"""The life of routers, secondary storage and console services."""
