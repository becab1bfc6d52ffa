import { type MetricMention, PLAIN_METRIC } from './metrics.ts';

/** English metric phrases: a head ("gross margin"), the words before it, and a tail ("from data centre"). */
interface Head {
  re: RegExp;
  mention: Partial<MetricMention>;
}
const SHARE =
  '(?:(?:diluted|basic|common|ordinary|fully|class a|and|or|/|,|american depositary) ?)*(?:share|ads|unit)s?';
const OWNERS =
  '(?: (?:and [a-z]+ )?(?:attributable|available|applicable) to(?: (?:the|our|its|owners|equity|common|ordinary|holders|shareholders|stockholders|shareowners|shareholder|of|parent|company|group|controlling|interests|members|(?:[a-z&.]+ ){0,2}?[a-z&.]+(?: inc\\.?| corp\\.?| corporation)?(?= (?:common|share|stock|was|were|of|in|for|increased|decreased|declined|dropped|grew|totaled|climbed|rose|fell)))){1,8})?';
const head = (source: string, mention: Partial<MetricMention>): Head => ({
  re: new RegExp(`(?:${source})(?![a-z0-9])`, 'y'),
  mention,
});

const HEADS: readonly Head[] = [
  head(
    `(?:nareit |core |normalized |as adjusted )?a?(?:ffo|fad)(?: per ${SHARE})?|funds from operations(?: per ${SHARE})?`,
    { metric: 'other', name: 'FFO', units: 'money' },
  ),
  head(`(?:net )?loss(?:es)?(?: from (?:continuing )?operations)?${OWNERS} per ${SHARE}`, {
    metric: 'eps',
    units: 'money',
    loss: true,
  }),
  head(
    `(?:(?:net |operating )?(?:earnings|income|profit)(?: \\(loss\\))?(?: from (?:continuing )?operations)?${OWNERS} per ${SHARE}|operating eps|eps|earnings-per-share)(?: \\(eps\\))?(?! growth)`,
    { metric: 'eps', units: 'money' },
  ),
  head(`(?:(?:net )?(?:earnings|income|profit) per ${SHARE}|eps) growth`, {
    metric: 'eps',
    units: 'percent',
    growth: true,
  }),
  head(
    'gross (?:profit )?margins?(?: rates?| percentages?)?|gross profit (?:rate|percentage|as a percent(?:age)? of (?:net )?sales)',
    { metric: 'gross_margin', units: 'percent' },
  ),
  head(
    '(?:operating(?: (?:income|profit|earnings))?|ebitdar?|ebita|ebit|net(?: (?:income|profit|interest))?|profit|pre-?tax(?: (?:income|profit))?|segment(?: (?:ebitda|profit|operating))?|free cash flow|fcf|contribution|income|earnings) margins?(?: rates?)?(?: percentages?)?|return on (?:sales|equity|invested capital|capital employed|assets)|(?:expense|combined|efficiency|loss|operating) ratios?|margins?',
    { metric: 'other', name: 'margin', units: 'percent' },
  ),
  head(
    '(?:adjusted |non-gaap )?(?:operating (?:income|profits?|earnings)|(?:income|profit|earnings) from (?:recurring |ordinary )?operations|(?:recurring|current) operating (?:income|profit))(?: \\(loss\\)| \\(?ebit\\)?)?',
    { metric: 'operating_income', units: 'either' },
  ),
  head('operating loss(?:es)?|loss from operations', {
    metric: 'operating_income',
    units: 'either',
    loss: true,
  }),
  head(
    '(?:pre-?tax|before[- ]tax) (?:net )?(?:income|profits?|earnings|loss)|(?:income|profits?|earnings|loss) before (?:(?:provision for )?(?:income )?tax(?:es|ation)?)',
    { metric: 'other', name: 'pre-tax income', units: 'money' },
  ),
  head(
    `net loss(?:es)?${OWNERS}|loss (?:for the (?:period|year) )?attributable to${'(?: (?:the|our|owners|equity|holders|shareholders|stockholders|of|parent|company|and)){1,7}'}`,
    { metric: 'net_profit', units: 'money', loss: true },
  ),
  head(
    `(?:net (?:income|profits?|earnings)(?: \\(loss\\))?${OWNERS}|(?:profit|income|earnings|results) (?:for the (?:period|year) )?attributable to(?: (?:the|our|its|owners|equity|common|ordinary|holders|shareholders|stockholders|of|parent|company|group|and)){1,8}|profit for the (?:year|period)|profit after tax(?:ation)?|bottom line)`,
    { metric: 'net_profit', units: 'either' },
  ),
  head('earned(?= (?:approximately |about |a record |an adjusted )?(?:us|hk|nt|rmb|eur)? ?[$€£\\d])', {
    metric: 'net_profit',
    units: 'money',
    loose: true,
  }),
  head('lost(?= (?:approximately |about |a record )?(?:us|hk|nt|rmb|eur)? ?[$€£\\d])', {
    metric: 'net_profit',
    units: 'money',
    loss: true,
    loose: true,
  }),
  head('(?:ebitdar?c?|oibda|ebita|ebit(?!da)) loss(?:es)?', {
    metric: 'other',
    name: 'EBITDA',
    units: 'either',
    loss: true,
  }),
  head('(?:loss(?= of (?:approximately |about |between |not |no |us|hk|rmb|\\$|\\d+ cents?)|es of))', {
    metric: 'net_profit',
    units: 'money',
    loss: true,
    loose: true,
  }),
  head('ebitdar?c?|oibda|ebita|ebit(?!da)', { metric: 'other', name: 'EBITDA', units: 'either' }),
  head(
    'capex|capital (?:expenditures?|spending|spend|outlays?|investments?|budget|expenses?)(?: (?:plan|budget|program))?|cap ex',
    { metric: 'capex', units: 'money' },
  ),
  head(
    '(?:adjusted )?(?:free|operating) cash[ -]?flows?|fcf|cash flows?(?: (?:provided by|from|used in) (?:operations|operating activities))?|(?:net )?cash (?:provided by|generated (?:by|from)|from|used in) (?:operations|operating activities)',
    { metric: 'other', name: 'cash flow', units: 'money' },
  ),
  head('(?:effective |income |adjusted |cash |annual |estimated ){0,3}tax rates?(?: range)?', {
    metric: 'other',
    name: 'tax rate',
    units: 'percent',
  }),
  head(
    '(?:total )?operating (?:expenses?|costs?|expenditures?)|opex|sg&a(?: expenses?)?|selling,? general,? and administrative(?: expenses?)?(?: \\(sg&a\\))?|r&d(?: (?:expenses?|spending|investment))?|research(?: and|,| &) development(?: (?:expenses?|costs?|spending))?|(?:total |net )?(?:costs? and expenses|interest expenses?|corporate expenses?|stock[- ]based compensation(?: expense)?|depreciation(?: and amortization)?(?: expense)?|cost of (?:revenues?|sales|goods sold)|non-?operating expenses?)|expenses',
    { metric: 'other', name: 'expenses', units: 'money' },
  ),
  head('gross profits?', { metric: 'other', name: 'gross profit', units: 'either' }),
  // Of money it is all that is sold, at the same scope; of a percentage the growth of the same stores.
  head(
    'comparable (?:net )?sales(?= (?:of|were|was|reached|totall?ed|came (?:to|in at)|amounted to) (?:(?:about|around|approximately) )?(?:[$€£¥]|(?:eur|usd|gbp|chf|sek|dkk|hk\\$|rmb) ?\\d))',
    { metric: 'revenue', units: 'money' },
  ),
  head(
    "(?:comparable|same)[- ](?:store|restaurant|club|hotel|property|center|shop|salon|sites?)?(?:[- ]store)?s?'? ?(?:net )?(?:sales|revenues?|revpar)(?: growth)?|comps?(?! store)(?: sales)?|like[- ]for[- ]like (?:sales|revenues?)(?: growth)?|comparable(?: store| restaurant)? (?:net )?sales(?: growth)?|same-store(?: net)? sales(?: growth)?",
    { metric: 'other', name: 'comparable sales', units: 'percent', growth: true },
  ),
  head(
    '(?:net )?(?:bookings|billings)|annual(?:ized)? recurring revenue|arr|(?:gross )?merchandise (?:volume|value)|gmv|(?:net |gross )?premiums? (?:written|earned)|net (?:interest|investment) income',
    { metric: 'other', name: 'volume', units: 'either' },
  ),
  head('(?:net )?(?:revenues?|sales|rev\\.?|top[- ]line) growth(?: rates?)?', {
    metric: 'revenue_growth',
    units: 'percent',
    growth: true,
  }),
  head('(?:net )?(?:sales revenues?|revenues?|sales)|rev\\.?(?= [$€£¥\\d])|turnover|top[- ]line', {
    metric: 'revenue',
    units: 'either',
  }),
  // A till rings: "the quarter brought in $647.9 million" is revenue said with a verb.
  head(
    '(?:brought|took|pulled) in(?= (?:approximately |about |a record |some )?(?:us|hk|nt|rmb|eur)? ?[$€£])|rang up(?= (?:sales of )?[$€£])',
    {
      metric: 'revenue',
      units: 'money',
      loose: true,
    },
  ),
  head('earnings|profits?(?= (?:of|was|were|rose|fell|for|in|increased|decreased|to))|income(?= of)', {
    metric: 'net_profit',
    units: 'money',
    loose: true,
  }),
];

/** Heads that look like one of ours and are not. */
const NOT_A_METRIC =
  /(?:deferred (?:revenues?|tax)|sales (?:force|price|volumes?|team|price|pipeline|channel|mix|rep|leads?|tax|personnel|organization|and service|executives?)|(?:revenue|sales) (?:recognition|per|synergies|management|base|stream|opportunity)|earnings (?:call|release|conference|season|report|presentation|power|before)|cost of sales|income tax(?:es)?(?: (?:expense|benefit|provision))?|(?:retained|undistributed) earnings|interest income|other income|comprehensive (?:income|loss)|unit sales|unit volumes?|sales of (?:securities|businesses|assets|property|shares)|(?:gains?|loss(?:es)?) on (?:the )?sales?|after-tax|profit[- ]sharing|house sales|home sales price|profit warning|positive profit alert|home prices|provision for (?:credit )?losses|credit losses|earnings coverage|(?:net )?debt[- ]to[- ](?:adjusted )?ebitda)(?![a-z])/y;

const NEUTRAL = new Set(
  "total consolidated global worldwide group company overall record quarterly annual full-year year fiscal quarter first second third fourth our its their the a an strong strongest higher lower solid better best projected expected estimated actual current same combined net gross full financial calendar whole-year full-quarter half first-half second-half nine-month six-month three-month first-quarter second-quarter third-quarter fourth-quarter this that new approximately about robust healthy positive annualized continuing trailing twelve months prior previous preliminary unaudited aggregate companywide company-wide enterprise firmwide group-wide recent latest improved increased decreased record-breaking all-time another year-to-date ytd top-line bottom-line us total-company anticipated initial updated revised long-term medium-term short-term firm's ending strong- attributable quarterly, also highest lowest now in-line weak sequential year-over-year impressive outstanding very quite fairly fully attributable excellent today".split(
    ' ',
  ),
);
const QUALIFIERS: Readonly<Record<string, string>> = {
  gaap: 'GAAP',
  'non-gaap': 'non-GAAP',
  nongaap: 'non-GAAP',
  adjusted: 'adjusted',
  'non-ifrs': 'non-IFRS',
  ifrs: 'IFRS',
  core: 'core',
  ongoing: 'ongoing',
  adj: 'adjusted',
  headline: 'headline',
  economic: 'economic',
  distributable: 'distributable',
  underlying: 'underlying',
  normalized: 'normalized',
  organic: 'organic',
  operational: 'operational',
  'constant-currency': 'constant currency',
  currency: 'constant currency',
  constant: '',
  local: '',
  diluted: 'diluted',
  basic: 'basic',
  comparable: 'comparable',
  forma: 'pro forma',
  pro: '',
  ebit: 'EBIT',
  ebita: 'EBITA',
  ebitda: 'EBITDA',
  operating: 'operating',
  profit: '',
};
const ADJUSTED =
  /^(?:non-?gaap|adjusted|adj|non-ifrs|core|ongoing|headline|economic|distributable|underlying|normalized|forma)$/;
const STOPS = new Set(
  'of in on at by to from for and or with as is are was were be been than but while which where when if we it you they i has have had will would should may can could not no generate generates deliver delivers report reports post posts expect expects see sees drive drives grow grows increase increases decrease includes include achieve achieves forecast forecasts guide guides raise raises reaffirm lift lifts cut cuts anticipate anticipates project projects estimate estimates target targets versus vs against both into between include through said say says because despite after before during over under above below up down per via around plus its said, up, took these those some any all each every more less most other-than reported announced had, maintain maintains reiterate lowers following given our, well contemplates foresees kept keep keeps left leaves models modelled envisages predicts puts put gave gives sees saw seeing calls wants booked notched logged made makes took brought posted hoisted nudged chopped bumped counts reckons initiates initiate announces announce introduces issues issued provides provided updates updated inc plc ltd llc corp co nv sa ag se drove grew led reduce reduced improve expand achieve increasing decreasing original reflect reflects incorporates incorporate percent pct analysts analyst consensus street investors'.split(
    ' ',
  ),
);
const ING_NOUNS =
  /^(?:advertising|underwriting|broadcasting|outsourcing|franchising|recycling|refining|brewing|farming|sourcing|wholesaling|selling|learning|hosting|licensing|streaming|manufacturing|engineering|gaming|recurring|publishing|trading|lending|consulting|banking|housing|computing|networking|testing|marketing|packaging|mining|clothing|training|billing|staffing|shipping|merchandising|imaging|processing|cloud-computing|housing|rating|flooring|lighting|drilling|building|roofing|leasing|financing|catering|ticketing|roaming|monitoring|sequencing|servicing|wing|boeing|parking|casino-gaming|plumbing|heating|cooling|printing|wagering|betting|dining|clearing)$/;

export function metricAt(
  folded: string,
  at: number,
  sentenceStart: number,
  issuer: ReadonlySet<string>,
): MetricMention | null {
  NOT_A_METRIC.lastIndex = at;
  const not = NOT_A_METRIC.exec(folded);
  if (not !== null) return { ...PLAIN_METRIC, start: at, end: at + not[0].length };
  for (const { re, mention } of HEADS) {
    re.lastIndex = at;
    const m = re.exec(folded);
    if (m === null) continue;
    return shaped(
      { ...PLAIN_METRIC, ...mention, start: at, end: at + m[0].length },
      m[0],
      folded,
      sentenceStart,
      issuer,
    );
  }
  GROWTH.lastIndex = at;
  const growth = GROWTH.exec(folded);
  if (growth !== null)
    return {
      ...PLAIN_METRIC,
      metric: 'revenue_growth',
      units: 'percent',
      growth: true,
      loose: true,
      name: growth[1]!,
      start: at,
      end: at + growth[0].length,
    };
  return null;
}
/** "7% to 9% organic growth": growth of sales unless it stands beside another metric's value. */
const GROWTH =
  /(organic|operational|constant[- ]currency|core|underlying|comparable) (?:growth|(?:increase|decline)(?= of))(?: rate)?(?![a-z])/y;

function shaped(
  head: MetricMention,
  words: string,
  folded: string,
  sentenceStart: number,
  issuer: ReadonlySet<string>,
): MetricMention {
  let m = head;
  // "ongoing (non-GAAP) earnings": a qualifier in brackets is one all the same.
  const before = folded
    .slice(Math.max(sentenceStart, m.start - 120), m.start)
    .replace(/\((non-?gaap|gaap|adjusted|non-ifrs|unaudited)\)/g, ' $1 ');
  const parts = [...before.matchAll(/[a-z0-9][a-z0-9'&.\-+]*|[^\sa-z0-9]/g)].map((x) => ({
    text: x[0],
    index: x.index,
  }));
  const names: string[] = [];
  const segment: string[] = [];
  const qualifiers = new Set<string>();
  let variants: { name: string; adjusted: boolean }[] = [];
  let start = m.start;
  for (let i = parts.length - 1, steps = 0; i >= 0 && steps < 7; i--, steps++) {
    const word = parts[i]!.text.replace(/[.]$/, '');
    if (word === 'u.s' && qualifiers.has('gaap')) continue;
    if (QUALIFIERS[word] !== undefined || word === 'gaap') {
      qualifiers.add(word);
      if (QUALIFIERS[word] !== '') names.unshift(QUALIFIERS[word]!);
      start = m.start - before.length + parts[i]!.index;
      // "GAAP and non-GAAP": two metrics in one phrase.
      const joined = /(gaap|non-gaap|adjusted|reported|basic|diluted)(?: and |\/|, )$/.exec(
        before.slice(0, parts[i]!.index),
      );
      if (joined !== null && /^(?:gaap|non-gaap|adjusted|diluted)$/.test(word)) {
        variants = [joined[1]!, word].map((v) => ({ name: QUALIFIERS[v] ?? v, adjusted: ADJUSTED.test(v) }));
        start = m.start - before.length + joined.index;
        break;
      }
      continue;
    }
    if (word === 'negative') {
      m = { ...m, loss: true };
      continue;
    }
    if (
      NEUTRAL.has(word) ||
      /^(?:low|mid|high)(?:-|$)|(?:digits?|teens)$/.test(word) ||
      /^(?:\d{1,4}|fy\d*|q[1-4]|20\d\d|\d(?:st|nd|rd|th))$/.test(word)
    )
      continue;
    if (issuer.has(word) || word.endsWith("'s") || word.endsWith("s'")) break;
    if (STOPS.has(word) || !/^[a-z]/.test(word)) {
      // "license and other revenue", "wearables, home and accessories net sales": the list belongs to the segment.
      if (
        segment.length > 0 &&
        (word === 'and' || word === '&') &&
        /^(?!(?:thousand|m|b)?illion|billion|million|thousand|percent|bn|mn)[a-z]/.test(
          parts[i - 1]?.text ?? '',
        ) &&
        /^(?:other|services?|accessories|solutions|systems)/.test(segment[0]!)
      ) {
        segment.unshift(parts[i - 1]!.text, 'and');
      }
      break;
    }
    if (
      /(?:ed|ly)$/.test(word) &&
      !word.endsWith('-related') &&
      !/^(?:daily|weekly|monthly|hourly)$/.test(word) &&
      !/^(?:embedded|automated|managed|connected|fixed|packaged|processed|frozen|branded|unbranded|licensed|supply|family|company-operated|company-owned|franchised|assembly|wired|integrated|distributed|speed|feed|related|diversified|specialized|applied|advanced|ammunition)$/.test(
        word,
      )
    )
      break;
    if (/ing$/.test(word) && !ING_NOUNS.test(word)) break;
    segment.unshift(word);
    start = m.start - before.length + parts[i]!.index;
    if (segment.length >= 4) break;
  }
  const adjusted =
    /^ \(?non-?(?:gaap|ifrs)\)?/.test(folded.slice(m.end, m.end + 12)) ||
    [...qualifiers].some((q) => ADJUSTED.test(q)) ||
    (m.metric === 'eps' && qualifiers.has('comparable')) ||
    /^(?:adjusted|non-gaap|core|normalized|operating (?:eps|earnings per|income per))/.test(words);
  return named({ ...m, start, adjusted, variants }, words, names, segment, folded);
}

function named(
  m: MetricMention,
  words: string,
  names: string[],
  segment: string[],
  folded: string,
): MetricMention {
  const tail =
    m.metric === 'revenue' || m.metric === 'operating_income' || m.metric === 'revenue_growth'
      ? TAIL.exec(folded.slice(m.end, m.end + 60))
      : null;
  if (tail !== null && segment.length === 0) {
    segment = [tail[2]!];
    names.push(`${words} ${tail[1]!} ${tail[2]!}`);
  }
  const isSegment = segment.length > 0 && m.metric !== 'eps' && m.metric !== 'capex';
  const name = [...(tail !== null ? [] : segment), ...names].join(' ').trim();
  const full = `${name} ${words}`.trim();
  const base: MetricMention = { ...m, segment: isSegment, name: name === '' ? null : name };
  if (m.metric === 'eps') {
    const adjusted = m.adjusted;
    // Earnings per share are the company's: what stands before them is a name, a verb, never a segment.
    const own = names.join(' ').trim();
    return {
      ...base,
      metric: adjusted ? 'eps_adjusted' : 'eps',
      name: (adjusted ? own.replace(/^(?:adjusted|non-GAAP) ?/, '') : own) || null,
    };
  }
  // "margins" alone may be anybody's: only one that says of what counts.
  if (/^(?:margins?|segment)$/.test(words) && qualifiersOf(names) === '')
    return { ...PLAIN_METRIC, start: m.start, end: m.end };
  if (m.metric === 'other') return { ...base, name: full };
  if (m.metric === 'net_profit' && m.adjusted)
    return { ...base, metric: 'other', name: `${words}, ${names.join(' ')}` };
  if (isSegment) {
    if (m.metric === 'revenue_growth')
      return {
        ...base,
        metric: 'other',
        units: 'percent',
        growth: true,
        name: `${segment.join(' ')} ${words}`,
      };
    return {
      ...base,
      metric: 'other',
      units: m.metric === 'gross_margin' ? 'percent' : m.units,
      name: tail !== null ? `${words} ${tail[1]!} ${tail[2]!}` : full,
    };
  }
  return base;
}

const qualifiersOf = (names: readonly string[]): string =>
  names.filter((n) => /ebit|operating|organic/i.test(n)).join(' ');

/** "revenue from data centre", "sales in China": a part, unless what follows is a period, a value or the whole. */
const TAIL =
  /^ (?:(?:generated|derived|coming|recognized|recorded|associated|related) )?(from|in|of|at|for|by|with|to(?= (?:our )?(?:managed|the sale))) (?:our |the |its )?(?!(?:the|our|its|a|an|all|about|approximately|around|roughly|between|range|more|over|at|not|no|less|up|us ?\\$|us(?= dollars)|hk|rmb|eur|nt|usd|gbp|chf|sek|dkk|nok|cad|aud|inr|jpy|krw|cny|twd|sgd|brl|yen|euros?|approx|nearly|almost|continuing|operations|fiscal|full|year|years|first|second|third|fourth|q[1-4]|quarter|period|month|months|half|three|six|nine|twelve|thirteen|fourteen|twenty|thirty|fifty|january|february|march|april|may|june|july|august|september|october|november|december|line|company|group|current|record|just|some|this|that|last|total|constant|local|which|prior|same|low|mid|high|lower|upper|bottom|top|to|plus|north|roughly|calendar|h[12]|fy|each|both|addition|particular|excess|previous|upcoming|next|coming|combined|two|four|five|seven|eight|eleven|ten|twenty|forty|sixty|seventy|eighty|ninety|hundred|million|billion)(?![a-z])|fy|q\d)([a-z][a-z&-]+(?: [a-z&-]+)?)/;
