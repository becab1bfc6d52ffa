import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

interface ArchiveArticle {
  id: string;
  url: string;
  title: string;
  body: string;
  language: 'zh' | 'en';
  publishedAt: string;
  outlet: string;
  firstHand: boolean;
}
interface Truth {
  id: string;
  event: string;
  parent?: string;
}
interface Text {
  id: string;
  title: string;
  body: string;
}

const lines = (path: string) =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '');
const rows = <T>(path: string): T[] => lines(path).map((line) => JSON.parse(line) as T);

/** What a month must hold: its days, the stories told in both languages, the ones with a document of their own, and
 * the pairs that are reprints on purpose (by address, since ids move when an article is added). */
const MONTHS = [
  {
    file: 'library/archive/2024-02.ndjson',
    truth: 'library/archive/truth.ndjson',
    from: '2024-01-30T00:00:00Z',
    to: '2024-03-01T00:00:00Z',
    articles: 70,
    zh: 25,
    en: 35,
    bilingual: [
      'sora-launch',
      'arm-q3-fy2024',
      'nvidia-custom-chip-unit',
      'nvidia-q4-fy2024',
      'gemini-1-5-launch',
      'vision-pro-on-sale',
      'apple-car-cancelled',
      'softbank-arm-feb-2024',
      'sinodata-inquiry',
    ],
    firstHand: [
      'sora-launch',
      'arm-q3-fy2024',
      'nvidia-q4-fy2024',
      'gemini-1-5-launch',
      'vision-pro-on-sale',
      'softbank-arm-feb-2024',
    ],
    unread: ['nvidia-custom-chip-unit', 'apple-car-cancelled'],
    reprints: [
      ['2024/02/arm-forecast-wire', '2024/02/arm-forecast-reprint'],
      ['2024/02/sora-kuaixun', '2024/02/sora-kuaixun-zhuanzai'],
      ['2024/02/nvidia-q4-wire', '2024/02/nvidia-q4-reprint'],
    ],
    // The analogues that the worked cases must find: the archive may describe events, never the answer.
    answers:
      /百融|第四范式|第四範式|芯原|国芯科技|國芯科技|虹软|虹軟|Bairong|Fourth Paradigm|VeriSilicon|C\*Core|ArcSoft/i,
  },
  {
    file: 'library/archive/2025-01.ndjson',
    truth: 'library/archive/truth-2025-01.ndjson',
    from: '2025-01-20T00:00:00Z',
    to: '2025-02-11T00:00:00Z',
    articles: 45,
    zh: 20,
    en: 20,
    bilingual: [
      'deepseek-r1',
      'ai-selloff-jan-2025',
      'stargate-jan-2025',
      'asml-q4-2024',
      'tesla-q4-2024',
      'apple-q1-fy2025',
      'arm-q3-fy2025',
      'keymed-innocare-prolium',
      'nezha-2',
      'affirm-q2-fy2025',
    ],
    firstHand: [
      'deepseek-r1',
      'stargate-jan-2025',
      'asml-q4-2024',
      'tesla-q4-2024',
      'apple-q1-fy2025',
      'arm-q3-fy2025',
      'affirm-q2-fy2025',
    ],
    unread: ['ai-selloff-jan-2025', 'deepseek-a-share'],
    reprints: [['2025/01/nvidia-589bn-wire', '2025/01/nvidia-589bn-reprint']],
    answers:
      /百融|第四范式|第四範式|芯原|国芯科技|國芯科技|虹软|虹軟|Bairong|Fourth Paradigm|VeriSilicon|C\*Core|ArcSoft/i,
  },
] as const;

const HAN = /[\u3400-\u9fff]/gu;
/** Runs long enough to be copying: 12 words of English, 20 characters of Chinese. */
function runs(text: Text): Set<string> {
  const whole = `${text.title}\n${text.body}`;
  const han = (whole.match(HAN) ?? []).join('');
  const words = whole.toLowerCase().match(/[a-z0-9$%.'’-]+/g) ?? [];
  const found = new Set<string>();
  for (let i = 0; i + 20 <= han.length; i++) found.add(han.slice(i, i + 20));
  for (let i = 0; i + 12 <= words.length; i++) found.add(words.slice(i, i + 12).join(' '));
  return found;
}

function shared(texts: readonly Text[], others: readonly Text[]): string[] {
  const owner = new Map<string, string>();
  for (const other of others) for (const run of runs(other)) owner.set(run, other.id);
  const hits: string[] = [];
  for (const text of texts) {
    const run = [...runs(text)].find((candidate) => owner.has(candidate));
    if (run !== undefined) hits.push(`${text.id} and ${owner.get(run)}: ${run}`);
  }
  return hits;
}

for (const month of MONTHS)
  describe(`the recorded archive ${month.file}`, () => {
    const articles = rows<ArchiveArticle>(month.file);
    const truth = new Map(rows<Truth>(month.truth).map((row) => [row.id, row]));
    const byUrl = new Map(articles.map((article) => [article.url, article]));
    const of = (event: string) => articles.filter((article) => truth.get(article.id)?.event === event);
    const at = (path: string) => byUrl.get(`https://archive.duibiao.example/${path}`);

    it('holds a month of articles in both languages, every one complete', () => {
      expect(articles.length).toBeGreaterThanOrEqual(month.articles);
      expect(articles.filter((article) => article.language === 'zh').length).toBeGreaterThanOrEqual(month.zh);
      expect(articles.filter((article) => article.language === 'en').length).toBeGreaterThanOrEqual(month.en);
      for (const article of articles) {
        expect(Object.keys(article), article.id).toEqual([
          'id',
          'url',
          'title',
          'body',
          'language',
          'publishedAt',
          'outlet',
          'firstHand',
        ]);
        expect(article.title.trim(), article.id).toBe(article.title);
        expect(article.body.length, article.id).toBeGreaterThan(80);
        const hanShare = (article.body.match(HAN) ?? []).length / article.body.length;
        expect(hanShare > 0.3, `${article.id} is ${article.language}`).toBe(article.language === 'zh');
      }
    });

    it('has ids and addresses that occur once, and a truth for each', () => {
      expect(new Set(articles.map((article) => article.id)).size).toBe(articles.length);
      expect(byUrl.size).toBe(articles.length);
      expect([...truth.keys()]).toEqual(articles.map((article) => article.id));
    });

    it('is in order of time and keeps to its days', () => {
      const times = articles.map((article) => article.publishedAt);
      expect([...times].sort()).toEqual(times);
      for (const time of times) expect(time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
      expect(times.every((time) => time >= month.from && time < month.to)).toBe(true);
    });

    it('claims a real host only for pages that exist: what has none is under a reserved name', () => {
      for (const article of articles) {
        const host = new URL(article.url).host.replace(/^(www|m)\./, '');
        if (host === 'archive.duibiao.example') expect(article.outlet, article.id).toMatch(/\.example$/);
        else
          expect(host, article.id).toContain(
            article.outlet
              .replace(/^(www|m)\./, '')
              .split('.')
              .slice(-2)
              .join('.'),
          );
      }
    });

    it('tells each main story in both languages', () => {
      for (const event of month.bilingual)
        expect(new Set(of(event).map((article) => article.language)), event).toEqual(new Set(['zh', 'en']));
    });

    it('marks the first-hand document of each story that has one, and none where there is none', () => {
      for (const event of month.firstHand)
        expect(
          of(event).some((article) => article.firstHand),
          event,
        ).toBe(true);
      for (const event of month.unread)
        expect(
          of(event).some((article) => article.firstHand),
          event,
        ).toBe(false);
      for (const article of articles.filter((candidate) => candidate.firstHand))
        expect(article.outlet, article.id).not.toMatch(/\.example$/);
    });

    it('does not name the companies that the worked cases must find', () => {
      for (const article of articles)
        expect(`${article.title} ${article.body}`, article.id).not.toMatch(month.answers);
    });

    it('repeats itself only in the reprints that are meant for near-duplicate detection', () => {
      const reprints = new Set(month.reprints.map(([, copy]) => at(copy)?.id));
      expect(reprints.has(undefined)).toBe(false);
      for (const [original, copy] of month.reprints) {
        const [first, second] = [at(original), at(copy)];
        if (first === undefined || second === undefined) throw new Error(`${original} or ${copy} is missing`);
        expect(shared([second], [first]), copy).toHaveLength(1);
        expect(first.title, copy).not.toBe(second.title);
      }
      const own = articles.filter((article) => !reprints.has(article.id));
      expect(own.flatMap((article, i) => shared([article], own.slice(0, i)))).toEqual([]);
    });

    for (const other of ['../shared/corpora/news-stream/dev.ndjson', '../shared/linking/firsthand.ndjson'])
      it(`shares no sentence with ${other}`, (ctx) => {
        if (!existsSync(other)) {
          console.log(`skipped: ${other} is not here`);
          ctx.skip();
        }
        expect(shared(articles, rows<Text>(other))).toEqual([]);
      });
  });

describe('the technical report on Sora in the archive', () => {
  it('states both the method and the evidence against reading it as method alone', () => {
    const report = rows<ArchiveArticle>('library/archive/2024-02.ndjson').find((article) =>
      article.url.endsWith('/video-generation-models-as-world-simulators'),
    );
    expect(report?.firstHand).toBe(true);
    expect(report?.body).toMatch(/latent space/);
    expect(report?.body).toMatch(/patches/);
    expect(report?.body).toMatch(/transformer/);
    expect(report?.body).toMatch(/any duration, resolution and aspect ratio/);
    expect(report?.body).toMatch(/better as training compute rises/);
  });
});
