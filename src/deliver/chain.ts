import type { MessageType } from './message.ts';

/*
 * A message holds the whole of what it speaks of, so the newest of a chain replaces those before it:
 *
 *   event            every event.* message
 *   ticker:6608.HK   analogue.added, analogue.reranked, link.withdrawn of that company
 *   release:a-…      guidance.released of that article
 */
export function chainOf(type: MessageType, other: Readonly<Record<string, string>>): string {
  if (type.startsWith('event.')) return 'event';
  if (type === 'guidance.released') return `release:${other.articleId ?? ''}`;
  return `ticker:${other.ticker ?? ''}`;
}

/** Corrections are for those who were told what they correct; to others they would be news of nothing. */
export function isCorrection(type: MessageType): boolean {
  return CORRECTIONS.includes(type);
}
const CORRECTIONS: readonly MessageType[] = [
  'event.revised',
  'event.merged',
  'event.split',
  'event.retracted',
  'link.withdrawn',
];
