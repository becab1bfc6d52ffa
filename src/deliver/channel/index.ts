import type { Channel } from './channel.ts';
import { WEBHOOK, WEBHOOK_THIN } from './webhook.ts';

export type { Channel, Request, Target, Verdict } from './channel.ts';

export const CHANNELS: Readonly<Record<string, Channel>> = Object.fromEntries(
  [WEBHOOK, WEBHOOK_THIN].map((c) => [c.kind, c]),
);
export const CHANNEL_KINDS: readonly string[] = Object.keys(CHANNELS);
