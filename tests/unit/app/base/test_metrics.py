"""What is measured: each stage by itself, and several processes together."""

import re
import subprocess
import sys
from pathlib import Path

from app.base.metrics import Metrics
from app.base.settings import METRICS_FOLDER

_ROOT = Path(__file__).parents[4]
_TWO_PROCESSES = """
import os, sys
from pathlib import Path
from prometheus_client import multiprocess
from app.base.metrics import Metrics

folder = Path(sys.argv[1])
metrics = Metrics(folder)
child = os.fork()
metrics.count_actions(["award.issued"])
metrics.pool.inc()
if not child:
    os._exit(0)
os.waitpid(child, 0)
print(metrics.exposition().decode(), "----")
multiprocess.mark_process_dead(child, str(folder))
print(metrics.exposition().decode())
"""


def test_several_processes_measure_together_and_those_that_ended_stay_counted(
    tmp_path: Path,
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _TWO_PROCESSES, str(tmp_path)],
        env={"PYTHONPATH": str(_ROOT), METRICS_FOLDER: str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    before, after = done.stdout.split("----")

    counted = 'passport_actions_total{action="award.issued"} 2.0'
    assert counted in before
    assert counted in after
    assert "passport_pool_in_use 2.0" in before
    assert "passport_pool_in_use 1.0" in after


def test_every_measurement_has_a_name_that_says_whose_it_is() -> None:
    metrics = Metrics()
    metrics.count_actions(["award.issued"])
    names = re.findall(r"^# TYPE (\S+)", metrics.exposition().decode(), re.MULTILINE)

    assert len(names) > 8
    assert all(name.startswith("passport_") for name in names)
