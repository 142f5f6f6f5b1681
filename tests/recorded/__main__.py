"""`python -m tests.recorded` writes the answers of today into the files beside it."""

from tests.recorded import drawn, zoo

for recorded in (drawn.RECORDED, zoo.RECORDED):
    recorded.write()
