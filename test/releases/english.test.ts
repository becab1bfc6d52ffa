import { describe, expect, it } from 'vitest';
import { findFigures } from '../../src/releases/index.ts';
import { said } from './said.ts';

describe('figures in English', () => {
  it('takes the value, its change on the year and nothing of the year before', () => {
    expect(
      said(
        'For the quarter, revenue was $1,034.5 million, an increase of 21.3% from $852.9 million in the prior-year period.',
      ),
    ).toEqual(['result revenue - 1034500000 USD yoy 21.3']);
    expect(said('Total revenue of $305.2 million increased 9% sequentially and 31% year over year.')).toEqual(
      ['result revenue - 305200000 USD yoy 31'],
    );
    expect(
      said('Net loss narrowed to $12.3 million, or $0.08 a share, from $45.0 million, or $0.31 a share.'),
    ).toEqual(['result net_profit - -12300000 USD', 'result eps - -0.08 USD/share']);
  });

  it('reads a range in every form issuers write it', () => {
    const range = 'guidance revenue FY2024Q3 5000000000..5200000000 USD';
    for (const form of [
      'between $5.0 billion and $5.2 billion',
      '$5.0 billion to $5.2 billion',
      'in the range of $5.0-5.2 billion',
      '$5.0 to $5.2 billion',
      'of $5.1 billion, plus or minus $100 million',
      'of approximately $5.1 billion, +/- $100 million',
      'to range from $5.0 billion to $5.2 billion',
    ])
      expect(said(`The company expects third-quarter revenue ${form}.`), form).toEqual([range]);
    expect(said('Non-GAAP gross margin is expected to be 52.5%, plus or minus 50 basis points.')).toEqual([
      'guidance gross_margin - 52..53 percent',
    ]);
    expect(said('We expect full-year free cash flow of at least $1.1 billion.')).toEqual([
      'guidance other FY2024 1100000000.. USD',
    ]);
    expect(said('We expect full-year capital expenditures of no more than $600 million.')).toEqual([
      'guidance capex FY2024 ..600000000 USD',
    ]);
  });

  it('gives GAAP and non-GAAP their own values, also where one margin is said of both', () => {
    expect(
      said(
        'GAAP and non-GAAP gross margins are expected to be 74.8% and 75.5%, respectively, plus or minus 50 basis points.',
      ),
    ).toEqual(['guidance gross_margin - 74.3..75.3 percent', 'guidance gross_margin - 75..76 percent']);
    expect(
      said('On a non-GAAP basis, net income was $1.2 billion and diluted earnings per share was $0.77.'),
    ).toEqual(['result other - 1200000000 USD', 'result eps_adjusted - 0.77 USD/share']);
  });

  it('says raised, lowered or reaffirmed only where the issuer does or gives the earlier range', () => {
    expect(
      said('Cisco lowered its full-year revenue forecast from $53.8-$55.0 billion to $51.5-$52.5 billion.'),
    ).toEqual(['guidance revenue FY2024 51500000000..52500000000 USD lowered']);
    expect(
      said('We now expect 2024 revenue growth of 12% to 14%, versus our earlier outlook of 10% to 12%.'),
    ).toEqual(['guidance revenue_growth FY2024 12..14 percent raised']);
    expect(
      said(
        'The company reiterated its full-year revenue guidance of $37.7 billion to $38.0 billion and raised its full-year operating margin outlook to 32.8% from 32.5%.',
      ),
    ).toEqual([
      'guidance revenue FY2024 37700000000..38000000000 USD reaffirmed',
      'guidance other FY2024 32.8 percent raised',
    ]);
    expect(
      said('The company expects total sales of $82.7 to $83.2 billion (previously $84 to $85 billion).'),
    ).toEqual(['guidance revenue - 82700000000..83200000000 USD lowered']);
    expect(said('We expect third-quarter revenue of $2.0 billion.')).toEqual([
      'guidance revenue FY2024Q3 2000000000 USD',
    ]);
  });

  it('sets a result against what was expected, in words or in numbers', () => {
    expect(said('Revenue: $9.83 billion vs. $9.77 billion expected. EPS: $1.02 vs $1.05 est.')).toEqual([
      'result revenue - 9830000000 USD beat',
      'result eps - 1.02 USD/share missed',
    ]);
    expect(said('Second-quarter revenue of $844 million topped the $811 million consensus.')).toEqual([
      'result revenue FY2024Q2 844000000 USD beat',
    ]);
    expect(said('Sales of $4.4 billion were in line with the prior-year quarter.')).toEqual([
      'result revenue - 4400000000 USD',
    ]);
  });

  it('leaves out what analysts expect, drivers, one-off effects, shares of the market and the balance sheet', () => {
    for (const text of [
      'Analysts polled by FactSet had expected earnings of $1.25 a share on revenue of $4.1 billion.',
      'The dividend was raised 5% to $0.40 per share, and the company repurchased $500 million of stock.',
      'As of June 30, 2024, the company had cash and equivalents of $3.2 billion and total debt of $1.1 billion.',
      'The acquisition is expected to add approximately $100 million of revenue in 2025.',
      'The market is expected to grow to $30 billion by 2028, a 12% annual rate.',
      'The charge reduced earnings per share by $0.12.',
      'Raw material availability cost us an estimated $100 million in revenue.',
      'Prior to this, the company had guided to revenue of $900 million to $920 million.',
      'Margins should be in the mid-70% range.',
    ])
      expect(said(text), text).toEqual([]);
  });

  it('keeps segments, products and regions apart from the total', () => {
    for (const text of [
      'Services revenue was $23.1 billion.',
      'In our boat segment, sales were $150 million.',
      'At Aerospace & Electronics, sales were $154 million.',
      'First-quarter revenue was a record $22.6 billion in Data Center.',
      'Revenue from cloud services was $1.2 billion.',
    ])
      expect(
        findFigures({ text }).map((f) => f.metric),
        text,
      ).toEqual(['other']);
    expect(findFigures({ text: "Acme's quarterly revenue was $2 billion.", issuer: 'Acme' })[0]?.metric).toBe(
      'revenue',
    );
  });

  it('names the fiscal period, fills in a year from the date, and says none where none is named', () => {
    const period = (text: string, publishedAt: string, fiscalYearEnd?: string): string | null | undefined =>
      findFigures({ text, publishedAt, ...(fiscalYearEnd === undefined ? {} : { fiscalYearEnd }) })[0]
        ?.period;
    expect(period('Fourth-quarter revenue was $1 billion.', '2024-01-30')).toBe('FY2023Q4');
    expect(period('Third-quarter revenue was $1 billion.', '2024-10-22')).toBe('FY2024Q3');
    expect(period('For Q3 FY25, revenue was $1 billion.', '2024-11-20')).toBe('FY2025Q3');
    expect(
      period('Revenue for the three months ended September 30, 2024 was $1 billion.', '2024-11-01'),
    ).toBe('FY2024Q3');
    expect(period('Revenue for the year ended 31 March 2024 was HK$1 billion.', '2024-06-20')).toBe('FY2024');
    expect(period('Revenue for the six months ended 30 June 2024 was HK$1 billion.', '2024-08-20')).toBe(
      'FY2024H1',
    );
    expect(
      period('Revenue for the 13 weeks ended November 2, 2024 was $1 billion.', '2024-11-22'),
    ).toBeNull();
    expect(period('Revenue in the quarter was $1 billion.', '2024-11-22')).toBeNull();
    expect(
      period('Revenue for the first quarter ended April 28, 2024 was $26.0 billion.', '2024-05-22'),
    ).toBe('FY2025Q1');
    expect(
      period('Revenue for the quarter ended December 31, 2023 was $824 million.', '2024-02-07', '03-31'),
    ).toBe('FY2024Q3');
    expect(period('We expect full-year revenue of $1 billion.', '2024-02-07', '03-31')).toBe('FY2024');
  });

  it('points at the words it read', () => {
    const text = '“Strong” quarter — revenue was €1.5 billion, up 4%.';
    const [figure] = findFigures({ text });
    expect(text.slice(figure!.start, figure!.end)).toBe('revenue was €1.5 billion');
    expect(figure!.unit).toBe('EUR');
  });

  it('calls adjusted what leaves something out, however that is said, and GAAP what says so', () => {
    for (const [text, wanted] of [
      ['Excluding the restructuring charge, earnings were $0.41 per diluted share.', 'eps_adjusted - 0.41'],
      ['Before special items, the company earned $0.83 per share.', 'eps_adjusted - 0.83'],
      ['Earnings per share, excluding one-time costs, were $1.12.', 'eps_adjusted - 1.12'],
      ['Earnings were $0.50 per share excluding a gain on a sale.', 'eps_adjusted - 0.5'],
      ['Excluding the sale, net income was $61 million.', 'other - 61000000'],
      ['Including a charge of $0.12, earnings were $0.29 per share.', 'eps - 0.29'],
    ] as const)
      expect(said(text), text).toEqual([`result ${wanted} USD${/eps/.test(wanted) ? '/share' : ''}`]);
    expect(
      said('Excluding the charge, earnings were $0.83 per share; on a GAAP basis they were $0.70 per share.'),
    ).toContain('result eps_adjusted - 0.83 USD/share');
  });

  it('drops an amount said again in another currency, also within a range, and takes no aside for a loss', () => {
    expect(
      said(
        'In the second quarter of 2024 revenue was RMB6,431.5 million (US$885.0 million), up 21% year over year.',
      ),
    ).toEqual(['result revenue FY2024Q2 6431500000 CNY yoy 21']);
    expect(
      said(
        'For the third quarter of 2024 we expect revenue of RMB2.35 billion (US$325 million) to RMB2.45 billion (US$339 million).',
      ),
    ).toEqual(['guidance revenue FY2024Q3 2350000000..2450000000 CNY']);
    expect(said('Basic loss per ADS was RMB2.45 (US$0.35) in the first half of 2024.')).toEqual([
      'result eps FY2024H1 -2.45 CNY/share',
    ]);
    expect(
      said(
        'GAAP net income for the fourth quarter of 2023 was $28.4 million ($0.36 per diluted share) compared to $22.8 million ($0.29 per diluted share).',
        { publishedAt: '2024-02-01' },
      ),
    ).toEqual(['result net_profit FY2023Q4 28400000 USD', 'result eps FY2023Q4 0.36 USD/share']);
  });

  it('reads changes that swing, cents of Hong Kong, and nothing of the year before in brackets or in a sentence of its own', () => {
    expect(
      said(
        'For the fourth quarter of 2024 we expect revenue of $100 million to $104 million, a decrease of 2% to an increase of 2%.',
      ),
    ).toEqual(['guidance revenue FY2024Q4 100000000..104000000 USD yoy -2..2']);
    expect(
      said(
        'Loss per share for the six months ended 30 June 2024 was HK1.7 cents (2023: earnings per share of 0.9 HK cents).',
      ),
    ).toEqual(['result eps FY2024H1 -0.017 HKD/share']);
    expect(
      said(
        'On a GAAP basis, prior-year fourth quarter net earnings were $69.6 million and diluted earnings per share totaled $0.82.',
      ),
    ).toEqual([]);
  });

  it('sees a raise in the range that stands in brackets with a colon', () => {
    expect(said('Full-year 2024 guidance: adjusted EPS of $4.00 to $4.10 (prior: $3.80 to $3.95).')).toEqual([
      'guidance eps_adjusted FY2024 4..4.1 USD/share raised',
    ]);
  });
});
