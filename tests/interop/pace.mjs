// Digital Bazaar's packages as a partner whose speed is measured (make bench). The first line in
// is what to work on; every later one names a task and for how many seconds, and is answered
// with how often it was done in a second of this process's time on processors. What goes in and
// comes out is text, as on our side. Keys and documents are made ready beforehand.
import {createRequire} from 'node:module';
import {createInterface} from 'node:readline';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import * as EcdsaMultikey from '@digitalbazaar/ecdsa-multikey';
import * as ecdsaSd from '@digitalbazaar/ecdsa-sd-2023-cryptosuite';
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import {cryptosuite} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import * as vc from '@digitalbazaar/vc';
import {didResolver, documentLoader as loaderOf} from './loader.mjs';

const require = createRequire(import.meta.url);
const {dependencies} = require('./package.json');
const named = [
  '@digitalbazaar/vc',
  '@digitalbazaar/data-integrity',
  '@digitalbazaar/eddsa-rdfc-2022-cryptosuite',
  '@digitalbazaar/ecdsa-sd-2023-cryptosuite',
];

// It is told that the status is good, and asks nobody.
const checkStatus = async () => ({verified: true});

async function documentsOf(ids) {
  const resolver = didResolver();
  const found = {};
  for (const id of ids) {
    found[id] = await resolver.get({url: id});
  }
  return found;
}

async function newKey(make) {
  const key = await make();
  const {publicKeyMultibase: name} = await key.export({publicKey: true});
  key.controller = `did:key:${name}`;
  key.id = `did:key:${name}#${name}`;
  return key;
}

const tasks = {
  sign: async ({unsigned, documentLoader}) => {
    const key = await newKey(() => Ed25519Multikey.generate());
    const suite = () => new DataIntegrityProof({signer: key.signer(), cryptosuite});
    return async () => JSON.stringify(
      await vc.issue({credential: JSON.parse(unsigned), suite: suite(), documentLoader}));
  },
  verify: ({signed, documentLoader}) => verifying(signed, cryptosuite, documentLoader),
  'ecdsa-sd-sign': async ({selective, documentLoader}) => {
    const key = await newKey(() => EcdsaMultikey.generate({curve: 'P-256'}));
    const {unsigned, mandatory: mandatoryPointers} = selective;
    const suite = () => new DataIntegrityProof({
      signer: key.signer(),
      cryptosuite: ecdsaSd.createSignCryptosuite({mandatoryPointers}),
    });
    return async () => JSON.stringify(
      await vc.issue({credential: JSON.parse(unsigned), suite: suite(), documentLoader}));
  },
  'ecdsa-sd-derive': ({selective, documentLoader}) => async () => JSON.stringify(
    await vc.derive({
      verifiableCredential: JSON.parse(selective.base),
      suite: new DataIntegrityProof({
        cryptosuite: ecdsaSd.createDiscloseCryptosuite({selectivePointers: selective.revealed}),
      }),
      documentLoader,
    })),
  'ecdsa-sd-verify': ({selective, documentLoader}) =>
    verifying(selective.part, ecdsaSd.createVerifyCryptosuite(), documentLoader),
};

function verifying(content, suite, documentLoader) {
  return async () => {
    const {verified, error} = await vc.verifyCredential({
      credential: JSON.parse(content),
      suite: new DataIntegrityProof({cryptosuite: suite}),
      documentLoader, checkStatus,
    });
    if (!verified) {
      throw error;
    }
  };
}

async function rate(work, seconds) {
  const begin = process.cpuUsage();
  for (let count = 1; ; ++count) {
    await work();
    const {user, system} = process.cpuUsage(begin);
    const used = (user + system) / 1e6;
    if (used >= seconds) {
      return count / used;
    }
  }
}

const prepared = {};
let subject;
for await (const line of createInterface({input: process.stdin})) {
  const asked = JSON.parse(line);
  let answer = null;
  if (!subject) {
    subject = {...asked, documentLoader: loaderOf(await documentsOf(asked.keys))};
  } else if (asked.versions) {
    const packages = named.map(name => [name, dependencies[name]]);
    answer = {node: process.versions.node, ...Object.fromEntries(packages)};
  } else {
    prepared[asked.task] ??= await tasks[asked.task](subject);
    answer = await rate(prepared[asked.task], asked.seconds);
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
