import { describe, expect, it } from 'vitest';
import { readConfig, redacted } from '../../src/config/index.ts';

describe('configuration', () => {
  it('works with nothing set', () => {
    expect(readConfig({})).toMatchObject({
      dataFolder: './data',
      host: '127.0.0.1',
      port: 8080,
      databaseUrl: undefined,
    });
  });
  it('names the variable, its value and what is allowed', () => {
    expect(() => readConfig({ DUIBIAO_PORT: '99999' })).toThrow(/DUIBIAO_PORT=99999.*0 to 65535/);
  });
  it('withholds a secret that is wrong', () => {
    expect(() => readConfig({ DATABASE_URL: 'mysql://root:hunter2@db' })).toThrow(
      /DATABASE_URL=\(withheld\)/,
    );
    expect(() => readConfig({ INGEST_TOKEN: 'short-secret' })).not.toThrow(/short-secret/);
  });
  it('shows an address without its password or token', () => {
    expect(redacted('postgres://desk:secret@db:5432/x')).toBe('postgres://desk:***@db:5432/x');
    expect(redacted('https://feed.example/rss?token=abc&x=1')).toBe('https://feed.example/rss?token=***&x=1');
    expect(redacted('https://only-a-token@feed.example/a')).toBe('https://***@feed.example/a');
    expect(redacted('http://u:p@ss@feed.example/?a=1&access_token=abc#x')).toBe(
      'http://u:***@feed.example/?a=1&access_token=***#x',
    );
  });
});
