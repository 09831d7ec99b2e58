import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { TerraformFile } from '../../planned/terraform/hcl/module-definition.ts';
import type { TerraformDirectory } from '../../planned/terraform/hcl/read-directory.ts';
import { inputError, isNoDirectory } from '../input-error.ts';
import { TERRAFORM_FILE, TERRAFORM_VALUES } from './planned-kind.ts';
import { decodedText } from './text-encoding.ts';

/** Files of Terraform by the directory they are in: that is what Terraform takes together. */
export class TerraformFiles {
  readonly #directories = new Set<string>();
  readonly #named: TerraformFile[] = [];
  readonly #texts = new Map<string, string>();
  readonly #listed = new Map<string, readonly TerraformFile[]>();

  /** `isNamed`: a file of values that was named counts as if it were given with `-var-file`. */
  add(file: string, text: string, isNamed: boolean): void {
    this.#texts.set(file, text);
    if (TERRAFORM_FILE.test(file)) this.#directories.add(directoryOf(file));
    else if (isNamed) this.#named.push({ file, text });
  }

  get isEmpty(): boolean {
    return this.#directories.size === 0;
  }

  get directories(): readonly TerraformDirectory[] {
    const filesOf = (directory: string) => this.#filesOf(directory);
    return [...this.#directories]
      .sort()
      .map((directory) => ({ directory, files: filesOf(directory) ?? [], filesOf, givenFiles: this.#named }));
  }

  /** All files of a directory, though only one was named: they make one module. */
  #filesOf(directory: string): readonly TerraformFile[] | undefined {
    let files = this.#listed.get(directory);
    if (files === undefined) {
      files = namesIn(directory).flatMap((name) => {
        if (!TERRAFORM_FILE.test(name) && !TERRAFORM_VALUES.test(name)) return [];
        const file = directory === '' ? name : join(directory, name);
        return [{ file, text: this.#texts.get(file) ?? textAt(file) }];
      });
      this.#listed.set(directory, files);
    }
    return files.length === 0 ? undefined : files;
  }
}

/** As the names of its files begin; empty for none. */
function directoryOf(file: string): string {
  return basename(file) === file ? '' : dirname(file);
}

/** @throws InputError naming the file that cannot be read: what it holds may decide. */
function textAt(file: string): string {
  try {
    return decodedText(readFileSync(file));
  } catch (cause) {
    throw inputError(file, cause);
  }
}

/** Nothing for a directory that is not there: what calls a module says that it is missing. */
function namesIn(directory: string): readonly string[] {
  try {
    const entries = readdirSync(directory === '' ? '.' : directory, { withFileTypes: true });
    return entries.flatMap((entry) => (entry.isDirectory() ? [] : [entry.name])).toSorted();
  } catch (cause) {
    if (isNoDirectory(cause)) return [];
    throw inputError(directory, cause);
  }
}
