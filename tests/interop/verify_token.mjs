// jose on a vc+jwt: the key is the one that `kid` names in the issuer's DID document.
import {text} from 'node:stream/consumers';
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import {decodeProtectedHeader, importJWK, jwtVerify} from 'jose';
import {didResolver} from './loader.mjs';

const {token} = JSON.parse(await text(process.stdin));
const {kid} = decodeProtectedHeader(token);
const resolver = didResolver();
const method = await resolver.get({url: kid});
const document = await resolver.get({url: kid.split('#')[0]});
const isForAssertions = document.assertionMethod.some(
  entry => (typeof entry === 'string' ? entry : entry.id) === kid);
// Bodies that sign tokens publish a JsonWebKey; a did:key says a Multikey.
const jwk = method.publicKeyJwk ??
  await Ed25519Multikey.toJwk({keyPair: await Ed25519Multikey.from(method)});
const key = await importJWK(jwk, 'EdDSA');

let answer;
try {
  const {payload, protectedHeader} = await jwtVerify(token, key, {typ: 'vc+jwt'});
  answer = {verified: isForAssertions, header: protectedHeader, credential: payload};
} catch (error) {
  answer = {verified: false, reason: error.code};
}
console.log(JSON.stringify(answer));
