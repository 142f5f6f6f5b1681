"""`python -m tests.bench.working` does what it is told, line by line, and says how fast it was.

A line is a task and a number of seconds. It is a process of its own, so that nothing else of
the bench is in its memory and it can be kept on one core.
"""

import json
import sys
import time
from functools import cache

from tests.bench.tasks import TASKS, Work, rate


def main() -> None:
    """Answer until nobody asks any more."""
    for line in sys.stdin:
        asked = json.loads(line)
        clock = time.monotonic if asked.get("by_the_clock") else time.process_time
        answer = rate(_prepared(asked["task"]), seconds=asked["seconds"], clock=clock)
        sys.stdout.write(f"{json.dumps(answer)}\n")
        sys.stdout.flush()


@cache
def _prepared(task: str) -> Work:
    return TASKS[task]()


if __name__ == "__main__":
    main()
