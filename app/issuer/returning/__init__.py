"""Somebody who has lost paper and phone comes to the body that knows them."""

from app.issuer.returning.service import confirm_person, standing, vouches

__all__ = ["confirm_person", "standing", "vouches"]
