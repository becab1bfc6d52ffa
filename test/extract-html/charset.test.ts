import fc from 'fast-check';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { decodeBytes } from '../../src/extract/charset/index.ts';

const zh =
  '人工智能公司今天发布了新的模型，市场对此反应强烈，相关股票大幅上涨。分析师认为，这家公司的商业模式值得关注。';
const zhHant =
  '人工智慧公司今天發布了新的模型，市場對此反應強烈，相關股票大幅上漲。分析師認為，這家公司的商業模式值得關注。';
const ja =
  'これは新しいモデルの発表です。市場は強く反応し、関連する株価が上昇しました。アナリストは注目しています。';
const ko = '인공지능 회사가 오늘 새로운 모델을 발표했다. 시장은 강하게 반응했고 관련 주식이 크게 올랐다.';
const ru =
  'Компания сегодня представила новую модель, рынок отреагировал ростом, аналитики обратили внимание на бизнес-модель.';
const el =
  'Η εταιρεία παρουσίασε σήμερα το νέο μοντέλο και η αγορά αντέδρασε έντονα, σύμφωνα με τους αναλυτές.';
const fr =
  'La société a présenté hier un nouveau modèle ; le marché a réagi très vivement, d’après les analystes français.';
const pl =
  'Spółka przedstawiła dziś nowy model, rynek zareagował wzrostem, a analitycy zwracają uwagę na źródło przychodów.';
const html = (body: string, label?: string): string =>
  `<html><head>${label ? `<meta charset="${label}">` : ''}<title>x</title></head><body><p>${body}</p></body></html>`;
const page = (body: string, encoding: string, label?: string): Uint8Array =>
  iconv.encode(html(body, label), encoding);

describe('bytes to text', () => {
  const native: [string, string][] = [
    ['gb18030', zh],
    ['big5', zhHant],
    ['shift_jis', ja],
    ['euc-jp', ja],
    ['euc-kr', ko],
    ['windows-1251', ru],
    ['koi8-r', ru],
    ['windows-1253', el],
    ['windows-1252', fr],
    ['windows-1250', pl],
  ];
  for (const [encoding, text] of native) {
    it(`reads ${encoding} when it is declared, undeclared, or declared to be UTF-8 or Latin-1`, () => {
      const right = decodeBytes(page(text, encoding, encoding));
      expect(right.text).toBe(html(text, encoding));
      expect(right.repaired).toBe(false);
      expect(decodeBytes(page(text, encoding)).text).toBe(html(text));
      for (const lie of ['utf-8', 'iso-8859-1', 'windows-1252']) {
        const told = decodeBytes(page(text, encoding, lie));
        expect(told.text).toBe(html(text, lie));
        expect(told.declared).toBe(lie);
        if (encoding !== 'windows-1252') expect(told.repaired).toBe(true);
        const served = decodeBytes(page(text, encoding), { contentType: `text/html; charset=${lie}` });
        expect(served.text).toBe(html(text));
      }
    });
  }

  it('takes valid UTF-8 over a legacy label, whoever wrote it', () => {
    for (const label of ['gb2312', 'big5', 'iso-8859-1', 'windows-1251']) {
      const d = decodeBytes(page(zh, 'utf-8', label), { contentType: `text/html; charset=${label}` });
      expect(d).toMatchObject({ text: html(zh, label), charset: 'utf-8', declared: label, repaired: true });
    }
  });

  it('believes the page over a header that does not fit', () => {
    const d = decodeBytes(page(zh, 'gb18030', 'gb2312'), { contentType: 'text/html; charset=ISO-8859-1' });
    expect(d.text).toBe(html(zh, 'gb2312'));
    expect(d.charset).toBe('gb18030');
  });

  it('reads UTF-8, UTF-16 and UTF-32 in both byte orders, with and without a mark', () => {
    for (const encoding of ['utf-8', 'utf-16le', 'utf-16be', 'utf-32le', 'utf-32be']) {
      for (const addBOM of [true, false]) {
        for (const text of [html(zh), html(fr)]) {
          const d = decodeBytes(iconv.encode(text, encoding, { addBOM }));
          expect(d).toMatchObject({ text, charset: encoding, repaired: false });
        }
      }
    }
  });

  it('finds the label in an XML declaration, a meta http-equiv and after a comment', () => {
    for (const head of [
      '<?xml version="1.0" encoding="GB2312"?><rss>',
      '<meta http-equiv="Content-Type" content="text/html; charset=gb2312">',
      '<!-- charset=utf-8 --><meta charset=gb2312>',
    ])
      expect(decodeBytes(iconv.encode(head + zh, 'gbk'))).toMatchObject({
        charset: 'gb18030',
        repaired: false,
      });
  });

  it('keeps UTF-8 when a few bytes are broken, or the last character is cut', () => {
    const good = Buffer.from(html(zh.repeat(3), 'utf-8'));
    const broken = Buffer.concat([good.subarray(0, 60), Buffer.from([0xe9, 0x20]), good.subarray(60)]);
    expect(decodeBytes(broken)).toMatchObject({ charset: 'utf-8', repaired: true });
    const cut = Buffer.from(zh).subarray(0, Buffer.from(zh).length - 1);
    expect(decodeBytes(cut)).toMatchObject({ charset: 'utf-8' });
    expect(decodeBytes(cut).text.startsWith(zh.slice(0, -1))).toBe(true);
  });

  it('reads the seven-bit sets ISO-2022-JP and HZ when they are declared', () => {
    const jis = Buffer.from('\u001b$B$3$l\u001b(B', 'latin1');
    expect(decodeBytes(jis, { contentType: 'text/html; charset=iso-2022-jp' }).text).toBe('これ');
    expect(decodeBytes(Buffer.from('~{VPND~}'), { contentType: 'text/html; charset=hz-gb-2312' }).text).toBe(
      '中文',
    );
  });

  it('reads ASCII under any label, and an unknown label, without complaint', () => {
    expect(decodeBytes(Buffer.from('<p>plain</p>'), { contentType: 'text/html; charset=gbk' })).toEqual({
      text: '<p>plain</p>',
      charset: 'utf-8',
      declared: 'gbk',
      repaired: false,
    });
    expect(decodeBytes(Buffer.from('é'), { contentType: 'text/html; charset=klingon' }).text).toBe('é');
    expect(decodeBytes(new Uint8Array(0)).text).toBe('');
  });

  it('never throws, whatever the bytes and the label', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 400 }),
        fc.constantFrom('', 'gbk', 'utf-16', 'x', 'utf-8'),
        (b, label) => {
          expect(typeof decodeBytes(b, { contentType: `text/html; charset=${label}` }).text).toBe('string');
        },
      ),
      { numRuns: 500, seed: 1 },
    );
  });
});
