"""The fake hypervisor: hosts that exist in one file. It is the simulator's world, and the test bed of everything above the wire."""
