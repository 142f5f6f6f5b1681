// Every suite of Digital Bazaar for Ed25519, P-256 and P-384 keys. Each question names its `suite`
// and kind of `key`, and has a `credential` to be issued here and what the other side has `shown`.
// The answer says of what was shown whether it verifies, and carries an own credential. Where
// parts can be left out there are also the other side's `base`, the `pointers` to be selected and
// those that are `mandatory`, and the answer has what was derived from both base proofs.
import {text} from 'node:stream/consumers';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import * as ecdsaJcs from '@digitalbazaar/ecdsa-jcs-2019-cryptosuite';
import * as EcdsaMultikey from '@digitalbazaar/ecdsa-multikey';
import * as ecdsaRdfc from '@digitalbazaar/ecdsa-rdfc-2019-cryptosuite';
import * as ecdsaSd from '@digitalbazaar/ecdsa-sd-2023-cryptosuite';
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import * as eddsaJcs from '@digitalbazaar/eddsa-jcs-2022-cryptosuite';
import * as eddsaRdfc from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import * as vc from '@digitalbazaar/vc';
import {checkStatus} from '@digitalbazaar/vc-bitstring-status-list';
import {documentLoader as loaderOf} from './loader.mjs';

const documentLoader = loaderOf();
const packages = {
  'ecdsa-jcs-2019': ecdsaJcs,
  'ecdsa-rdfc-2019': ecdsaRdfc,
  'ecdsa-sd-2023': ecdsaSd,
  'eddsa-jcs-2022': eddsaJcs,
  'eddsa-rdfc-2022': eddsaRdfc,
};

function proof(cryptosuite, signer) {
  return new DataIntegrityProof({cryptosuite, ...(signer && {signer})});
}

async function newKey(kind) {
  const key = kind === 'Ed25519' ?
    await Ed25519Multikey.generate() :
    await EcdsaMultikey.generate({curve: kind});
  const {publicKeyMultibase: name} = await key.export({publicKey: true});
  key.controller = `did:key:${name}`;
  key.id = `did:key:${name}#${name}`;
  return key;
}

async function answered({suite, key: kind, credential, shown, base, pointers, mandatory}) {
  const {cryptosuite, createVerifyCryptosuite, createSignCryptosuite} = packages[suite];
  const checking = proof(cryptosuite ?? createVerifyCryptosuite());
  const key = await newKey(kind);
  const signing = cryptosuite ?? createSignCryptosuite({mandatoryPointers: mandatory});
  const verified = [];
  for (const candidate of shown) {
    const result = await vc.verifyCredential({
      credential: candidate, suite: checking, documentLoader, checkStatus,
    });
    verified.push(result.verified);
  }
  const issued = await vc.issue({
    credential: {...credential, issuer: key.controller},
    suite: proof(signing, key.signer()),
    documentLoader,
  });
  if (!base) {
    return {verified, issued};
  }
  const derived = (verifiableCredential) => vc.derive({
    verifiableCredential,
    suite: proof(ecdsaSd.createDiscloseCryptosuite({selectivePointers: pointers})),
    documentLoader,
  });
  return {
    verified, issued, derived: await derived(base), issuedDerived: await derived(issued),
  };
}

const answers = [];
for (const question of JSON.parse(await text(process.stdin))) {
  answers.push(await answered(question));
}
console.log(JSON.stringify(answers));
