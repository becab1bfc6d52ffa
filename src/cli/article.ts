import { type ArticleDetail, type ArticleName, articleDetail } from '../articles/index.ts';
import { type AddCommand, readChoice, withDatabase } from './io.ts';
import { table } from './table.ts';
import { LANGUAGES, type Language } from './words.ts';

export const addArticle: AddCommand = (program, io) => {
  program
    .command('article')
    .description('one article')
    .command('show')
    .argument('<ID>', 'an article, as `event show` lists them')
    .option('--lang <language>', 'words in zh or en', 'en')
    .option('--json', 'one object on stdout')
    .description('its text, who printed it again, what it corrects, and what its page said before')
    .addHelpText('after', '\nExample: duibiao article show a-2ab39ffb72b83723 --lang zh')
    .action(async (id: string, options: { json?: boolean; lang: string }) => {
      const language = readChoice(options.lang, '--lang', LANGUAGES);
      await withDatabase(io, async ({ ctx: { db } }) => {
        const article = await articleDetail(db, id);
        io.out(options.json === true ? `${JSON.stringify(article)}\n` : articleText(article, language));
      });
    });
};

const minute = (at: string): string => at.slice(0, 16).replace('T', ' ');

function articleText(a: ArticleDetail, language: Language): string {
  const t = (zh: string, en: string): string => (language === 'zh' ? zh : en);
  const name = (n: ArticleName): string =>
    `${n.outlet} · ${minute(n.publishedAt)} UTC · ${n.title} (${n.id})`;
  const facts: [string, string][] = [
    [t('媒体', 'outlet'), a.outlet + (a.firstHand ? t('（第一手）', ' (first-hand)') : '')],
    [t('发布', 'published'), `${minute(a.publishedAt)} UTC`],
    ...(a.author === null ? [] : [[t('作者', 'author'), a.author] as [string, string]]),
    [t('语言', 'language'), a.language],
    [t('地址', 'address'), a.url],
    ...(a.pageKind === null ? [] : [[t('页面', 'page'), pageWords(a, t)] as [string, string]]),
    ...(a.event === null ? [] : [[t('事件', 'event'), a.event] as [string, string]]),
    ...(a.duplicateOf === null ? [] : [[t('转载自', 'reprint of'), name(a.duplicateOf)] as [string, string]]),
    ...(a.supersedes === null ? [] : [[t('更正了', 'corrects'), name(a.supersedes)] as [string, string]]),
    ...a.supersededBy.map((n): [string, string] => [t('已被更正', 'corrected by'), name(n)]),
    ...(a.reprints.length === 0
      ? []
      : [[t('刊登', 'carried by'), t(`${a.outlets}家媒体`, `${a.outlets} outlets`)] as [string, string]]),
  ];
  const out = [`${a.id}  ${a.title}`, table(facts.map(([k, v]) => ['', k, v])).trimEnd()];
  if (a.reprints.length > 0) out.push('', t('转载', 'Reprints'), ...a.reprints.map((n) => `  ${name(n)}`));
  for (const r of a.revisions)
    out.push(
      '',
      r.cause === 'completed'
        ? t(
            `来源的摘要，${minute(r.replacedAt)} UTC 读到全文`,
            `The summary of the source; its page was read at ${minute(r.replacedAt)} UTC`,
          )
        : t(
            `第${r.revision}版，${minute(r.replacedAt)} UTC 前`,
            `Version ${r.revision}, until ${minute(r.replacedAt)} UTC`,
          ),
      `  ${r.title}`,
      ...r.body.split('\n').map((line) => `  ${line}`),
    );
  out.push('', a.body === '' ? t('（无正文）', '(no text)') : a.body);
  return `${out.join('\n')}\n`;
}

function pageWords(a: ArticleDetail, t: (zh: string, en: string) => string): string {
  const words: Record<string, string> = {
    article: t('已读全文', 'read in full'),
    pdf: t(`PDF，共${a.pages}页`, `PDF of ${a.pages} pages`),
    index: t('是目录页，以来源的摘要为准', 'an index page; the summary of the source stands'),
    paywall: t('付费墙，以来源的摘要为准', 'behind a paywall; the summary of the source stands'),
    error: t('是出错页，以来源的摘要为准', 'an error page; the summary of the source stands'),
    consent: t('是同意声明页，以来源的摘要为准', 'a consent wall; the summary of the source stands'),
    unread: t('未能取得，以来源的摘要为准', 'could not be had; the summary of the source stands'),
  };
  return words[a.pageKind ?? ''] ?? '';
}
