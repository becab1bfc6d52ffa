import { sql } from 'kysely';
import type { Db } from '../db/index.ts';

interface Sample {
  labels: Record<string, string>;
  value: number;
}

/** State of the tables in the Prometheus text format, version 0.0.4. */
export async function metrics(db: Db, now: string): Promise<string> {
  const count = async (query: ReturnType<typeof sql<Record<string, string | number>>>): Promise<Sample[]> =>
    (await query.execute(db)).rows.map(({ value, ...labels }) => ({
      labels: Object.fromEntries(Object.entries(labels).map(([k, v]) => [k, String(v)])),
      value: Number(value ?? 0),
    }));
  const families: [name: string, help: string, samples: Sample[]][] = [
    [
      'duibiao_articles',
      'Articles by origin.',
      await count(sql`SELECT origin, count(*) AS value FROM article GROUP BY origin ORDER BY origin`),
    ],
    [
      'duibiao_events',
      'Events by origin and state.',
      await count(
        sql`SELECT origin, state, count(*) AS value FROM event GROUP BY origin, state ORDER BY origin, state`,
      ),
    ],
    [
      'duibiao_analogues',
      'Analogues that stand, by kind; live events only.',
      await count(
        sql`SELECT a.kind, count(*) AS value FROM analogue a JOIN event e ON e.id = a.event_id WHERE a.superseded_at IS NULL AND e.origin IN ('live', 'ingest') GROUP BY a.kind ORDER BY a.kind`,
      ),
    ],
    [
      'duibiao_deliveries',
      'Deliveries by target and status.',
      await count(
        sql`SELECT target, status, count(*) AS value FROM delivery GROUP BY target, status ORDER BY target, status`,
      ),
    ],
    [
      'duibiao_delivery_oldest_seconds',
      'Age of the oldest delivery that is due.',
      await count(
        sql`SELECT coalesce(extract(epoch FROM ${now}::timestamptz - min(created_at)), 0) AS value FROM delivery WHERE status = 'waiting' AND next_attempt_at <= ${now}::timestamptz`,
      ),
    ],
    [
      'duibiao_sources',
      'Sources by status and whether their last poll failed.',
      await count(
        sql`SELECT status, CASE WHEN failures > 0 THEN 'yes' ELSE 'no' END AS failing, count(*) AS value FROM source GROUP BY 1, 2 ORDER BY 1, 2`,
      ),
    ],
    [
      'duibiao_last_article_timestamp_seconds',
      'When the newest live article was fetched.',
      await count(
        sql`SELECT coalesce(extract(epoch FROM max(fetched_at)), 0) AS value FROM article WHERE origin IN ('live', 'ingest')`,
      ),
    ],
  ];
  return families
    .map(([name, help, samples]) => {
      const lines = samples.map((s) => {
        const labels = Object.entries(s.labels).map(([k, v]) => `${k}="${v.replace(/[\\"\n]/g, '_')}"`);
        return `${name}${labels.length === 0 ? '' : `{${labels.join(',')}}`} ${s.value}`;
      });
      return `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${lines.join('\n')}${lines.length > 0 ? '\n' : ''}`;
    })
    .join('');
}
