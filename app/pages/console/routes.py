"""Every page of the console."""

from app.base.routing import Router
from app.pages.console import (
    account,
    achievements,
    assessor_list,
    award_new,
    awards,
    classes,
    corrections,
    delivery,
    entrance,
    handing_out,
    home,
    inbox,
    lists,
    naming,
    profile,
    programs,
    record,
    registers,
    returning,
    signing_keys,
    staff,
)

router = Router()
for part in (
    entrance,
    home,
    profile,
    naming,
    assessor_list,
    registers,
    achievements,
    lists,
    handing_out,
    classes,
    delivery,
    # Before the page of one award, whose address would fit it too.
    award_new,
    awards,
    corrections,
    returning,
    inbox,
    record,
    account,
    staff,
    programs,
    signing_keys,
):
    router.routes.extend(part.router.routes)
