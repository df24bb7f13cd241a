"""Guests, as libvirt runs them. The only folder that imports libvirt's binding; nothing outside sees its types or errors."""
