// An issuer made of Digital Bazaar's packages and jose. The first line in is {certificate, key},
// and out come its port and its did:web; every later line is one thing to do. By https it
// serves its DID document and its status list, signed anew for each reader.
import {readFile} from 'node:fs/promises';
import {createServer} from 'node:https';
import {createInterface} from 'node:readline';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import {cryptosuite} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import * as vc from '@digitalbazaar/vc';
import {createCredential, createList} from '@digitalbazaar/vc-bitstring-status-list';
import {importJWK, SignJWT} from 'jose';
import {documentLoader as loaderOf} from './loader.mjs';

const documentLoader = loaderOf();
const list = await createList({length: 131072});
// Neither end of the list and not on the edge of a byte.
let next = 10_001;
let here;
let web;
const key = await keyOf(({publicKeyMultibase: name}) => `did:key:${name}`);

async function keyOf(didOf) {
  const made = await Ed25519Multikey.generate();
  const controller = didOf(made);
  return Object.assign(made, {controller, id: `${controller}#${made.publicKeyMultibase}`});
}

function suiteOf(signing) {
  return new DataIntegrityProof({signer: signing.signer(), cryptosuite});
}

function sign(credential, signing) {
  const issuer = {id: signing.controller, type: ['Profile']};
  return vc.issue({credential: {...credential, issuer}, suite: suiteOf(signing), documentLoader});
}

function place() {
  return {
    id: `${here}/status/1#${next}`,
    type: 'BitstringStatusListEntry',
    statusPurpose: 'revocation',
    statusListIndex: String(next++),
    statusListCredential: `${here}/status/1`,
  };
}

async function didDocument() {
  const exported = await web.export({publicKey: true});
  delete exported['@context'];
  return {
    '@context': ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/multikey/v1'],
    id: web.controller,
    verificationMethod: [exported],
    assertionMethod: [web.id],
  };
}

async function statusList() {
  const id = `${here}/status/1`;
  const credential = await createCredential({id, list, statusPurpose: 'revocation'});
  return vc.issue({
    credential: {...credential, issuer: web.controller, validFrom: '2026-06-01T00:00:00Z'},
    suite: suiteOf(web),
    documentLoader,
  });
}

const tasks = {
  issue: ({method, credential}) =>
    method === 'key' ? sign(credential, key) : sign({...credential, credentialStatus: place()}, web),
  token: async ({credential}) => {
    const jwk = await Ed25519Multikey.toJwk({keyPair: web, secretKey: true});
    // The package writes seed and public key; RFC 8037 has the seed alone.
    jwk.d = Buffer.from(jwk.d, 'base64url').subarray(0, 32).toString('base64url');
    return new SignJWT({...credential, issuer: web.controller, credentialStatus: place()})
      .setProtectedHeader({alg: 'EdDSA', typ: 'vc+jwt', cty: 'vc', kid: web.id})
      .setIssuedAt()
      .sign(await importJWK(jwk, 'EdDSA'));
  },
  revoke: ({index}) => list.setStatus(index, true) ?? null,
  present: ({credentials, domain, challenge}) => vc.signPresentation({
    presentation: vc.createPresentation({
      verifiableCredential: credentials, holder: key.controller,
    }),
    suite: suiteOf(key), domain, challenge, documentLoader,
  }),
};

const pages = {
  '/.well-known/did.json': ['application/did+json', didDocument],
  '/status/1': ['application/vc', statusList],
};

async function serve(request, response) {
  const [type, make] = pages[request.url] ?? ['text/plain', () => null];
  const content = await make();
  response.writeHead(content ? 200 : 404, {'content-type': type, 'cache-control': 'no-store'});
  response.end(JSON.stringify(content));
}

async function start(line) {
  const {certificate, key: keyFile} = JSON.parse(line);
  const [cert, secret] = await Promise.all([readFile(certificate), readFile(keyFile)]);
  const server = createServer({cert, key: secret}, serve);
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
  const {port} = server.address();
  here = `https://localhost:${port}`;
  web = await keyOf(() => `did:web:localhost%3A${port}`);
  return {port, did: web.controller};
}

for await (const line of createInterface({input: process.stdin})) {
  const answer = web ? await tasks[JSON.parse(line).do](JSON.parse(line)) : await start(line);
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
// Nobody asks any more, but the server would keep the process.
process.exit();
