/** A study as a table for people, as CSV for machines, and the sentence on the claim. Both languages say the same. */
import type { Scoreboard } from './scoreboard.ts';
import { KINDS, type ResultRow, type StudyResult, UNTRADED, type Untraded } from './study.ts';
import { CLAIM_HORIZON } from './summary.ts';

export type Language = 'zh' | 'en';
/** What a table is made of: a study just run, or a kept scoreboard. */
export type Reported = Omit<StudyResult, 'trades' | 'misses'> | Scoreboard;

export const GROUPS: Readonly<Record<string, { zh: string; en: string }>> = {
  soft: { zh: '软对标', en: 'soft' },
  hard: { zh: '硬对标', en: 'hard' },
  trap: { zh: '陷阱', en: 'trap' },
  random: { zh: '随机对照', en: 'random control' },
  'soft-lookalike': { zh: '软对标减同类产品(硬对标与陷阱)', en: 'soft minus lookalikes (hard and trap)' },
  'soft-random': { zh: '软对标减随机', en: 'soft minus random' },
};
export const UNTRADED_WORDS: Readonly<Record<Untraded, { zh: string; en: string }>> = {
  not_public: { zh: '当时未公开', en: 'not public at the time' },
  not_listed: { zh: '当时未上市', en: 'not listed at the time' },
  no_prices: { zh: '无行情', en: 'no prices' },
  suspended: { zh: '停牌', en: 'suspended' },
  limit_up: { zh: '开盘涨停买不到', en: 'opened at its upper limit' },
  pending: { zh: '未到期', en: 'not due yet' },
};

/** RFC 4180, a line a row; fractions, empty where there is none. */
export function resultCsv(result: Reported): string {
  const head = 'group,scope,horizon_sessions,trades,events,mean,low,high,median,hit_rate,generated';
  const lines = [...result.rows, ...result.contrasts].map((r) =>
    [
      r.group,
      r.scope,
      r.horizon,
      r.trades,
      r.events,
      r.mean,
      r.low,
      r.high,
      r.median,
      r.hitRate,
      result.generated,
    ]
      .map(cell)
      .join(','),
  );
  return `${[head, ...lines].join('\r\n')}\r\n`;
}

/** A line a trade and horizon. */
export function tradesCsv(result: StudyResult): string {
  const head =
    'event,ticker,kind,rule,entered_on,horizon_sessions,exit_on,gross,benchmark,abnormal,delayed,hindsight,generated';
  const lines = result.trades.flatMap((t) =>
    t.legs.map((l) =>
      [
        t.eventId,
        t.ticker,
        t.kind,
        t.ruleId,
        t.enteredOn,
        l.horizon,
        l.exitOn,
        l.gross,
        l.benchmark,
        l.abnormal,
        l.delayed,
        t.hindsight,
        t.generated,
      ]
        .map(cell)
        .join(','),
    ),
  );
  return `${[head, ...lines].join('\r\n')}\r\n`;
}

export function resultText(result: Reported, language: Language): string {
  const zh = language === 'zh';
  const kinds = new Set<string>(KINDS);
  const shown = [...result.rows.filter((r) => kinds.has(r.group)), ...result.contrasts].filter(
    (r) => r.trades > 0 && r.mean !== null,
  );
  const head = zh
    ? ['组', '范围', '持有(交易日)', '笔数', '事件', '平均超额', '区间', '中位数', '胜率']
    : ['group', 'scope', 'sessions', 'trades', 'events', 'mean abnormal', 'interval', 'median', 'hit rate'];
  const table = aligned([head, ...shown.map((r) => cells(r, language))]);
  const untraded = UNTRADED.filter((u) => result.untraded[u] > 0).map(
    (u) => `${UNTRADED_WORDS[u][language]} ${result.untraded[u]}`,
  );
  const level = `${Math.round(result.confidence * 1000) / 10}%`;
  return [
    ...(result.generated
      ? [
          zh
            ? '生成的行情:结果与市场无关,不寄出。'
            : 'Generated prices: this says nothing of markets and is not mailed.',
        ]
      : []),
    claimSentence(result, language),
    table,
    zh
      ? `${result.events} 个事件,${result.calls} 条判断;未交易:${untraded.join('、') || '无'};事后写成的规则或特征:${result.hindsight} 笔。`
      : `${result.events} events, ${result.calls} calls; not traded: ${untraded.join(', ') || 'none'}; written after the event (hindsight): ${result.hindsight} trades.`,
    zh
      ? `检验次数 ${result.trials}:按${level}的区间,仅凭偶然约有 ${result.falseAlarms.toFixed(1)} 个不含零。区间按事件整组重抽 ${result.resamples} 次,种子 ${result.seed}。`
      : `Trials: ${result.trials}; at ${level} about ${result.falseAlarms.toFixed(1)} intervals miss zero by chance alone. Intervals by resampling whole events ${result.resamples} times, seed ${result.seed}.`,
  ].join('\n');
}

/** A kept scoreboard for a terminal: the table, each rule at the claim's horizon, the misses. */
export function boardText(board: Scoreboard, language: Language): string {
  const zh = language === 'zh';
  const rules = board.rows.filter(
    (r) => r.group.startsWith('rule:') && r.horizon === CLAIM_HORIZON && r.scope === 'all' && r.trades > 0,
  );
  const head = zh
    ? `记分牌 ${board.week}(截至 ${board.asOf};${board.from} 至 ${board.to} 的判断${board.origin === 'live' ? '' : `;${board.origin}`})`
    : `Scoreboard ${board.week} (as of ${board.asOf}; calls of ${board.from} to ${board.to}${board.origin === 'live' ? '' : `; ${board.origin}`})`;
  const parts = [head, resultText(board, language)];
  if (rules.length > 0)
    parts.push(
      '',
      zh ? `各规则,${CLAIM_HORIZON}个交易日:` : `By rule, ${CLAIM_HORIZON} sessions:`,
      aligned([
        zh
          ? ['规则', '笔数', '平均超额', '区间', '胜率']
          : ['rule', 'trades', 'mean abnormal', 'interval', 'hit rate'],
        ...rules.map((r) => [
          r.group.slice('rule:'.length),
          String(r.trades),
          percent(r.mean),
          r.low === null ? '–' : `[${percent(r.low)}, ${percent(r.high)}]`,
          percent(r.hitRate),
        ]),
      ]),
    );
  if (board.misses.length > 0)
    parts.push(
      '',
      zh
        ? `看错的,最差在前(${CLAIM_HORIZON}个交易日):`
        : `Misses, the worst first (${CLAIM_HORIZON} sessions):`,
      aligned(
        board.misses.map((m) => [
          percent(m.abnormal),
          GROUPS[m.kind]![language],
          m.ticker,
          m.name[language],
          m.enteredOn,
          m.ruleId ?? (zh ? '无规则' : 'no rule'),
          m.hindsight ? (zh ? '事后' : 'hindsight') : '',
          m.headline[language],
        ]),
      ),
    );
  return parts.join('\n');
}

/** The product's own claim, whichever way it went. */
export function claimSentence(result: Pick<StudyResult, 'claim'>, language: Language): string {
  const { verdict, scope, row } = result.claim;
  const zh = language === 'zh';
  if (verdict === 'no_trades' || row === null)
    return zh ? '没有可比的交易,无从判断。' : 'No trades to compare: nothing can be said.';
  const figures = `${percent(row.mean)} [${percent(row.low)}, ${percent(row.high)}]`;
  const hindsight =
    scope === 'all' ? (zh ? '(全部为事后写成,不算数)' : ' (all with hindsight: it proves nothing)') : '';
  const words = {
    held: { zh: '软对标胜过同类产品', en: 'Soft analogues beat product lookalikes' },
    lost: { zh: '软对标不如同类产品', en: 'Soft analogues lost to product lookalikes' },
    undecided: { zh: '软对标与同类产品未分胜负', en: 'Soft analogues and product lookalikes are undecided' },
  }[verdict];
  return zh
    ? `${words.zh}(${row.horizon}个交易日,差 ${figures})${hindsight}`
    : `${words.en} (${row.horizon} sessions, difference ${figures})${hindsight}`;
}

function cells(r: ResultRow, language: Language): string[] {
  const scope = { all: { zh: '全部', en: 'all' }, foresight: { zh: '事前', en: 'foresight' } }[r.scope][
    language
  ];
  const interval = r.low === null ? '–' : `[${percent(r.low)}, ${percent(r.high)}]`;
  return [
    GROUPS[r.group]?.[language] ?? r.group,
    scope,
    String(r.horizon),
    String(r.trades),
    String(r.events),
    percent(r.mean),
    interval,
    percent(r.median),
    percent(r.hitRate),
  ];
}

function aligned(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, i) => Math.max(...rows.map((r) => width(r[i]!))));
  return rows
    .map((r) =>
      r
        .map((c, i) => c + ' '.repeat(widths[i]! - width(c)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** Columns on a terminal: a Han character or full-width mark takes two. */
function width(text: string): number {
  return [...text].reduce(
    (n, c) => n + (/[\u1100-\u115F\u2E80-\uA4CF\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60]/.test(c) ? 2 : 1),
    0,
  );
}

function percent(x: number | null): string {
  return x === null ? '–' : `${(x * 100).toFixed(2)}%`;
}

function cell(value: string | number | boolean | null): string {
  if (value === null) return '';
  const text = typeof value === 'number' ? String(Number(value.toPrecision(10))) : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
