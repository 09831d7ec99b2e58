import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
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

export interface Bundle {
  readonly file: string;
  /** Sends events to one container, one after the other. `remainingMs`: to the time-out of each. */
  invoke(endpointUrl: string, events: readonly unknown[], remainingMs?: number): Promise<readonly Outcome[]>;
  remove(): Promise<void>;
}

/** Builds the handler as it is deployed. It runs on the Node.js of `BUNDLE_NODE`, by default the one that runs the tests. */
export async function buildBundle(): Promise<Bundle> {
  const folder = await mkdtemp(join(tmpdir(), 'lambda-active-tracing-'));
  const file = join(folder, 'index.js');
  await buildLambda(file);
  return {
    file,
    invoke: async (url, events, remainingMs = 900_000) =>
      JSON.parse(await run(file, url, JSON.stringify(events), remainingMs)),
    remove: () => rm(folder, { recursive: true }),
  };
}

function run(file: string, endpointUrl: string, input: string, remainingMs: number): Promise<string> {
  const node = process.env.BUNDLE_NODE ?? process.execPath;
  const child = spawn(node, [resolve('test/lambda/invoke-bundle.cjs'), file], {
    env: {
      PATH: process.env.PATH,
      // In Lambda the runtime brings the SDK; here it is the one of this repository.
      NODE_PATH: resolve('node_modules'),
      AWS_ENDPOINT_URL: endpointUrl,
      AWS_REGION: REGION,
      REMAINING_MS: String(remainingMs),
      AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'not-a-secret',
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
