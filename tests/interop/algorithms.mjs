// jose on each algorithm: signs a token with a new key, or checks one with a given JWK.
import {text} from 'node:stream/consumers';
import {exportJWK, generateKeyPair, importJWK, jwtVerify, SignJWT} from 'jose';

const {alg, typ, kid, claims, token, jwk} = JSON.parse(await text(process.stdin));
let answer;
if (token) {
  try {
    const {payload} = await jwtVerify(token, await importJWK(jwk, alg), {typ, algorithms: [alg]});
    answer = {verified: true, payload};
  } catch (error) {
    answer = {verified: false, reason: error.code};
  }
} else {
  const {publicKey, privateKey} = await generateKeyPair(alg, {extractable: true});
  const made = await exportJWK(publicKey);
  const did = `did:jwk:${Buffer.from(JSON.stringify(made)).toString('base64url')}`;
  const header = {alg, typ, cty: typ.slice(0, 2), kid: kid ?? `${did}#0`};
  const written = JSON.parse(JSON.stringify(claims).replaceAll('did:example:issuer', did));
  answer = {did, token: await new SignJWT(written).setProtectedHeader(header).sign(privateKey)};
}
console.log(JSON.stringify(answer));
