"""Disks of guests and the copies of templates they stand on: files in pool folders.

What may not stand here: libvirt, and the life of secondary storage.
"""
