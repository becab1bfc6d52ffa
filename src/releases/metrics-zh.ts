import { type MetricMention, PLAIN_METRIC } from './metrics.ts';

/** Chinese metric phrases, in folded (simplified) text. Longer phrases stand before the shorter ones they contain. */
const OWNER =
  '(?:归属?于?(?:上市|母|本)?(?:公司|集团)?(?:普通股)?(?:权益)?(?:股东|所有者|拥有人|持有人|持有者|投资者)?(?:应占)?的?|归母|归属|(?:本|母)?(?:公司|集团)?(?:普通股|股权|权益)?(?:股东|拥有人|持有人|持有者|所有者|所有人)应占(?:之)?)(?:本集团|综合|合并|年内|期内|年度|除税后|未经审核|经审核|持续经营业务|之|的)*';
const ADJUSTED =
  '(?:经调整(?:后)?|调整后|非国际财务报告(?:会计)?准则(?:计量)?(?:下)?|非香港财务报告准则|(?:non|非)-?(?:ifrs|gaap)(?:准则)?(?:下)?|非(?:美国)?(?:公认|通用)会计(?:准则|原则)(?:下)?|核心|基础(?=盈利|溢利)|按non-gaap)(?:的|之)?';
const EX = '扣(?:除)?非(?:经常性)?(?:损益|收益)?(?:项目)?(?:后|的|之)*';

const rule = (
  source: string,
  mention: Partial<MetricMention>,
): { re: RegExp; mention: Partial<MetricMention> } => ({ re: new RegExp(source, 'y'), mention });
const RULES = [
  rule('扣除(?:与主营业务无关[^,.;]{0,30})?后的?(?:营业收入|营收)', { metric: 'other', units: 'money' }),
  rule(
    '(?:(?:中期|末期|特别|年终|普通)?股?息(?![税差率净])|每股净资产|净资产收益率|资产负债率|总资产|净资产|投资(?:净)?收益|其他收益|公允价值(?:变动)?(?:收益|损益|亏损|损失)|营业外收入|政府补[助贴]|补贴款?|减值(?:损失|准备)?|非经常性(?:损益|收益)|股息|派息|分红|红利|每股派|目标价|收盘价|股价|市值|市盈率|利润分配|盈利(?:能力|水平|空间|预测|预期|警告|预告|质量)|亏损(?:面|额外)|业绩(?:预告|快报|承诺|说明会|公告)|收益率|收入占|收入比|盈亏|利润表|盈利模式|收益权|(?:信用|资产)减值|商誉|(?:合同|中标|订单|成交|交易|认购|募集)(?:总)?(?:金额|额)|(?:新签|在手|新增)?(?:合同|订单)(?:总)?(?:金额|额)?|其他(?:综合|全面)收益|全面(?:收益|亏损)总?额?)',
    {},
  ),
  rule(`(?:${OWNER})?(?:的)?${EX}(?:${OWNER})?(?:的)?(?:净利润?|净亏损|利润|业绩)`, {
    metric: 'net_profit_ex_nonrecurring',
    units: 'either',
  }),
  rule(`${ADJUSTED}(?:${OWNER})?(?:净利润?|净亏损|纯利|溢利|净溢利|盈利|亏损|利润|净收入|净利润净额)(?!率)`, {
    metric: 'other',
    units: 'either',
    adjusted: true,
  }),
  rule(
    `(?:${ADJUSTED})?(?:后)?(?:基本|摊薄|稀释)?(?:及摊薄|和稀释|及稀释|后)*(?:的)?每(?:股|份?ads|股ads|份?美国存托(?:股份?|凭证)|单位)(?:普通股|美国存托股)?(?:摊薄|稀释|基本)?(?:净|的)?(?:收益|纯益|盈利|盈余|溢利|亏损|净利润?|利润|收入)`,
    { metric: 'eps', units: 'money' },
  ),
  rule('每股(?:基础|核心|经调整|调整后)(?:的|之)?(?:收益|盈利|盈余|溢利|亏损|净利润?)', {
    metric: 'eps',
    units: 'money',
    adjusted: true,
  }),
  rule(`(?:${ADJUSTED})?(?:综合|整体|总|销售|产品)?毛利润?率`, { metric: 'gross_margin', units: 'percent' }),
  rule(
    `(?:${ADJUSTED})?(?:净利润?率|(?:经营|营业|运营|营运)(?:利润|利益|溢利)率|ebita?d?a?(?:利润)?率|利润率|(?:销售|管理|研发|期间)?费用率|净息差|(?:实际|有效|所得)税率|税率)`,
    { metric: 'other', units: 'percent' },
  ),
  rule(
    `(?:${ADJUSTED})?(?:(?:经营|营业|运营|营运)(?:利润|利益|溢利|盈利|收益)|(?:经营|营业|运营)亏损)(?!率)`,
    { metric: 'operating_income', units: 'either' },
  ),
  rule('资本(?:性)?(?:开支|支出)', { metric: 'capex', units: 'money' }),
  rule(
    `(?:${ADJUSTED})?(?:ebitda|ebita|ebit(?!d)|(?:利)?息(?:、|,)?税(?:、|,)?(?:项)?折旧(?:及|和|、|,)?摊销前(?:利润|盈利|溢利|亏损))(?!率)`,
    { metric: 'other', units: 'either' },
  ),
  rule('利润总额|(?:除)?税前(?:溢利|亏损|利润|盈利)|所得税前利润', { metric: 'other', units: 'either' }),
  rule(
    '(?:经营(?:性|活动)?(?:产生的|所得|所产生的)?(?:净)?现金(?:净)?(?:流入?|流量|流量净额|净额|净流入|净流量)+(?:净额)?|自由现金流(?:量)?)',
    { metric: 'other', units: 'either' },
  ),
  rule(
    '(?:研发|销售|管理|财务|营销|营业|行政|市场推广|销售及(?:市场)?推广|一般及行政|经营|期间|运营)(?:费用|投入|开支|支出|成本)|营业(?:总)?成本|(?:总)?成本(?:及|和)费用',
    { metric: 'other', units: 'either' },
  ),
  rule('(?:合同|签约|合约)销售(?:金额|总额|额)|保费收入|gmv|商品交易总额', {
    metric: 'other',
    units: 'either',
    segment: true,
  }),
  rule('毛利(?!率)润?', { metric: 'other', units: 'either' }),
  rule('(?:营业总收入|营业收入|总营收|营收|总收入|收入)(?:的)?(?:同比)?(?:增速|增长率|增幅)', {
    metric: 'revenue_growth',
    units: 'percent',
    growth: true,
  }),
  rule(
    `(?:${OWNER})(?:的)?(?:净利润?|净亏损额?|纯利|净溢利|溢利|综合亏损|综合溢利|亏损净额|亏损|盈利|利润|净亏|业绩)(?!率|总额)|净利润(?!率)|净利(?!润?率|率)|净亏损额?|(?:税后)?纯益(?!率)|纯利(?!率)|纯亏损|净溢利|净亏(?!损)|年内溢利|期内溢利|综合溢利|综合亏损`,
    { metric: 'net_profit', units: 'either' },
  ),
  rule('溢利(?!率)', { metric: 'net_profit', units: 'either', loose: true }),
  rule(
    '(?:营业总收入|营业收入|营业额|总营收|总收入|总收益|净收入|净营收|营收|主营业务收入|主营收入|销售收入|收入(?!占|确认|结构|规模效应|质量))',
    { metric: 'revenue', units: 'either' },
  ),
  rule('(?<![投益净性兑外]|出售|处置|权益)收益(?!率|权|,|分配|于|的|性|水平|能力|质量)', {
    metric: 'revenue',
    units: 'either',
    loose: true,
  }),
  rule('(?:销售额|流水)', { metric: 'other', units: 'either', segment: true }),
  rule(
    '(?:公司|经营|整体|年度|年|季度|半年度|期)?业绩(?!预告|快报|承诺|说明|公告|修正|报告|发布|稳|变|向|的|与|[,:]|符合|不及|超|优于|低于|高于)',
    { metric: 'net_profit', units: 'percent', loose: true, growth: true },
  ),
];

/** What may stand right before a head without making it a segment's. */
const WHOLE =
  /(?:^|[\s,.;:()[\]"'<>|!?~年季度月期日]|实现|录得|取得|完成|达成|达到|预计|预期|预估|预告|估计|的|为|其|总|公司|集团|当季|单季|全年|期内|同期|累计|合并|整体|及|和|与|或|总计|合计|预增|贡献|净|主营业务|主营|将|全球|获得|获|创|称|示|而|且|财季|显示|综合|营业|持续经营业务|收|之|股东|录|是|在|有|内|并|令|使|增收|该|q[1-4]|h[12]|发布|披露|公布|营|使得|推动|带动|致|当期|本期|未经审计|未经审核|审计|后|亿|元|%|约|调整后|国际)$/;
const BUSINESS =
  /(?:业务|产品|服务|板块|分部|事业群?|部门|广告|游戏|云|市场|地区|区域|中国|海外|境外|国内|国外|境内|线上|线下|销售|产业|解决方案|硬件|软件|订阅|会员|电商|科技|平台|领域|中心|芯片|手机|汽车|房地产|物业|利息|佣金|手续费|租金|许可|授权|特许权|版税|其他|内销|外销|出口|工程|制造|器件|材料|设备|系统|门店|直播|音乐|视频|零售|批发|物流|煤炭|电力|发电|航运|客运|货运|旅游|酒店|餐饮|白酒|药品|疫苗|检测|新能源|光伏|储能|电池|美国|欧洲|亚太|大中华区|日本|[a-z]+)$/;

export function chineseMetricAt(
  folded: string,
  at: number,
  clauseStart: number,
  issuer: string,
): MetricMention | null {
  for (const { re, mention } of RULES) {
    re.lastIndex = at;
    const m = re.exec(folded);
    if (m === null || m[0].length === 0) continue;
    return shape(
      { ...PLAIN_METRIC, ...mention, start: at, end: at + m[0].length },
      m[0],
      folded,
      clauseStart,
      issuer,
    );
  }
  return null;
}

function shape(
  m: MetricMention,
  words: string,
  folded: string,
  clauseStart: number,
  issuer: string,
): MetricMention {
  if (m.metric === null) return m;
  const adjusted = m.adjusted || new RegExp(`^${ADJUSTED}`).test(words);
  const loss = /亏/.test(words);
  const base: MetricMention = { ...m, adjusted, loss, name: m.metric === 'other' ? words : null };
  if (m.metric === 'eps') {
    // 每股美国存托股摊薄收益（非GAAP）
    const aside = /^\((?:non-?|非)(?:gaap|ifrs|公认|国际|美国)/.test(folded.slice(m.end, m.end + 8));
    return {
      ...base,
      adjusted: adjusted || aside,
      metric: adjusted || aside ? 'eps_adjusted' : 'eps',
      name: /摊薄|稀释/.test(words) ? '稀释' : /基本/.test(words) ? '基本' : null,
    };
  }
  const before = folded.slice(Math.max(clauseStart, m.start - 24), m.start);
  const segment = segmentBefore(before, m.start - before.length === clauseStart, issuer);
  if (segment === null || m.metric === 'net_profit_ex_nonrecurring' || m.metric === 'capex')
    return adjusted && m.metric !== 'other' ? { ...base, name: words } : base;
  // "南华期货净利润": in front of profit a name is the company's more often than not; a business says so.
  if (m.metric === 'net_profit' && !BUSINESS.test(segment)) return base;
  if (m.metric === 'other' && !m.segment)
    return BUSINESS.test(segment) ? { ...base, segment: true, name: segment + words } : base;
  return { ...base, metric: 'other', segment: true, name: segment + words };
}

function segmentBefore(before: string, atStart: boolean, issuer: string): string | null {
  // 香港眼科业务的收益: whose it is says the noun before 的.
  const owner = /([\p{Script=Han}a-z]{1,10}(?:业务|分部|板块|事业部|分类|分类项目|产品线|部门))[的之]$/u.exec(
    before,
  );
  // 该分类的亏损: the part that was just spoken of.
  if (owner !== null && !/(?:持续经营|主营|主要|整体|各项?|全部)业务[的之]$/.test(before))
    return owner[1]!.replace(/^(?:当中|其中)/, '');
  if (WHOLE.test(before)) return null;
  const tail = /[\p{Script=Han}a-z0-9+&]+$/u.exec(before)?.[0] ?? '';
  const cut = tail.replace(
    /^.*(?:实现|录得|取得|预计|预期|其中|当中|公司|集团|年度?|季度?|期间?|期内|同期|的|且|而|上半年|下半年)/u,
    '',
  );
  if (cut === '') return null;
  if (
    issuer !== '' &&
    (issuer.includes(cut) ||
      cut.endsWith(issuer) ||
      (cut.length >= 2 && issuer.startsWith(cut.slice(0, 2)) && !BUSINESS.test(cut)))
  )
    return null;
  // A name opening the sentence is the company unless it names a line of business.
  if (atStart && cut.length === tail.length && !BUSINESS.test(cut)) return null;
  return cut;
}
