// Digital Bazaar's verifier on a credential, or on a presentation with its domain and challenge.
// Keys and status lists are fetched from where the documents say.
import {text} from 'node:stream/consumers';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {cryptosuite} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import * as vc from '@digitalbazaar/vc';
import {checkStatus as checkBits} from '@digitalbazaar/vc-bitstring-status-list';
import {documentLoader as loaderOf} from './loader.mjs';

const question = JSON.parse(await text(process.stdin));
const suite = new DataIntegrityProof({cryptosuite});
const documentLoader = loaderOf();

// The package reads the bit and leaves it to its user what a set bit means.
async function checkStatus(options) {
  const found = await checkBits(options);
  const isSet = found.results?.some(({status}) => status);
  return isSet ? {verified: false, error: new Error('the status bit is set')} : found;
}

function* reasons(result) {
  for (const error of [result?.error, result?.statusResult?.error]) {
    yield* error ? [error.message, ...(error.errors ?? []).map(({message}) => message)] : [];
    if (error?.cause) {
      yield error.cause.message;
    }
  }
  for (const inner of result?.credentialResults ?? []) {
    yield* reasons(inner);
  }
}

const common = {suite, documentLoader, checkStatus};
const result = question.presentation
  ? await vc.verify({...common, ...question})
  : await vc.verifyCredential({...common, ...question});
console.log(JSON.stringify({verified: result.verified, reasons: [...reasons(result)]}));
