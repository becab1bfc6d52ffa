/** One small chart a kind: mean abnormal return by horizon, its interval as a band, as a self-contained SVG. */
import type { Kind, ResultRow, StudyResult } from './study.ts';

const [WIDTH, HEIGHT, LEFT, TOP, BOTTOM, RIGHT] = [480, 260, 56, 34, 30, 16] as const;
const TITLES: Readonly<Record<Kind, { zh: string; en: string }>> = {
  soft: { zh: '软对标', en: 'Soft analogues' },
  hard: { zh: '硬对标', en: 'Hard analogues' },
  trap: { zh: '陷阱', en: 'Traps' },
  random: { zh: '随机对照', en: 'Random control' },
};

/** null when the kind has no trades. Horizons are set evenly: it is the order that matters, not the distance. */
export function kindChart(result: StudyResult, kind: Kind, language: 'zh' | 'en'): string | null {
  const rows = result.rows.filter((r) => r.group === kind && r.scope === 'all' && r.mean !== null);
  if (rows.length === 0) return null;
  // One scale for all kinds, so that charts side by side can be compared.
  const all = result.rows
    .filter((r) => r.scope === 'all' && !r.group.startsWith('rule:'))
    .flatMap((r) => [r.mean, r.low, r.high]);
  const values = [0, ...all.filter((v) => v !== null)];
  const [min, max] = [Math.min(...values), Math.max(...values)];
  const span = max - min || 1;
  const y = (v: number): number => round(TOP + ((max - v) / span) * (HEIGHT - TOP - BOTTOM));
  const x = (i: number): number =>
    round(LEFT + (rows.length === 1 ? 0.5 : i / (rows.length - 1)) * (WIDTH - LEFT - RIGHT));
  const title = `${TITLES[kind][language]}${result.generated ? (language === 'zh' ? '(生成的行情)' : ' (generated prices)') : ''}`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${title}" font-family="sans-serif" font-size="12">`,
    `<title>${title}</title>`,
    `<text x="${LEFT}" y="20" font-size="14" fill="currentColor">${title}</text>`,
    ...ticks(min, max).map(
      (v) =>
        `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y(v)}" y2="${y(v)}" stroke="currentColor" stroke-opacity="${v === 0 ? 0.6 : 0.15}"/><text x="${LEFT - 6}" y="${y(v) + 4}" text-anchor="end" fill="currentColor">${label(v)}</text>`,
    ),
    band(rows, x, y),
    `<polyline fill="none" stroke="#2563eb" stroke-width="2" points="${rows.map((r, i) => `${x(i)},${y(r.mean!)}`).join(' ')}"/>`,
    ...rows.map(
      (r, i) =>
        `<circle cx="${x(i)}" cy="${y(r.mean!)}" r="3" fill="#2563eb"><title>${r.horizon}: ${label(r.mean!)} (n=${r.trades})</title></circle><text x="${x(i)}" y="${HEIGHT - 10}" text-anchor="middle" fill="currentColor">${r.horizon}</text>`,
    ),
    '</svg>',
  ].join('');
}

function band(rows: readonly ResultRow[], x: (i: number) => number, y: (v: number) => number): string {
  const known = rows.map((r, i) => ({ r, i })).filter(({ r }) => r.low !== null);
  if (known.length < 2) return '';
  const upper = known.map(({ r, i }) => `${x(i)},${y(r.high!)}`);
  const lower = known.map(({ r, i }) => `${x(i)},${y(r.low!)}`).reverse();
  return `<polygon fill="#2563eb" fill-opacity="0.15" points="${[...upper, ...lower].join(' ')}"/>`;
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
