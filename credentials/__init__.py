"""The library of the skills passport: issue, present and verify credentials.

This is the front door: everything outsiders may use is here, and only here. The library
knows the standards and nothing else; time, keys, documents and lists are given to it.
"""

from credentials.badges.achievement import (
    Award,
    PersonName,
    Recipient,
    Result,
    achievement_credential,
)
from credentials.badges.baking import ImageKind, bake, bake_version2, image_kind, unbake
from credentials.badges.description import (
    LEARNING_HOURS,
    Achievement,
    Alignment,
    AlignmentType,
    ResultDescription,
    RubricLevel,
    Translation,
)
from credentials.badges.endorsements import MEMBERS as ENDORSEMENTS
from credentials.badges.evidence import Evidence
from credentials.badges.identity import hashed_addresses, is_hash_of
from credentials.badges.members import IssuerProfile
from credentials.badges.refreshing import is_newer_state, refresh_url
from credentials.badges.v2 import making as version2
from credentials.derivation import derive
from credentials.did.document import PublishedKey, key_document, read_document
from credentials.did.https import did_web_of, https_issuer_of
from credentials.did.key import did_for as did_key
from credentials.did.key import verification_method_for as did_key_method
from credentials.did.web import did_for as did_web
from credentials.did.web import document_url as did_web_url
from credentials.enveloping.registry import FORMS, envelope, forms_for
from credentials.issuance import issue, publish
from credentials.jose.issuer_metadata import metadata_document as issuer_metadata
from credentials.keys.algorithms import ALGORITHMS, ED25519, Algorithm, PublicKey, public_key
from credentials.keys.encodings import decode_base64url
from credentials.keys.jwk import decode as decode_jwk
from credentials.keys.jwk import encode as encode_jwk
from credentials.keys.jwk import thumbprint as jwk_thumbprint
from credentials.keys.local_signer import LocalSigner, generate_seed
from credentials.keys.multikey import decode as decode_multikey
from credentials.keys.multikey import encode as encode_multikey
from credentials.known_key import check_with_key, secure_with_key
from credentials.materials import (
    NOTHING_AT_HAND,
    Fetched,
    Materials,
    Want,
    WantKind,
)
from credentials.memory import Memory
from credentials.model import (
    Credential,
    JSONObject,
    MediaType,
    ParsedBadge,
    ParsedCredential,
    ParsedPresentation,
    Policy,
    SecuredCredential,
    SecuredPresentation,
    StatusEntry,
    as_bytes,
    as_list,
    types_of,
)
from credentials.opening import media_type_of
from credentials.parsing import CREDENTIALS_V2, date_time, did_of, is_version_1, read_json
from credentials.parsing import credential as parse_credential
from credentials.ports import Signer
from credentials.presentation import present
from credentials.problems import (
    PROBLEMS,
    CredentialsError,
    Problem,
    ProblemCode,
    ProblemKind,
    StatusNote,
    Step,
    Verdict,
    at_pointer,
    refuse,
)
from credentials.proofs.registry import (
    DEFAULT_SUITE,
    SUITES,
    is_selective_suite,
    is_unlinkable_suite,
    suites_for,
)
from credentials.question import Expectation
from credentials.report import Answer, Binding, Finding, VerificationReport
from credentials.sdjwt.hiding import usually_hidden
from credentials.sdjwt.key_binding import Showing
from credentials.sdjwt.showing import hidden_claims, show
from credentials.sdjwt.typed import TypedClaims, issue_typed
from credentials.series.issuance import Series
from credentials.status.bitstring import (
    MINIMUM_ENTRIES,
    StatusList,
    entry_document,
    list_document,
)
from credentials.status.token_list import (
    MEDIA_TYPE as TOKEN_LIST_MEDIA_TYPE,
)
from credentials.status.token_list import (
    ListToken,
    TokenStatus,
    TokenStatusList,
    read_list_token,
    secure_list,
)
from credentials.status.token_list_cwt import MEDIA_TYPE as TOKEN_LIST_CWT_MEDIA_TYPE
from credentials.status.token_list_cwt import secure_list_cwt
from credentials.trust import IssuerStanding, Reason, Standing, TrustEntry, TrustList
from credentials.verification import verify

__all__ = [
    "ALGORITHMS",
    "CREDENTIALS_V2",
    "DEFAULT_SUITE",
    "ED25519",
    "ENDORSEMENTS",
    "FORMS",
    "LEARNING_HOURS",
    "MINIMUM_ENTRIES",
    "NOTHING_AT_HAND",
    "PROBLEMS",
    "SUITES",
    "TOKEN_LIST_CWT_MEDIA_TYPE",
    "TOKEN_LIST_MEDIA_TYPE",
    "Achievement",
    "Algorithm",
    "Alignment",
    "AlignmentType",
    "Answer",
    "Award",
    "Binding",
    "Credential",
    "CredentialsError",
    "Evidence",
    "Expectation",
    "Fetched",
    "Finding",
    "ImageKind",
    "IssuerProfile",
    "IssuerStanding",
    "JSONObject",
    "ListToken",
    "LocalSigner",
    "Materials",
    "MediaType",
    "Memory",
    "ParsedBadge",
    "ParsedCredential",
    "ParsedPresentation",
    "PersonName",
    "Policy",
    "Problem",
    "ProblemCode",
    "ProblemKind",
    "PublicKey",
    "PublishedKey",
    "Reason",
    "Recipient",
    "Result",
    "ResultDescription",
    "RubricLevel",
    "SecuredCredential",
    "SecuredPresentation",
    "Series",
    "Showing",
    "Signer",
    "Standing",
    "StatusEntry",
    "StatusList",
    "StatusNote",
    "Step",
    "TokenStatus",
    "TokenStatusList",
    "Translation",
    "TrustEntry",
    "TrustList",
    "TypedClaims",
    "Verdict",
    "VerificationReport",
    "Want",
    "WantKind",
    "achievement_credential",
    "as_bytes",
    "as_list",
    "at_pointer",
    "bake",
    "bake_version2",
    "check_with_key",
    "date_time",
    "decode_base64url",
    "decode_jwk",
    "decode_multikey",
    "derive",
    "did_key",
    "did_key_method",
    "did_of",
    "did_web",
    "did_web_of",
    "did_web_url",
    "encode_jwk",
    "encode_multikey",
    "entry_document",
    "envelope",
    "forms_for",
    "generate_seed",
    "hashed_addresses",
    "hidden_claims",
    "https_issuer_of",
    "image_kind",
    "is_hash_of",
    "is_newer_state",
    "is_selective_suite",
    "is_unlinkable_suite",
    "is_version_1",
    "issue",
    "issue_typed",
    "issuer_metadata",
    "jwk_thumbprint",
    "key_document",
    "list_document",
    "media_type_of",
    "parse_credential",
    "present",
    "public_key",
    "publish",
    "read_document",
    "read_json",
    "read_list_token",
    "refresh_url",
    "refuse",
    "secure_list",
    "secure_list_cwt",
    "secure_with_key",
    "show",
    "suites_for",
    "types_of",
    "unbake",
    "usually_hidden",
    "verify",
    "version2",
]
