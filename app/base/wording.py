"""What a problem means for somebody who has never heard of a signature, and what to do now.

Each code has a sentence of its own, so that no two causes look alike. The sentences are
keys of the catalogues; they never say more than the code does.
"""

from collections.abc import Mapping
from types import MappingProxyType

from app.base.locales import N_, gettext
from credentials import Problem, ProblemCode

_ASK_FOR_ORIGINAL = N_(
    "Ask the person for the original file or the link from their skills passport. "
    "If it stays like this, ask the body that issued it."
)
_DO_NOT_RELY = N_("Do not rely on it. Ask the body that is said to have issued it.")
_TRY_LATER = N_("Try again in a few minutes. Until then, treat it as not checked.")
_ASK_ISSUER = N_("Ask the body that issued it, in a way that you know from elsewhere.")

# Code: (what it means, what to do now).
_WORDING: Mapping[ProblemCode, tuple[str, str]] = MappingProxyType(
    {
        ProblemCode.MALFORMED: (
            N_("This file is damaged or incomplete, so it cannot be read."),
            _ASK_FOR_ORIGINAL,
        ),
        ProblemCode.BAD_VALUE: (
            N_("A part of this certificate is not written as it must be, so it does not count."),
            _ASK_FOR_ORIGINAL,
        ),
        ProblemCode.NO_CREDENTIAL_FOUND: (
            N_("There is no certificate in what you gave us."),
            N_(
                "Check that you chose the right file, or that the whole code can be seen in the "
                "photo. A scan or photo of the text alone cannot be checked."
            ),
        ),
        ProblemCode.PROOF_MISSING: (
            N_("Nobody has signed this certificate. Anybody could have written it."),
            _ASK_FOR_ORIGINAL,
        ),
        ProblemCode.PROOF_REJECTED: (
            N_("The signature on this certificate cannot be accepted."),
            _DO_NOT_RELY,
        ),
        ProblemCode.PROOF_NOT_FOR_SHOWING: (
            N_(
                "This is the copy that only its holder may have. It holds more than was meant to "
                "be shown, so it cannot be checked here."
            ),
            N_(
                "Ask the person to choose what to show in their wallet, and to send you the copy "
                "that the wallet makes."
            ),
        ),
        ProblemCode.TAMPERED: (
            N_("This certificate was changed after it was signed, or it is a forgery."),
            _DO_NOT_RELY,
        ),
        ProblemCode.TERM_UNDEFINED: (
            N_("Something was added to this certificate that the signature does not cover."),
            _DO_NOT_RELY,
        ),
        ProblemCode.TREE_CHANGED: (
            N_("Parts of this certificate were renamed, hidden or moved to mislead the reader."),
            _DO_NOT_RELY,
        ),
        ProblemCode.KEY_WEAK: (
            N_("It is signed with a key that anybody can use, so the signature means nothing."),
            _DO_NOT_RELY,
        ),
        ProblemCode.CONTEXT_UNKNOWN: (
            N_(
                "This certificate uses words from a vocabulary that we do not know, so we could "
                "not check it."
            ),
            _ASK_ISSUER,
        ),
        ProblemCode.TOO_COMPLEX: (
            N_("This file is built in such a complicated way that we stopped reading it."),
            _ASK_FOR_ORIGINAL,
        ),
        ProblemCode.SUITE_UNKNOWN: (
            N_("It is signed in a way that we do not know, so we could not check it."),
            _ASK_ISSUER,
        ),
        ProblemCode.DID_METHOD_UNKNOWN: (
            N_("It names its issuer in a way that we do not know, so we could not check it."),
            _ASK_ISSUER,
        ),
        ProblemCode.KEY_NOT_FOUND: (
            N_("The body that is named as issuer does not have the key that signed it."),
            _DO_NOT_RELY,
        ),
        ProblemCode.KEY_NOT_ALLOWED: (
            N_("It is signed with a key that may not be used to sign certificates."),
            _DO_NOT_RELY,
        ),
        ProblemCode.ISSUER_UNREACHABLE: (
            N_("We could not reach the issuer to get the key that it signs with."),
            _TRY_LATER,
        ),
        ProblemCode.WRONG_AUDIENCE: (
            N_("This was made to be shown to somebody else."),
            N_("Ask the person to share it with you again."),
        ),
        ProblemCode.WRONG_NONCE: (
            N_("This is the answer to another request, and may have been copied."),
            N_("Ask the person to share it with you again."),
        ),
        ProblemCode.SCHEMA_MISMATCH: (
            N_("This certificate lacks something that its kind must have."),
            _ASK_ISSUER,
        ),
        ProblemCode.SCHEMA_UNCHECKED: (
            N_("The issuer names a form for this certificate. We did not check that form."),
            N_("Nothing needs to be done, unless that form matters to you. Then ask the issuer."),
        ),
        ProblemCode.NOT_YET_VALID: (
            N_("This certificate is not valid yet. Its first day lies ahead."),
            N_("Look at its first day below, and check it again from then on."),
        ),
        ProblemCode.EXPIRED: (
            N_("This certificate was valid once, and has since expired."),
            N_("Ask the person whether they have renewed it."),
        ),
        ProblemCode.STATUS_UNREACHABLE: (
            N_("We could not find out whether the issuer has taken this certificate back."),
            _TRY_LATER,
        ),
        ProblemCode.STATUS_INVALID: (
            N_("The issuer’s list of withdrawn certificates is not to be trusted right now."),
            _TRY_LATER,
        ),
        ProblemCode.STATUS_LIST_SHORT: (
            N_("The issuer’s list of withdrawn certificates is shorter than allowed."),
            _TRY_LATER,
        ),
        ProblemCode.STATUS_OUT_OF_RANGE: (
            N_("This certificate is not on the list where the issuer says it is."),
            _ASK_ISSUER,
        ),
        ProblemCode.STATUS_UNKNOWN: (
            N_("The issuer withdraws certificates in a way that we do not know."),
            _ASK_ISSUER,
        ),
        ProblemCode.REVOKED: (
            N_("The issuer has withdrawn this certificate. It no longer counts."),
            N_("If the person does not know why, they can ask the issuer."),
        ),
        ProblemCode.SUSPENDED: (
            N_("The issuer has paused this certificate for now. That does not mean a fault."),
            N_("Check it again later, or ask the issuer how long the pause lasts."),
        ),
        ProblemCode.REPLACED: (
            N_("The issuer has replaced this certificate by a corrected one."),
            N_("Ask the person for the new certificate."),
        ),
        ProblemCode.FROZEN: (
            N_("The owner has frozen this. That says nothing bad about the certificate."),
            N_("Ask the person to unfreeze it. Until then, treat it as not checked."),
        ),
        ProblemCode.ISSUER_NOT_ACCREDITED: (
            N_("Nobody on our list says that this body may issue such certificates."),
            N_("Decide for yourself whether you know the body, or ask the authority in charge."),
        ),
        ProblemCode.TRUST_LIST_STALE: (
            N_("Our list of accredited bodies is not fresh. It may have changed since."),
            _TRY_LATER,
        ),
        ProblemCode.STATUS_MESSAGE: (
            N_("The body that issued it has left a note about it. The certificate still counts."),
            N_("If it matters to you, ask the body that issued it what the note says."),
        ),
        ProblemCode.REFRESH_OFFERED: (
            N_("There is a newer edition of this certificate. This one still counts."),
            N_("Ask the person for the newer one."),
        ),
        ProblemCode.HOLDER_NOT_SHOWN: (
            N_("It is not shown that the one who sent this is the person it is about."),
            N_("Compare the name and birth date with an identity document."),
        ),
        ProblemCode.ENDORSES_ANOTHER: (
            N_("This praise was written about something else, and put here."),
            N_("Pay no attention to it. The result of the certificate itself stands above."),
        ),
        ProblemCode.HOSTED_ONLY: (
            N_("The website of its issuer shows this badge at this moment. Nobody has signed it."),
            N_(
                "Look at whose website it is. Whoever runs that website can change the badge at "
                "any time, so keep your own note of this check."
            ),
        ),
        ProblemCode.HOSTED_ELSEWHERE: (
            N_("This badge is on a website where its issuer publishes no badges."),
            N_("Do not rely on it. Ask the issuer, in a way that you know from elsewhere."),
        ),
        ProblemCode.HOSTED_OTHERWISE: (
            N_("The website of its issuer says something else than the file you were given."),
            N_("Do not rely on the file. Ask the person for the address of the badge."),
        ),
        ProblemCode.PARTS_LEFT_OUT: (
            N_(
                "The person who shows this could choose which parts to show. Each part that you "
                "see is as it was signed. Other parts may have been left out."
            ),
            N_("If a part that you need is not there, ask the person to show it too."),
        ),
        ProblemCode.SIGNING_FAILED: (
            N_("The certificate could not be signed. Nothing was issued."),
            N_("Try again. If it happens again, tell the operator of this service."),
        ),
        ProblemCode.REQUEST_INVALID: (
            N_("Something in what you entered is missing or not in the right form."),
            N_("Go back, look at the marked fields, and send it again."),
        ),
        ProblemCode.NOT_SIGNED_IN: (
            N_("You need to sign in first."),
            N_(
                "If you were signed in, your log-in has ended because nothing was done for a while."
            ),
        ),
        ProblemCode.NOT_ALLOWED: (
            N_("You may not do this here."),
            N_("Open the page again from the start. If it stays like this, ask your operator."),
        ),
        ProblemCode.ROLE_NEEDED: (
            N_("Your account is not allowed to do this."),
            N_("If it belongs to your work, ask an owner of your training body for this role."),
        ),
        ProblemCode.SECOND_STEP_NEEDED: (
            N_("Your account needs one-time codes before you can go on."),
            N_("Set them up now with your phone. It takes two minutes."),
        ),
        ProblemCode.NOT_FOUND: (
            N_("There is nothing at this address."),
            N_("Check that the whole address or code was copied."),
        ),
        ProblemCode.GONE: (
            N_("This was here once and is no longer."),
            N_("The link was used, has ended, or was taken back. Ask for a new one."),
        ),
        ProblemCode.CONFLICT: (
            N_("This does not fit what is already stored."),
            N_("Look at what is there now, and try again."),
        ),
        ProblemCode.PROBABLE_DUPLICATE: (
            N_("Somebody like this has the certificate already, or has the same number."),
            N_(
                "Look at that one first. If it is another person, or a further award, say so and"
                " send it again: in the API with even_if_alike."
            ),
        ),
        ProblemCode.IDEMPOTENCY_MISMATCH: (
            N_("The same request number was used for two different requests."),
            N_("Use a new number for each request."),
        ),
        ProblemCode.IN_PROGRESS: (
            N_("The same request is still being worked on."),
            N_("Wait a moment, and look again."),
        ),
        ProblemCode.TOO_LARGE: (
            N_("This is larger than we can take."),
            N_("Choose a smaller file or picture."),
        ),
        ProblemCode.UNSUPPORTED_MEDIA: (
            N_("This is a kind of file that we cannot read."),
            N_("We read PDF, JSON and text files, PNG, JPEG and SVG pictures, and links."),
        ),
        ProblemCode.TOO_MANY_REQUESTS: (
            N_("Too many tries came from your connection within a short time."),
            N_("Wait a minute, and try again."),
        ),
        ProblemCode.CODE_WRONG: (
            N_("What you typed is not right."),
            N_("Compare each letter and number with the paper, and try again."),
        ),
        ProblemCode.CODE_CLOSED: (
            N_("This code is closed."),
            N_("It was used, or wrong answers were given too often. Ask the issuer for a new one."),
        ),
        ProblemCode.STATUS_EXHAUSTED: (
            N_("No further certificate can be issued at the moment."),
            N_("Tell the operator of this service."),
        ),
        ProblemCode.KEY_UNAVAILABLE: (
            N_("The issuer’s signing key cannot be used at the moment. Nothing was issued."),
            N_("Tell the operator of this service. Checking certificates still works."),
        ),
        ProblemCode.BUSY: (
            N_("The service is very busy."),
            N_("Try again in a few seconds."),
        ),
        ProblemCode.INTERNAL: (
            N_("Something went wrong on our side."),
            N_("Try again. If it stays like this, tell the operator the number below."),
        ),
    }
)


_HIDDEN_END = N_(
    "The end date of this certificate, or the mark by which it can be withdrawn, was hidden so "
    "that it looks valid for longer."
)
# Who may do what a role is for; the pointer names the role.
_WHO_MAY = {
    "/owner": N_("Only an owner of your training body may do this."),
    "/key-manager": N_("Only a key manager of your training body may do this."),
    "/issuer": N_("Only staff with the role of issuer may do this."),
    "/approver": N_("Only staff with the role of approver may do this."),
}
# The properties that say how long a certificate counts, as their addresses end.
_ENDS = ("#validUntil", "#credentialStatus")


def problem_sentence(code: ProblemCode, problem: Problem | None = None) -> str:
    """What the problem means, as one plain sentence in the language of this request.

    Where it stands may make the sentence sharper; its detail, in English, is for developers.
    """
    if problem is not None and code is ProblemCode.TREE_CHANGED and _hides_end(problem):
        return gettext(_HIDDEN_END)
    if problem is not None and code is ProblemCode.ROLE_NEEDED and problem.pointer in _WHO_MAY:
        return gettext(_WHO_MAY[problem.pointer])
    return gettext(_WORDING[code][0])


def _hides_end(problem: Problem) -> bool:
    return problem.pointer.endswith(_ENDS)


def problem_advice(code: ProblemCode) -> str:
    """What to do now, in the language of this request."""
    return gettext(_WORDING[code][1])
