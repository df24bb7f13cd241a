"""An installation on a machine: bringing it up, looking at it, repairing it, taking it away."""
