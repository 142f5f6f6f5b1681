// The document loader of the Digital Bazaar partners: the contexts of its packages, did:key
// documents worked out here, and what the caller adds. Nothing is fetched.
import * as didMethodKey from '@digitalbazaar/did-method-key';
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import {securityLoader} from '@digitalbazaar/security-document-loader';

export function documentLoader(documents = {}) {
  const did = didMethodKey.driver();
  did.use({multibaseMultikeyHeader: 'z6Mk', fromMultibase: Ed25519Multikey.from});
  const loader = securityLoader();
  loader.setDidResolver(did);
  for (const [url, document] of Object.entries(documents)) {
    loader.addStatic(url, document);
  }
  return loader.build();
}
