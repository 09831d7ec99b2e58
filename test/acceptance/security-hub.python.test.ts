import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { useCli } from '../cli/run-cli.ts';
import { type MotoServer, startMotoServer } from './moto-server.ts';

const run = promisify(execFile);
const cli = useCli();
let moto: MotoServer;

beforeAll(async () => {
  moto = await startMotoServer();
  const environment = {
    AWS_ENDPOINT_URL: moto.endpoint,
    AWS_DEFAULT_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'testing',
    AWS_SECRET_ACCESS_KEY: 'testing',
  };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  await aws('securityhub', 'enable-security-hub');
});

afterAll(async () => {
  vi.unstubAllEnvs();
  await moto.stop();
});

async function aws(...args: readonly string[]): Promise<ReturnType<typeof JSON.parse>> {
  const { stdout } = await run('aws', [...args, '--output', 'json']);
  return stdout.trim() === '' ? undefined : JSON.parse(stdout);
}

/** The findings of one account and Region, in a file as people make it. */
async function findingsFile(): Promise<string> {
  const file = cli.path('findings.asff.json');
  const place = ['--account', '111122223333', '--region', 'eu-west-1'];
  const at = ['--at', '2026-11-20T12:00:00Z', '--quiet'];
  await cli.run(['evaluate', 'test/fixtures/sample-organization', ...place, ...at, '--output', file]);
  return file;
}

const imported = (file: string) => aws('securityhub', 'batch-import-findings', '--findings', `file://${file}`);

/** The same file, with something done to its first finding. */
async function broken(change: (finding: Record<string, unknown>) => void): Promise<string> {
  const findings = JSON.parse(readFileSync(await findingsFile(), 'utf8'));
  change(findings[0]);
  return cli.write('broken.asff.json', JSON.stringify(findings));
}

describe('findings in ASFF, imported with the AWS CLI', () => {
  it('are all taken, once however often they are imported', async () => {
    const file = await findingsFile();
    const findings = JSON.parse(readFileSync(file, 'utf8'));
    expect(findings.length).toBeGreaterThan(10);
    const taken = { FailedCount: 0, SuccessCount: findings.length, FailedFindings: [] };
    expect(await imported(file)).toEqual(taken);
    expect(await imported(file)).toEqual(taken);
    const { Findings } = await aws('securityhub', 'get-findings');
    expect(Findings).toEqual(findings);
  });

  it.each<[what: string, change: (finding: Record<string, unknown>) => void, message: RegExp]>([
    ['without a title', (finding) => delete finding.Title, /Missing required parameter in Findings\[0\]: "Title"/],
    ['with an attribute of another name', (finding) => Object.assign(finding, { Reason: 'x' }), /Unknown parameter/],
    [
      'with a status that is no text',
      (finding) => Object.assign(finding, { Compliance: { Status: 3 } }),
      /Invalid type for parameter Findings\[0\]\.Compliance\.Status/,
    ],
  ])('are refused by the AWS CLI %s', async (_what, change, message) => {
    await expect(imported(await broken(change))).rejects.toThrow(message);
  });

  it('are refused by Security Hub without a resource', async () => {
    const file = await broken((finding) => Object.assign(finding, { Resources: [] }));
    expect(await imported(file)).toMatchObject({ FailedCount: 1, FailedFindings: [{ ErrorCode: 'InvalidInput' }] });
  });
});
