import type { KnownRole } from '../core/iam/model.ts';
import { ApiCallError } from './api-calls.ts';
import { atMost } from './concurrency.ts';
import {
  askOrganization,
  type Candidate,
  describeAnswer,
  NOT_ASKED,
  type OrganizationAnswer,
  type OrganizationQuestion,
} from './organization.ts';

/** What the organization's policies say about the roles that hang on them. */
export interface OrganizationAnswers {
  /** `undefined`: the call failed, so that nothing may be said about functions with the role. */
  readonly of: (role: Pick<KnownRole, 'arn'>) => OrganizationAnswer | undefined;
  /** In the words of the log. */
  readonly description: string;
  /** The calls that failed, and not because they are refused. */
  readonly failures: readonly ApiCallError[];
}

/** Whom to ask beside the sample. */
export interface Rotation {
  /** Hours since the epoch: it moves the rotation on. */
  readonly hour: number;
  /** Was the last result of the function reached under another answer than this one? Then its role is asked about itself. */
  readonly contradicts: (candidate: Candidate, answer: OrganizationAnswer) => boolean;
}

const IN_ROTATION = 5;
const CONTRADICTING = 20;
/** IAM throttles its simulator early. The sample and those in rotation are asked at once. */
const QUESTIONS_AT_A_TIME = IN_ROTATION + 1;

/**
 * Asks about one role, which speaks for all roles that would be fine by themselves: service control policies are written for
 * accounts, and IAM throttles its simulator early. A policy that singles out principals is found all the same: some more
 * roles are asked each for itself, in rotation, and so is every role whose last result says otherwise, so that what was
 * found once stays found. Where those that were asked differ, most of them speak for the rest. For advice alone one question is
 * enough, and only where no verdict asks it.
 */
export async function askAboutRoles(
  question: OrganizationQuestion,
  all: readonly Candidate[],
  { hour, contradicts }: Rotation,
): Promise<OrganizationAnswers> {
  const judged = all.filter(({ decides }) => decides === 'verdict');
  const candidates = judged.length > 0 ? judged : all.slice(0, 1);
  const byRole = new Map(candidates.toReversed().map((candidate) => [candidate.role.arn, candidate]));
  const roles = [...byRole.values()].sort((one, other) => (one.role.arn < other.role.arn ? -1 : 1));
  const inTurn = atMost(QUESTIONS_AT_A_TIME);
  const failures: ApiCallError[] = [];
  const answers = new Map<string, OrganizationAnswer | undefined>();
  const ask = async (asked: readonly Candidate[]) => {
    const answered = asked.map((candidate) => inTurn(() => answerOrFailure(question, candidate)));
    for (const [index, answer] of (await Promise.all(answered)).entries()) {
      const arn = asked[index]?.role.arn ?? '';
      if (answer instanceof ApiCallError) failures.push(answer);
      answers.set(arn, answer instanceof ApiCallError ? undefined : answer);
    }
  };
  await ask([...roles.slice(0, 1), ...inRotation(roles.slice(1), hour)]);
  const common = mostCommon([...answers.values()].filter((answer) => answer !== undefined));
  if (common !== undefined) {
    const others = roles.filter(({ role }) => !answers.has(role.arn));
    const doubtful = new Set(candidates.filter((one) => contradicts(one, common)).map(({ role }) => role.arn));
    await ask(others.filter(({ role }) => doubtful.has(role.arn)).slice(0, CONTRADICTING));
  }
  const described = [...answers].find(([, answer]) => answer === common);
  return {
    of: ({ arn }) => (answers.has(arn) ? answers.get(arn) : common),
    description: described && common ? describeAnswer(common, described[0]) : NOT_ASKED,
    failures,
  };
}

async function answerOrFailure(question: OrganizationQuestion, candidate: Candidate) {
  try {
    return await askOrganization(question, candidate);
  } catch (error) {
    if (error instanceof ApiCallError) return error;
    throw error;
  }
}

/** The next few, wherever the last hour left off. */
function inRotation<Item>(items: readonly Item[], hour: number): readonly Item[] {
  if (items.length <= IN_ROTATION) return items;
  const start = (hour * IN_ROTATION) % items.length;
  return [...items.slice(start), ...items.slice(0, start)].slice(0, IN_ROTATION);
}

/** The answer most of them gave; of two that tie the one that came first, which is the sample's. */
function mostCommon(answers: readonly OrganizationAnswer[]): OrganizationAnswer | undefined {
  const key = (answer: OrganizationAnswer) =>
    answer.kind === 'evaluated' ? [...answer.denied].sort().join() : answer.kind;
  const counts = new Map<string, number>();
  for (const answer of answers) counts.set(key(answer), (counts.get(key(answer)) ?? 0) + 1);
  const most = Math.max(...counts.values());
  return answers.find((answer) => counts.get(key(answer)) === most);
}
