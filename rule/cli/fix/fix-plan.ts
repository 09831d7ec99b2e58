import { nameInArn } from '../../core/arn.ts';
import { byCodeUnits } from '../../core/code-unit-order.ts';
import type { Evaluation } from '../../core/evaluation.ts';
import { roleAssessor } from '../../core/iam/assess-role.ts';
import { remembered } from '../../core/memo.ts';
import { type Mending, mendingOf, type Obstacle } from '../../core/mending.ts';
import type { RuleParameters } from '../../core/parameters.ts';
import { known } from '../../core/unknown-value.ts';
import type { JudgedFunction } from '../judged-functions.ts';
import { isWritable } from './shell-word.ts';

/** What a fix is written as. */
export const FIX_LANGUAGES = ['cli', 'cloudformation', 'terraform'] as const;
export type FixLanguage = (typeof FIX_LANGUAGES)[number];

/** A failing function in a fix. */
export interface FixedFunction extends Pick<Mending, 'setActive' | 'why'> {
  readonly evaluation: Evaluation;
  /** Set where it is an `AWS::Serverless::Function` of a template. */
  readonly serverless: { readonly makesRole: boolean } | undefined;
}

/** A role, and the functions that fail with it. */
interface RoleGroup {
  /** The account of the role, or the file that plans it. */
  readonly place: string;
  readonly role: string | undefined;
  /** What people call it; `undefined` where nothing tells which role it is. */
  readonly name: string | undefined;
  readonly language: FixLanguage;
  readonly functions: readonly FixedFunction[];
}

/** What mends a role and its functions. */
export interface RoleFix extends RoleGroup {
  /** The AWS-managed policy to attach; `undefined` where the role is fine as it is. */
  readonly attach: Extract<Mending['role'], { kind: 'attach' }> | undefined;
}

/** What nothing that is printed here mends. */
export interface OpenFailure extends RoleGroup {
  readonly obstacles: readonly Obstacle[];
}

export interface FixPlan {
  /** How many functions were looked at, how many of them the control applies to, and how many of those fail. */
  readonly functions: number;
  readonly inScope: number;
  readonly failing: number;
  /** By account, in it the roles first that mend most. */
  readonly fixes: readonly RoleFix[];
  /** Those behind most functions first. */
  readonly open: readonly OpenFailure[];
}

/** What is to be done about every failing function, by role. */
export function fixPlan(
  judged: Iterable<JudgedFunction>,
  language: FixLanguage,
  parameters: RuleParameters,
  now: Date,
): FixPlan {
  const assess = roleAssessor(parameters, now);
  const fixes = new Map<string, Growing<RoleFix>>();
  const open = new Map<string, Growing<OpenFailure>>();
  let functions = 0;
  let inScope = 0;
  let failing = 0;
  for (const each of judged) {
    functions++;
    const { evaluation, caller, worlds } = each;
    if (evaluation.verdict.compliance !== 'NOT_APPLICABLE') inScope++;
    const mode = evaluation.fn.kind === 'recorded' ? evaluation.fn.tracingMode : undefined;
    const roles = worlds.map(({ role }) => assess(role, caller));
    const mending = mendingOf(evaluation.verdict, mode, roles, parameters);
    if (mending === undefined) continue;
    failing++;
    const group = groupOf(each, language);
    const obstacles = obstaclesTo(mending, group, evaluation);
    const { setActive, why } = mending;
    const fixed = {
      evaluation,
      setActive,
      ...(why !== undefined && { why }),
      serverless: each.described?.fn.serverless,
    };
    const identity = JSON.stringify([group.place, group.language, group.role ?? group.name ?? identityOf(evaluation)]);
    if (obstacles.length > 0) {
      const key = JSON.stringify([identity, obstacles]);
      remembered(open, key, () => ({ ...group, obstacles, functions: [] })).functions.push(fixed);
    } else {
      const fix = remembered(fixes, identity, () => ({ ...group, attach: undefined, functions: [] }));
      fix.functions.push(fixed);
      if (mending.role.kind === 'attach') fix.attach = strictest(fix.attach, mending.role);
    }
  }
  return {
    functions,
    inScope,
    failing,
    fixes: [...fixes.values()].sort((one, other) => byCodeUnits(one.place, other.place) || mostFirst(one, other)),
    open: [...open.values()].sort(mostFirst),
  };
}

type Growing<Group extends RoleGroup> = Omit<{ -readonly [Member in keyof Group]: Group[Member] }, 'functions'> & {
  readonly functions: FixedFunction[];
};

function groupOf(
  { evaluation, worlds, described }: JudgedFunction,
  language: FixLanguage,
): Omit<RoleGroup, 'functions'> {
  const { fn, source } = evaluation;
  const role = fn.kind === 'recorded' ? known(fn.role) : undefined;
  const [first, ...others] = worlds.map((world) => world.role.name);
  const nameInSource = others.every((name) => name === first) ? first : undefined;
  return {
    place: source?.file ?? fn.accountId,
    role,
    name: nameInSource ?? (role === undefined ? undefined : nameInArn(role)),
    // What a template or plan describes is mended there, whatever was asked for.
    language: described?.language ?? language,
  };
}

function identityOf({ fn, source }: Evaluation): string {
  return source === undefined ? fn.arn : `${source.file}:${source.line}:${source.address}`;
}

function obstaclesTo(
  { role, setActive, why }: Mending,
  { role: roleArn, language }: Omit<RoleGroup, 'functions'>,
  { fn }: Evaluation,
): readonly Obstacle[] {
  if (role.kind === 'ask') return role.obstacles;
  if (role.kind === 'nothing' && setActive === 'not known') {
    return [{ kind: 'facts', policy: null, must: `Whether tracing is Active cannot be known: ${why}.` }];
  }
  const names = [
    ...(role.kind === 'attach' ? [roleArn ?? ''] : []),
    ...(setActive === 'yes' ? [fn.arn, fn.region] : []),
  ];
  if (language !== 'cli' || names.every(isWritable)) return [];
  return [
    { kind: 'function', policy: null, must: 'A name in it is none that AWS takes: no command can be written for it.' },
  ];
}

/** What has to be said of one function has to be said of the role. */
function strictest(one: RoleFix['attach'], other: NonNullable<RoleFix['attach']>): RoleFix['attach'] {
  return one?.hangsOnOrganization ? one : other;
}

function mostFirst(one: RoleGroup, other: RoleGroup): number {
  return (
    other.functions.length - one.functions.length ||
    byCodeUnits(one.role ?? one.name ?? '', other.role ?? other.name ?? '')
  );
}
