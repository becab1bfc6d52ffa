/** English cues: what a word or phrase does to the numbers around it. The first rule that fits wins. */
export type Cue =
  | 'guide'
  | 'guideNoun'
  | 'result'
  | 'analyst'
  | 'expectNoun'
  | 'beat'
  | 'miss'
  | 'inline'
  | 'cmp'
  | 'from'
  | 'than'
  | 'up'
  | 'down'
  | 'seq'
  | 'yoy'
  | 'prior'
  | 'prev'
  | 'withdraw'
  | 'raise'
  | 'lower'
  | 'reaffirm'
  | 'init'
  | 'cause'
  | 'exclude'
  | 'share'
  | 'midpoint'
  | 'represent'
  | 'gaap'
  | 'nongaap'
  | 'basis'
  | 'and'
  | 'or'
  | 'but'
  | 'to'
  | 'by'
  | 'of'
  | 'at'
  | 'with'
  | 'each'
  | 'respectively'
  | 'filler'
  | 'effect'
  | 'segprep'
  | 'word';

const RULES: readonly (readonly [Cue, string])[] = [
  [
    'seq',
    'sequential(?:ly)?|quarter[- ](?:over|on)[- ]quarter|q(?:oq|/q|-o-q)|(?:from|than|over|versus|compared (?:to|with)) (?:the |its )?(?:second|first|third|fourth) (?:fiscal )?quarter(?! of| last| a year|,? (?:20|fiscal|ended|fy))|(?:from|than|to|over|versus|in|for|compared (?:to|with)) (?:the |its )?(?:previous|prior|preceding|last) (?:fiscal )?quarter(?! of| last| a year)|linked[- ]quarter|(?:the )?(?:previous|prior|preceding) quarter|(?:in )?the quarter before|quarter-to-quarter|month[- ](?:over|on)[- ]month',
  ],
  [
    'yoy',
    'year[- ](?:over|on|to)[- ]year|y(?:oy|/y|-o-y)|on the year|annual(?:ly|ized)?(?= (?:growth|increase|rise|decline))',
  ],
  [
    'midpoint',
    'at (?:the|its) (?:mid-?point|low end|high end|top end|bottom end|upper end|lower end)|mid-?point(?: of)?|(?:the )?(?:high|low|top|upper|lower|bottom) end(?: of)?',
  ],
  [
    'prior',
    "(?:a|one|the) year (?:ago|earlier|prior)|(?:a|one) year before|(?:the )?(?:year-ago|prior[- ]year(?:'s)?|previous year(?:'s)?|last year(?:'s)?|year before|year-earlier|corresponding|comparable (?:period|quarter)|same (?:period|quarter|time|three months|six months)|like period)(?: (?:quarter|period|year|first|second|third|fourth|half))*(?: (?:last year|of last year|a year (?:ago|earlier)|in the (?:prior|previous|preceding) year|of the (?:prior|previous|preceding) year))?|prior period|prior fiscal year|(?:the )?(?:preceding|previous|prior) (?:financial |fiscal )?(?:year|period)",
  ],
  [
    // What is withdrawn is no guidance any more: "withdrawing the guidance … of $4.30 to $4.60".
    'withdraw',
    '(?:withdraw(?:s|n|ing)?|withdrew|suspend(?:s|ed|ing)?|rescind(?:s|ed|ing)?|retract(?:s|ed|ing)?)(?= [^.;]{0,60}(?:guidance|outlook|forecasts?|targets?))|(?:withdrawn|suspended|rescinded|retracted)',
  ],
  [
    'prev',
    '(?:signall?ed|flagged|indicated|communicated)(?= (?:in|last|on|at|earlier))|(?:previous(?:ly)?|prior|earlier|old|former|initial(?:ly)?(?= (?:expected|guided|forecast))|august|original(?:ly)?|(?:january|february|march|april|may|june|july|september|october|november|december)(?= (?:guidance|outlook|forecast)))',
  ],
  [
    'prev',
    '(?:it |the (?:company|group|firm) )?(?:had|has) (?:previously |earlier |already )(?:said|guided|forecast)|had (?:said|guided for)|saw(?= (?:us|hk)?[$€£¥\\d])|had (?:previously |earlier |already )?(?:guided|forecast(?:ed)?|projected|anticipated|expected)',
  ],
  [
    'beat',
    '(?:ahead|north) of|above|clear(?:s|ed)(?= (?:the|its|wall|analyst|consensus|\\$))|beat(?:s|ing|en)?|exceed(?:s|ed|ing)?|topp?(?:s|ed|ing)(?= )|surpass(?:es|ed|ing)?|(?:better|stronger|higher|more)[ -]than(?![ -]doubled?)|outpac(?:es|ed|ing)|outperform(?:s|ed|ing)?|eclips(?:ed|ing)|came in ahead',
  ],
  [
    'miss',
    'below|(?:falling |fell |fall |came in |coming in )?short of|miss(?:es|ed|ing)|(?:lower|weaker|less|worse)[ -]than|under(?= (?:the|our|analyst|consensus|wall))|trail(?:s|ed|ing)(?= (?:the|analyst|estimates|consensus))|shy of',
  ],
  [
    'inline',
    'in[ -]line with|consistent with|match(?:es|ed|ing)|me(?:t|eting|ets)(?= (?:the|our|analyst|wall|consensus|expect|estim|guid))|within (?:our|the|its)(?: [a-z]+){0,3} (?:range|guidance|outlook)',
  ],
  [
    'cmp',
    '(?:as )?compar(?:ed|es|ing|able)(?: favou?rably)? (?:with|to)|which compares? (?:with|to)|(?:on top|off the back) of(?= [^,.;]{0,24}\\d)|(?:lapping|cycling)(?= )|versus|vs\\.?|as against|against|relative to|as opposed to|and compares to|compares',
  ],
  [
    'analyst',
    "(?:wall street|the street|street(?= (?:estimates?|expectations?|consensus|mean|average|forecasts?|had))|analysts?'?|consensus|models?(?= (?:20\\d\\d|fiscal|fy|full|rev|sales|eps|earn|\\$))|(?:had )?model(?:l?ed|l?ing)(?= |$|,)|thomson (?:reuters|first call|financial)|first call|i/b/e/s|ibes|estimize|lseg|refinitiv|factset|zacks|bloomberg|visible alpha|s&p capital iq|the market(?= (?:had |was )?(?:expect|look|forecast))|investors(?= (?:had |were )?(?:expect|look)))",
  ],
  [
    'reaffirm',
    'reaffirm(?:s|ed|ing)?|reiterat(?:e|es|ed|ing)|maintain(?:s|ed|ing)?|confirm(?:s|ed|ing)?|affirm(?:s|ed|ing)?|unchanged|(?:continue|continues|continuing|still|(?:is|are) still) (?:to )?(?:expect(?:s|ed)?|sees?|looks? for|anticipates?|project|forecast|expecting|see|target|guide)|remains? (?:unchanged|the same|in place|consistent)|stands? by|standing by|stick(?:s|ing)? (?:to|with)|left (?:its|the)(?= .{0,40}unchanged| [^.;]{0,60}(?:guidance|outlook|forecast|band|range))|kept (?:its|the)(?= [^.;]{0,60}(?:guidance|outlook|forecast|target))|keep(?:s|ing)? (?:our|its)|re-?confirm(?:s|ed|ing)?',
  ],
  [
    'raise',
    '(?:nudg(?:e|es|ed|ing)|bump(?:s|ed|ing)?)(?= [^,.;]{0,40}\\bup\\b| (?:its|the|our|full|fiscal|guidance|outlook))|hoist(?:s|ed|ing)?|rais(?:e|es|ed|ing)|lift(?:s|ed|ing)?|hik(?:e|es|ed|ing)|boost(?:s|ed|ing)?|increas(?:e|es|ed|ing)(?= (?:our|its|the|full|fiscal|fy|20\\d\\d|guidance|outlook|previous)(?: [^,.;]{0,60})?(?:guidance|outlook|forecast|range|target|projection))|upp(?:ed|ing)(?= )|upward(?:ly)?(?: revis(?:ed|ion|ing))?|revis(?:e|ed|es|ing) (?:upward|up|higher)|upgrad(?:e|es|ed|ing)',
  ],
  [
    'lower',
    '(?:chopp?(?:s|ed|ing)|par(?:es|ed|ing)(?: back| down)?|scal(?:es|ed|ing) back)(?= (?:our|its|the|full|fiscal|fy|20\\d\\d|guidance|outlook|forecast))|lower(?:s|ed|ing)(?! than)|(?:cut|cuts|cutting)|(?:reduc(?:e|es|ed|ing)|trim(?:s|med|ming)?|slash(?:es|ed|ing)?|lower|decreas(?:e|es|ed|ing))(?= (?:our|its|the|full|fiscal|fy|20\\d\\d|guidance|outlook|previous)(?: [^,.;]{0,60})?(?:guidance|outlook|forecast|range|target|projection))|revis(?:e|ed|es|ing) (?:downward|down|lower)|downgrad(?:e|es|ed|ing)',
  ],
  [
    'init',
    'initiat(?:e|es|ed|ing)|introduc(?:e|es|ed|ing)|initial(?= (?:guidance|outlook|full|fiscal|fy|20\\d\\d|forecast|financial|annual|revenue|sales|earnings|adjusted|eps))|establish(?:es|ed|ing)?(?= (?:our |its |the |full|fiscal|initial|20\\d\\d|guidance))|issu(?:es|ed|ing) (?:its |our )?(?:first|initial)|first(?= (?:guidance|full-year guidance))',
  ],
  ['expectNoun', 'as (?:we |we had |previously |had been )?(?:expected|anticipated|projected|planned)'],
  [
    'result',
    'was|were|(?:came|come|comes|coming) in(?: at)?|took in|posted|deliver(?:ed)|record(?:ed)(?= )|achiev(?:ed)|generat(?:ed)|total(?:ed|led|s)|amount(?:ed|s) to|reach(?:ed|ing)|earned|grossed|stood at|ended|clocked in|book(?:ed)|brought in|rang up|pulled in|realized|produced|finished|reported|reports|announced|had(?= (?:a |an )?(?:net|revenue|sales|total|gross|operating|adjusted))',
  ],
  [
    'share',
    'account(?:s|ed|ing) for|ma(?:de|ke|kes|king) up|compris(?:es|ed|ing)|constitut(?:es|ed|ing)|contribut(?:es|ed|ing)',
  ],
  [
    'represent',
    'represent(?:s|ed|ing)?|equat(?:es|ed|ing) to|equivalent to|reflect(?:s|ed|ing) (?:an?|year)|which (?:is|was)|implying|implies',
  ],
  [
    'guide',
    'guid(?:e|es|ed|ing)(?! by)|expect(?:s|ed|ing)?|forecast(?:s|ed|ing)?(?= (?:to|that|rev|sales|net|adj|eps|earn|a|its|full|fiscal|\\$|between|for|gross|op|cap))|project(?:s|ed|ing)|anticipat(?:e|es|ed|ing)|target(?:s|ed|ing)(?= )|aim(?:s|ing)?(?= )|plan(?:s|ning)?(?= to)|estimat(?:e|es|ed|ing)(?= (?:that|to|rev|net|full|sales|our|we|adj|[a-z]+ can|a|total|cap|20))|seeing(?= (?:op|net|rev|sales|earn|eps|adj|full|its))|sees|fore(?:sees|seen?|casts)|contemplates?|envisages?|envisions?|predicts?|reckons? on|counts? on|counting on|is looking for|wants? to(?= )|pencil(?:s|l?ed) in|see(?:n)?(?= (?:at|rev|sales|fiscal|full|adj|earn|net|gross|operating|fourth|third|second|first|q\\d|20|it))|should|will(?= (?:be|have|come|range|total|grow|increase|decrease|decline|reach|exceed|generate|deliver|amount|record|report|invest|spend|not|land))|would(?= )|likely|(?:is|are)(?= (?:put|pegged|set|seen) )|(?:put|pegged|set)(?= at )|looks? for|looking for|is estimated|are estimated|estimated(?= (?:in|to|at|between))|to be(?= (?:approximately|about|around|between|in the|roughly|at|up|down|flat|no|not|\\$|\\d))|may(?= (?:record|report|range))|calls? for|commit(?:s|ted)?(?= to)|pre-?announces?|continue(?= to invest)',
  ],
  [
    'guideNoun',
    'guidance|outlook|forecasts?|guide|(?:its |the )?sights|(?:long-term |mid-term )?ambitions?|guidelines|prospects|(?:profit warning|positive profit alert|profit alert|profit guidance)|(?:financial |long-term |medium-term |midterm |mid-term )?targets?|projections?|views?(?= (?:to|of|from|for|at|is|\\$))',
  ],
  [
    'expectNoun',
    'expectations?|estimates?|ests?\\.?(?= |$|\\)|,)|(?:what|than) (?:was|we|analysts) (?:expected|anticipated)|anticipated|predictions?|projected(?= by)|assumptions?',
  ],
  [
    'cause',
    '(?:primarily |mainly |largely |partly |partially )?(?:driven|offset|impacted|affected|helped|hurt|aided|boosted|supported|led|caused) (?:by|from)|due (?:primarily |mainly |largely |in part )?to|because(?: of)?|owing to|thanks to|attributable (?:primarily |mainly |largely )?to(?! (?:the )?(?:common|share|stock|equity|owners|holders|ordinary|parent|controlling|company|members|[a-z]+ (?:inc|corp|share|stock|holdings)))|as a result of|result(?:ing|ed) (?:from|in)|stemming from|on the back of|reflecting(?! (?:an?|year|growth|organic))|contributed|(?:more than |partially |partly )?offset(?:s|ting)?|led to|including(?! (?:an?|a) \\d)|included|net of|before discrete|assum(?:es|ing)|incorporat(?:es|ed|ing)|based on(?= [^.]{0,20}(?:exchange|share|rate|currency|average))|cost(?:s)? us|impact(?:ed|ing|s)?(?= (?:of|on|from|by|revenue|sales|earnings))|benefi(?:t|ts|ted|tted|ting)(?: (?:from|of|by))?|headwinds?|tailwinds?|savings|converts?',
  ],
  [
    'exclude',
    'excluding|exclud(?:e|es|ed)|exclusive of|stripping out|not counting|leaving out|before (?:any )?(?:special|one-time|one-off|exceptional|unusual|non-?recurring|certain) (?:items?|charges?|costs?|gains?|expenses?)|defined as|calculated as|which excludes|adjusting (?:for|our (?![^.]{0,60}(?:guidance|outlook)))|ex-',
  ],
  [
    'up',
    'up(?! to (?:approximately |about )?[$€£\\d]| to (?:us|hk)\\$)|increas(?:e|es|ed|ing)|grew|grow(?:s|n|ing)?|growth(?! (?:rate|initiatives|strategy|investments))|r(?:ose|ise|ises|isen|ising)|climb(?:s|ed|ing)?|jump(?:s|ed|ing)?|surg(?:e|es|ed|ing)|gain(?:s|ed)?(?= (?:of )?[\\d.])|higher|more|advanc(?:ed|es)|improv(?:e|es|ed|ing|ement)|accelerat(?:ed|ing)|soar(?:ed|ing)|expand(?:ed|ing)|expansion|leap(?:t|ed)|better|rally|added|double[ds]?|tripled|greater',
  ],
  [
    'down',
    'down(?!stream)|decreas(?:e|es|ed|ing)|declin(?:e|es|ed|ing)|f(?:ell|all|alls|allen|alling)|dropp?(?:s|ed|ing)?|lower|less|reduc(?:ed|tion|tions)|contract(?:ed|ion|ing)|slipp?(?:ed|s|ing)|slump(?:s|ed|ing)?|skidd?(?:s|ed|ing)|crater(?:ed|ing)|slid|shr(?:ank|unk|ink|inking)|plung(?:ed|e|ing)|tumbl(?:ed|e|ing)|sank|weaken(?:ed)?|worse|eas(?:ed)(?= )|halved|dipped|fewer|compressed',
  ],
  [
    'nongaap',
    'non[- ]?gaap|adjusted|non-ifrs|core(?= (?:earnings|net|eps|operating|ffo|income|gross|organic))|underlying|normali[sz]ed|pro forma|comparable(?= (?:earnings|eps|operating))|ex-items|operating(?= (?:earnings per|eps))',
  ],
  ['gaap', 'gaap|ifrs|as reported|statutory'],
  [
    'basis',
    '(?:on|in) (?:an? |the )?(?=gaap|non|adjusted|diluted|basic|fully|constant|reported|organic|core|ifrs)|basis|terms|(?:in |at )?constant[- ]currenc(?:y|ies)|(?:in |on )?local currency',
  ],
  [
    'effect',
    'charges?|impairments?|(?:fair value|unrealized|realized|one-time|non-cash|noncash|restructuring|foreign exchange) (?:loss|losses|gains?|charges?|items?)|write-?(?:down|off|up)s?|settlements?|grants?|subsid(?:y|ies)|incentives?|fees?|proceeds|dividends?|distributions?|(?:share |stock )?(?:re)?purchases?(?= (?:of|program|auth|under))|buy-?backs?|repurchas(?:e|es|ed|ing)|debt|borrowings?|inventor(?:y|ies)|cash (?:and|balance|on hand|equivalents)|liquidity|backlog|price target|target price|market (?:cap|share|value|capitalization)|valuation|employees|stores?(?= )|customers|subscribers|headcount|contracts?|acquisitions?|synerg(?:y|ies)|loans?|deposits|assets|liabilities|equity(?! holders)|book value|nav|net asset value|salary|bonus|compensation(?! expense)|options?|awards?|shares (?:outstanding|of|at)|stock price|par value|notes due|credit facility|price (?:increases?|realization)|pricing|volumes?|inflation|tariffs?|interest rates?|fund(?:ing|ed)|dilutive|accretive|detriment|drag(?= (?:on|from))|after-tax (?:loss|gain|charge)|capacity|production|shipments|deliveries|units|homes|hit',
  ],
  ['each', 'in each case|each|both'],
  ['respectively', 'respectively'],
  ['from', 'from'],
  ['than', 'than'],
  ['but', 'but|whereas|although|though|while|however|whilst'],
  ['and', 'and|&|as well as|plus|along with|alongside|together with|coupled with'],
  ['or', 'or'],
  ['to', 'to'],
  ['by', 'by'],
  ['of', 'of'],
  ['at', 'at'],
  ['segprep', 'in|for|on|within|across|through'],
  ['with', 'with'],
  [
    'filler',
    'an?|the|its|our|their|this|that|it|we|is|are|be|been|being|has|have|had|record|approximately|approx\\.?|about|around|roughly|nearly|almost|some|just|only|another|all-time|new|strong|solid|robust|healthy|slightly|modestly|significantly|sharply|substantially|nicely|strongly|slight|modest|now|currently|also|again|well|very|quarterly|annual|annually|total|overall|consolidated|range|ranging|ranges|between|in|the area|level|levels|rate|rates|percentage|figure|number|amount|as|so|which|for|on|fully|full|year|quarter|period|months|fiscal|company|group|basic|diluted|per|organically|operationally|profit|figures|us|over|wide|company-wide|compared|group-wide|reported|actual|preliminary|unaudited|net|other|within|set|see|narrow(?:s|ed|ing)?|tighten(?:s|ed|ing)?|somewhere|still|even|then|today|recorded|record-breaking|registered|a share|share|line|top|most|recent|ended|ending|during|not|least|no|million|billion|further|additional|incremental|same|combined|estimated|equity|holders|shareholders|owners|reach|attributable|common|stockholders|ordinary|parent',
  ],
];

const COMPILED = RULES.map(([cue, source]) => ({ cue, re: new RegExp(`(?:${source})(?![a-z0-9])`, 'y') }));

/** The cue at `at` in folded text, the longest of the first rule that fits; a plain word otherwise. */
export function cueAt(folded: string, at: number): { cue: Cue; end: number } | null {
  for (const { cue, re } of COMPILED) {
    re.lastIndex = at;
    const m = re.exec(folded);
    if (m !== null && m[0].length > 0) return { cue, end: at + m[0].trimEnd().length };
  }
  return null;
}
