import type { Article } from '../src/articles/index.ts';
import type { Db } from '../src/db/index.ts';
import type { EntityHit } from '../src/entities/index.ts';
import type { Readers } from '../src/library/index.ts';
import { findExpectations, findFigures, findMixShifts, saveRelease } from '../src/releases/index.ts';
import type { TermHit } from '../src/themes/index.ts';

/**
 * What an article says of one issuer's results: the figures, what they are held against, the mixes.
 * @returns true for guidance not stored before.
 */
export async function readRelease(
  trx: Db,
  readers: Readers,
  article: Article,
  eventId: string,
  found: { entities: readonly EntityHit[]; traits: readonly TermHit[] },
  _now: string,
): Promise<boolean> {
  if (!found.traits.some((t) => t.id === 'results' || t.id === 'guidance')) return false;
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
  return saveRelease(
    trx,
    {
      articleId: article.id,
      eventId,
      issuerEntity: issuer,
      issuer: name,
      publishedAt: article.publishedAt,
      firstHand: article.firstHand,
      origin: article.origin,
    },
    {
      figures: findFigures(passage),
      expectations: findExpectations(passage),
      mixes: findMixShifts(passage),
      lead: lead.length,
    },
  );
}
