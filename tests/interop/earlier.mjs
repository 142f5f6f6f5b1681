// Signs a credential by a new did:key as it was done before Data Integrity 1.0 or the data model
// 2.0: the question is {credential, suite}, the answer the signed credential.
import {text} from 'node:stream/consumers';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import dataIntegrityContext from '@digitalbazaar/data-integrity-context';
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import {Ed25519Signature2020} from '@digitalbazaar/ed25519-signature-2020';
import {cryptosuite} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import * as vc from '@digitalbazaar/vc';
import signatureContext from 'ed25519-signature-2020-context';
import {importJWK, SignJWT} from 'jose';
import {documentLoader} from './loader.mjs';

const {credential, suite} = JSON.parse(await text(process.stdin));
const key = await Ed25519Multikey.generate();
const controller = `did:key:${key.publicKeyMultibase}`;
Object.assign(key, {controller, id: `${controller}#${key.publicKeyMultibase}`});
const signer = key.signer();
const suites = {
  Ed25519Signature2020: () => new Ed25519Signature2020({signer}),
  'eddsa-rdfc-2022': () => new DataIntegrityProof({signer, cryptosuite}),
};
const contexts = Object.fromEntries([
  ...dataIntegrityContext.contexts, ...signatureContext.contexts,
]);
const issuer = {id: controller, type: ['Profile']};

async function token() {
  const jwk = await Ed25519Multikey.toJwk({keyPair: key, secretKey: true});
  // The package writes seed and public key; RFC 8037 has the seed alone.
  jwk.d = Buffer.from(jwk.d, 'base64url').subarray(0, 32).toString('base64url');
  const {id, issuanceDate, ...inner} = credential;
  return new SignJWT({vc: {...inner, issuer}})
    .setProtectedHeader({alg: 'EdDSA', typ: 'JWT', kid: key.id})
    .setIssuer(controller).setJti(id).setNotBefore(new Date(issuanceDate))
    .sign(await importJWK(jwk, 'EdDSA'));
}

const signed = suite === 'jwt' ? await token() : await vc.issue({
  credential: {...credential, issuer},
  suite: suites[suite](),
  documentLoader: documentLoader(contexts),
});
console.log(JSON.stringify(signed));
