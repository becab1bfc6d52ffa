import type { Site } from './simulator.ts';

/**
 * EDGAR as far as a reader meets it: lists of one filer (JSON, Atom) and of everybody (Atom), index pages, documents;
 * without a contact in the User-Agent it answers 403. Names and numbers are invented.
 */
export interface Filed {
  accession: string;
  form: string;
  cik: string;
  filer: string;
  /** ISO 8601 with Z. */
  at: string;
  exhibits: { type: string; description: string; text: string }[];
}

const eastern = (at: string): string =>
  `${new Date(Date.parse(at) - 5 * 3_600_000).toISOString().slice(0, 19)}-05:00`;
const folderOf = (f: Filed): string =>
  `/Archives/edgar/data/${Number(f.cik)}/${f.accession.replace(/-/g, '')}`;
const page = (title: string, text: string): string =>
  `<html><head><title>${title}</title></head><body><h1>${title}</h1>${`<p>${text} A second sentence makes it a text worth reading, as long as a release is.</p>`.repeat(4)}</body></html>`;

export function putFilings(site: Site, filings: readonly Filed[]): void {
  site.refuse = (request) =>
    /\+?(?:https?:\/\/|mailto:)\S+|\S+@\S+/.test(String(request.headers['user-agent'])) ? null : 403;
  const entry = (f: Filed, current: boolean): string => `<entry>
    <title>${f.form} - ${current ? `${f.filer} (${f.cik.padStart(10, '0')}) (Filer)` : 'Current report'}</title>
    <link rel="alternate" type="text/html" href="${site.url}${folderOf(f)}/${f.accession}-index.htm"/>
    <summary type="html">&lt;b&gt;Filed:&lt;/b&gt; ${f.at.slice(0, 10)} &lt;b&gt;AccNo:&lt;/b&gt; ${f.accession}</summary>
    <updated>${eastern(f.at)}</updated>
    <category scheme="https://www.sec.gov/" label="form type" term="${f.form}"/>
    <id>urn:tag:sec.gov,2008:accession-number=${f.accession}</id></entry>`;
  const atom = (of: readonly Filed[], current: boolean): string =>
    `<?xml version="1.0" encoding="ISO-8859-1" ?>\n<feed xmlns="http://www.w3.org/2005/Atom"><title>Latest Filings</title>${of.map((f) => entry(f, current)).join('\n')}</feed>`;
  const column = (pick: (f: Filed) => string): string[] => filings.map(pick);
  site.put('/submissions', {
    body: JSON.stringify({
      cik: filings[0]?.cik,
      filings: {
        recent: {
          accessionNumber: column((f) => f.accession),
          filingDate: column((f) => f.at.slice(0, 10)),
          acceptanceDateTime: column((f) => f.at.replace('Z', '.000Z')),
          form: column((f) => f.form),
          primaryDocument: column((f) => `${f.accession}.htm`),
          primaryDocDescription: column((f) => f.form),
        },
        files: [],
      },
    }),
    headers: { 'Content-Type': 'application/json' },
  });
  const headers = { 'Content-Type': 'application/atom+xml' };
  site.put('/company', { body: atom(filings, false), headers });
  // One filing stands there once for each of its parties
  site.put('/current', { body: atom([...filings, ...filings.slice(0, 1)], true), headers });
  site.put('/robots.txt', { status: 404 });
  for (const f of filings) {
    const row = (n: number, description: string, name: string, type: string): string =>
      `<tr><td>${n}</td><td>${description}</td><td><a href="${n === 1 ? '/ix?doc=' : ''}${folderOf(f)}/${name}">${name}</a></td><td>${type}</td><td>1</td></tr>`;
    const rows = [row(1, f.form, `${f.accession}.htm`, f.form)];
    site.put(`${folderOf(f)}/${f.accession}.htm`, page(`${f.form} cover`, 'The cover of a report.'));
    f.exhibits.forEach((e, i) => {
      rows.push(row(i + 2, e.description, `ex${i}.htm`, e.type));
      site.put(`${folderOf(f)}/ex${i}.htm`, page(e.description, e.text));
    });
    site.put(
      `${folderOf(f)}/${f.accession}-index.htm`,
      `<html><body><table><tr><th>Seq</th><th>Description</th><th>Document</th><th>Type</th><th>Size</th></tr>${rows.join('')}</table></body></html>`,
    );
  }
}
