"""Every command is there, also those that a cloud without hosts needs for nothing else."""

from pileus.manager.http.generate import load

load()
