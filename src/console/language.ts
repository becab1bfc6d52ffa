import type { Context } from 'hono';
import type { Language } from '../deliver/index.ts';

/** `?lang=zh|zh-Hant|en`, else the first language of Accept-Language that is spoken here, else Chinese. */
export function languageOf(c: Context): Language {
  const asked = c.req.query('lang');
  if (asked === 'zh' || asked === 'zh-Hant' || asked === 'en') return asked;
  for (const tag of (c.req.header('accept-language') ?? '').split(',')) {
    const name = tag.split(';')[0]!.trim().toLowerCase();
    if (/^zh-(hant|hk|tw|mo)/.test(name)) return 'zh-Hant';
    if (name.startsWith('zh')) return 'zh';
    if (name.startsWith('en')) return 'en';
  }
  return 'zh';
}
