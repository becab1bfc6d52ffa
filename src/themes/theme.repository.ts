import { chunks, type Db } from '../db/index.ts';
import type { Term, TermHit } from './term.ts';
import type { Axis, Theme, Trait } from './theme.ts';

/** Replaces themes, traits and their patterns by what is given; rows that nothing names any more go. */
export async function saveTerms(db: Db, themes: readonly Theme[], traits: readonly Trait[]): Promise<void> {
  await db.deleteFrom('theme_pattern').execute();
  await db.deleteFrom('trait_pattern').execute();
  if (themes.length > 0)
    await db
      .insertInto('theme')
      .values(themes.map((t) => ({ id: t.id, name_zh: t.name.zh, name_en: t.name.en, parent_id: t.parent })))
      .onConflict((c) =>
        c.column('id').doUpdateSet((eb) => ({
          name_zh: eb.ref('excluded.name_zh'),
          name_en: eb.ref('excluded.name_en'),
          parent_id: eb.ref('excluded.parent_id'),
        })),
      )
      .execute();
  if (traits.length > 0)
    await db
      .insertInto('trait')
      .values(
        traits.map((t) => ({
          id: t.id,
          axis: t.axis,
          name_zh: t.name.zh,
          name_en: t.name.en,
          meaning: t.meaning,
        })),
      )
      .onConflict((c) =>
        c.column('id').doUpdateSet((eb) => ({
          axis: eb.ref('excluded.axis'),
          name_zh: eb.ref('excluded.name_zh'),
          name_en: eb.ref('excluded.name_en'),
          meaning: eb.ref('excluded.meaning'),
        })),
      )
      .execute();
  const rows = (terms: readonly Term[]) =>
    terms.flatMap((t) => t.patterns.map((p, position) => ({ id: t.id, position, ...p })));
  for (const part of chunks(rows(themes)))
    await db
      .insertInto('theme_pattern')
      .values(
        part.map((p) => ({
          theme_id: p.id,
          position: p.position,
          pattern: p.pattern,
          weight: p.weight,
          near: [...p.near],
          unless: [...p.unless],
        })),
      )
      .execute();
  for (const part of chunks(rows(traits)))
    await db
      .insertInto('trait_pattern')
      .values(
        part.map((p) => ({
          trait_id: p.id,
          position: p.position,
          pattern: p.pattern,
          weight: p.weight,
          near: [...p.near],
          unless: [...p.unless],
        })),
      )
      .execute();
}

export async function loadThemes(db: Db): Promise<Theme[]> {
  const rows = await db.selectFrom('theme').selectAll().orderBy('id').execute();
  const patterns = await db
    .selectFrom('theme_pattern')
    .selectAll()
    .orderBy('theme_id')
    .orderBy('position')
    .execute();
  return rows
    .map((r) => ({
      id: r.id,
      name: { zh: r.name_zh, en: r.name_en },
      parent: r.parent_id,
      patterns: patterns.filter((p) => p.theme_id === r.id),
    }))
    .sort(byId);
}

export async function loadTraits(db: Db): Promise<Trait[]> {
  const rows = await db.selectFrom('trait').selectAll().orderBy('id').execute();
  const patterns = await db
    .selectFrom('trait_pattern')
    .selectAll()
    .orderBy('trait_id')
    .orderBy('position')
    .execute();
  return rows
    .map((r) => ({
      id: r.id,
      axis: r.axis as Axis,
      name: { zh: r.name_zh, en: r.name_en },
      meaning: r.meaning,
      patterns: patterns.filter((p) => p.trait_id === r.id),
    }))
    .sort(byId);
}
const byId = (a: { id: string }, b: { id: string }): number => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

/** Writes what was found in one article; a second time for the same article replaces the first. */
export async function saveArticleTerms(
  db: Db,
  article: { id: string; firstHand: boolean },
  found: { themes: readonly TermHit[]; traits: readonly TermHit[] },
): Promise<void> {
  await db
    .with('themes', (q) => q.deleteFrom('article_theme').where('article_id', '=', article.id))
    .deleteFrom('article_trait')
    .where('article_id', '=', article.id)
    .execute();
  if (found.themes.length > 0)
    await db
      .insertInto('article_theme')
      .values(
        found.themes.map((h) => ({
          article_id: article.id,
          theme_id: h.id,
          field: h.field,
          start_at: h.start,
          end_at: h.end,
          weight: h.weight,
        })),
      )
      .execute();
  if (found.traits.length > 0)
    await db
      .insertInto('article_trait')
      .values(
        found.traits.map((h) => ({
          article_id: article.id,
          trait_id: h.id,
          field: h.field,
          start_at: h.start,
          end_at: h.end,
          strength: h.weight,
          first_hand: article.firstHand,
        })),
      )
      .execute();
}
