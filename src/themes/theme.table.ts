// Written by scripts/table-types.mjs from migrations/.
import type { Generated } from 'kysely';

export interface ThemeTable {
  id: string;
  name_zh: string;
  name_en: string;
  parent_id: string | null;
}

export interface ThemePatternTable {
  theme_id: string;
  position: number;
  pattern: string;
  weight: Generated<number>;
  near: Generated<string[]>;
  unless: Generated<string[]>;
}

export interface ArticleThemeTable {
  article_id: string;
  theme_id: string;
  field: string;
  start_at: number;
  end_at: number;
  weight: number;
}

export interface TraitTable {
  id: string;
  axis: string;
  name_zh: string;
  name_en: string;
  meaning: string;
}

export interface TraitPatternTable {
  trait_id: string;
  position: number;
  pattern: string;
  weight: Generated<number>;
  near: Generated<string[]>;
  unless: Generated<string[]>;
}

export interface ArticleTraitTable {
  article_id: string;
  trait_id: string;
  field: string;
  start_at: number;
  end_at: number;
  strength: number;
  first_hand: boolean;
}

export interface ThemeDayTable {
  stream: string;
  theme_id: string;
  day: string;
  language: string;
  hours: number[];
  articles: number;
}

export interface ThemeStatTable {
  stream: string;
  theme_id: string;
  day: string;
  mentions: number;
  zh: number;
  en: number;
  total: number;
  usual: number;
  z: number;
  computed_at: string;
}
