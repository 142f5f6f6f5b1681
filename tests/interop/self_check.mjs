// Signs a credential and verifies it, once as it is and once changed: shows that Node and the
// partner packages work, before anything of ours is put to them.
import {text} from 'node:stream/consumers';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import {cryptosuite} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import * as vc from '@digitalbazaar/vc';
import {documentLoader as loaderOf} from './loader.mjs';

const {credential} = JSON.parse(await text(process.stdin));
const documentLoader = loaderOf();

const key = await Ed25519Multikey.generate();
const did = `did:key:${key.publicKeyMultibase}`;
Object.assign(key, {controller: did, id: `${did}#${key.publicKeyMultibase}`});

const suite = new DataIntegrityProof({signer: key.signer(), cryptosuite});
const signed = await vc.issue({credential: {...credential, issuer: did}, suite, documentLoader});

async function verified(candidate) {
  const checker = new DataIntegrityProof({cryptosuite});
  const answer = await vc.verifyCredential({credential: candidate, suite: checker, documentLoader});
  return answer.verified;
}

const changed = {...signed, credentialSubject: {...signed.credentialSubject, id: 'urn:example:b'}};
console.log(JSON.stringify({intact: await verified(signed), changed: await verified(changed)}));
