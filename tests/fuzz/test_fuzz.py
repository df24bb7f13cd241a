from pathlib import Path

import pytest
from tests.fuzz.rounds import UNKNOWN, play


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_random_requests_are_answered_or_refused_and_leave_nothing_stuck(tmp_path: Path) -> None:
    report = play(tmp_path, "suite", 1500)
    assert not report.faults, "\n".join(report.faults)
    assert report.statuses[200] > 100, f"too few were understood to say anything: {report.statuses}"
    assert report.statuses[UNKNOWN] < 500, f"most callers were not known: {report.statuses}"
