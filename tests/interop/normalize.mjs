// Canonical N-Quads of documents by jsonld.js, for the differential ledger: the first line in is
// the contexts by address, each other one a list of documents; each line out a list of answers.
// An answer is the text, null where there is none, and whether jsonld.js would not sign it
// because something of the document is lost.
import {createInterface} from 'node:readline';
import jsonld from 'jsonld';

const lines = createInterface({input: process.stdin, crlfDelay: Infinity});
let contexts;

async function documentLoader(url) {
  if (!Object.hasOwn(contexts, url)) {
    throw new Error('only vendored contexts are loaded');
  }
  return {contextUrl: null, documentUrl: url, document: contexts[url], tag: 'static'};
}

function canonized(document, safe) {
  return jsonld.canonize(document, {
    // As shipped it gives up on parts that look alike; here the budget is the product's.
    canonizeOptions: {algorithm: 'RDFC-1.0', format: 'application/n-quads', maxWorkFactor: 3},
    rdfDirection: 'i18n-datatype',
    safe,
    base: null,
    documentLoader,
  });
}

async function answer(document) {
  try {
    return [await canonized(document, true), false];
  } catch (error) {
    if (error.name !== 'jsonld.ValidationError') {
      return [null, false];
    }
    return [await canonized(document, false).catch(() => null), true];
  }
}

for await (const line of lines) {
  const read = JSON.parse(line);
  if (contexts === undefined) {
    contexts = read;
    continue;
  }
  const answers = [];
  for (const document of read) {
    answers.push(await answer(document));
  }
  process.stdout.write(`${JSON.stringify(answers)}\n`);
}
