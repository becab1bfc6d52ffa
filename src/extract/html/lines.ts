/**
 * The last step of a body: lines that every reader knows to be furniture. English first, then Chinese. Patterns are
 * tied to a place (start, end, anywhere) and a shape (short, linked), because the same words also occur in prose.
 */

import { fold } from '../../text/index.ts';

/** A whole line that is never text. */
export const FURNITURE =
  /^[\s»▶►•|·\-–—*:[(]*(?:(?:ad|advert|advertisement|advertisements|sponsored|promoted|anzeige|werbung|publicidade|publicité|publicidad|iklan|реклама|comments?|commentaires|kommentare|отзывы|caption|close|share|share this(?: article| story| post)?|tweet|pin it|print|e-?mail|save|tags?|text size|loading|breaking news|getty(?: images)?|read more|see more|show more|view comments|leave a (?:comment|reply)|more|play|replay|no comments|skip ad|subscribe|sign up|topics|sponsored content|story continues below advertisement|article continues (?:below|after)[\w ]*|continue reading(?: the main story)?|media playback is (?:not supported|unsupported) on (?:your|this) device|(?:image|photo|slide|picture)? ?\d+ (?:of|\/) \d+|\d+ min(?:ute)?s? read|tempo de leitura: \d+ minutos?|tell us what you think|add (?:a )?comment|добавить отзыв|广告|分享|收藏|举报|打印|关闭|关闭窗口|返回顶部|点击查看更多|展开全文|查看更多|更多|上一篇|下一篇|分享到|加载中|正文|字号|大中小|扫一扫|图集|\+\d|微信扫一扫|点赞|评论|字体|阅读全文|打开app|打开APP阅读全文))[\s:.…：>»\])]*$/i;

/** The head of a list of other articles; what follows it and is no paragraph goes too. */
export const MORE_HEAD =
  /^[\s»▶►•*\-–—[]*(?:more (?:great|top|recent|news|from|on|in|like|stories|coverage|reading)\b|more:?$|most (?:read|popular|viewed|recent)|popular (?:on|now|stories|posts|articles)|trending|related(?:$|:$|[\s-](?:stor|article|post|link|content|coverage|news|topic|reading|video|round|item))|recommended|you (?:may|might) (?:also )?(?:like|enjoy|be interested)|see also|also (?:read|see|on)|read (?:also|next)|up next|what to read next|don.t miss|latest (?:news|stories|posts|articles)|top stories|editor.?s.? picks|further reading on|suggested|voc[eê] pode gostar|leia (?:também|mais)|lea también|das könnte sie|mehr zum thema|lire aussi|à lire aussi|читайте также|самые популярные|похожие|相关(?:阅读|新闻|报道|推荐|文章|链接|资讯|专题)|推荐(?:阅读|新闻|文章)|延伸阅读|更多(?:阅读|新闻|精彩|内容|资讯)|热门(?:推荐|文章|新闻|评论)|猜你喜欢|你可能(?:还)?(?:喜欢|感兴趣)|精彩推荐|最新(?:文章|新闻|资讯)|为您推荐|相關(?:閱讀|新聞|報導|文章)|延伸閱讀|推薦閱讀|热点(?:推荐|新闻)|往期(?:回顾|精彩|推荐))/i;

/** A whole Chinese line that opens the list of other articles at the end of a page: all below it goes. */
export const END_ZH =
  /^[\s【[*#■◆●▲※·—>-]*(?:相关|推荐|延伸|扩展|热门|精彩|更多|最新|往期|猜你喜欢|編輯推薦|编辑推荐|相關|延伸|推薦|为您推荐|热点|大家都在看|网友评论|最新评论|全部评论|发表评论)(?:阅读|新闻|报道|文章|链接|资讯|专题|推荐|内容|回顾|閱讀|新聞|報導)?[\s】\]:：>»]*$/;

/** A pointer to another article inside the text: dropped when much of it is a link. */
export const POINTER =
  /^[\s»▶►•*\-–—[(]*(?:read(?: more| also| next)?|also read|related(?: stor(?:y|ies)| articles?| links?| coverage| roundup| content)?|see also|see more|more(?: on this| from \w+)?|watch(?: now| more| also)?|listen|don.t miss|photos?|video|gallery|buyer.?s guide|recommended|must read|learn more|find out more|leia (?:também|mais)|lire aussi|siehe auch|读者?更多|相关(?:阅读|新闻|报道)|延伸阅读|推荐阅读|查看更多|更多)\s*[:：»>-]/i;

/** An appeal in a box of its own (no paragraph, no item). */
export const APPEAL =
  /^(?:subscribe (?:to|now|for)|sign up (?:to|for|now)|get (?:our|the latest) (?:news|updates|stories|headlines)|join (?:our|the) (?:mailing|newsletter)|download (?:our|the) app|support (?:our|independent) journalism|订阅|关注我们|下载客户端)/i;

/** Appeals, contacts and by-lines that close an article; only looked for among its last lines. */
export const CLOSING =
  /^[\s*_\-–—([]*(?:follow (?:us|me|him|her|them|@|the|on|\w+ (?:\w+ )?on)\b|like us|join (?:us|the|our)\b|subscribe\b|sign up\b|get (?:the latest|our|more|access|\w+ (?:news)?letter)|click here to (?:subscribe|sign)|write to \w|e-?mail (?:the|us|me|\w+ \w+ at)\b|contact (?:the|us|\w+ \w+ at)|reach (?:the|us|me|him|her|\w+ \w+ at)|have a (?:tip|story|question|news)|got a (?:tip|story|question)|do you have a|need more|want more|want to (?:read|know|get)|support (?:our|us|the|independent)|download (?:the|our)|tell us|let us know|send (?:us|your|tips|comments)|share your|additional reporting|reporting by|\w+ \w+ (?:also )?contributed (?:reporting|to this)|listen to our|this (?:article|story) (?:was )?first appeared|the \w+(?: \w+)? is committed to|for more (?:news|stories|on|information on|from)|posted (?:in|by|on)|filed under|tagged|categor(?:y|ies)|tags?:|view all posts|about the author|copyright\b.*\bsyndication)/i;
/** Anywhere in a short last line: a person's job and how to reach them. */
export const BIO =
  /\b(?:follow (?:him|her|them|us|me) (?:on|at)|can be reached (?:at|on|via)|may be reached at|is (?:the |an? )[\w\s,'’-]{0,60}\b(?:editor|reporter|writer|correspondent|curator|columnist|journalist|contributor|producer|blogger|fellow)\b)/i;

/** A shortcode of a content system that was left unread. */
export const SHORTCODE = /^\[(\w+)[^\]]*\].*\[\/\1\]$|^\[\/?\w+(?:\s+\w+=[^\]]*)\]$/;

/** Chinese: a note of the newsroom, wherever it stands. */
export const NOTE_ZH =
  /^[\s（(【[\]*#■◆●▲△※·—-]*(?:原标题|原題|原题|责任?编[辑缉]|責任編輯|责编|责校|值班(?:编辑|主编)|见习编辑|实习编辑|网络编辑|(?:本文)?(?:编辑|編輯|主编|审核|校对|审校|监制|策划|终审|初审|复审|排版|制图|美编|统筹)\s*[:：|丨/／]|本文(?:来源|原载|转自|首发于|来自.{0,30}(?:下载|APP|公众号))|(?:文章|稿件|新闻|信息|资料|内容)来源\s*[:：]|原文(?:链接|地址|来源)|转载(?:请|自|需|来源|声明)|未经(?:授权|许可|允许|书面|本)|版权(?:声明|所有|归)|免责声明|特别(?:声明|提示|提醒)[:：]|郑重声明|风险提示及免责|(?:作者|本站|平台|新浪|腾讯|搜狐|网易)?声明\s*[:：]|凡本(?:网|站)|本(?:网|站)(?:转载|注明)|以上内容(?:仅|不|与)|本文(?:仅|不)(?:代表|供|构成|为)|文章内容(?:仅|不)|投资有风险|市场有风险|股市有风险|关注(?:我们|微信|公众号|官方|同花顺|新浪)|微信(?:公众号|号|扫)|扫码|扫描(?:下方|上方|以下)?二维码|长按(?:识别|二维码|关注)|欢迎(?:关注|扫码|订阅|下载|加入|搜索|投稿)|更多(?:精彩|资讯|内容|详情|新闻|信息)?(?:请|，请|敬请|尽在|欢迎|关注)|海量资讯|24小时滚动播报|举报(?:电话|邮箱)|违法和不良信息|联系(?:我们|邮箱|电话)[:：]?|投稿(?:邮箱|热线)|爆料(?:热线|请)|点击(?:查看|进入|下载|投票|这里|此处)|下载(?:.{0,8})?(?:APP|App|app|客户端)|打开(?:.{0,8})?(?:APP|App|app|客户端)|查看原图|返回(?:搜狐|首页|列表|.{0,4}查看更多)|阅读(?:\s*[(（]|原文|全文)|相关(?:资讯|阅读|新闻|报道|链接)(?:请)?\s*[:：关]|标签\s*[:：]|关键[词字]\s*[:：]|发布时间|更新时间|浏览(?:次数|量)|阅读(?:次数|量)|点击(?:次数|量)|字号)/;
/** Chinese: a note when it is among the first or last lines; inside the text it may belong to a picture or a quotation. */
export const EDGE_NOTE_ZH =
  /^[\s（(【[\]*#■◆●▲△※·—-]*(?:(?:图片?|视频|题图|封面图?|首图|配图|图源|摄影|来源|转自|记者|通讯员|作者|撰文|文|译者|编译|实习生)(?:来源|来自|源自)?\s*[:：|丨/／]|本报记者\s*\S{2,8}\s*$|（?(?:来源|作者|记者|编辑|责编)[:：\s]|注\s*[:：].{0,10}(?:图|版权)|请(?:关注|下载|扫)|(?:文中)?图片?均?(?:来自|来源于?|源自)网络|\(?完\)?$|（?完）?$|end$|- ?end ?-$)/i;
/** Longest note, characters: a paragraph that merely begins with such words is longer. */
export const NOTE_ZH_MAX = 120;

/** English: what a site prints below every article. */
const NOTICE_EN =
  /^[\s*_\-–—([]*(?:disclaimer|disclosures?\s*:|copyright\b|©|all rights reserved|(?:the )?(?:views|opinions)(?: and opinions)? expressed|nothing (?:on|in) this (?:page|site|article)|this (?:story|article|report|content|material|press release) (?:was|is|has been|may)\b.{0,40}\b(?:syndicated|republished|auto-?generated|provided (?:by|for)|not (?:be )?(?:edited|reproduced))|(?:source|reporting by|editing by|writing by|with inputs from)\b)/i;
const NOTICE_ZH = /^[\s（(【[*#※·—-]*(?:风险提示|免责|声明|重要提示|温馨提示)\s*[:：]/;
/** A notice is longer than a note and shorter than an article; characters. */
const NOTICE_MAX = 600;
/** Whether a line of stored text is a newsroom's note or a site's notice, which say nothing of the story. */
export function isNotice(line: string): boolean {
  if (line.length > NOTICE_MAX) return false;
  const text = fold(line);
  return (
    NOTICE_EN.test(line) ||
    NOTICE_ZH.test(text) ||
    NOTE_ZH.test(text) ||
    (line.length <= NOTE_ZH_MAX && EDGE_NOTE_ZH.test(text))
  );
}
