/**
 * A kept scoreboard as a sheet: sentences and tables in order, before any medium. The page, the mail and its text part draw
 * the same sheet, so that a claim that lost reads the same everywhere.
 */
import {
  CLAIM_HORIZON,
  chartWords,
  claimSentence,
  GROUPS,
  KINDS,
  type ResultRow,
  type Scoreboard,
  UNTRADED,
  UNTRADED_WORDS,
} from '../../backtest/index.ts';

export interface SheetTable {
  readonly caption: string;
  readonly head: readonly string[];
  /** `title` holds words of others (headlines), which stay as they are in every script. */
  readonly rows: readonly (readonly (string | { readonly title: string; readonly event: string })[])[];
  /** Columns from this one on are figures. */
  readonly figuresFrom: number;
  readonly figuresTo: number;
}
export interface Sheet {
  readonly heading: string;
  readonly subject: string;
  /** Stands at the top where prices were invented or the events are recorded. */
  readonly warning: string | null;
  readonly claim: string;
  readonly about: string;
  readonly tables: readonly SheetTable[];
  readonly notes: readonly string[];
  readonly chartsHeading: string;
  readonly chartNames: Readonly<Record<(typeof KINDS)[number], string>>;
  /** What each chart shows, for who cannot see it. */
  readonly chartWords: Readonly<Record<(typeof KINDS)[number], string>>;
  readonly disclaimer: string;
}

const MISSES_SHOWN = 10;

export function sheetOf(board: Scoreboard, language: 'zh' | 'en'): Sheet {
  const zh = language === 'zh';
  const claim = claimSentence(board, language);
  return {
    heading: zh ? `记分牌 ${board.week}` : `Scoreboard ${board.week}`,
    subject: zh
      ? `对标记分牌 ${board.week}：${verdict(board, 'zh')}`
      : `duibiao scoreboard ${board.week}: ${verdict(board, 'en')}`,
    warning: warningOf(board, zh),
    claim,
    about: zh
      ? `主张：看商业模式的软对标胜过只像产品的公司（硬对标与陷阱）。以下按当时公开的信息检验：截至 ${board.asOf}，${board.from} 至 ${board.to} 的 ${board.events} 个事件、${board.calls} 条判断；消息后第一个开盘买入，持有 1、5、20、60 个交易日后开盘卖出，扣除费用并减去基准（${benchmarks(board, zh)}）。`
      : `The claim: companies that share the business model (soft analogues) beat those that only share the product (hard analogues and traps). Tested on what was public at the time: as of ${board.asOf}, ${board.events} events and ${board.calls} calls of ${board.from} to ${board.to}; bought at the first open after the news, sold at the open 1, 5, 20 and 60 sessions later, after costs, less the benchmark (${benchmarks(board, zh)}).`,
    tables: [
      kindTable(board, language),
      contrastTable(board, language),
      ruleTable(board, language),
      missTable(board, language),
    ].filter((t) => t.rows.length > 0),
    notes: notesOf(board, language),
    chartsHeading: zh ? '平均超额收益随持有期的变化' : 'Mean abnormal return by sessions held',
    chartNames: zh
      ? { soft: '软对标', hard: '硬对标', trap: '陷阱', random: '随机对照' }
      : { soft: 'Soft analogues', hard: 'Hard analogues', trap: 'Traps', random: 'Random control' },
    chartWords: Object.fromEntries(
      KINDS.map((kind) => [kind, chartWords(board, kind, language, scopeOf(board))]),
    ) as Sheet['chartWords'],
    disclaimer: zh
      ? '陷阱指理由错误，不是股价预测。以上为信息，不构成投资建议。'
      : 'A trap is a wrong reason, not a price forecast. Information, not investment advice.',
  };
}

function verdict(board: Scoreboard, language: 'zh' | 'en'): string {
  return {
    held: { zh: '软对标胜出', en: 'soft analogues ahead' },
    lost: { zh: '软对标落败', en: 'soft analogues behind' },
    undecided: { zh: '未分胜负', en: 'undecided' },
    no_trades: { zh: '无从判断', en: 'nothing to compare' },
  }[board.claim.verdict][language];
}

function warningOf(board: Scoreboard, zh: boolean): string | null {
  if (board.generated)
    return zh
      ? '生成的行情：结果与市场无关，不寄出。'
      : 'Generated prices: this says nothing of markets and is not mailed.';
  if (board.origin === 'live') return null;
  return zh
    ? '录制的材料（存档或重放），并非实时新闻。'
    : 'Recorded material (archive or replay), not live news.';
}

/** Foresight is what counts; where there is none yet, everything is shown and said to be hindsight. */
function scopeOf(board: Scoreboard): ResultRow['scope'] {
  return board.rows.some((r) => r.scope === 'foresight' && r.trades > 0) ? 'foresight' : 'all';
}

function kindTable(board: Scoreboard, language: 'zh' | 'en'): SheetTable {
  const zh = language === 'zh';
  const scope = scopeOf(board);
  const rows = board.rows.filter(
    (r) =>
      (KINDS as readonly string[]).includes(r.group) &&
      r.scope === (r.group === 'random' ? 'all' : scope) &&
      r.trades > 0,
  );
  return {
    caption:
      scope === 'foresight'
        ? zh
          ? '各组（仅计规则与特征写于事件之前的判断）'
          : 'By group (only calls whose rule and traits were written before the event)'
        : zh
          ? '各组（规则或特征均写于事件之后：事后之明，不算数）'
          : 'By group (rules or traits all written after the event: hindsight, it proves nothing)',
    head: zh
      ? ['组', '持有', '笔数', '事件', '平均超额', '区间', '胜率']
      : ['group', 'sessions', 'trades', 'events', 'mean abnormal', 'interval', 'hit rate'],
    rows: onceEach(rows, (r) => [
      GROUPS[r.group]?.[language] ?? r.group,
      String(r.horizon),
      String(r.trades),
      String(r.events),
      percent(r.mean),
      interval(r),
      rate(r.hitRate),
    ]),
    figuresFrom: 1,
    figuresTo: 6,
  };
}

/** A group's name stands on its first row only: the four horizons under it are its own. */
function onceEach(rows: readonly ResultRow[], cells: (row: ResultRow) => string[]): string[][] {
  return rows.map((row, i) => {
    const before = rows[i - 1];
    const [name, ...rest] = cells(row);
    return [before?.group === row.group && before.scope === row.scope ? '' : name!, ...rest];
  });
}

function contrastTable(board: Scoreboard, language: 'zh' | 'en'): SheetTable {
  const zh = language === 'zh';
  // What was written before its event counts, and stands first; without hindsight both scopes are the same trades.
  const rows = (['foresight', 'all'] as const).flatMap((scope) =>
    scope === 'all' && board.hindsight === 0
      ? []
      : board.contrasts.filter((r) => r.scope === scope && r.mean !== null && r.trades > 0),
  );
  return {
    caption: zh ? '差别：软对标减对照' : 'Differences: soft analogues less the control',
    head: zh
      ? ['比较', '范围', '持有', '事件', '差', '区间']
      : ['comparison', 'calls', 'sessions', 'events', 'difference', 'interval'],
    rows: onceEach(rows, (r) => [
      GROUPS[r.group]?.[language] ?? r.group,
      r.scope === 'foresight' ? (zh ? '事前写成' : 'foresight') : zh ? '全部' : 'all',
      String(r.horizon),
      String(r.events),
      percent(r.mean),
      interval(r),
    ]),
    figuresFrom: 2,
    figuresTo: 5,
  };
}

function ruleTable(board: Scoreboard, language: 'zh' | 'en'): SheetTable {
  const zh = language === 'zh';
  const scope = scopeOf(board);
  const rows = board.rows.filter(
    (r) => r.group.startsWith('rule:') && r.scope === scope && r.horizon === CLAIM_HORIZON && r.trades > 0,
  );
  return {
    caption: zh ? `各规则，${CLAIM_HORIZON} 个交易日` : `By rule, ${CLAIM_HORIZON} sessions`,
    head: zh
      ? ['规则', '笔数', '事件', '平均超额', '区间', '胜率']
      : ['rule', 'trades', 'events', 'mean abnormal', 'interval', 'hit rate'],
    rows: rows.map((r) => [
      r.group.slice('rule:'.length),
      String(r.trades),
      String(r.events),
      percent(r.mean),
      interval(r),
      rate(r.hitRate),
    ]),
    figuresFrom: 1,
    figuresTo: 5,
  };
}

function missTable(board: Scoreboard, language: 'zh' | 'en'): SheetTable {
  const zh = language === 'zh';
  return {
    caption: zh
      ? `看错的，最差在前（跌的软对标、涨的陷阱；${CLAIM_HORIZON} 个交易日）`
      : `Misses, the worst first (soft analogues that fell, traps that rose; ${CLAIM_HORIZON} sessions)`,
    head: zh
      ? ['超额', '类（规则）', '公司', '买入', '写成', '事件']
      : ['abnormal', 'kind (rule)', 'company', 'bought', 'written', 'event'],
    rows: board.misses
      .slice(0, MISSES_SHOWN)
      .map((m) => [
        percent(m.abnormal),
        `${GROUPS[m.kind]![language]}${m.ruleId === null ? '' : ` (${m.ruleId})`}`,
        `${m.name[language]} ${m.ticker}`,
        m.enteredOn,
        m.hindsight ? (zh ? '事后' : 'after') : zh ? '事前' : 'before',
        { title: m.headline[language], event: m.eventId },
      ]),
    figuresFrom: 0,
    figuresTo: 0,
  };
}

function notesOf(board: Scoreboard, language: 'zh' | 'en'): string[] {
  const zh = language === 'zh';
  const untraded = UNTRADED.filter((u) => board.untraded[u] > 0).map(
    (u) => `${UNTRADED_WORDS[u][language]} ${board.untraded[u]}`,
  );
  const level = `${Math.round(board.confidence * 1000) / 10}%`;
  return [
    zh
      ? `未交易：${untraded.join('、') || '无'}。当时未公开的不用，只计数。`
      : `Not traded: ${untraded.join(', ') || 'none'}. What was not public at the time is not used, only counted.`,
    zh
      ? `规则或特征写于事件之后（事后之明）的交易：${board.hindsight} 笔，共 ${board.trades} 笔（含随机对照）。`
      : `Trades whose rule or traits were written after the event (hindsight): ${board.hindsight} of ${board.trades}, the random control included.`,
    zh
      ? `检验次数 ${board.trials}：按 ${level} 的区间，仅凭偶然约有 ${board.falseAlarms.toFixed(1)} 个不含零。区间按事件整组重抽 ${board.resamples} 次，种子 ${board.seed}。`
      : `Trials: ${board.trials}; at ${level} about ${board.falseAlarms.toFixed(1)} intervals miss zero by chance alone. Intervals by resampling whole events ${board.resamples} times, seed ${board.seed}.`,
  ];
}

function benchmarks(board: Scoreboard, zh: boolean): string {
  const named = Object.entries(board.benchmark).map(([exchange, name]) => {
    const said = name === 'equal-weighted universe' && zh ? '本库等权平均' : name;
    return `${exchange} ${said}`;
  });
  return named.join(zh ? '、' : ', ') || (zh ? '无' : 'none');
}

function percent(x: number | null): string {
  return x === null ? '–' : `${x > 0 ? '+' : ''}${(x * 100).toFixed(2)}%`.replace('-', '−');
}
function interval(r: ResultRow): string {
  return r.low === null || r.high === null ? '–' : `${percent(r.low)} … ${percent(r.high)}`;
}
function rate(x: number | null): string {
  return x === null ? '–' : `${Math.round(x * 100)}%`;
}
