/**
 * What a page calls its character set, and what browsers read it as: the web's labels are families, and the
 * older, smaller member is always read as the newer, larger one (gb2312 is gb18030, iso-8859-1 is windows-1252).
 * After https://encoding.spec.whatwg.org/#names-and-labels.
 */
const FAMILIES: Readonly<Record<string, string>> = {
  'utf-8': 'utf-8 utf8 unicode-1-1-utf-8 utf-8-sig utf8mb4 x-utf-8',
  gb18030:
    'gb18030 gbk gb2312 gb_2312 gb_2312-80 x-gbk cp936 windows-936 ms936 csgb2312 iso-ir-58 chinese euc-cn gb2312-80 hz-gb',
  big5: 'big5 big5-hkscs cn-big5 x-x-big5 csbig5 cp950 windows-950',
  shift_jis: 'shift_jis shift-jis sjis x-sjis windows-31j ms_kanji csshiftjis ms932 cp932',
  'euc-jp': 'euc-jp x-euc-jp eucjp cseucpkdfmtjapanese',
  'euc-kr':
    'euc-kr euckr korean ks_c_5601-1987 ks_c_5601-1989 ksc5601 ksc_5601 windows-949 cp949 uhc cseuckr iso-ir-149',
  'windows-1252':
    'windows-1252 cp1252 x-cp1252 iso-8859-1 iso8859-1 iso88591 iso_8859-1 latin1 latin-1 l1 ascii us-ascii ansi_x3.4-1968 cp819',
  'windows-1250': 'windows-1250 cp1250 x-cp1250',
  'windows-1251': 'windows-1251 cp1251 x-cp1251 win-1251',
  'windows-1253': 'windows-1253 cp1253',
  'windows-1254': 'windows-1254 cp1254 iso-8859-9 latin5 iso8859-9',
  'windows-1255': 'windows-1255 cp1255',
  'windows-1256': 'windows-1256 cp1256',
  'windows-1257': 'windows-1257 cp1257',
  'windows-1258': 'windows-1258 cp1258',
  'windows-874': 'windows-874 tis-620 iso-8859-11 dos-874',
  'iso-8859-2': 'iso-8859-2 iso8859-2 latin2 l2',
  'iso-8859-3': 'iso-8859-3 latin3',
  'iso-8859-4': 'iso-8859-4 latin4',
  'iso-8859-5': 'iso-8859-5 cyrillic',
  'iso-8859-6': 'iso-8859-6 arabic',
  'iso-8859-7': 'iso-8859-7 greek',
  'iso-8859-8': 'iso-8859-8 iso-8859-8-i hebrew',
  'iso-8859-10': 'iso-8859-10 latin6',
  'iso-8859-13': 'iso-8859-13',
  'iso-8859-14': 'iso-8859-14',
  'iso-8859-15': 'iso-8859-15 latin9 l9',
  'iso-8859-16': 'iso-8859-16',
  'koi8-r': 'koi8-r koi8 koi8_r cskoi8r',
  'koi8-u': 'koi8-u koi8-ru',
  macintosh: 'macintosh mac x-mac-roman',
  cp866: 'cp866 ibm866 866',
  cp437: 'cp437 ibm437 437',
  cp850: 'cp850 ibm850 850',
  'utf-16': 'utf-16 utf16 unicode ucs-2 iso-10646-ucs-2 csunicode u16',
  'utf-16le': 'utf-16le utf16le unicodefeff x-utf-16le',
  'utf-16be': 'utf-16be utf16be unicodefffe',
  'utf-32': 'utf-32 utf32 ucs-4 iso-10646-ucs-4 u32',
  'utf-32le': 'utf-32le utf32le',
  'utf-32be': 'utf-32be utf32be',
};

const LABELS: ReadonlyMap<string, string> = new Map(
  Object.entries(FAMILIES).flatMap(([name, labels]) =>
    labels.split(' ').map((l): [string, string] => [l, name]),
  ),
);

/** The name of the set a label stands for, or null when nobody knows it. */
export function canonicalCharset(label: string): string | null {
  return LABELS.get(label.trim().toLowerCase()) ?? null;
}
