"""What is asked when a document is verified: the same for it and for all that is inside it."""

from datetime import datetime, timedelta

from msgspec import Struct

from credentials.materials import Materials, Want
from credentials.model import Policy
from credentials.trust import TrustList


class Expectation(Struct, frozen=True):
    """What this verifier asked for; what is None is not asked.

    `accredited` True makes an issuer that is not accredited a reason to refuse. What is bound
    to a key of its holder has to be shown with it when there is a `challenge`, and not longer
    ago than `shown_within`.
    """

    domain: str | None = None
    challenge: str | None = None
    accredited: bool = False
    shown_within: timedelta | None = None


class Question(Struct, frozen=True):
    """What is at hand, who is trusted, the time, the policy, and what was asked for.

    `endorsements` False: what others say of a document is not looked at. `records` False: it
    stands in a learner record, and may not be one itself.
    """

    materials: Materials
    trust: TrustList
    at: datetime
    policy: Policy
    expect: Expectation
    endorsements: bool = True
    records: bool = True


class MissingError(Exception):
    """Something has to be fetched before the answer can be known; it names what.

    `want` is the first of `wants`, which are usually one.
    """

    def __init__(self, *wants: Want) -> None:
        super().__init__(wants[0].url)
        self.want = wants[0]
        self.wants = wants
