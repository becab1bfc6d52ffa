import { WORDS, type Words } from './words.ts';

type Convert = (text: string) => string;
let hongKong: Promise<Convert> | undefined;

/** Simplified to traditional as written in Hong Kong. The dictionaries take a second or two to load: once a process, when asked for. */
function converter(): Promise<Convert> {
  hongKong ??= import('opencc-js/cn2t').then(({ Converter }) => Converter({ from: 'cn', to: 'hk' }));
  return hongKong;
}

/** What turns our own simplified sentences into a reader's script: nothing but for zh-Hant. */
export async function scriptOf(language: string): Promise<Convert> {
  return language === 'zh-Hant' ? converter() : (text) => text;
}

export async function traditionalWords(): Promise<Words> {
  const convert = await converter();
  return Object.fromEntries(Object.entries(WORDS.zh).map(([k, v]) => [k, convert(v)])) as Words;
}

/** Our own sentences in traditional script. Quotations, titles and addresses stay as their authors wrote them. */
export async function traditionalModel<T>(model: T): Promise<T> {
  const convert = await converter();
  const THEIRS = new Set([
    'text',
    'url',
    'title',
    'outlet',
    'id',
    'ticker',
    'exchange',
    'source',
    'lastError',
  ]);
  const walk = (value: unknown, key: string): unknown => {
    if (typeof value === 'string') return THEIRS.has(key) ? value : convert(value);
    if (Array.isArray(value)) return value.map((v) => walk(v, key));
    if (value !== null && typeof value === 'object')
      return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, walk(v, k)]));
    return value;
  };
  return walk(model, '') as T;
}
