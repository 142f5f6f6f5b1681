// bbs-2023 by Digital Bazaar's packages. The question has a `credential` to be issued here, the
// `base` that the other side made of one, what it has `shown` of that, the `pointers` to be
// selected and those that are `mandatory`. The answer says of what was shown whether it verifies,
// and carries an own base proof and what was derived from each of the two.
import {text} from 'node:stream/consumers';
import * as bbs2023 from '@digitalbazaar/bbs-2023-cryptosuite';
import * as Bls12381Multikey from '@digitalbazaar/bls12-381-multikey';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import * as vc from '@digitalbazaar/vc';
import {checkStatus} from '@digitalbazaar/vc-bitstring-status-list';
import {documentLoader as loaderOf} from './loader.mjs';

const documentLoader = loaderOf();
const {credential, base, shown, pointers, mandatory} = JSON.parse(await text(process.stdin));

function suite(cryptosuite, signer) {
  return new DataIntegrityProof({cryptosuite, ...(signer && {signer})});
}

async function verified(candidate) {
  const checking = suite(bbs2023.createVerifyCryptosuite());
  const result = await vc.verifyCredential({
    credential: candidate, suite: checking, documentLoader, checkStatus,
  });
  return result.verified;
}

function derived(verifiableCredential) {
  const cryptosuite = bbs2023.createDiscloseCryptosuite({selectivePointers: pointers});
  return vc.derive({verifiableCredential, suite: suite(cryptosuite), documentLoader});
}

const key = await Bls12381Multikey.generateBbsKeyPair({
  algorithm: Bls12381Multikey.ALGORITHMS.BBS_BLS12381_SHA256,
});
const {publicKeyMultibase: name} = await key.export({publicKey: true});
key.controller = `did:key:${name}`;
key.id = `did:key:${name}#${name}`;
const signing = bbs2023.createSignCryptosuite({mandatoryPointers: mandatory});
const issued = await vc.issue({
  credential: {...credential, issuer: key.controller},
  suite: suite(signing, key.signer()),
  documentLoader,
});
console.log(JSON.stringify({
  verified: await Promise.all(shown.map(verified)),
  derived: await derived(base),
  issued,
  issuedDerived: await derived(issued),
}));
