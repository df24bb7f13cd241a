"""Durable operations and reconcilers: the one seam to the engine."""

from pileus.manager.ops.declare import Drivers, Op, Operation, OpId, effect, operation, step
from pileus.manager.ops.ending import reason, result_of
from pileus.manager.ops.engine import Engine
from pileus.manager.ops.start import begin, start

__all__ = ["Drivers", "Engine", "Op", "OpId", "Operation", "begin", "effect", "operation", "reason", "result_of", "start", "step"]
