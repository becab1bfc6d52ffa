/** The ways out: the digest (terminal, mail, page), webhooks through an outbox, tables for analysts. */

export { type DigestWish, isRecorded, latestActivity, loadDigest, loadEvent } from './digest.repository.ts';
export * from './digest.ts';
export * from './render/index.ts';
