import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OpenDatabase } from '../../src/db/index.ts';
import { loadEvent } from '../../src/deliver/digest.repository.ts';
import { eventDataOf } from '../../src/deliver/event-message.ts';
import { eventData } from '../../src/deliver/message.ts';
import { testDatabases } from '../databases.ts';
import { insertEvent, insertLibrary, NOW } from './example.ts';

describe.each(await testDatabases())('notes of sources in a webhook on $name', (database) => {
  let open: OpenDatabase;
  beforeAll(async () => {
    open = await database.open();
    await insertLibrary(open.db);
    await insertEvent(open.db);
  });
  afterAll(() => open.close());

  it('stand in English and, where they are stored in it, in Chinese; who knows only the English field misses nothing', async () => {
    const note = (against: boolean, en: string, zh: string | null) =>
      open.db
        .updateTable('analogue_evidence')
        .set({ note: en, note_zh: zh })
        .where('side', '=', 'company')
        .where('against', '=', against)
        .execute();
    await note(true, 'Loans are 38% of revenue', '贷款业务占收入38%');
    await note(false, 'Pays by the call', null);
    const zh = await loadEvent(open.db, 'ev-lantern', NOW, 'zh');
    const en = await loadEvent(open.db, 'ev-lantern', NOW, 'en');
    const data = eventData.parse(eventDataOf(zh!, en!, 'https://desk.example', {}, false));
    const line = data.analogues.find((a) => a.ticker === '9901.HK')!;
    const against = line.against.find((e) => e.side === 'company')!;
    expect(against).toMatchObject({ note: 'Loans are 38% of revenue', noteZh: '贷款业务占收入38%' });
    // What is stored in English alone has no Chinese field: neither null nor the English again.
    const supports = line.evidence.find((e) => e.side === 'company')!;
    expect(supports.note).toBe('Pays by the call');
    expect(supports).not.toHaveProperty('noteZh');
    // Messages kept from before the field was added are still of the published form.
    delete against.noteZh;
    expect(eventData.safeParse(data).success).toBe(true);
  });
});
