"""`python -m tests.recorded` writes the answers of today into the files beside it."""

from tests.recorded import test_drawn, test_zoo

for recorded in (test_drawn.RECORDED, test_zoo.RECORDED):
    recorded.write()
