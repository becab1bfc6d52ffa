/**
 * What a page's authors say about its parts: class, id and role words, sorted by what they mean. The words are
 * those of the field's templates and content systems, not of single sites.
 */
import { type El, NO_ATTRS } from './element.ts';

export const JUNK = 1;
/** Reader comments: dropped however long they are. */
export const COMMENTS = 2;
/** By-lines, dates, tags, credits: dropped unless they hold much of the text. */
export const META = 4;
/** The article's own body. */
export const BODY = 8;
/** The article with its furniture. */
export const ARTICLE = 16;
export const CAPTION = 32;
/** Known to be the body whatever surrounds it. */
export const KNOWN = 128;
/** The text between headline and body that opens the story (standfirst, 导语), whatever else its box is called. */
export const LEAD = 256;
/** A post of a social network inside the article: quoted text, whatever its box is called. */
export const EMBED = 64;

/** Words of a name split at punctuation and camel case; a phrase is joined with `-`. */
const WORDS: Readonly<Record<string, number>> = {};
const PHRASES: [RegExp, number][] = [];
const words = (flag: number, list: string): void => {
  for (const w of list.split(/\s+/)) (WORDS as Record<string, number>)[w] = flag;
};
words(
  JUNK,
  `ad ads adbox adslot adunit advert adverts advertise advertisement advertising advertorial adsense adv banner banners
  breadcrumb breadcrumbs crumb crumbs cookie cookies consent gdpr dialog dropdown flyout footer foot footbar hidden
  infinite lightbox login signin signup register masthead menu menus megamenu modal nav navbar navi navigation navs
  newsletter newsletters nocontent noprint offscreen outbrain overlay pager pagination paginator paging popup popular
  popin promo promos promotion promotional rail recirc recirculation recommend recommendation recommendations
  recommended related relate reply respond rss share shared sharebar sharing sharethis addthis addtoany sharedaddy
  sidebar sidebars sidenav sider skip skyscraper sociable social socials sponsor sponsored sponsors subscribe
  subscription taboola teaser teasers toolbar tooltip topbar toplist trending upsell utility visuallyhidden webpush
  widget widgets hatnote tout jumplist outbound readmore interstitial`,
);
words(COMMENTS, 'comment comments commentlist disqus livefyre commenting talkback');
words(
  META,
  `author authors avatar bio byline bylines categories category copyright credits date dateline datetime
  hashtag hashtags meta metadata postmeta posted published pubdate rating ratings tag tags taglist tagline
  timestamp updated views vote voting kicker`,
);
words(CAPTION, 'caption captions figcaption wpcaption credit photocredit imagecredit');
words(EMBED, 'tweet twittertweet');
const phrase = (flag: number, pattern: RegExp): void => {
  PHRASES.push([pattern, flag]);
};
phrase(
  BODY,
  /\b(?:article|story|post|entry|news|blog|main|page|body|detail|text|art|single|field|rich)-?(?:content|body|text|txt|detail|copy|bodycopy)\b|\barticle-inner\b|\bbody-(?:copy|text)\b|\bpost-?entry\b|\bentry-?content\b|\bfulltext\b/,
);
phrase(EMBED, /\btwitter-tweet\b|\binstagram-media\b|\bsocial-(?:media-)?embed\b/);
phrase(ARTICLE, /\b(?:article|story|post|entry|hentry|newsarticle|blogpost)\b/);
phrase(
  JUNK,
  /\b(?:read|see|load|view|show)-(?:more|also|next)\b|\b(?:most|more)-(?:read|popular|viewed|from|news|stories|posts|articles|in|on)\b|\byou-(?:may|might)\b|\b(?:up|whats|read)-next\b|\bnext-(?:article|post|story|up)\b|\b(?:prev|previous)-(?:article|post|story|next)\b|\bpost-nav|\bsign-?up\b|\bsign-in\b|\blog-in\b|\bhot-?news\b|\bnews-?hot\b|\brank(?:ing)?-?list\b|\bfollow-(?:us|me|bar|box|buttons?)\b|\bpaid-content\b|\bcall-to-action\b|\bcta\b|\bemail-(?:signup|form|alert)|\bjp-relatedposts\b|\bwp-?block-(?:latest|categories|archives)|\bback-to-top\b|\bscreen-reader\b|\bsr-only\b|\bclearfix-ad\b|\bwebkit-ads\b/,
);

// not the summaries that stand there too (dek, subtitle, summary, description): they tell the story again, from outside it
phrase(
  LEAD,
  /(?:^|-)(?:lead|lede|leadtext|lead-?in|leader|intro|introtext|introduction|standfirst|excerpt|perex|chapo|chapeau|sapo|abstract|sommario|preface|teaser-?text|bajada|copete|entradilla|ingress|vorspann|anriss|daodu|daoyu)(?:$|-)|\b(?:article|post|news|story|artikel|entry|detail)-?teaser\b/,
);

/**
 * Bodies under names that say nothing by themselves: content systems and large Chinese sites, sorted. Compared with
 * the whole id or one class, lower case.
 */
const KNOWN_BODIES: ReadonlySet<string> = new Set(
  `arcticle-body art_context articalcontent article_content articlebody articlecontent articletext artibody bodytext
  cnt-main-article-qq content_area contentbody contenttext detailcontent endtext js_content la_con left_zw
  main_content_val mainnewscontent newscontent newsdetail newstext ozoom p-detail post_body post_text
  rich_media_content rm_txt_con show_text story-body tbody-content text_con text-copy textbody txt_con
  trs_editor txtinfos ue_table vsb_content xilan_con zoom zoomcon zwtext`.split(/\s+/),
);

/**
 * Names of a layout's state and of builders' boxes say nothing of what is inside: `has-ads`, `no-sidebar`, `hidden-xs` (on small
 * screens), `elementor-widget`.
 */
const STATE =
  /(?:^|-)(?:has|have|no|with|without|is|show|hide)-(?:\w+-)*(?:ads?|sidebars?|widgets?|banner|comments?|share|menu|nav|promo|related|footer|author|tags?|meta)$|^(?:hidden|hide|visible)-(?:xs|sm|md|lg|xl|print|mobile|phone|tablet|desktop|small|medium|large)\b|^elementor-(?:widget(?!-(?:share|social|nav|menu|posts|post-comments|author|form|sidebar|breadcrumbs|search))|element|column|section|row)/;

const cache = new Map<string, number>();
const CACHE_LIMIT = 20_000;

/** Camel case and punctuation to single hyphens, lower case. */
function named(raw: string): string {
  return raw
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replace(/[^A-Za-z0-9\u4e00-\u9fff ]+/g, '-')
    .toLowerCase();
}

function flagsOf(raw: string): number {
  let flags = 0;
  for (const token of raw.toLowerCase().split(/\s+/)) if (KNOWN_BODIES.has(token)) flags |= BODY | KNOWN;
  for (const token of named(raw).split(' ')) {
    if (token === '' || token.length > 80) continue;
    if (STATE.test(token)) continue;
    for (const w of token.split('-')) flags |= WORDS[w] ?? 0;
    for (const [pattern, flag] of PHRASES) if (pattern.test(token)) flags |= flag;
  }
  return flags;
}

/** The flags of an element's names. Pure but for a bounded memo. */
export function marksOf(el: El): number {
  const a = el.attrs;
  if (a === NO_ATTRS) return 0;
  // the id of a subhead is made of its words
  const id = /^h[1-6]$/.test(el.tag) ? '' : (a.id ?? '');
  const raw = `${a.class ?? ''} ${id} ${a['data-testid'] ?? ''} ${a['data-component'] ?? ''}`;
  let flags = cache.get(raw);
  if (flags === undefined) {
    flags = raw.trim() === '' ? 0 : flagsOf(raw);
    if (cache.size >= CACHE_LIMIT) cache.clear();
    cache.set(raw, flags);
  }
  if (a.itemprop && /\barticleBody\b/i.test(a.itemprop)) flags |= BODY | KNOWN;
  return flags;
}

const JUNK_ROLES = new Set(
  'navigation banner contentinfo complementary search menu menubar dialog alertdialog toolbar tablist'.split(
    ' ',
  ),
);
export function hasJunkRole(el: El): boolean {
  const role = el.attrs.role;
  return role !== undefined && JUNK_ROLES.has(role);
}

export function isHidden(el: El): boolean {
  const a = el.attrs;
  if (a === NO_ATTRS) return false;
  if (a.hidden !== undefined || a['aria-hidden'] === 'true') return true;
  const style = a.style;
  return style !== undefined && /display\s*:\s*none|visibility\s*:\s*hidden/i.test(style);
}
