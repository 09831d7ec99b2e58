import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buildLambda } from '../../scripts/build-lambda.ts';
import { REGION } from './emulated-account.ts';

/** What became of one invocation. */
export interface Outcome {
  readonly error: { readonly message: string; readonly cause?: string } | undefined;
  /** The lines the handler logged, parsed. */
  readonly lines: readonly LogLine[];
}

export interface LogLine {
  readonly level: string;
  readonly messageType: string;
  readonly verdicts: Readonly<Record<string, number>>;
  readonly exempt: number;
  readonly reported: number;
  readonly undecided: number;
  readonly organizationPolicies: string;
  readonly calls: Readonly<Record<string, number>>;
  readonly callsInAll: number;
  readonly durationMs: number;
  readonly failures?: readonly string[];
}

/** Sends events to one container, one after the other. `remainingMs`: to the time-out of each. */
export type Invoke = (
  endpointUrl: string,
  events: readonly unknown[],
  remainingMs?: number,
) => Promise<readonly Outcome[]>;

export interface Bundle {
  readonly file: string;
  readonly invoke: Invoke;
  remove(): Promise<void>;
}

/** Builds the handler as it is deployed, and runs it in a process of its own for each container. */
export async function buildBundle(): Promise<Bundle> {
  const folder = await mkdtemp(join(tmpdir(), 'lambda-active-tracing-'));
  const file = join(folder, 'index.js');
  await buildLambda(file);
  return { file, invoke: inOwnProcess(file), remove: () => rm(folder, { recursive: true }) };
}

/** The handler as `npm run build` left it. */
const BUILT = resolve('dist/lambda/index.js');

const load = createRequire(import.meta.url);

/** Runs the built handler in this process, imported anew for each container, which spares loading the SDK every time. */
export async function invokeBuilt(
  ...[url, events, remainingMs = 900_000]: Parameters<Invoke>
): Promise<readonly Outcome[]> {
  const before = { ...process.env };
  Object.assign(process.env, environment(url));
  try {
    delete load.cache[BUILT];
    const { handler } = load(BUILT) as { handler: (event: unknown, context: object) => Promise<void> };
    const outcomes: Outcome[] = [];
    for (const event of events) outcomes.push(await invoked(handler, event, remainingMs));
    return outcomes;
  } finally {
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
    Object.assign(process.env, before);
  }
}

async function invoked(
  handler: (event: unknown, context: object) => Promise<void>,
  event: unknown,
  remainingMs: number,
): Promise<Outcome> {
  const lines: LogLine[] = [];
  const { log } = console;
  console.log = (line) => void lines.push(JSON.parse(line));
  const end = Date.now() + remainingMs;
  try {
    await handler(event, { getRemainingTimeInMillis: () => end - Date.now() });
    return { error: undefined, lines };
  } catch (failure) {
    if (!(failure instanceof Error)) throw failure;
    const cause = failure.cause === undefined ? {} : { cause: String(failure.cause) };
    return { error: { message: failure.message, ...cause }, lines };
  } finally {
    console.log = log;
  }
}

/** Runs it in a process of its own. */
export function inOwnProcess(file: string = BUILT): Invoke {
  return async (url, events, remainingMs = 900_000) =>
    JSON.parse(await run(file, url, JSON.stringify(events), remainingMs));
}

function environment(endpointUrl: string) {
  return {
    AWS_ENDPOINT_URL: endpointUrl,
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'not-a-secret',
  };
}

function run(file: string, endpointUrl: string, input: string, remainingMs: number): Promise<string> {
  const child = spawn(process.execPath, [resolve('test/lambda/invoke-bundle.cjs'), file], {
    env: {
      PATH: process.env.PATH,
      // In Lambda the runtime brings the SDK; here it is the one of this repository.
      NODE_PATH: resolve('node_modules'),
      REMAINING_MS: String(remainingMs),
      ...environment(endpointUrl),
    },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  return new Promise((done, fail) => {
    let output = '';
    let errors = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
    });
    child.stderr.on('data', (chunk) => {
      errors += chunk;
    });
    child.on('error', fail);
    child.on('close', (code) =>
      code === 0 ? done(output) : fail(new Error(`the bundle ended with ${code}: ${errors}`)),
    );
    child.stdin.end(input);
  });
}
