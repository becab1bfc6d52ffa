/** What kind of page it is: only an article is news; the others say why nothing should be read from them. */
import { fold } from '../../text/index.ts';
import type { Node } from './jsonld.ts';

export type PageKind = 'article' | 'index' | 'paywall' | 'error' | 'consent';

/** A whole title, or how it begins; Chinese is written once, in simplified characters. */
const ERROR_TITLE =
  /^(?:error\b|oops\b|sorry[,.]? (?:we|this|that|the)\b|\D{0,12}\b(?:404|403|410|500|502|503)\b|(?:access |403 )?forbidden(?:$|[\s|–—-])|access (?:denied|to this page has been denied)|just a moment|attention required|are you (?:a robot|human)|(?:security|human) (?:check|verification)|service (?:temporarily )?unavailable|bad gateway|(?:the |this |that |your )?(?:requested |web ?)?(?:page|file|article|story|url|content) (?:was |is |you \w+ |could )?(?:not|no longer|isn.t|doesn.t|cannot be) (?:be )?(?:found|available|exists?)|(?:not|nothing) found\b)|(?:页面|网页|文章|内容|链接)(?:不存在|没有找到|找不到|已删除|走丢|已失效|出错)|找不到(?:页面|网页|文章|内容)|您(?:访问|查看|要找)的(?:页面|内容|文章).{0,6}(?:不存在|已)|该(?:内容|文章|页面|网页)已(?:被)?(?:发布者)?(?:删除|下线|移除)|无法访问|访问(?:受限|被拒绝|过于频繁|异常)|(?:安全|人机|滑动|滑块)验证|出错了|错误提示|系统繁忙|^验证码/i;
/** The same said somewhere in a title: believed where there is hardly any text. */
const ERROR_WORD = /\bnot found\b|\bno longer (?:available|exists?)\b|\bforbidden\b/i;
const CONSENT =
  /\b(?:we value your privacy|before you continue|cookie (?:consent|policy|settings|preferences)|accept (?:all )?cookies|manage (?:your )?(?:privacy|cookie)|your privacy choices|gdpr|consent to the use|we and our (?:\d+ )?partners)\b|隐私(?:政策|权|条款)|使用\s?cookies?/i;
const PAYWALL =
  /\b(?:subscribe (?:now )?to (?:continue|read|keep|unlock)|to (?:continue|keep) reading|subscribers? only|subscriber.exclusive|this (?:article|content|story|post) is (?:for|only|exclusive|available to|reserved for) (?:\w+ )?(?:subscribers|members)|already a (?:subscriber|member)|become a (?:subscriber|member) to|sign in to (?:continue|read)|log ?in to (?:continue|read)|unlock (?:this|the) (?:article|story|post)|start your (?:free )?trial|register to (?:continue|read)|this post is for paid|upgrade to paid)\b|订阅(?:会员)?后?(?:可|即可|以)?(?:继续)?(?:阅读|查看|浏览)|付费(?:阅读|后|内容|文章|订阅)|购买(?:本文|后(?:可|即可|阅读))|(?:开通|成为)(?:会员|vip|订户|订阅)|(?:会员|订户|订阅用户)(?:专享|专属|独享|可读|文章)|已是(?:会员|订户|订阅用户)|登(?:录|入)后?(?:可|即可)?(?:继续)?(?:查看|阅读|浏览)|试读|剩余\d+%|还有\d+%|仅限(?:会员|订阅|订户)|解锁(?:全文|本文|剩余|文章)/i;

export interface KindClues {
  title: string;
  url: string | null;
  /** Characters of the body, a Han one weighed two and a half. */
  bodySize: number;
  /** Visible text of the whole page outside the body, a sample. */
  outside: string;
  body: string;
  nodes: readonly Node[];
  ogType: string | null;
  /** Links on the page. */
  links: number;
  /** Rows of teasers found: headlines that lead elsewhere. */
  teasers: number;
  /** The body's place was named by the page (class, microdata) or the headline stands above it. */
  named: boolean;
}

const SHORT = 700;
/** UTF-16 units of a body that are looked at for what a page says of itself. */
const HEAD = 3000;

export function kindOf(page: KindClues): PageKind {
  // only the ends of a body speak of its page; a long one is not folded whole
  const body = fold(page.body.slice(0, HEAD));
  const c = { ...page, title: fold(page.title), outside: fold(page.outside), body };
  if (c.bodySize < SHORT * 2 && ERROR_TITLE.test(c.title)) return 'error';
  if (c.bodySize < SHORT / 2 && ERROR_WORD.test(c.title)) return 'error';
  if (c.bodySize < SHORT && ERROR_TITLE.test(c.body.slice(0, 200)) && !c.named) return 'error';
  const consentUrl = /^https?:\/\/(?:consent|cmp|privacy)[.-]|[?&/](?:consent|cookie-?wall)\b/i.test(
    c.url ?? '',
  );
  if (
    c.bodySize < SHORT * 3 &&
    (consentUrl ||
      (CONSENT.test(c.title) && CONSENT.test(c.body)) ||
      (c.bodySize > 0 && CONSENT.test(c.body.slice(0, 300)) && !c.named))
  )
    return 'consent';
  const closed = c.nodes.some(
    (n) => n.isAccessibleForFree === false || /^false$/i.test(String(n.isAccessibleForFree ?? '')),
  );
  const cut = /(?:\.\.\.|…)\s*$/.test(page.body);
  const asks = PAYWALL.test(c.outside) || PAYWALL.test(fold(page.body.slice(-400)));
  // a metered page may be all there: a whole text is an article, whatever box stands below it
  const stub = c.bodySize < SHORT || (cut && c.bodySize < SHORT * 3);
  if ((stub && (closed || asks)) || (closed && asks && c.bodySize < SHORT * 1.5)) return 'paywall';
  if (isIndex(page)) return 'index';
  return 'article';
}

function isIndex(c: KindClues): boolean {
  const front = c.url !== null && /^https?:\/\/[^/]+\/?(?:index\.\w+)?(?:[?#].*)?$/.test(c.url);
  if (front && c.teasers >= 5) return true;
  if (c.named || c.ogType === 'article') return c.bodySize < 150 && c.teasers >= 15;
  if (c.ogType === 'website' && c.teasers >= 10 && c.bodySize < SHORT * 2) return true;
  return c.teasers >= 12 && c.bodySize < SHORT;
}
