import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { decodeBytes } from '../../src/extract/charset/index.ts';
import { extractBytes } from '../../src/extract/html/index.ts';

/** Bytes of a page to the text of its article. */
export type Reader = (bytes: Uint8Array, url: string) => string | Promise<string>;

/** Who is measured; all but the first come from the folder PEERS (npm install @mozilla/readability linkedom jsdom defuddle there). */
export const READERS = ['duibiao', 'readability+linkedom', 'readability+jsdom', 'defuddle+linkedom'] as const;
export type ReaderName = (typeof READERS)[number];

interface Doc {
  textContent?: string;
  body?: { textContent: string };
}
/** Each peer is given our decoded text, so that charsets are not what is compared. */
export async function readerOf(name: ReaderName, peers: string): Promise<Reader> {
  if (name === 'duibiao') return (bytes) => extractBytes(bytes).body;
  const require = createRequire(`${peers}/package.json`);
  const load = async (library: string): Promise<Record<string, unknown>> =>
    (await import(pathToFileURL(require.resolve(library)).href)) as Record<string, unknown>;
  const text = (bytes: Uint8Array): string => decodeBytes(bytes).text;
  if (name === 'readability+jsdom') {
    const { Readability } = require('@mozilla/readability') as { Readability: ReadabilityClass };
    const { JSDOM } = require('jsdom') as {
      JSDOM: new (h: string, o: object) => { window: { document: Doc; close(): void } };
    };
    return (bytes, url) => {
      const { window } = new JSDOM(text(bytes), { url });
      const found = new Readability(window.document).parse()?.textContent ?? '';
      window.close();
      return found;
    };
  }
  const { parseHTML } = (await load('linkedom')) as { parseHTML(html: string): { document: Doc } };
  if (name === 'readability+linkedom') {
    const { Readability } = require('@mozilla/readability') as { Readability: ReadabilityClass };
    return (bytes) => new Readability(parseHTML(text(bytes)).document).parse()?.textContent ?? '';
  }
  const node = `${peers}/node_modules/defuddle/dist/node.js`;
  const { Defuddle } = (await import(pathToFileURL(node).href)) as {
    Defuddle(d: Doc, url: string, o: object): Promise<{ content: string }>;
  };
  return async (bytes, url) => {
    const { content } = await Defuddle(parseHTML(text(bytes)).document, url, { useAsync: false });
    return (
      parseHTML(`<html><body>${content.replace(/<\/(?:p|div|li|h\d|blockquote|tr)>/g, '$&\n')}</body></html>`)
        .document.body?.textContent ?? ''
    );
  };
}
type ReadabilityClass = new (d: Doc) => { parse(): { textContent: string } | null };
