/** What kind of page it is: only an article is news; the others say why nothing should be read from them. */
import type { Node } from './jsonld.ts';

export type PageKind = 'article' | 'index' | 'paywall' | 'error' | 'consent';

const ERROR_TITLE =
  /^(?:error\b|\D{0,12}\b(?:404|403|410|500|502|503)\b)|\b(?:page|file|article|story) (?:was |is |could )?(?:not|no longer) (?:be )?(?:found|available|exists?)|\bnot found\b|access (?:denied|to this page has been denied)|\bforbidden\b|\bjust a moment\b|attention required|are you (?:a robot|human)|security check|service unavailable|bad gateway|页面(?:不存在|没有找到|找不到|已删除|走丢)|您(?:访问|查看|要找)的(?:页面|内容|文章).{0,6}(?:不存在|已)|该(?:内容|文章|页面)已(?:被)?(?:发布者)?删除|无法访问|访问(?:受限|被拒绝|过于频繁)|安全验证|出错了|错误提示|系统繁忙/i;
const CONSENT =
  /\b(?:we value your privacy|before you continue|cookie (?:consent|policy|settings|preferences)|accept (?:all )?cookies|manage (?:your )?(?:privacy|cookie)|your privacy choices|gdpr|consent to the use|we and our (?:\d+ )?partners)\b|隐私(?:政策|权)|使用\s?cookies?/i;
const PAYWALL =
  /\b(?:subscribe (?:now )?to (?:continue|read|keep)|to (?:continue|keep) reading|subscribers? only|this (?:article|content|story) is (?:for|only|exclusive|available to) (?:\w+ )?(?:subscribers|members)|already a (?:subscriber|member)|become a (?:subscriber|member) to|sign in to (?:continue|read)|log ?in to (?:continue|read)|unlock (?:this|the) (?:article|story)|start your (?:free )?trial|register to (?:continue|read))\b|订阅后(?:可|即可|继续)?阅读|付费(?:阅读|后|内容|文章)|开通(?:会员|vip)|会员专享|登录后(?:查看|阅读)|试读|剩余\d+%|仅限(?:会员|订阅)/i;

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

export function kindOf(c: KindClues): PageKind {
  if (c.bodySize < SHORT * 2 && ERROR_TITLE.test(c.title)) return 'error';
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
  const cut = /(?:\.\.\.|…)\s*$/.test(c.body);
  const asks = PAYWALL.test(c.outside) || PAYWALL.test(c.body.slice(-400));
  if (
    c.bodySize < SHORT * 3 &&
    ((closed && (cut || c.bodySize < SHORT)) || (asks && (cut || closed || c.bodySize < SHORT)))
  )
    return 'paywall';
  if (isIndex(c)) return 'index';
  return 'article';
}

function isIndex(c: KindClues): boolean {
  const front = c.url !== null && /^https?:\/\/[^/]+\/?(?:index\.\w+)?(?:[?#].*)?$/.test(c.url);
  if (front && c.teasers >= 5) return true;
  if (c.named || c.ogType === 'article') return c.bodySize < 150 && c.teasers >= 15;
  if (c.ogType === 'website' && c.teasers >= 10 && c.bodySize < SHORT * 2) return true;
  return c.teasers >= 12 && c.bodySize < SHORT;
}
