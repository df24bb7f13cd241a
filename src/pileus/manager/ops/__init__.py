"""Durable operations and reconcilers: the one seam to the engine."""

from pileus.manager.ops.declare import Drivers, Op, Operation, OpId, effect, operation, step
from pileus.manager.ops.ending import reason, result_of
from pileus.manager.ops.engine import Engine
from pileus.manager.ops.outbox import note, wake
from pileus.manager.ops.reconcile import Report, reconciler
from pileus.manager.ops.settled import settled, shows
from pileus.manager.ops.start import begin, start
from pileus.manager.ops.upkeep import admit, clean_up, end_jobs, forget, settle

__all__ = [
    "Drivers",
    "Engine",
    "Op",
    "OpId",
    "Operation",
    "Report",
    "admit",
    "begin",
    "clean_up",
    "effect",
    "end_jobs",
    "forget",
    "note",
    "operation",
    "reason",
    "reconciler",
    "result_of",
    "settle",
    "settled",
    "shows",
    "start",
    "step",
    "wake",
]
