"""`make fuzz REQUESTS=200000 SEED=1`: rounds of random requests until there were enough. Ends with 1 if there was a fault.

`python -m tests.fuzz COUNT [SEED]`; a fault names the seed of its round, and
`python -m tests.fuzz COUNT SEED.ROUND` plays that round alone.
"""

import gc
import random
import sys
import tempfile
from collections import Counter
from pathlib import Path

from tests.fuzz.rounds import play

ROUND = 4000


def main(arguments: list[str]) -> int:
    """Plays the rounds, one line each."""
    wanted = int(arguments[0])
    seed = arguments[1] if len(arguments) > 1 else str(random.SystemRandom().randrange(10**6))
    seeds = [seed] if "." in seed else [f"{seed}.{number}" for number in range(-(-wanted // ROUND))]
    statuses: Counter[int] = Counter()
    faults = 0
    for number, one in enumerate(seeds):
        with tempfile.TemporaryDirectory(prefix="pileus-fuzz-") as folder:
            report = play(Path(folder), one, min(ROUND, wanted - number * ROUND))
        gc.collect()
        statuses += report.statuses
        faults += len(report.faults)
        for fault in report.faults:
            print(fault)
        print(f"seed {one}: {report.statuses.total()} requests, slowest {report.slowest:.2f} s, {len(report.faults)} faults", flush=True)
    told = ", ".join(f"{count} times {status}" for status, count in sorted(statuses.items()))
    print(f"{statuses.total()} requests: {told}; {faults} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
