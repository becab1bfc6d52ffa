import { type Language, inScript as scripted, type Words } from '../deliver/index.ts';

const NOTHING = {
  events: [],
  unexplained: [],
  faded: [],
  comingUp: [],
  corrections: [],
  late: [],
  troubles: [],
  sessions: [],
};

/** The phrases of a language, without a digest to go with them. */
export async function inScript(language: Language): Promise<{ words: Words; language: Language }> {
  const { words } = await scripted({
    language,
    date: '',
    from: '',
    to: '',
    origin: 'any',
    recorded: false,
    counted: { articles: 0, events: 0, quiet: 0 },
    ...NOTHING,
  });
  return { words, language };
}
