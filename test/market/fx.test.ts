import { describe, expect, it } from 'vitest';
import { convert, parseFxCsv } from '../../src/market/index.ts';

const CSV = `date,base,quote,rate,source
2024-02-07,USD,CNY,7.2,invented
2024-02-09,CNY,HKD,1.09,invented
`;

describe('amounts in another currency', () => {
  it('are converted with a stored rate of the day or the week before, and carry it', () => {
    const rates = parseFxCsv(CSV, 'rates.csv');
    expect(convert(824e6, 'USD', 'CNY', '2024-02-11', rates)).toEqual({
      amount: 5932.8e6,
      currency: 'CNY',
      rate: { date: '2024-02-07', base: 'USD', quote: 'CNY', rate: 7.2, source: 'invented' },
    });
    expect(convert(109, 'HKD', 'CNY', '2024-02-09', rates)?.amount).toBeCloseTo(100);
  });

  it('are not converted with tomorrow’s rate, with an old one, or through a third currency', () => {
    const rates = parseFxCsv(CSV, 'rates.csv');
    expect(convert(1, 'USD', 'CNY', '2024-02-06', rates)).toBeNull();
    expect(convert(1, 'USD', 'CNY', '2024-02-15', rates)).toBeNull();
    expect(convert(1, 'USD', 'HKD', '2024-02-09', rates)).toBeNull();
  });

  it('come from a file that is refused whole, with the line and what is allowed', () => {
    const refused = (row: string): string => {
      try {
        parseFxCsv(`${CSV}${row}\n`, 'rates.csv');
        return 'taken';
      } catch (error) {
        return (error as Error).message;
      }
    };
    expect(refused('2024-02-30,USD,CNY,7.2,x')).toMatch(/rates\.csv.*4.*2024-02-30.*a day such as/);
    expect(refused('2024-02-08,USD,CNY,-1,x')).toMatch(/rate is -1.*above nought/);
    expect(refused('2024-02-08,dollar,CNY,1,x')).toMatch(/DOLLAR.*three letters/);
    expect(refused('2024-02-07,USD,CNY,7.3,x')).toMatch(/twice with different rates/);
    expect(refused('2024-02-08,USD,CNY,7.3,')).toMatch(/source is empty/);
    expect(() => parseFxCsv('day,from\n', 'rates.csv')).toThrow(/column date is missing/);
  });
});
