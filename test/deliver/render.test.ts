import * as cheerio from 'cheerio';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  clip,
  type Language,
  plain,
  renderDigest,
  renderMail,
  WORDS,
  widthOf,
  wrap,
} from '../../src/deliver/index.ts';
import { event, model } from './models.ts';

const LINKS = {
  unsubscribe: 'https://duibiao.example/unsubscribe?t=abc',
  publicUrl: 'https://duibiao.example',
  feedback: (eventId: string, verdict: string) => `https://duibiao.example/feedback?t=${eventId}.${verdict}`,
  pictures: 'parts',
} as const;
const HOSTILE = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  '</td></tr></table></mj-text><mj-raw><b>',
  'a\u001B[31mred\u001B[0m\u0007 bell',
  'evil \u202Egpj.exe',
  '{{constructor}} $' + '{1} <!-- --> &lt;b&gt;',
  'line\r\nBcc: all@example.org',
  '标题<svg/onload=alert(1)>',
];

const RULE = {
  id: 'misread',
  version: 1,
  title: 'Compute misread',
  rationale: 'Parts are sold by the volume of halls built.',
};

describe('the digest in words', () => {
  it('has each phrase in both languages', () => {
    expect(Object.keys(WORDS.en).sort()).toEqual(Object.keys(WORDS.zh).sort());
    for (const [key, zh] of Object.entries(WORDS.zh)) {
      const blanks = (s: string) => [...s.matchAll(/\{(\w+)\}/g)].map((m) => m[1]).sort();
      expect([key, new Set(blanks(WORDS.en[key as keyof typeof WORDS.en]))]).toEqual([
        key,
        new Set(blanks(zh)),
      ]);
    }
  });
  it('names the rule that came nearest to what none explains, and what was lacking, or that none came near', async () => {
    const [near, far] = [event(1, 'A museum of chips'), event(2, 'A parade')];
    const nearest = {
      id: 'licences-to-licences',
      title: 'Licences → licences',
      lacks: ['the event lacks IP licensing (0.10; needs 0.30)'],
    };
    const text = plain(
      await renderDigest(model('en', [], { unexplained: [{ ...near, nearest }, far] }), 'text'),
    ).replace(/\s+/g, ' ');
    expect(text).toContain(
      'nearest rule: Licences → licences (licences-to-licences); the event lacks IP licensing (0.10; needs 0.30)',
    );
    expect(text).toMatch(/A parade.*no rule has anything in common with it/);
  });
  it('says once why a rule names its companies and what it rests on, and of each company only what is its own', async () => {
    const one = event(1, 'Lantern', 2);
    const [a, b] = [one.traps[0]!, one.traps[1]!];
    const shared = a.quotes[0]!;
    const source = a.sources[0]!;
    const shows = (trait: string, note: string | null) => ({ ...source, trait, note });
    const traps = [
      { ...a, quotes: [shared], sources: [shows('optics', '97%'), shows('parts', '97%')], rule: RULE },
      {
        ...b,
        quotes: [shared],
        sources: [shows('optics', 'since May'), shows('parts', null)],
        rule: RULE,
        reservation: 'the analogue rule x spoke for it too and scored lower',
      },
    ];
    const text = plain(
      await renderDigest(model('en', [{ ...one, soft: [], hard: [], issuer: [], traps }]), 'text'),
    ).replace(/\s+/g, ' ');
    const times = (words: string): number => text.split(words).length - 1;
    expect(times('[Why] Compute misread. Parts are sold by the volume of halls built.')).toBe(1);
    expect(times(`“${shared.text}”`)).toBe(1);
    // What speaks against the first company alone stays with it.
    expect(text.indexOf(`“${a.against.quotes[0]!.text}”`)).toBeGreaterThan(
      text.indexOf(a.ticker, text.indexOf('[Why]')),
    );
    expect(text).toContain('[Company] optics, parts: ');
    expect(text).toContain('· 97%');
    expect(text).toContain('[Company] optics (since May), parts: ');
    expect(text).toContain('[Against] the analogue rule x spoke for it too and scored lower');
  });
  it('keeps every line of the terminal text within its columns, but for addresses', async () => {
    for (const [language, text] of [
      ['zh', '流明工作室展示把视频折成纸片的灯笼模型，画质随训练算力上升（初步）'],
      ['en', 'Lumen Studio shows a lantern model that folds video into squares of paper'],
    ] as const)
      for (const columns of [80, 100]) {
        const out = await renderDigest(model(language, [event(1, text), event(2, text)]), 'text', {
          columns,
        });
        for (const line of out.split('\n'))
          if (!/https?:/.test(line)) expect([line, widthOf(line) <= columns]).toEqual([line, true]);
      }
  });
  it('says of a candidate when it can be traded and what stands in the way, in all three scripts, and of a trap nothing', async () => {
    const h = {
      ...event(1, 'x').soft[0]!.trading[0]!,
      ...{ ticker: '1211.HK', premium: 0.35, premiumOn: '2027-03-01' },
    };
    const a = {
      ...h,
      ...{
        ticker: '002594.SZ',
        suspended: true,
        atLimit: 'up' as const,
        limit: 0.1,
        premium: null,
        premiumOn: null,
      },
    };
    const lines = { lines: ['1211.HK', '002594.SZ'], trading: [h, { ...a, specialTreatment: true }] };
    const e = event(1, 'x', 1);
    const said = async (language: Language) =>
      (await renderDigest(model(language, [{ ...e, soft: [{ ...e.soft[0]!, ...lines }] }]), 'text')).replace(
        /\s+/g,
        ' ',
      );
    const en = await said('en');
    expect(en).toContain('1211.HK 002594.SZ');
    expect(en).toContain(
      '[Trading] 1211.HK: first minute 3 Mar 09:30 HKT, 13 h 0 min after it broke (10 h 0 min after it was first named); A over H +35% (2027-03-01)',
    );
    expect(en).toContain('no trade in the last session; special treatment (ST); closed limit-up (limit 10%)');
    // One for the soft, one a line; one for the hard; none for the trap.
    expect(en.split('[Trading]')).toHaveLength(4);
    expect((await said('zh')).replaceAll(' ', '')).toContain(
      '上一交易日无成交；风险警示（ST）；收于涨停（限10%）',
    );
    expect((await said('zh-Hant')).replaceAll(' ', '')).toContain(
      '上一交易日無成交；風險警示（ST）；收於漲停（限10%）',
    );
  });

  it('breaks lines without losing a character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 4, max: 60 }), (text, columns) => {
        expect(wrap(text, columns).join('').replace(/\s/g, '')).toBe(text.replace(/\s/g, ''));
      }),
    );
  });
  it('says the main thing in the subject, in one line', async () => {
    const mail = await renderMail(model('en', [event(1, 'Lantern'), event(2, 'x')]), LINKS);
    expect(mail.subject).toMatch(
      /^Lantern \| analogue Lantern 9901\.HK, Lantern 9902\.HK; trap Lantern 9901\.HK$/,
    );
  });
  it('labels the archive at the top and in the subject, and disclaims, in all three scripts', async () => {
    const says = {
      zh: ['录存改写的存档', '【存档】', '仅供参考，不构成投资建议', '不是对股价的预测'],
      'zh-Hant': ['錄存改寫的存檔', '【存檔】', '僅供參考，不構成投資建議', '不是對股價的預測'],
      en: [
        'recorded, rewritten archive',
        '[archive]',
        'not investment advice',
        'not a forecast of the price',
      ],
    } as const;
    for (const language of ['zh', 'zh-Hant', 'en'] as const) {
      const m = model(language, [event(1, 'Lantern')], { origin: 'archive', recorded: true });
      const mail = await renderMail(m, LINKS);
      const [label, tag, disclaimer, trap] = says[language];
      expect(mail.subject).toContain(tag);
      for (const part of [mail.text, cheerio.load(mail.html)('body').text()])
        for (const phrase of [label, disclaimer, trap]) expect(part).toContain(phrase);
      expect(mail.text.split('\n')[0]).toContain(label);
      expect(cheerio.load(mail.html)('.label div[style*="font-weight:700"]').text()).toContain(label);
    }
  });
  it('says unread where no first-hand document was seen', async () => {
    expect(await renderDigest(model('en', [event(2, 'Lantern')]), 'text')).toContain(
      'no first-hand document seen',
    );
    expect(await renderDigest(model('zh', [event(2, '灯笼')]), 'text')).toContain('未见原文');
  });
  it('shows the evidence against beside the evidence for, on trap lines too', async () => {
    const text = await renderDigest(model('en', [event(1, 'Lantern', 1)]), 'text');
    const [, soft = '', trap = ''] = text.split(/Soft analogues|Traps/);
    for (const part of [soft, trap]) expect(part).toMatch(/\[Event][\s\S]*\[Company][\s\S]*\[Against]/);
  });
});

describe('text of strangers', () => {
  it('is text and nothing else in the mail', async () => {
    for (const hostile of HOSTILE) {
      const mail = await renderMail(model('en', [event(1, hostile, 1)]), LINKS);
      const $ = cheerio.load(mail.html);
      expect(
        $('img')
          .toArray()
          .map((e) => Object.keys(e.attribs).sort().join()),
      ).toEqual(['alt,height,src,style,width']);
      expect($('script, svg, iframe, form, object, mj-raw').length).toBe(0);
      expect(
        $('*').filter((_, e) => Object.keys('attribs' in e ? e.attribs : {}).some((a) => /^on/i.test(a)))
          .length,
      ).toBe(0);
      expect($('body').text()).toContain(plain(hostile));
      expect(mail.subject).not.toMatch(/[\u0000-\u001F\u202E]/);
      expect(mail.text).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u202E]/);
    }
  });
  it('never becomes a link of another scheme', async () => {
    const e = event(1, 'Lantern', 1);
    const first = { ...e.first, url: 'javascript:alert(1)' };
    const mail = await renderMail(model('en', [{ ...e, firstHand: first, first }]), LINKS);
    expect(mail.html).not.toContain('javascript:');
    expect(mail.text).not.toContain('javascript:');
  });
  it('is quoted at no more than 200 characters, whole characters only', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 600 }), (text) => {
        const cut = clip(text);
        expect(cut.length).toBeLessThanOrEqual(200);
        expect(/\p{Cs}/u.test(cut)).toBe(false);
      }),
    );
  });
});

describe('the mail', () => {
  it('stays below what mail clients clip, whole cards only, with its way out', async () => {
    const long = '流明工作室展示把视频折成纸片的灯笼模型'.repeat(8);
    for (const each of [3, 12]) {
      const events = Array.from({ length: 40 }, (_, i) => event(i + 1, long, each));
      const mail = await renderMail(model('zh', events), LINKS);
      expect(Buffer.byteLength(mail.html)).toBeLessThan(102_000);
      const $ = cheerio.load(mail.html);
      expect($('a[href="https://duibiao.example/unsubscribe?t=abc"]').length).toBe(1);
      expect($('body').text()).toContain('仅供参考');
    }
  });
  it('stays below it however long strangers make their addresses, on the largest day there can be', async () => {
    const long = {
      ...event(2, '很长的标题'.repeat(30)),
      first: { ...event(1, '报').first, url: `https://a.example/${'x'.repeat(8000)}` },
    };
    const lines = Array.from({ length: 12 }, () => long);
    const mail = await renderMail(
      model('zh', [event(1, '灯笼'.repeat(60), 12), event(3, '纸鸢'.repeat(60), 12)], {
        unexplained: lines,
        faded: lines,
      }),
      LINKS,
    );
    expect(Buffer.byteLength(mail.html)).toBeLessThan(102_000);
    const $ = cheerio.load(mail.html);
    expect($('a[href="https://duibiao.example/unsubscribe?t=abc"]').length).toBe(1);
    // The text part is clipped by nobody, and tells all.
    expect(mail.text).toContain('灯笼');
    expect(mail.text.match(/a\.example/g)!.length).toBe(24);
  });
  it('has in both its parts what is coming up, what faded, what no rule explains, what was wrong and what was not seen', async () => {
    const line = (headline: string) => ({ ...event(9, headline), headline });
    const day = model('en', [event(1, 'Lantern')], {
      unexplained: [line('A story without a rule')],
      faded: [line('A story of last week')],
      comingUp: [
        {
          issuer: 'Paper Works',
          kind: 'results',
          date: '2027-03-10',
          moment: 'after_close',
          period: 'Q4 2026',
          announced: true,
          url: 'https://ir.example/q4',
        },
        {
          issuer: 'Bell Foundry',
          kind: 'results',
          date: '2027-03-11',
          moment: null,
          period: null,
          announced: false,
          url: 'https://ir.example/bells',
        },
      ],
      corrections: [
        {
          kind: 'retract',
          eventId: 'e7',
          intoEventId: null,
          headline: 'A forged story',
          intoHeadline: null,
          company: null,
          at: '2027-03-02T23:00:00Z',
          why: 'the document was forged',
        },
      ],
      late: [{ eventId: 'e1', headline: 'Lantern', outlet: 'Paper One', minutes: 95, sincePublished: 130 }],
      troubles: [
        {
          id: 'mute',
          name: 'Mute Wire',
          kind: 'silent',
          lastSuccessAt: '2027-03-01T00:00:00Z',
          lastError: '403 from the host',
        },
      ],
    });
    const mail = await renderMail(day, LINKS);
    const html = cheerio.load(mail.html)('body').text().replace(/\s+/g, ' ');
    for (const part of [mail.text.replace(/\s+/g, ' '), html]) {
      expect(part).toMatch(
        /Coming up.*after the close.*Paper Works.*Q4 2026.*Bell Foundry.*from past dates, not announced/,
      );
      expect(part).toMatch(/no rule explains it.*A story without a rule/);
      expect(part).toMatch(/Faded.*A story of last week/);
      expect(part).toMatch(/What we got wrong.*“A forged story” was retracted.*the document was forged/);
      expect(part).toMatch(/What we did not see.*Paper One.*Mute Wire.*403 from the host/);
    }
  });
  it('fetches nothing: its pictures are parts of it, with what they show in words', async () => {
    const { html, pictures = [] } = await renderMail(model('en', [event(1, 'Lantern')]), LINKS);
    expect(html.match(/<link|@import|url\(|src="(?!cid:)/gi)).toBeNull();
    expect(pictures).toHaveLength(1);
    const $ = cheerio.load(html);
    expect($('img').attr('src')).toBe(`cid:${pictures[0]!.cid}`);
    expect($('img').attr('alt')).toMatch(/^hype curve: \d+ → \d+ → \d+$/);
    expect(Buffer.from(pictures[0]!.png).subarray(1, 4).toString()).toBe('PNG');
  });
  it('asks of each card whether the company or the reason is wrong', async () => {
    const $ = cheerio.load((await renderMail(model('zh', [event(1, '灯笼')]), LINKS)).html);
    const links = $('a[href*="/feedback"]').toArray();
    expect(links.map((l) => $(l).text())).toEqual(['公司不对', '理由不对']);
    // Who reads the plain part says so too, by the same links, each whole on its line.
    const { text } = await renderMail(model('zh', [event(1, '灯笼')]), LINKS);
    for (const [i, verdict] of ['公司不对', '理由不对'].entries())
      expect(text.split('\n')).toContain(`   ${verdict}：${$(links[i]).attr('href')}`);
  });
  it('is the same for the same digest', async () => {
    const m = model('zh', [event(1, '灯笼')]);
    expect(await renderMail(m, LINKS)).toEqual(await renderMail(m, LINKS));
  });
});
