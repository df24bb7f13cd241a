"""The way from an empty database, and from each release, to this version's tables: one revision a change, numbered in `versions`.

`tools/migration TEXT` writes the next one by comparing the models with what the revisions so far make.
"""
