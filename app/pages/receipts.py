"""What a reader takes along: a receipt of a check, and a form for pages of their own."""

from fastapi import Request, Response
from starlette.responses import JSONResponse

from app.base.deps import Now, ReadingDep, ServicesDep
from app.base.pages import render
from app.base.routing import Router
from app.pages.forms import FilledForm
from app.verifier import receipts
from credentials import ProblemCode, refuse

router = Router()


@router.get("/.well-known/did.json")
def did_document(session: ReadingDep, services: ServicesDep) -> Response:
    """The key with which this service signs receipts; there is none before the first receipt."""
    did = receipts.own_did(services.settings.public_url)
    document = receipts.own_document(session, did, custody=services.custody) if did else None
    if document is None:
        raise refuse(ProblemCode.NOT_FOUND, "this service has not signed a receipt yet")
    return JSONResponse(
        document,
        media_type="application/did+json",
        headers={"Cache-Control": "public, max-age=300", "Access-Control-Allow-Origin": "*"},
    )


@router.get("/receipts")
def explain(request: Request) -> Response:
    """What a receipt is; its address is also the type of every receipt."""
    return render(request, "receipts.html", headers={"Cache-Control": "public, max-age=3600"})


@router.get("/verify/embed")
def embed(request: Request, services: ServicesDep) -> Response:
    """A form for the pages of others that leads here, without a script and without a picture."""
    return render(request, "embed.html", address=f"{services.settings.public_url}/verify")


@router.post("/verify/receipt")
def keep(request: Request, form: FilledForm, services: ServicesDep, at: Now) -> Response:
    """The receipt of the check whose ticket the page carried; nothing of it is stored."""
    checked = receipts.opened(form.text("ticket"), custody=services.custody, at=at)
    if not form.has("titled"):
        checked = checked.without_title()
    public_url = services.settings.public_url
    signer = receipts.signer(
        services.database, custody=services.custody, public_url=public_url, at=at
    )
    token = receipts.write(checked, signer=signer, public_url=public_url, at=at)
    return render(request, "receipt.html", receipt=checked, token=token, address=public_url)
