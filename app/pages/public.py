"""Pages that need no account: the start, and what a problem means."""

from fastapi import Request, Response

from app.base import wording
from app.base.pages import render
from app.base.routing import Router
from app.pages.explaining import explanation_of
from app.verifier.reading import Headline
from credentials import PROBLEMS, ProblemCode, refuse

router = Router()


@router.get("/")
def start(request: Request) -> Response:
    """Three doors: for the worker, the employer and the training body."""
    return render(request, "start.html")


@router.get("/problems/{code}")
def problem(code: str, request: Request) -> Response:
    """What a problem means and what to do; the address is the type of the problem."""
    if code not in {known.value for known in ProblemCode}:
        raise refuse(ProblemCode.NOT_FOUND, "there is no such problem")
    known = ProblemCode(code)
    return render(
        request,
        "problem_page.html",
        headers={"Cache-Control": "public, max-age=3600"},
        code=known.value,
        kind=PROBLEMS[known],
        sentence=wording.problem_sentence(known),
        advice=wording.problem_advice(known),
        explained=explanation_of(known),
    )


@router.get("/explained/{topic}")
def explained(topic: str, request: Request) -> Response:
    """What a result means that no problem explains: who issued it is the question there."""
    found = explanation_of(topic) if topic in set(Headline) else None
    if found is None:
        raise refuse(ProblemCode.NOT_FOUND, "there is no such result")
    return render(
        request,
        "explained.html",
        headers={"Cache-Control": "public, max-age=3600"},
        reading={"problem": None, "headline": topic},
        explained=found,
    )
