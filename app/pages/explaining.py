"""What a result means and what it does not mean: for its reader, and for whom it is about.

The sentence of each result and what to do now are in app/base/wording.py and in the templates;
here is what a reader asks next, and what a worker may be wronged by if nobody says it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from app.base.locales import N_, gettext
from app.verifier.reading import Headline
from credentials import ProblemCode


@dataclass(frozen=True, slots=True)
class Explanation:
    """Plain words, in the language of this request."""

    means: str
    does_not_mean: str
    for_its_owner: str


_ASK_THE_BODY = N_("Ask the body that issued it. It can also tell you what it needs from you.")
_SHARE_AGAIN = N_("Show the original file, or share the certificate from your passport.")

_TEXTS: Mapping[str, tuple[str, str, str]] = MappingProxyType(
    {
        ProblemCode.EXPIRED: (
            N_(
                "It is genuine, and it was valid. The issuer gave it a last day, and that day has "
                "passed."
            ),
            N_(
                "Nobody has taken it back, and it is no forgery. The person did earn it. Some "
                "work needs a fresh certificate; for other work it may still say enough."
            ),
            N_("Ask the body that issued it how to renew it."),
        ),
        ProblemCode.REVOKED: (
            N_("The issuer did sign it, and has taken it back since. It no longer counts."),
            N_(
                "It is no forgery: it is word for word what was signed. And it need not be the "
                "person’s fault: bodies also take certificates back because of a mistake of "
                "their own, or because the person asked for it. Look at the reason beside the "
                "result."
            ),
            N_(
                "Ask the body why. If you do not agree, say so: you can write to it from your "
                "passport."
            ),
        ),
        ProblemCode.SUSPENDED: (
            N_(
                "The issuer has paused it, for example while a question is looked into. It may "
                "count again at any time."
            ),
            N_("A pause is no fault, and nothing has been decided against the person."),
            _ASK_THE_BODY,
        ),
        ProblemCode.REPLACED: (
            N_(
                "The issuer has made a new certificate in its place, for example because a name "
                "was misspelt. Where only the spelling was corrected, or the person allows it, "
                "the result leads on to the new one."
            ),
            N_(
                "The person has not lost the award. It is no forgery either: it was right when it "
                "was signed, and the new one says what is right now."
            ),
            N_("Show the new certificate. If you do not have it yet, ask the body for it."),
        ),
        ProblemCode.TAMPERED: (
            N_(
                "Its words are not the words that the issuer signed. So we show nothing of what "
                "it says: none of it can be relied on."
            ),
            N_(
                "It does not show who changed it, nor that the person in front of you did. A file "
                "that was damaged on its way looks the same."
            ),
            _SHARE_AGAIN,
        ),
        ProblemCode.NOT_YET_VALID: (
            N_("It is genuine. The issuer has given it a first day, and that day lies ahead."),
            N_("It is no forgery, and nothing is wrong with it."),
            N_("Show it from its first day on."),
        ),
        ProblemCode.STATUS_UNREACHABLE: (
            N_(
                "It is genuine. But the issuer’s list of withdrawn certificates did not answer, so "
                "we do not know whether it still counts."
            ),
            N_(
                "It is neither good nor bad news about the person. It is not known yet, and "
                "nothing more."
            ),
            N_("Tell the body that its list cannot be reached."),
        ),
        ProblemCode.ISSUER_UNREACHABLE: (
            N_(
                "We could not get the key with which the issuer signs, so we cannot say whether "
                "it is genuine."
            ),
            N_(
                "That is no sign of a forgery: a website that does not answer for an hour has the "
                "same effect."
            ),
            N_("Tell the body that its key cannot be reached."),
        ),
        ProblemCode.CONTEXT_UNKNOWN: (
            N_(
                "It uses words of a vocabulary that this service does not keep. Without it we "
                "cannot tell what was signed."
            ),
            N_("A form that we cannot read is not a forgery."),
            N_("Ask the body for the same certificate as Open Badges 3.0."),
        ),
        ProblemCode.FROZEN: (
            N_(
                "The person has frozen links and printed codes, for example because a paper or a "
                "phone was lost. So we say nothing about the certificate, not even whether it is "
                "valid."
            ),
            N_("It is no sign against the person or the certificate."),
            N_("You can end this in your passport at any time."),
        ),
        Headline.VALID_KNOWN: (
            N_(
                "It is word for word what its issuer signed, and it is valid. We know the issuer. "
                "But nobody on our list says that it is accredited for this kind of award."
            ),
            N_(
                "That is no fault of the person, and often not of the body: not every kind of "
                "award needs it."
            ),
            _ASK_THE_BODY,
        ),
        Headline.VALID_UNKNOWN: (
            N_(
                "It is word for word what its issuer signed. But the issuer is not on the list of "
                "this service, so we do not know who it is."
            ),
            N_(
                "It is no forgery. Many good bodies are not on our list. But anybody can set up a "
                "body and give it a fine name."
            ),
            N_("Tell the reader how to reach the body, and ask it to apply to this service."),
        ),
        Headline.VALID_UNVETTED: (
            N_(
                "It is word for word what its issuer signed. The issuer has applied to this "
                "service, and nobody has confirmed yet who it is."
            ),
            N_("It is no forgery, and the body may well be approved. It may also be a trial."),
            _ASK_THE_BODY,
        ),
        Headline.VALID_SUSPENDED: (
            N_(
                "It is word for word what its issuer signed. But the body itself is suspended on "
                "our list at the moment."
            ),
            N_(
                "It is no forgery, and the person has done nothing wrong. The body may have been "
                "in good standing when it was issued."
            ),
            N_(
                "Ask the authority that accredited the body what holds for certificates like yours."
            ),
        ),
    }
)
TOPICS = tuple(_TEXTS)


def explanation_of(topic: str) -> Explanation | None:
    """What is explained of a problem's code or a headline; None where the sentence is enough."""
    texts = _TEXTS.get(topic)
    return None if texts is None else Explanation(*map(gettext, texts))
