import type { Article } from '../src/articles/index.ts';
import type { Db } from '../src/db/index.ts';
import type { EntityHit } from '../src/entities/index.ts';
import type { Readers } from '../src/library/index.ts';
import {
  findEarningsDates,
  findMixShifts,
  readFigures,
  saveEarningsDates,
  saveRelease,
} from '../src/releases/index.ts';
import type { TermHit } from '../src/themes/index.ts';

/** Announcements of figures that no trait of the library names: profit alerts and their Chinese kin. */
const NOTICE =
  /盈利警告|盈利預告|盈利预告|盈警|盈喜|正面盈利|预增|預增|预减|預減|预亏|預虧|首亏|续亏|profit (?:warning|alert)|positive profit/i;
/** What a day for results may be announced in. */
const DATED =
  /业绩|業績|财报|財報|年度报告|年度報告|季度报告|年报|半年报|季报|results|earnings|annual report|interim report/i;

/**
 * What an article says of one issuer's results: the figures, what they are held against, the mixes; and the days on
 * which results are to come.
 * @returns true for guidance not stored before.
 */
export async function readRelease(
  trx: Db,
  readers: Readers,
  article: Article,
  eventId: string,
  found: { entities: readonly EntityHit[]; traits: readonly TermHit[] },
  now: string,
): Promise<boolean> {
  const results = found.traits.some((t) => t.id === 'results' || t.id === 'guidance');
  const head = `${article.title}\n${article.body.slice(0, 4000)}`;
  const figured = results || NOTICE.test(head);
  if (!figured && !DATED.test(head)) return false;
  const named = [...found.entities].sort((a, b) =>
    a.field === b.field ? a.start - b.start : a.field === 'title' ? -1 : 1,
  );
  const issuer = named.map((e) => readers.companyOf(e.entityId)).find((id) => id !== null) ?? null;
  if (issuer === null) return false;
  const entity = readers.dictionary.entities.get(issuer)!;
  const name = article.language === 'zh' ? entity.nameZh : entity.nameEn;
  // The title names the period that the body takes for granted.
  const lead = article.title === '' ? '' : `${article.title}\n`;
  const passage = {
    text: lead + article.body,
    language: article.language,
    issuer: name,
    publishedAt: article.publishedAt,
    ...(entity.fiscalYearEnd === null ? {} : { fiscalYearEnd: entity.fiscalYearEnd }),
  };
  const { figures, expectations } = figured ? readFigures(passage) : { figures: [], expectations: [] };
  const common = {
    articleId: article.id,
    issuerEntity: issuer,
    issuer: name,
    publishedAt: article.publishedAt,
    firstHand: article.firstHand,
    origin: article.origin,
  };
  const guided = await saveRelease(
    trx,
    { ...common, eventId },
    {
      figures,
      expectations,
      mixes: figured ? findMixShifts(passage) : [],
      lead: lead.length,
    },
  );
  await saveEarningsDates(
    trx,
    {
      ...common,
      tickers: entity.tickers,
      listed: entity.listed,
      text: passage.text,
      fiscalYearEnd: entity.fiscalYearEnd,
      lead: lead.length,
      now,
    },
    findEarningsDates(passage),
    figures,
  );
  return guided;
}
