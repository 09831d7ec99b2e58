import { nameOf } from '../../core/advice.ts';
import type { ExplainedAction } from '../../core/iam/explain.ts';
import { inFull } from '../../core/sentences.ts';
import { UnknownValue } from '../../core/unknown-value.ts';
import type { ExplainedRole, Explanation } from '../explanation.ts';
import { visible } from '../visible-text.ts';
import type { ReportText } from './evaluation-report.ts';
import { mendingSentences } from './mending-text.ts';
import { COLORS, type Paint, painter, paragraph, type Screen, wrap } from './screen.ts';
import { momentText } from './wording.ts';

/** For a person: the verdict, then every statement that was looked at, then what would mend it. */
export function* explanationTable({ evaluation, roles, mending }: Explanation, screen: Screen): ReportText {
  const paint = painter(screen);
  const { fn, verdict, capturedAt, source } = evaluation;
  const title = source === undefined ? fn.arn : `${source.address} (${source.file}:${source.line})`;
  yield `${paint('bold', visible(title))}\n`;
  yield `  ${paint(COLORS[verdict.compliance], verdict.compliance)}  ${verdict.reasons.join(' ')}\n`;
  yield* paragraph(verdict.annotation, 2, screen);
  if (fn.kind === 'recorded') yield* paragraph(`Tracing mode: ${modeText(fn.tracingMode)}`, 2, screen);
  if (capturedAt !== undefined) yield `  Captured: ${momentText(capturedAt)} UTC\n`;
  for (const role of roles) yield* roleText(role, screen, paint);
  if (mending === undefined) return;
  yield `\n${paint('bold', 'What would mend it')}\n`;
  for (const sentence of mendingSentences(mending)) yield* paragraph(sentence, 2, screen);
}

function modeText(mode: string | undefined | UnknownValue): string {
  if (mode === undefined) return 'not set, which is PassThrough';
  return mode instanceof UnknownValue ? `cannot be known: ${mode.why}` : mode;
}

function* roleText(role: ExplainedRole, screen: Screen, paint: Paint): ReportText {
  const called = [role.name, role.arn].filter((part) => part !== undefined).join(', ');
  yield `\n${paint('bold', visible(`Role ${called === '' ? '(not known)' : called}`))}\n`;
  if (role.assuming.length > 0) yield* paragraph(`if ${role.assuming.join(' and ')}`, 2, screen);
  if (role.why !== undefined) yield* paragraph(`cannot be judged: ${role.why}`, 2, screen);
  if (role.trust !== undefined) yield* paragraph(trustText(role.trust), 2, screen);
  if (role.organization === 'not asked') yield '  Organization policies: not asked\n';
  if (role.organization === 'asked') yield '  Organization policies: asked\n';
  for (const [explained, actions] of sameForActions(role.actions)) {
    yield* actionText(explained, actions, screen, paint);
  }
}

function trustText({ decision, why }: NonNullable<ExplainedRole['trust']>): string {
  switch (decision) {
    case 'untrusted':
      return `Trust policy: Lambda cannot assume the role: ${why}`;
    case 'not untrusted':
      return 'Trust policy: nothing certainly keeps Lambda from assuming the role';
    case 'not judged':
      return `Trust policy: not judged, ${why}`;
  }
}

/** Actions of which every statement says the same are told together. */
function sameForActions(
  actions: readonly ExplainedAction[],
): readonly (readonly [ExplainedAction, readonly string[]])[] {
  const byContent = new Map<string, [ExplainedAction, string[]]>();
  for (const explained of actions) {
    const { action, ...decision } = explained.decision;
    const key = JSON.stringify([decision, explained.layers]);
    const known = byContent.get(key);
    if (known === undefined) byContent.set(key, [explained, [action]]);
    else known[1].push(action);
  }
  return [...byContent.values()];
}

function* actionText(
  { decision: { decision, by, detail }, layers }: ExplainedAction,
  actions: readonly string[],
  screen: Screen,
  paint: Paint,
): ReportText {
  const decider = by === null ? '' : ` by ${nameOf(by, inFull)}`;
  const why = detail === undefined ? '' : `: ${detail}`;
  yield '\n';
  yield* paragraph(`${actions.join(', ')}: ${decision}${decider}${why}`, 2, screen);
  for (const { layer, policies } of layers) {
    yield `    ${layer}${policies.length === 0 ? ': no policies' : ''}\n`;
    for (const { name, unreadable, statements } of policies) {
      const silent = statements.length === 0 ? ': has no statement about these actions' : '';
      const fault = unreadable === undefined ? silent : `: cannot be read, ${unreadable}`;
      yield* paragraph(`${name}${fault}`, 6, screen);
      for (const { id, effect, bearing, why: because } of statements) {
        const statement = typeof id === 'number' ? id + 1 : id;
        const reason = because === undefined || bearing === 'other actions' ? '' : `, ${because}`;
        const [first = '', ...more] = wrap(
          visible(`${effect} statement ${statement}: ${bearing}${reason}`),
          screen.width - 8,
        );
        yield `        ${bearing === 'applies' ? paint('bold', first) : first}\n`;
        for (const line of more) yield `          ${line}\n`;
      }
    }
  }
}
