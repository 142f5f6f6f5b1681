// @sd-jwt on SD-JWT VC: issues, presents, verifies, and writes a status list. Keys are JWKs.
import {createPrivateKey, createPublicKey, sign, verify} from 'node:crypto';
import {text} from 'node:stream/consumers';
import {digest, generateSalt} from '@sd-jwt/crypto-nodejs';
import {createHeaderAndPayload, StatusList} from '@sd-jwt/jwt-status-list';
import {SDJwtVcInstance} from '@sd-jwt/sd-jwt-vc';

const HASH = {ES256: 'sha256', EdDSA: null};
const options = key => ({key, dsaEncoding: 'ieee-p1363'});

const signer = (jwk, alg) => data => {
  const key = createPrivateKey({key: jwk, format: 'jwk'});
  return sign(HASH[alg], Buffer.from(data), options(key)).toString('base64url');
};
const fits = (jwk, alg, data, signature) => {
  const key = createPublicKey({key: jwk, format: 'jwk'});
  return verify(HASH[alg], Buffer.from(data), options(key), Buffer.from(signature, 'base64url'));
};

const instance = asked => new SDJwtVcInstance({
  hasher: digest,
  hashAlg: 'sha-256',
  saltGenerator: generateSalt,
  signAlg: asked.alg,
  signer: asked.key && signer(asked.key, asked.alg),
  verifier: (data, signature) => fits(asked.publicKey, asked.alg, data, signature),
  kbSignAlg: asked.holderAlg,
  kbSigner: asked.holderKey && signer(asked.holderKey, asked.holderAlg),
  kbVerifier: (data, signature, payload) =>
    fits(payload.cnf.jwk, asked.holderAlg, data, signature),
  statusListFetcher: async () => asked.statusList,
});

const DO = {
  issue: async asked => ({
    credential: await instance(asked).issue(asked.claims, asked.frame, {
      header: {kid: asked.kid},
    }),
  }),
  present: async asked => ({
    credential: await instance(asked).present(asked.credential, asked.frame, {
      kb: {payload: asked.binding},
    }),
  }),
  verify: async asked => {
    const given = {currentDate: asked.at, keyBindingNonce: asked.nonce};
    const {payload, kb} = await instance(asked).verify(asked.credential, given);
    return {claims: payload, binding: kb?.payload};
  },
  list: async asked => {
    const list = new StatusList(asked.values, asked.bits);
    const {header, payload} = createHeaderAndPayload(list, asked.claims, {
      alg: asked.alg, kid: asked.kid, typ: 'statuslist+jwt',
    });
    const parts = [header, payload].map(
      part => Buffer.from(JSON.stringify(part)).toString('base64url'));
    const data = parts.join('.');
    return {list: `${data}.${signer(asked.key, asked.alg)(data)}`};
  },
};

const asked = JSON.parse(await text(process.stdin));
let answer;
try {
  answer = {verified: true, ...await DO[asked.do](asked)};
} catch (error) {
  answer = {verified: false, reason: `${error.name}: ${error.message}`};
}
console.log(JSON.stringify(answer));
