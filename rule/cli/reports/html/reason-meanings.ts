import type { Interval } from '../../../core/history/model.ts';
import { html, type Markup } from './markup.ts';
import type { Section } from './section.ts';

/** A reason of a verdict, or of a time about which a history knows nothing. */
export type ShownReason = Interval['reasons'][number];

/** What each reason means and what to do about it, in the order in which they decide; the documentation says it at more length. */
export const MEANINGS = {
  'out-of-scope':
    'The function is deleted, not recorded, or left the scope of the rule: NOT_APPLICABLE. Nothing to do.',
  exempt: 'A valid tag exempts it until its last day: NOT_APPLICABLE. To end one, remove the tag.',
  'untraceable-event-source':
    'It is not Active, and an enabled mapping of MSK, self-managed Kafka, Amazon MQ or DocumentDB invokes it, which X-Ray does not support: NOT_APPLICABLE.',
  'tracing-not-active':
    'The tracing mode is anything but Active: PassThrough, not set, or written in another case. NON_COMPLIANT. ' +
    'Set TracingConfig: { Mode: Active } where the function is defined.',
  'tracing-unknown':
    'Nobody can tell the mode: a query did not select it, the item cannot be read, or a template leaves it open. ' +
    'INSUFFICIENT_DATA. Give an input that says it.',
  'role-missing':
    'The execution role does not exist: NON_COMPLIANT. Lambda cannot run the function either. Create the role, or name another one.',
  'role-untrusted':
    'The trust policy of the role certainly does not let lambda.amazonaws.com assume it: NON_COMPLIANT. Allow sts:AssumeRole to that service.',
  'role-denied':
    'Nothing allows a required action, or something denies it: NON_COMPLIANT. ' +
    'A cure is named only where the role, judged again with it, would be allowed. Otherwise every layer that refuses is named, and its owner must act.',
  'role-conditional':
    'A required action hangs on a condition whose value cannot be known, such as aws:SourceVpce. ' +
    'Take the condition off the X-Ray actions, or accept such roles with conditionalAccess=COMPLIANT.',
  'role-unknown':
    'Active, but a fact about the role is missing: INSUFFICIENT_DATA, never COMPLIANT. ' +
    'Give the IAM items too: AWS Config records them in one Region, if at all.',
  compliant: 'Active, and every required action is allowed: COMPLIANT.',
  'not-recorded-yet':
    'AWS Config had not recorded the function yet: whether it existed cannot be told. It counts neither for nor against the coverage.',
  'after-the-record': 'Nothing was delivered any more: nothing is said about this time, and it is in no figure.',
} as const satisfies Record<ShownReason, string>;

/** What the reasons on this page mean, each once, so that every other place can lead here. */
export function reasonMeanings(shown: ReadonlySet<ShownReason>): Section | undefined {
  if (shown.size === 0) return undefined;
  const meanings = Object.entries(MEANINGS).filter(([reason]) => (shown as ReadonlySet<string>).has(reason));
  return {
    id: 'reasons',
    title: 'What the reasons mean',
    content: [
      html`<dl class="facts">${meanings.map(([reason, text]) => html`<dt id="${reason}"><code>${reason}</code></dt><dd>${text}</dd>`)}</dl>`,
    ],
  };
}

/** A reason that leads to what it means. */
export function reasonLinks(reasons: readonly ShownReason[]): Markup {
  const links = reasons.map((reason, index) => html`${index > 0 ? ' ' : ''}<a href="#${reason}">${reason}</a>`);
  return html`<code>${links}</code>`;
}
