import { createTransport } from 'nodemailer';
import type { MailParts } from './render/index.ts';

export interface MailSettings {
  /** `smtp://host:25`, `smtps://user:password@host:465`. */
  readonly smtpUrl: string;
  /** `Name <address@host>`. */
  readonly from: string;
  /** Signs the mail, both unsubscribe headers included, as RFC 8058 asks for. */
  readonly dkim?: { readonly domainName: string; readonly keySelector: string; readonly privateKey: string };
}
export interface Letter {
  readonly to: string;
  /** Without angle brackets; the same letter sent twice has the same one. */
  readonly messageId: string;
  /** What all letters of this reader hang on, so that mail programs show one thread. */
  readonly threadId: string;
  readonly date: Date;
  readonly parts: MailParts;
  /** Absent for messages to who runs the program: no list, no unsubscribing. */
  readonly unsubscribeUrl?: string;
  /** Shown where the HTML says `cid:`; they travel inside the letter. */
  readonly pictures?: readonly { readonly cid: string; readonly png: Uint8Array }[];
}
export interface SentLetter {
  readonly delivered: boolean;
  /** Worth another try: the server was busy or away, not "no such address". */
  readonly retry: boolean;
  /** The server's last reply code. */
  readonly status: number | null;
  readonly excerpt: string;
}
export interface Mailer {
  send(letter: Letter): Promise<SentLetter>;
  close(): void;
}

const SIGNED =
  'From:To:Subject:Date:Message-ID:MIME-Version:Content-Type:References:List-Id:List-Unsubscribe:List-Unsubscribe-Post';

/** A pool of connections to one SMTP server; start it once, close it at the end. */
export function createMailer(settings: MailSettings): Mailer {
  const transport = createTransport({
    url: settings.smtpUrl,
    pool: true,
    maxConnections: 5,
    maxMessages: 500,
    connectionTimeout: 15_000,
    greetingTimeout: 15_000,
    socketTimeout: 60_000,
    // Titles and bodies come from strangers: nothing in a letter may name a file or an address to read.
    disableFileAccess: true,
    disableUrlAccess: true,
    ...(settings.dkim === undefined ? {} : { dkim: { ...settings.dkim, headerFieldNames: SIGNED } }),
  });
  return {
    async send(letter) {
      try {
        const info = await transport.sendMail({
          from: settings.from,
          to: letter.to,
          subject: letter.parts.subject,
          text: letter.parts.text,
          html: letter.parts.html,
          attachments: [...(letter.pictures ?? []), ...(letter.parts.pictures ?? [])].map(({ cid, png }) => ({
            cid,
            filename: `${cid.split('@')[0]}.png`,
            content: Buffer.from(png),
            contentType: 'image/png',
            contentDisposition: 'inline' as const,
          })),
          date: letter.date,
          messageId: `<${letter.messageId}>`,
          references: `<${letter.threadId}>`,
          headers: {
            ...(letter.unsubscribeUrl === undefined
              ? {}
              : {
                  'List-Id': `duibiao digest <digest.${domainOf(settings.from)}>`,
                  'List-Unsubscribe': `<${letter.unsubscribeUrl}>`,
                  'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
                }),
            'Auto-Submitted': 'auto-generated',
          },
        });
        return { delivered: true, retry: false, status: codeOf(info.response), excerpt: info.response };
      } catch (error) {
        const e = error as { code?: string; responseCode?: number; response?: string; message: string };
        // 5xx for the address or the letter is final; 5xx at log-in or greeting is about us, and may be mended.
        const final = (e.responseCode ?? 0) >= 500 && (e.code === 'EENVELOPE' || e.code === 'EMESSAGE');
        return {
          delivered: false,
          retry: !final,
          status: e.responseCode ?? null,
          excerpt: e.response ?? e.message,
        };
      }
    },
    close: () => transport.close(),
  };
}

/** The host after the @ of an address, with or without a name before it. */
export function domainOf(address: string): string {
  return /@([^\s>]+)>?\s*$/.exec(address)?.[1] ?? 'localhost';
}
function codeOf(response: string): number | null {
  const code = Number(response.slice(0, 3));
  return Number.isInteger(code) && code > 0 ? code : null;
}
