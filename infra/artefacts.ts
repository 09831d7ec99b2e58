import { readFileSync } from 'node:fs';

/** The files the templates carry, as text. */
export interface Artefacts {
  /** The evaluator, bundled as CommonJS: Lambda writes inline code to `index.js`. */
  readonly handler: string;
  readonly runbook: string;
  readonly pack: string;
}

export function readArtefacts(handler: string): Artefacts {
  return {
    handler,
    runbook: read('infra/remediation/enable-active-tracing.yaml'),
    pack: read('conformance-pack/lambda-active-tracing.yaml'),
  };
}

/** The bundle as the build left it, without the line break at its end. */
export function bundledHandler(): string {
  try {
    return read('dist/lambda/index.js').trimEnd();
  } catch (cause) {
    throw new Error('The evaluator is not bundled yet: run "npm run build" first.', { cause });
  }
}

function read(path: string): string {
  return readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
}
