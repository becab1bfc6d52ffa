/** One small chart a kind: mean abnormal return by horizon, its interval as a band, as a self-contained SVG. */
import { strokes } from './chart-digits.ts';
import type { Kind, ResultRow, Scope } from './study.ts';

const [WIDTH, HEIGHT, LEFT, TOP, BOTTOM, RIGHT] = [480, 260, 56, 34, 30, 16] as const;
const TITLES: Readonly<Record<Kind, { zh: string; en: string }>> = {
  soft: { zh: '软对标', en: 'Soft analogues' },
  hard: { zh: '硬对标', en: 'Hard analogues' },
  trap: { zh: '陷阱', en: 'Traps' },
  random: { zh: '随机对照', en: 'Random control' },
};
const COLOURS: Readonly<Record<Kind, string>> = {
  soft: '#17803f',
  hard: '#2563eb',
  trap: '#c02626',
  random: '#7a7f87',
};

export interface ChartOptions {
  /** `all` unless told. */
  readonly scope?: Scope;
  /** For a picture in a mail: figures as strokes and a white ground instead of text in the page's own colour. */
  readonly picture?: boolean;
}
interface Charted {
  readonly rows: readonly ResultRow[];
  readonly generated: boolean;
}

/** null when the kind has no trades. Horizons are set evenly: it is the order that matters, not the distance. */
export function kindChart(
  result: Charted,
  kind: Kind,
  language: 'zh' | 'en',
  options: ChartOptions = {},
): string | null {
  const rows = drawn(result, kind, options.scope);
  if (rows.length === 0) return null;
  const [min, max] = scale(result, options.scope ?? 'all');
  const span = max - min || 1;
  const y = (v: number): number => round(TOP + ((max - v) / span) * (HEIGHT - TOP - BOTTOM));
  const x = (i: number): number =>
    round(LEFT + (rows.length === 1 ? 0.5 : i / (rows.length - 1)) * (WIDTH - LEFT - RIGHT));
  const colour = COLOURS[kind];
  const ink = options.picture === true ? '#3a3f45' : 'currentColor';
  const figure = (text: string, at: [number, number], anchor: 'end' | 'middle'): string =>
    options.picture === true
      ? strokes(text, at[0], at[1], anchor, 9, ink)
      : `<text x="${at[0]}" y="${at[1]}" text-anchor="${anchor}" fill="${ink}">${text}</text>`;
  const title = `${TITLES[kind][language]}${result.generated ? (language === 'zh' ? '（生成的行情）' : ' (generated prices)') : ''}`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${title}${spoken(rows, language)}" font-family="sans-serif" font-size="12">`,
    options.picture === true
      ? `<rect width="${WIDTH}" height="${HEIGHT}" fill="#ffffff"/>`
      : `<title>${title}</title><text x="${LEFT}" y="20" font-size="14" fill="${ink}">${title}</text>`,
    ...ticks(min, max).map(
      (v) =>
        `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y(v)}" y2="${y(v)}" stroke="${ink}" stroke-opacity="${v === 0 ? 0.6 : 0.15}"/>${figure(label(v), [LEFT - 6, y(v) + 4], 'end')}`,
    ),
    band(rows, x, y, colour),
    `<polyline fill="none" stroke="${colour}" stroke-width="2" points="${rows.map((r, i) => `${x(i)},${y(r.mean!)}`).join(' ')}"/>`,
    ...rows.map(
      (r, i) =>
        `<circle cx="${x(i)}" cy="${y(r.mean!)}" r="3" fill="${colour}">${options.picture === true ? '' : `<title>${r.horizon}: ${label(r.mean!)} (n=${r.trades})</title>`}</circle>${figure(String(r.horizon), [x(i), HEIGHT - 10], 'middle')}`,
    ),
    '</svg>',
  ].join('');
}

/** What a chart shows in words, for who cannot see it. */
export function chartWords(result: Charted, kind: Kind, language: 'zh' | 'en', scope?: Scope): string {
  return `${TITLES[kind][language]}${spoken(drawn(result, kind, scope), language)}`;
}

function drawn(result: Charted, kind: Kind, scope: Scope = 'all'): ResultRow[] {
  const wanted = kind === 'random' ? 'all' : scope;
  return result.rows.filter((r) => r.group === kind && r.scope === wanted && r.mean !== null);
}

function spoken(rows: readonly ResultRow[], language: 'zh' | 'en'): string {
  const said = rows.map((r) => {
    const interval = r.low === null || r.high === null ? '' : ` (${label(r.low)} … ${label(r.high)})`;
    return language === 'zh'
      ? `${r.horizon}个交易日${label(r.mean!)}${interval}`
      : `${r.horizon} sessions ${label(r.mean!)}${interval}`;
  });
  return language === 'zh' ? `：${said.join('；')}` : `: ${said.join('; ')}`;
}

/** One scale for all kinds, so that charts side by side can be compared. */
function scale(result: Charted, scope: Scope): [number, number] {
  const values = result.rows
    .filter((r) => !r.group.startsWith('rule:') && r.scope === (r.group === 'random' ? 'all' : scope))
    .flatMap((r) => [r.mean, r.low, r.high])
    .filter((v) => v !== null);
  return [Math.min(0, ...values), Math.max(0, ...values)];
}

function band(
  rows: readonly ResultRow[],
  x: (i: number) => number,
  y: (v: number) => number,
  colour: string,
): string {
  const known = rows.map((r, i) => ({ r, i })).filter(({ r }) => r.low !== null);
  if (known.length < 2) return '';
  const upper = known.map(({ r, i }) => `${x(i)},${y(r.high!)}`);
  const lower = known.map(({ r, i }) => `${x(i)},${y(r.low!)}`).reverse();
  return `<polygon fill="${colour}" fill-opacity="0.15" points="${[...upper, ...lower].join(' ')}"/>`;
}

/** Zero and a few round values around it. */
function ticks(min: number, max: number): number[] {
  const rough = (max - min || 1) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((m) => m * power).find((s) => s >= rough)!;
  const out: number[] = [];
  for (let k = Math.ceil(min / step); k <= Math.floor(max / step); k += 1) out.push(k * step);
  return out;
}

function label(v: number): string {
  return `${Number((v * 100).toFixed(2))}%`;
}
function round(v: number): number {
  return Math.round(v * 10) / 10;
}
