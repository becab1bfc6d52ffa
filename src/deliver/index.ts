/** The ways out: the digest (terminal, mail, page), webhooks through an outbox, tables for analysts. */

export {
  analystView,
  analystViews,
  grantAnalyst,
  type View,
  type ViewColumn,
  viewRows,
} from './analyst.repository.ts';
export { type BrokeLine, brokeLines, type Closure, closuresBefore, type Gathered } from './broke.ts';
export { CHANNEL_KINDS } from './channel/index.ts';
export {
  createDeliverer,
  type Deliverer,
  type DelivererOptions,
  type DeliveryCounts,
  deliverDue,
} from './deliverer.ts';
export {
  type AttemptLine,
  type DeliveryFilter,
  type DeliveryLine,
  enqueueTest,
  listAttempts,
  listDeliveries,
  replayDeliveries,
} from './delivery.repository.ts';
export { dictionaryMarkdown } from './dictionary.ts';
export {
  type DigestWish,
  isRecorded,
  latestActivity,
  loadDigest,
  loadEvent,
  loadEvents,
  usualOrigin,
} from './digest.repository.ts';
export * from './digest.ts';
export { eventFigures, eventLines } from './digest-event.repository.ts';
export { feedbackKey } from './digest-mail.ts';
export {
  addEndpoint,
  CHAT_LANGUAGES,
  changeEndpoint,
  type EndpointState,
  listEndpoints,
  type NewEndpoint,
  newSecret,
  removeEndpoint,
  rotateSecret,
  setEndpointStatus,
} from './endpoint.repository.ts';
export { calendarOf, FEED_FORMATS, type FeedFormat, type FeedFrame, feedOf, updatedAt } from './feed-out.ts';
export {
  type FeedbackClaim,
  holdsFeedback,
  type LinkVerdict,
  readFeedback,
  signFeedback,
} from './feedback-link.ts';
export {
  createMailer,
  domainOf,
  type Letter,
  type Mailer,
  type MailSettings,
  type SentLetter,
} from './mail.ts';
export {
  MESSAGE_TYPES,
  type Message,
  type MessageType,
  messageId,
  messageSchema,
  schemaFiles,
} from './message.ts';
export {
  type Change,
  type Enqueued,
  enqueueDeliveries,
  enqueueDigest,
  enqueueDigestReady,
} from './outbox.repository.ts';
export { type OutboxHealth, outboxHealth } from './outbox-health.repository.ts';
export * from './render/index.ts';
export { enqueueScoreboard, inReadersScript } from './scoreboard.repository.ts';
export { alarmEndpoints, enqueueSourceNotice, type SourceNotice } from './source-notice.repository.ts';
export {
  addSubscriber,
  listSubscribers,
  type NewSubscriber,
  removeSubscriber,
  type SubscriberState,
  subscriberByToken,
  subscriberSecret,
  unsubscribe,
} from './subscriber.repository.ts';
export { BINARY_FORMATS, TABLE_FORMATS, type TableFormat, tableFile } from './table-file.ts';
export { dayInHongKong, digestDayOf, digestWindow, windowBefore } from './window.ts';
