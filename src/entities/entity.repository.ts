import { chunks, type Db } from '../db/index.ts';
import type { Entity } from './entity.ts';
import type { EntityHit } from './find.ts';

/** Makes the tables hold exactly these entities and aliases. */
export async function saveEntities(db: Db, entities: readonly Entity[]): Promise<void> {
  await db.deleteFrom('entity').execute();
  for (const part of chunks(entities))
    await db
      .insertInto('entity')
      .values(part.map((e) => ({ id: e.id, kind: e.kind, name_zh: e.nameZh, name_en: e.nameEn })))
      .execute();
  const aliases = entities.flatMap((e) => {
    const seen = new Map(e.aliases.map((a) => [a.text, a.script]));
    return [...seen].map(([alias, script]) => ({ entity_id: e.id, alias, script }));
  });
  for (const part of chunks(aliases)) await db.insertInto('entity_alias').values(part).execute();
}

/** Writes who is named where in one article; a second time for the same article replaces the first. */
export async function saveArticleEntities(
  db: Db,
  articleId: string,
  hits: readonly EntityHit[],
): Promise<void> {
  await db.deleteFrom('article_entity').where('article_id', '=', articleId).execute();
  const rows = new Map(
    hits.map((h) => [
      `${h.entityId} ${h.field} ${h.start}`,
      { article_id: articleId, entity_id: h.entityId, field: h.field, start_at: h.start, end_at: h.end },
    ]),
  );
  if (rows.size > 0)
    await db
      .insertInto('article_entity')
      .values([...rows.values()])
      .execute();
}
