// BBS signatures by Digital Bazaar's package, apart from any credential. The question is
// {header, presentationHeader, messages, disclosed} and, by the other side, {publicKey,
// signature, proof}; all octets are hex. The answer says of the other side's signature and proof
// whether they fit, and carries an own key, signature and proof, and a proof of the other's
// signature.
import {text} from 'node:stream/consumers';
import * as bbs from '@digitalbazaar/bbs-signatures';

const ciphersuite = bbs.CIPHERSUITES.BLS12381_SHA256;
const octets = hex => Uint8Array.from(Buffer.from(hex, 'hex'));
const hex = bytes => Buffer.from(bytes).toString('hex');

const asked = JSON.parse(await text(process.stdin));
const messages = asked.messages.map(octets);
const header = octets(asked.header);
const presentationHeader = octets(asked.presentationHeader);
const disclosedMessageIndexes = asked.disclosed;
const disclosedMessages = disclosedMessageIndexes.map(index => messages[index]);
const theirs = octets(asked.publicKey);

function prove(publicKey, signature) {
  return bbs.deriveProof({
    publicKey, signature, header, messages, presentationHeader, disclosedMessageIndexes,
    ciphersuite,
  });
}

const fits = await bbs.verifySignature({
  publicKey: theirs, signature: octets(asked.signature), header, messages, ciphersuite,
});
const holds = await bbs.verifyProof({
  publicKey: theirs, proof: octets(asked.proof), header, presentationHeader,
  disclosedMessages, disclosedMessageIndexes, ciphersuite,
});
const {publicKey, secretKey} = await bbs.generateKeyPair({ciphersuite});
const signature = await bbs.sign({secretKey, publicKey, header, messages, ciphersuite});
console.log(JSON.stringify({
  fits,
  holds,
  publicKey: hex(publicKey),
  signature: hex(signature),
  proof: hex(await prove(publicKey, signature)),
  proofOfTheirs: hex(await prove(theirs, octets(asked.signature))),
}));
