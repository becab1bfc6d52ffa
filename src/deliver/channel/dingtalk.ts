import { createHmac } from 'node:crypto';
import { type Channel, readStatus } from './channel.ts';
import { codeIn } from './feishu.ts';
import { chatText, fitting, markdown } from './say.ts';

/** DingTalk group bot: Markdown, 20,000 bytes, 20 a minute and then ten minutes' silence; the signature stands in the address. */
export const DINGTALK: Channel = {
  kind: 'dingtalk',
  maximumBytes: 20_000,
  spacing: 3.1,
  request(message, target, at) {
    const timestamp = String(at.getTime());
    const sign = createHmac('sha256', target.secret)
      .update(`${timestamp}\n${target.secret}`)
      .digest('base64');
    const url = new URL(target.url);
    url.searchParams.set('timestamp', timestamp);
    url.searchParams.set('sign', sign);
    const body = fitting(chatText(message, target.language ?? 'zh'), 20_000, ({ title, lines }) =>
      JSON.stringify({
        msgtype: 'markdown',
        markdown: {
          title,
          text: [`### ${markdown({ text: title, href: null, strong: false })}`, ...lines.map(markdown)].join(
            '\n\n',
          ),
        },
      }),
    );
    return { url: url.href, headers: { 'content-type': 'application/json' }, body };
  },
  /** 200 with errcode: 0 is taken, 130101 is "too many", -1 is "busy". */
  read(status, body, retryAfter, at) {
    const seen = readStatus(status, retryAfter, at);
    if (seen.verdict !== 'delivered') return seen;
    const code = codeIn(body, 'errcode');
    if (code === 0) return seen;
    const busy = code === 130101 || code === -1;
    return {
      verdict: busy ? 'retry' : 'refused',
      error: `DingTalk answered errcode ${code}`,
      retryAfter: code === 130101 ? 600 : null,
    };
  },
};
