import { join } from 'node:path';
import { packageFolder } from '../../src/db/index.ts';
import { buildDictionary } from '../../src/entities/index.ts';
import { type Assignment, clusterMany } from '../../src/events/index.ts';
import { readLibrary } from '../../src/library/index.ts';

/** Invented stories, read with the shipped library. */
export const FILES = readLibrary(join(packageFolder(), 'library'));
export const library = { dictionary: buildDictionary(FILES.entities), lexicon: FILES.lexicon };
export type Told = readonly [publishedAt: string, title: string, body: string];
export const docsOf = (stories: readonly Told[]) =>
  stories.map(([publishedAt, title, body], i) => ({
    id: `s${i}`,
    url: `https://o${i}.example/s${i}`,
    title,
    body,
    publishedAt,
    outlet: `o${i}.example`,
  }));
export const decided = (...stories: Told[]): Assignment[] => clusterMany(docsOf(stories), library);

export const RECALL: Told = [
  '2026-03-02T08:00:00Z',
  'Toyota recalls 1.2 million RAV4 cars over brake failures',
  'Toyota said on Monday it would recall 1.2 million RAV4 cars after brake failures led to 14 crashes. Dealers will replace the brake booster free of charge.',
];
export const SUIT: Told = [
  '2026-03-05T09:00:00Z',
  'Owners sue Toyota over RAV4 brake failures',
  'A lawsuit filed in California says Toyota knew of the brake failures in the RAV4 a year before its recall of 1.2 million cars. The plaintiffs want damages for 14 crashes.',
];
export const SUIT_AGAIN: Told = [
  '2026-03-05T15:00:00Z',
  'Toyota faces class action lawsuit over RAV4 brakes',
  'The lawsuit, filed on behalf of RAV4 owners in California, seeks damages from Toyota over brake failures.',
];
export const SETTLED: Told = [
  '2026-03-12T09:00:00Z',
  'Toyota settles RAV4 brake lawsuit for $310 million',
  'Toyota reached a settlement with RAV4 owners who sued over brake failures, paying $310 million without admitting fault.',
];
export const RECALL_ZH: Told = [
  '2026-03-02T08:00:00Z',
  '丰田召回120万辆RAV4,刹车助力器可能失灵',
  '丰田周一宣布召回120万辆RAV4,因刹车助力器在低温下可能失灵,已造成14起事故。经销商将免费更换。',
];
export const SUIT_ZH: Told = [
  '2026-03-05T09:00:00Z',
  'RAV4刹车失灵 车主集体起诉丰田',
  '加州车主提起诉讼,称丰田早在召回120万辆RAV4的一年前就知道刹车助力器会失灵。原告要求赔偿。',
];
export const SETTLED_ZH: Told = [
  '2026-03-12T09:00:00Z',
  '丰田就RAV4刹车诉讼达成和解',
  '丰田与起诉的RAV4车主达成和解,支付3.1亿美元,不承认过错。',
];
