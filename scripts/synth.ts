import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { application } from '../infra/application.ts';
import { bundledEnricher, bundledHandler, readArtefacts } from '../infra/artefacts.ts';

/** CloudFormation, StackSets included, takes a template of this size inline; a larger one needs a bucket. */
const INLINE_LIMIT = 51_200;
const TEMPLATES = new URL('../dist/templates/', import.meta.url);

/** Writes the templates as people deploy them: without the CDK, each a single file. */
function synthesize(outdir: string): void {
  // The tests validate the same templates, strictly: here it would only cost time.
  const { app, member, organization, securityHub } = application(readArtefacts(bundledHandler(), bundledEnricher()), {
    outdir,
    builtinCloudFormationValidation: false,
  });
  const assembly = app.synth();
  mkdirSync(TEMPLATES, { recursive: true });
  for (const [name, stack] of Object.entries({ member, organization, 'security-hub': securityHub })) {
    const template = JSON.stringify(assembly.getStackArtifact(stack.artifactId).template);
    const file = new URL(`${name}.template.json`, TEMPLATES);
    writeFileSync(file, template);
    const size = Buffer.byteLength(template);
    console.log(`${name}.template.json: ${size} of ${INLINE_LIMIT} bytes`);
    if (size > INLINE_LIMIT) process.exitCode = 1;
  }
}

const outdir = mkdtempSync(join(tmpdir(), 'lambda-active-tracing-'));
try {
  synthesize(outdir);
} finally {
  rmSync(outdir, { recursive: true });
}
