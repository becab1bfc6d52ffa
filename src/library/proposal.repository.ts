import { createHash } from 'node:crypto';
import type { Db } from '../db/index.ts';
import { DuibiaoError } from '../errors.ts';
import type { JudgedProposal, ProposalSpan } from './proposal.ts';

export const PROPOSAL_STATUSES = ['draft', 'accepted', 'rejected'] as const;
export type ProposalStatus = (typeof PROPOSAL_STATUSES)[number];

export interface Proposal {
  readonly id: string;
  readonly eventId: string;
  readonly kind: 'trait' | 'rule';
  readonly name: string;
  readonly entry: string;
  readonly model: string;
  readonly proposedAt: string;
  readonly status: ProposalStatus;
  readonly decidedBy: string | null;
  readonly decidedAt: string | null;
  readonly why: string | null;
  readonly spans: readonly (ProposalSpan & { readonly url: string })[];
}
export interface ArticleToRead {
  readonly id: string;
  readonly title: string;
  readonly body: string;
  readonly outlet: string;
  readonly firstHand: boolean;
  readonly publishedAt: string;
}

/** Its articles without reprints, first-hand before hearsay, oldest first. @throws DuibiaoError UNKNOWN_ID. */
export async function articlesToRead(db: Db, eventId: string): Promise<ArticleToRead[]> {
  const rows = await db
    .selectFrom('event_article as ea')
    .innerJoin('article as a', 'a.id', 'ea.article_id')
    .select(['a.id', 'a.title', 'a.body', 'a.outlet', 'a.first_hand', 'a.published_at'])
    .where('ea.event_id', '=', eventId)
    .where('a.duplicate_of', 'is', null)
    .execute();
  if (rows.length === 0) throw new DuibiaoError('UNKNOWN_ID', { kind: 'event with articles', got: eventId });
  return rows
    .map((r) => ({
      id: r.id,
      title: r.title,
      body: r.body,
      outlet: r.outlet,
      firstHand: r.first_hand,
      publishedAt: r.published_at,
    }))
    .sort(
      (a, b) =>
        Number(b.firstHand) - Number(a.firstHand) ||
        compare(a.publishedAt, b.publishedAt) ||
        compare(a.id, b.id),
    );
}

/**
 * Keeps proposals as drafts. The id is made of the event and the entry: the same proposal made again is the one there is,
 * also where somebody has decided about it.
 * @returns ids in the order given, each with whether it was written now.
 */
export async function saveProposals(
  db: Db,
  of: { readonly eventId: string; readonly model: string; readonly at: string },
  proposals: readonly JudgedProposal[],
): Promise<{ id: string; fresh: boolean }[]> {
  return db.transaction().execute(async (trx) => {
    const out: { id: string; fresh: boolean }[] = [];
    for (const p of proposals) {
      const id = `p-${createHash('sha256')
        .update(JSON.stringify([of.eventId, p.kind, p.entry]))
        .digest('hex')
        .slice(0, 12)}`;
      const { numInsertedOrUpdatedRows } = await trx
        .insertInto('proposal')
        .values({
          id,
          event_id: of.eventId,
          kind: p.kind,
          name: p.name,
          entry: p.entry,
          model: of.model,
          proposed_at: of.at,
          decided_by: null,
          decided_at: null,
          why: null,
        })
        .onConflict((c) => c.column('id').doNothing())
        .executeTakeFirstOrThrow();
      const fresh = Number(numInsertedOrUpdatedRows ?? 0) > 0;
      if (fresh)
        await trx
          .insertInto('proposal_span')
          .values(
            p.spans.map((s, position) => ({
              proposal_id: id,
              position,
              article_id: s.articleId,
              field: s.field,
              start_at: s.start,
              end_at: s.end,
              text: s.text,
              says: s.says,
            })),
          )
          .execute();
      out.push({ id, fresh });
    }
    return out;
  });
}

/** Newest first, then by id. */
export async function listProposals(
  db: Db,
  wanted: { id?: string; eventId?: string; status?: ProposalStatus } = {},
): Promise<Proposal[]> {
  let query = db.selectFrom('proposal').selectAll();
  if (wanted.id !== undefined) query = query.where('id', '=', wanted.id);
  if (wanted.eventId !== undefined) query = query.where('event_id', '=', wanted.eventId);
  if (wanted.status !== undefined) query = query.where('status', '=', wanted.status);
  const rows = await query.execute();
  if (rows.length === 0) return [];
  const spans = await db
    .selectFrom('proposal_span as s')
    .leftJoin('article as a', 'a.id', 's.article_id')
    .selectAll('s')
    .select('a.url')
    .where(
      's.proposal_id',
      'in',
      rows.map((r) => r.id),
    )
    .orderBy('s.position')
    .execute();
  return rows
    .map((r) => ({
      id: r.id,
      eventId: r.event_id,
      kind: r.kind as Proposal['kind'],
      name: r.name,
      entry: r.entry,
      model: r.model,
      proposedAt: r.proposed_at,
      status: r.status as ProposalStatus,
      decidedBy: r.decided_by,
      decidedAt: r.decided_at,
      why: r.why,
      spans: spans
        .filter((s) => s.proposal_id === r.id)
        .map((s) => ({
          articleId: s.article_id,
          field: s.field as 'title' | 'body',
          start: s.start_at,
          end: s.end_at,
          text: s.text,
          says: s.says,
          url: s.url ?? s.article_id,
        })),
    }))
    .sort((a, b) => compare(b.proposedAt, a.proposedAt) || compare(a.id, b.id));
}

/**
 * Decides about a draft, once. `write` runs inside the transaction: where the file cannot be written, nothing was decided.
 * @throws DuibiaoError UNKNOWN_ID; BAD_ARGUMENT where somebody has decided already, and without an author.
 */
export async function decideProposal(
  db: Db,
  id: string,
  decision: {
    readonly status: 'accepted' | 'rejected';
    readonly author: string;
    readonly at: string;
    readonly why: string | null;
  },
  write: (proposal: Proposal) => void = () => {},
): Promise<Proposal> {
  const author = decision.author.trim();
  if (author === '' || author.length > 80)
    throw new DuibiaoError('BAD_ARGUMENT', {
      what: '--author',
      got: author,
      allowed: 'the name of who decides, at most 80 characters',
    });
  return db.transaction().execute(async (trx) => {
    const { numUpdatedRows } = await trx
      .updateTable('proposal')
      .set({ status: decision.status, decided_by: author, decided_at: decision.at, why: decision.why })
      .where('id', '=', id)
      .where('status', '=', 'draft')
      .executeTakeFirstOrThrow();
    const [proposal] = await listProposals(trx, { id });
    if (proposal === undefined) throw new DuibiaoError('UNKNOWN_ID', { kind: 'proposal', got: id });
    if (Number(numUpdatedRows) === 0)
      throw new DuibiaoError('BAD_ARGUMENT', {
        what: `proposal ${id}`,
        got: `${proposal.status} by ${proposal.decidedBy}`,
        allowed: 'a draft: a decision is not changed',
      });
    write(proposal);
    return proposal;
  });
}
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
