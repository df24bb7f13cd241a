"""Protocols for the outside world, the agent link, and a fake of each; the simulator is the fake host."""
