// The Digital Credentials Consortium's verifier-core on a credential. It has no option for the
// addresses of the badge schemas, which are on the public internet, so that the global `fetch`
// answers those from `schemas`; the registry of issuers is given as a data: address.
import {text} from 'node:stream/consumers';
import {isLocal} from './loader.mjs';

const {credential, schemas, registry} = JSON.parse(await text(process.stdin));

const fetchAll = globalThis.fetch;
globalThis.fetch = (asked, ...rest) => {
  const url = asked.url ?? String(asked);
  if (url in schemas) {
    return Promise.resolve(Response.json(schemas[url]));
  }
  if (isLocal(url) || url.startsWith('data:')) {
    return fetchAll(asked, ...rest);
  }
  return Promise.reject(new Error(`${url} is not on this machine`));
};
// It writes its complaints to standard output, where only the answer belongs.
console.log = console.error;

const {verifyCredential} = await import('@digitalcredentials/verifier-core');
const url = `data:application/json,${encodeURIComponent(JSON.stringify({registry}))}`;
const knownDIDRegistries = [{name: 'Test registry', type: 'dcc-legacy', url}];
const {log, errors, additionalInformation} = await verifyCredential({
  credential,
  knownDIDRegistries,
});
const steps = Object.fromEntries((log ?? []).map(step => [step.id, step.valid ?? step.error.name]));
const answer = {
  steps,
  errors: (errors ?? []).map(({name}) => name),
  schemas: (additionalInformation ?? []).flatMap(({results}) => results),
};
process.stdout.write(`${JSON.stringify(answer)}\n`);
