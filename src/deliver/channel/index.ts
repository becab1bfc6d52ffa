import type { Channel } from './channel.ts';
import { DINGTALK } from './dingtalk.ts';
import { FEISHU } from './feishu.ts';
import { GENERIC } from './generic.ts';
import { MAIL_KIND } from './mail.ts';
import { SLACK } from './slack.ts';
import { TELEGRAM } from './telegram.ts';
import { WEBHOOK, WEBHOOK_THIN } from './webhook.ts';
import { WECOM } from './wecom.ts';

export type { Channel, Request, Target, Verdict } from './channel.ts';
export { isMailAddress, letterOf, MAIL_KIND } from './mail.ts';
export type { ChatLanguage } from './say.ts';

export const CHANNELS: Readonly<Record<string, Channel>> = Object.fromEntries(
  [WEBHOOK, WEBHOOK_THIN, FEISHU, DINGTALK, WECOM, SLACK, TELEGRAM, GENERIC].map((c) => [c.kind, c]),
);
export const CHANNEL_KINDS: readonly string[] = [...Object.keys(CHANNELS), MAIL_KIND];
