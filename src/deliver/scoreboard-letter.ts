import { KINDS, kindChart, loadScoreboard } from '../backtest/index.ts';
import type { Context } from '../context.ts';
import type { Claimed } from './claim.repository.ts';
import type { Language } from './digest.ts';
import { domainOf, type Mailer } from './mail.ts';
import { pngOf } from './picture.ts';
import { type BoardMail, boardMailHtml, boardMailText } from './render/index.ts';
import { inReadersScript } from './scoreboard.repository.ts';
import { failure, type Sent, sentLetter } from './sent.ts';

const WORDS = {
  en: { page: 'The scoreboard on its page', leave: 'Unsubscribe' },
  zh: { page: '网页上的记分牌', leave: '退订' },
  'zh-Hant': { page: '網頁上的記分牌', leave: '退訂' },
} as const;

/** Sends claimed scoreboards. What it says is read when it is sent: a board corrected meanwhile is sent as corrected. */
export function createBoardPostman(
  ctx: Context,
  mailer: Mailer,
): (claimed: Claimed, at: Date) => Promise<Sent> {
  return async (claimed, at) => {
    if (claimed.email === null || claimed.reader_status !== 'active') return failure('unsubscribed', 'dead');
    try {
      const { week } = JSON.parse(claimed.payload) as { week: string };
      const board = await loadScoreboard(ctx.db, { origin: 'live', week });
      if (board === null) return failure(`no scoreboard of ${week} is kept any more`, 'dead');
      const language = claimed.language as Language;
      const sheet = await inReadersScript(board, language);
      const domain = domainOf(ctx.config.mailFrom);
      const foresight = board.rows.some((r) => r.scope === 'foresight' && r.trades > 0);
      const pictures = KINDS.flatMap((kind) => {
        const svg = kindChart(board, kind, language === 'en' ? 'en' : 'zh', {
          scope: foresight ? 'foresight' : 'all',
          picture: true,
        });
        return svg === null ? [] : [{ kind, cid: `${kind}.${week}@${domain}`, png: pngOf(svg) }];
      });
      const unsubscribe = `${ctx.config.publicUrl}/unsubscribe?t=${claimed.token}`;
      const mail: BoardMail = {
        lang: language === 'en' ? 'en' : language === 'zh' ? 'zh-Hans' : 'zh-Hant',
        sheet,
        charts: pictures,
        page: `${ctx.config.publicUrl}/scoreboard?week=${week}&lang=${language}`,
        pageWords: WORDS[language].page,
        unsubscribe,
        unsubscribeWords: WORDS[language].leave,
      };
      const sent = await mailer.send({
        to: claimed.email,
        messageId: `scoreboard.${week}.${claimed.subscriber_id}@${domain}`,
        threadId: `scoreboard.${claimed.subscriber_id}@${domain}`,
        date: at,
        parts: { subject: sheet.subject, text: boardMailText(mail), html: await boardMailHtml(mail) },
        pictures,
        unsubscribeUrl: unsubscribe,
      });
      return sentLetter(sent);
    } catch (error) {
      ctx.log.error({ err: error, delivery: claimed.id }, 'a scoreboard could not be made');
      return failure((error as Error).message, 'retry');
    }
  };
}
