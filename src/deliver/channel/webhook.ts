import { Webhook } from 'standardwebhooks';
import { type Channel, readStatus } from './channel.ts';

/** Standard Webhooks: the receiver checks `webhook-signature` over id, timestamp and body with a library of its language. */
function webhook(kind: string): Channel {
  return {
    kind,
    maximumBytes: 20_000,
    spacing: 0,
    request(message, target, at) {
      const body = JSON.stringify(message);
      const sign = (secret: string) => new Webhook(secret).sign(message.id, at, body);
      const signatures = [target.secret, target.previousSecret].filter((s) => s !== null).map(sign);
      return {
        url: target.url,
        headers: {
          'content-type': 'application/json',
          'webhook-id': message.id,
          'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
          'webhook-signature': signatures.join(' '),
        },
        body,
      };
    },
    read: (status, _body, retryAfter, at) => readStatus(status, retryAfter, at),
  };
}

/** `webhook_thin` gets the event without its analogues: for those who fetch them from the JSON API. */
export const WEBHOOK = webhook('webhook');
export const WEBHOOK_THIN = webhook('webhook_thin');
