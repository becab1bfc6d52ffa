import { describe, expect, it } from 'vitest';
import { type Explanation, explainText, type Library } from '../../src/analogues/index.ts';
import { type Crowding, crowdingPhrase, SHAPES } from '../../src/market/index.ts';

const library: Library = {
  rules: new Map(),
  traitNames: new Map([['ip_licensing', { zh: 'IP授权', en: 'IP licensing', axis: 'model' }]]),
  companyNames: new Map(),
};
const explanation = (notes: readonly (readonly [string, string | null])[]): Explanation => ({
  eventId: 'e-1',
  headline: { zh: '标题', en: 'headline' },
  company: { ticker: '1111.HK', zh: '甲', en: 'Alpha', listedOn: '2015-01-01', delistedOn: null },
  asOf: '2024-02-08T00:00:00Z',
  strict: false,
  listed: true,
  stands: true,
  line: {
    ticker: '1111.HK',
    lines: ['1111.HK'],
    kind: 'soft',
    score: 50,
    rank: 1,
    ruleId: null,
    ruleVersion: null,
    sameProduct: false,
    whyZh: '理由',
    whyEn: 'reason',
    components: notes.map(([name, note]) => ({ name, value: 1, note })),
    evidence: [],
    against: [],
  },
  namedAs: null,
  rules: [],
  blockedBy: [],
  product: null,
  heldBack: null,
  said: [],
  nearest: [],
});
const crowding = (shape: (typeof SHAPES)[number], other: Partial<Crowding> = {}): Crowding =>
  ({
    shape,
    runUp: 2.6,
    runUpShort: 3.2,
    pullback: 0.34,
    settled: true,
    generated: false,
    ...other,
  }) as Crowding;

describe('the words of an explanation', () => {
  it('say the shape of the price in Chinese as the market phrase does', () => {
    for (const shape of SHAPES)
      for (const other of [
        {},
        { settled: false },
        { generated: true },
        { behind: true, asOf: '2024-02-07' },
      ]) {
        const c = crowding(shape, other);
        const text = explainText(explanation([['crowding', crowdingPhrase(c, 'en')]]), library, 'zh');
        expect(text).toContain(`拥挤系数 (${crowdingPhrase(c, 'zh')})`);
      }
    expect(explainText(explanation([['crowding', crowdingPhrase(null, 'en')]]), library, 'zh')).toContain(
      '无行情',
    );
  });

  it('leave no English in a Chinese sum, and name traits by their names', () => {
    const notes = [
      ['evidence_grade', 'first-hand'],
      ['evidence_grade', 'hearsay'],
      ['purity', 'not published (ip_licensing)'],
      ['purity', '60.0% of revenue (ip_licensing)'],
      ['named', 'named in the event'],
      ['against_company', null],
    ] as const;
    const zh = explainText(explanation(notes), library, 'zh');
    const sum = zh.slice(zh.indexOf('算式'), zh.indexOf('支持的证据'));
    expect(sum.replaceAll('IP授权', '')).not.toMatch(/[A-Za-z]{2}/);
    expect(zh).toContain('占收入60.0%（IP授权）');
    expect(explainText(explanation(notes), library, 'en')).toContain('60.0% of revenue (IP licensing)');
  });

  it('say that a supply relation lifts a line whose sum is smaller', () => {
    const x = explanation([['event_product', null]]);
    const lifted = {
      ...x,
      line: {
        ...x.line!,
        kind: 'hard' as const,
        score: 40,
        components: [{ name: 'event_product', value: 0.4, note: null }],
      },
    };
    expect(explainText(lifted, library, 'en')).toContain(
      '= 20 → 40 (a dated supply relation counts at least 40)',
    );
  });
});
