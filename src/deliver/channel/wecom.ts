import { type Channel, readStatus } from './channel.ts';
import { codeIn } from './feishu.ts';
import { chatText, fitting, markdown } from './say.ts';

/** WeCom group bot: Markdown of at most 4,096 bytes of content, 20 a minute; the key in the address is its secret. */
export const WECOM: Channel = {
  kind: 'wecom',
  maximumBytes: 4096,
  spacing: 3.1,
  request(message, target) {
    const content = fitting(chatText(message, target.language ?? 'zh'), 4096, ({ title, lines }) =>
      [`**${markdown({ text: title, href: null, strong: false })}**`, ...lines.map(markdown)].join('\n'),
    );
    return {
      url: target.url,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ msgtype: 'markdown', markdown: { content } }),
    };
  },
  /** 200 with errcode: 0 is taken, 45009 is "too many", -1 is "busy". */
  read(status, body, retryAfter, at) {
    const seen = readStatus(status, retryAfter, at);
    if (seen.verdict !== 'delivered') return seen;
    const code = codeIn(body, 'errcode');
    if (code === 0) return seen;
    const busy = code === 45009 || code === -1;
    return {
      verdict: busy ? 'retry' : 'refused',
      error: `WeCom answered errcode ${code}`,
      retryAfter: busy ? 60 : null,
    };
  },
};
