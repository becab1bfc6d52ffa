import fc from 'fast-check';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { parseBarsCsv, tickerOf } from '../../src/market/index.ts';

const bytes = (text: string, charset = 'utf8') => new Uint8Array(iconv.encode(text, charset));

describe('a bars file', () => {
  it('is read by its English headers, ticker from a column', () => {
    const file = parseBarsCsv(
      bytes(
        'ticker,date,open,high,low,close,volume,turnover,factor\n6608.HK,2024-02-16,10,11.5,9.9,11,1200,13000,1\n',
      ),
      'bars.csv',
    );
    expect(file.problems).toEqual([]);
    expect(file.bars).toEqual([
      {
        ticker: '6608.HK',
        date: '2024-02-16',
        open: 10,
        high: 11.5,
        low: 9.9,
        close: 11,
        volume: 1200,
        turnover: 13000,
        factor: 1,
        origin: 'imported',
      },
    ]);
  });

  for (const charset of ['utf8', 'gb18030', 'big5', 'utf-16le'] as const)
    it(`is read by its Chinese headers in ${charset}, with the unit the header names`, () => {
      const header =
        charset === 'big5'
          ? '股票代號,日期,開盤價,最高價,最低價,收盤價,成交股數,成交金額'
          : '股票代码,日期,开盘价,最高价,最低价,收盘价,成交量(手),成交额(千元)';
      const text = `${header}\r\n300308,20240208,"1,101.00",120,100,1110,5000,880\r\n`.replace(
        '120,',
        '1200,',
      );
      const file = parseBarsCsv(bytes(charset === 'utf-16le' ? `\uFEFF${text}` : text, charset), '行情.csv');
      expect(file.problems).toEqual([]);
      const [volume, turnover] = charset === 'big5' ? [5000, 880] : [500_000, 880_000];
      expect(file.bars[0]).toMatchObject({
        ticker: '300308.SZ',
        date: '2024-02-08',
        open: 1101,
        close: 1110,
        volume,
        turnover,
      });
    });

  it('takes the ticker from the name of the file when no column has it', () => {
    const file = parseBarsCsv(
      bytes('Date,Open,High,Low,Close,Volume\n2024/2/16,1,2,1,2,\n'),
      'nightly/688521.SH.csv',
    );
    expect(file.bars[0]).toMatchObject({
      ticker: '688521.SH',
      date: '2024-02-16',
      volume: null,
      turnover: null,
      factor: 1,
    });
    expect(
      parseBarsCsv(bytes('Date,Open,High,Low,Close\n2024/2/16,1,2,1,2\n'), 'prices.csv').problems,
    ).toEqual([{ line: 1, what: expect.stringContaining('no ticker') }]);
  });

  it('lists every bad row with its line and reason', () => {
    const rows = [
      'ticker,date,open,high,low,close,volume',
      '6608.HK,2024-02-16,10,11,9,10,1', // 2: good
      '6608.HK,2024-02-30,10,11,9,10,1', // 3
      '6608.HK,2024-02-19,ten,11,9,10,1', // 4
      '6608.HK,2024-02-20,10,9,9,10,1', // 5
      '6608.HK,2024-02-21,10,11,9,,1', // 6
      '6608.HK,2024-02-16,10,11,9,10,1', // 7
      'ARM,2024-02-16,10,11,9,10,1', // 8
      '6608.HK,2024-02-22,10,11,9,-1,1', // 9
      '',
      '6608.HK,2024-02-23,10,11,9,10,-5', // 11
    ];
    const { problems } = parseBarsCsv(bytes(rows.join('\n')), 'x.csv');
    expect(problems.map((p) => p.line)).toEqual([3, 4, 5, 6, 7, 8, 9, 11]);
    expect(problems.map((p) => p.what).join('\n')).toMatch(
      /not a date[\s\S]*not a number[\s\S]*below[\s\S]*close is empty[\s\S]*line 2 already[\s\S]*none that is known[\s\S]*not above 0[\s\S]*below 0/,
    );
  });

  it('names the columns it misses, and an empty file', () => {
    expect(parseBarsCsv(bytes('日期,收盘\n2024-01-02,1\n'), '6608.HK.csv').problems[0]!.what).toMatch(
      /open, high, low/,
    );
    expect(parseBarsCsv(bytes(''), '6608.HK.csv').problems).toHaveLength(1);
    expect(parseBarsCsv(bytes('date,open,high,low,close\n'), '6608.HK.csv').problems).toHaveLength(1);
    expect(
      parseBarsCsv(bytes('date,open,high,low,close,收盘\n2024-01-02,1,1,1,1,1\n'), '6608.HK.csv').problems[0]!
        .what,
    ).toMatch(/two columns for close/);
  });

  it('reads a day of suspension (zeros beside the last close) as one without trades', () => {
    const file = parseBarsCsv(
      bytes('date,open,high,low,close,volume\n2024-01-02,0,0,0,12.5,0\n'),
      '300308.SZ.csv',
    );
    expect(file.problems).toEqual([]);
    expect(file.bars[0]).toMatchObject({ open: 12.5, high: 12.5, low: 12.5, close: 12.5, volume: 0 });
  });

  it('counts lines through quoted line ends', () => {
    const file = parseBarsCsv(
      bytes('date,open,high,low,close,"a\nnote"\n2024-01-02,1,1,1,x,"b\nc"\n2024-01-03,1,1,1,y,\n'),
      '300308.SZ.csv',
    );
    expect(file.problems.map((p) => p.line)).toEqual([3, 5]);
  });

  it('never throws, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.string(), (noise, name) => {
        parseBarsCsv(noise, name);
        parseBarsCsv(new Uint8Array([...bytes('date,open,high,low,close\n'), ...noise]), '6608.HK.csv');
      }),
      { numRuns: 200 },
    );
  });

  it('knows the usual spellings of a ticker', () => {
    expect(['00700', '0700.hk', 'HK.00700', '00700.HK'].map(tickerOf)).toEqual(Array(4).fill('0700.HK'));
    expect(['600519', 'sh600519', '600519.SS', '600519.XSHG'].map(tickerOf)).toEqual(
      Array(4).fill('600519.SH'),
    );
    expect(['300308', 'sz300308', '300308.SZ'].map(tickerOf)).toEqual(Array(3).fill('300308.SZ'));
    expect(['', 'ARM', '12', '6005190', '600519.XX', '80700.SZ'].map(tickerOf)).toEqual(Array(6).fill(null));
  });
});
