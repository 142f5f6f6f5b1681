"""Series: the credentials of a batch, which differ in a few texts, signed from templates."""

import copy
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from msgspec import Struct

from credentials.issuance import issue
from credentials.jsonld.canonical import HASHES
from credentials.jsonld.nquads import canonical_nquads
from credentials.jsonld.pattern import NoPattern
from credentials.keys.algorithms import public_key
from credentials.model import JSONObject, MediaType, Policy, SecuredCredential, as_bytes
from credentials.parsing import credential, read_json
from credentials.parsing.proofs import proofs
from credentials.ports import Signer
from credentials.problems import CredentialsError, ProblemCode, refuse
from credentials.proofs import data_integrity
from credentials.proofs.cryptosuite import OneSignature, encode_value
from credentials.proofs.hashing import canonical_json, over_json, over_rdf
from credentials.proofs.registry import suite, usual_suite
from credentials.series.places import Path, differing, may_vary
from credentials.series.template import MOST_BYTES, Template, written

# So many shapes of documents are known, and for so many documents a template is looked for
# among them.
_MOST_SHAPES = 16
_MOST_LOOKS = 400
# Of so many documents one more is looked at again, wherever it stands.
_ONE_OF = 500


# The ways to hash that a template knows.
_HASHED = (over_rdf, over_json)


class _Occasion(Struct, frozen=True):
    """What all proofs of one moment have in common: the hash of the options, and their JSON."""

    at: datetime
    contexts: object
    options_hash: bytes
    proof: bytes


@dataclass(slots=True)
class _Shape:
    """Documents like the `example`, but for the texts at these `places`.

    The template is made when a second one comes: where they differ is not known before.
    """

    example: JSONObject
    places: frozenset[Path] = frozenset()
    template: Template | None = None


class Series:
    """The credentials that one signer issues in a batch, such as a class list.

    `issue` compares each document with those before. What differs in nothing but texts is
    filled into a template that was compiled once; everything else is issued by itself.
    """

    def __init__(
        self,
        signer: Signer,
        *,
        cryptosuite: str | None = None,
        policy: Policy = Policy.STRICT,
    ) -> None:
        self._signer = signer
        self._policy = policy
        self._suite = suite(cryptosuite) if cryptosuite else usual_suite(signer.algorithm)
        self._hash_name = signer.algorithm.hash_name
        values = self._suite.values
        self._hashes_json = isinstance(values, OneSignature) and values.hash_data is over_json
        self._shapes: list[_Shape] = []
        self._looks = _MOST_LOOKS

    def issue(
        self, documents: Sequence[JSONObject], *, at: datetime, verifies_all: bool = False
    ) -> list[SecuredCredential]:
        """Each document signed as `credentials.issue` signs it, byte for byte, in their order.

        The same is checked of each before the key is touched. What `issue` does and this does
        not is to check every own signature: of what a template made, the last one and a random
        sample, or all where it `verifies_all`, are made again by `issue` and compared, before
        anything is returned; the first one is made by `issue`.

        Raises what `issue` raises for the first document that is refused, and CredentialsError
        with `signing-failed` where the two ways differ; nothing leaves then.
        """
        if not documents:
            return []
        signed = [self._issued(documents[0], at=at)]
        occasion = self._occasion(documents[0], signed[0], at=at)
        if occasion is None:
            return signed + [self._issued(document, at=at) for document in documents[1:]]
        self._remember(documents[0])
        filled = []
        for number, document in enumerate(documents[1:], start=1):
            content = written(document)
            found = self._template_for(document, content)
            made = found and self._filled(*found, content, occasion)
            if made is None:
                made = self._issued(document, at=at)
                if found is None:
                    self._remember(document)
            else:
                filled.append(number)
            signed.append(made)
        for number in filled if verifies_all else _sample(filled):
            self._look_again(documents[number], signed[number], at=at)
        return signed

    def _issued(self, document: JSONObject, *, at: datetime) -> SecuredCredential:
        """A document issued by itself."""
        return issue(
            credential(document),
            self._signer,
            at=at,
            cryptosuite=self._suite.name,
            policy=self._policy,
        )

    def _occasion(
        self, document: JSONObject, signed: SecuredCredential, *, at: datetime
    ) -> _Occasion | None:
        """What the first proof says of all; None for a suite that no template is for."""
        values = self._suite.values
        if not isinstance(values, OneSignature) or values.hash_data not in _HASHED:
            return None
        options = {**read_json(signed.content)["proof"]}
        del options["proofValue"]
        if self._hashes_json:
            canonical = canonical_json(options)
        else:
            configuration = {"@context": document["@context"], **options}
            canonical = canonical_nquads(
                configuration, policy=self._policy, hash_name=self._hash_name
            )
        return _Occasion(
            at=at,
            contexts=document["@context"],
            options_hash=HASHES[self._hash_name](canonical).digest(),
            proof=b',"proof":' + as_bytes(options)[:-1] + b',"proofValue":"',
        )

    def _filled(
        self, template: Template, values: Sequence[bytes], content: bytes, occasion: _Occasion
    ) -> SecuredCredential | None:
        """A document signed as it is written; None where `issue` has to do it."""
        if template.example["@context"] != occasion.contexts:
            return None
        canonical = template.canonical(values)
        if canonical is None or not template.schema_holds(values):
            return None
        # The hash of the proof options comes first, as in `credentials.proofs.hashing`.
        data = occasion.options_hash + HASHES[self._hash_name](canonical).digest()
        value = encode_value(self._signer.sign(data)).encode()
        # The proof comes last, before the bracket that ends the document.
        signed = b"".join([content[:-1], occasion.proof, value, b'"}}'])
        return SecuredCredential(MediaType.VC, signed)

    def _template_for(
        self, document: JSONObject, content: bytes
    ) -> tuple[Template, list[bytes]] | None:
        """The template of a document, made wider for it if need be, and its texts."""
        for number, shape in enumerate(self._shapes):
            if shape.template is None:
                continue
            values = shape.template.values(content)
            if values is not None:
                if number:
                    # The next document is most likely like this one.
                    self._shapes.insert(0, self._shapes.pop(number))
                return shape.template, values
        is_worth_it = self._looks and len(content) <= MOST_BYTES
        return self._widened(document, content) if is_worth_it else None

    def _widened(self, document: JSONObject, content: bytes) -> tuple[Template, list[bytes]] | None:
        self._looks -= 1
        for shape in [*self._shapes]:
            places = frozenset(differing(shape.example, document))
            if not all(may_vary(path, shape.example) for path in places - shape.places):
                continue
            wider = self._template(shape.example, shape.places | places)
            values = None if wider is None else wider.values(content)
            if wider is not None and values is not None:
                shape.places, shape.template = shape.places | places, wider
                return wider, values
            if shape.template is None:
                # The next document like this one begins anew.
                self._shapes.remove(shape)
        return None

    def _template(self, example: JSONObject, places: frozenset[Path]) -> Template | None:
        try:
            return Template(
                example,
                places,
                policy=self._policy,
                hash_name=self._hash_name,
                hashes_json=self._hashes_json,
            )
        except NoPattern:
            return None

    def _remember(self, document: JSONObject) -> None:
        """Take a document that `issue` has signed as the first of its shape."""
        if self._looks and len(self._shapes) < _MOST_SHAPES:
            self._shapes.insert(0, _Shape(copy.deepcopy(document)))

    def _look_again(self, document: JSONObject, signed: SecuredCredential, *, at: datetime) -> None:
        """Refuse what a template made if `issue` makes something else of the document."""
        again = self._issued(document, at=at)
        if again.content == signed.content:
            return
        # Some signers give another signature for the same content each time.
        made, expected = read_json(signed.content), read_json(again.content)
        expected["proof"]["proofValue"] = made["proof"]["proofValue"]
        if as_bytes(expected) != signed.content or not self._is_signed(made):
            detail = "what the template made is not what is made by itself"
            raise refuse(ProblemCode.SIGNING_FAILED, detail)

    def _is_signed(self, document: JSONObject) -> bool:
        (proof,) = proofs(document)
        key = public_key(self._signer.algorithm, self._signer.public_key)
        try:
            data_integrity.check(document, proof, key, policy=self._policy)
        except CredentialsError:
            return False
        return True


def _sample(numbers: Sequence[int]) -> list[int]:
    """The last one, and some that nobody can foretell."""
    if not numbers:
        return []
    chance = random.SystemRandom()
    return [numbers[-1], *chance.sample(numbers, 1 + (len(numbers) - 1) // _ONE_OF)]
