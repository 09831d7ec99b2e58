import { placeOf } from '../../core/evaluation.ts';
import { activateCommand, attachCommand, awsCommands } from '../fix/aws-commands.ts';
import { cloudFormationChanges, type TemplateChange } from '../fix/cloudformation-changes.ts';
import type { FixedFunction, FixPlan, OpenFailure, RoleFix } from '../fix/fix-plan.ts';
import { terraformChanges } from '../fix/terraform-changes.ts';
import { visible } from '../visible-text.ts';
import type { ReportText } from './evaluation-report.ts';
import { counted } from './html/figures.ts';
import { AFTER_THE_ROLE, NOT_ASKED } from './mending-text.ts';

/**
 * The fix as text that may be run, or copied into a template: whatever is said to a person stands in comments, which shells, YAML
 * and HCL all begin with `#`.
 */
export function* fixText({ inScope, failing, fixes, open }: FixPlan): ReportText {
  const mended = fixes.reduce((sum, fix) => sum + fix.functions.length, 0);
  yield comment(
    `${failing} of ${counted(inScope, 'function')} in scope fail: what follows is for ${mended} of them. Nothing was run.`,
  );
  if (open.length > 0) yield comment(`What nothing here mends, and who must act, is at the end: ${failing - mended}.`);
  let place: string | undefined;
  for (const fix of fixes) {
    if (fix.place !== place) {
      yield '\n';
      yield comment(placeText(fix));
    }
    place = fix.place;
    yield '\n';
    yield* roleText(fix);
  }
  if (open.length > 0) {
    yield '\n';
    yield comment('Not mended by anything above');
  }
  for (const failure of open) {
    yield '\n';
    yield* openText(failure);
  }
}

function placeText({ place, language }: RoleFix): string {
  if (language === 'cli') return `Account ${place}: run these with credentials of that account`;
  return /^\d{12}$/.test(place) ? `Account ${place}` : place;
}

function* roleText(fix: RoleFix): ReportText {
  const { name, role, attach, functions } = fix;
  yield comment(`Role ${role ?? name ?? '(not known)'}: ${counted(functions.length, 'function')}`);
  if (attach?.hangsOnOrganization) yield comment(NOT_ASKED);
  if (fix.language === 'cli') yield* commandsText(fix);
  else yield* changesText(changesOf(fix));
  for (const { evaluation, why, setActive } of functions) {
    if (setActive === 'not known')
      yield comment(`${nameOf(evaluation)}: whether tracing is Active cannot be known: ${why}.`);
  }
}

function* commandsText(fix: RoleFix): ReportText {
  const attach = attachCommand(fix);
  const activates = fix.functions.some(({ setActive }) => setActive === 'yes');
  if (attach !== undefined) {
    const mended = fix.functions
      .filter(({ setActive }) => setActive === 'no')
      .map(({ evaluation }) => nameOf(evaluation));
    if (mended.length > 0) yield comment(`mends ${mended.join(', ')}`);
    yield `${attach}\n`;
  }
  if (attach !== undefined && activates) {
    yield comment('IAM needs some seconds to spread this: where Lambda refuses what follows, run that again.');
  }
  for (const fixed of fix.functions) {
    const command = activateCommand(fixed);
    if (command !== undefined) yield `${command}\n`;
  }
}

function* changesText(changes: readonly TemplateChange[]): ReportText {
  for (const { place, functions, lines } of changes) {
    yield comment(`${place}:`);
    for (const { evaluation } of functions) yield comment(`  ${nameOf(evaluation)}`);
    for (const line of lines) yield `${line}\n`;
  }
}

function* openText({ name, role, place, obstacles, functions }: OpenFailure): ReportText {
  yield comment(
    `Role ${role ?? (name === undefined ? `(not known, ${place})` : `${name} (${place})`)}: ${counted(functions.length, 'function')}`,
  );
  for (const { must } of obstacles) yield comment(`  ${must}`);
  if (functions.some(({ setActive }) => setActive === 'after the role')) yield comment(`  ${AFTER_THE_ROLE}`);
  for (const { evaluation } of functions) yield comment(`    ${nameOf(evaluation)}`);
}

function nameOf(evaluation: FixedFunction['evaluation']): string {
  const { fn, source } = evaluation;
  if (source !== undefined) return `${source.address} (${source.file}:${source.line})`;
  const { accountId, region } = placeOf(evaluation);
  return `${fn.resourceId} (${accountId} ${region})`;
}

function comment(text: string): string {
  return `# ${visible(text)}\n`;
}

/** What is to be written into templates for a fix. */
function changesOf(fix: RoleFix): readonly TemplateChange[] {
  return fix.language === 'terraform' ? terraformChanges(fix) : cloudFormationChanges(fix);
}

/** The fix of one role without comments: commands, or what goes into a template. */
export function* bareFix(fix: RoleFix): Iterable<string> {
  if (fix.language === 'cli') yield* awsCommands(fix);
  else for (const { lines } of changesOf(fix)) yield lines.join('\n');
}
