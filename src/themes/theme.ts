import type { Term } from './term.ts';

export const AXES = ['model', 'delivery', 'customer', 'economics', 'product', 'signal'] as const;
export type Axis = (typeof AXES)[number];

export interface Trait extends Term {
  readonly axis: Axis;
  readonly name: { readonly zh: string; readonly en: string };
  readonly meaning: string;
}
export interface Theme extends Term {
  readonly name: { readonly zh: string; readonly en: string };
  readonly parent: string | null;
}

/** A theme's own line of parents, nearest first; a hit on a child is one on each of them. */
export function ancestors(themes: ReadonlyMap<string, Theme>, id: string): string[] {
  const line: string[] = [];
  let at = themes.get(id)?.parent ?? null;
  while (at !== null && !line.includes(at) && at !== id) {
    line.push(at);
    at = themes.get(at)?.parent ?? null;
  }
  return line;
}
