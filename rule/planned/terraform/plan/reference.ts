/** A step of a reference: a name after a dot, or an index in brackets. */
export type Step = { readonly name: string } | { readonly index: string | number };

/** The steps of a reference as `configuration` writes them, such as `module.a["x"].arn`. */
export function stepsOf(reference: string): readonly Step[] {
  const steps: Step[] = [];
  for (const [, name, quoted, digits] of reference.matchAll(STEP)) {
    if (name !== undefined) steps.push({ name });
    else if (quoted !== undefined) steps.push({ index: unquoted(quoted) });
    else if (digits !== undefined) steps.push({ index: Number(digits) });
  }
  return steps;
}

const STEP = /\.?([A-Za-z_][\w-]*)|\[("(?:[^"\\]|\\.)*")\]|\[(\d+)\]/g;

function unquoted(text: string): string {
  try {
    return String(JSON.parse(text));
  } catch (error) {
    if (error instanceof SyntaxError) return text.slice(1, -1);
    throw error;
  }
}

/** The references of an expression, each once at its fullest: Terraform lists `a.b.c`, and then `a.b` as well. */
export function fullReferences(references: readonly string[]): readonly string[] {
  const full: string[] = [];
  let last = '';
  for (const reference of references) {
    const isPart = last.startsWith(reference) && /^[.[]/.test(last.slice(reference.length));
    if (!isPart) {
      full.push(reference);
      last = reference;
    }
  }
  return [...new Set(full)];
}

/** The module calls around an address, from the outermost: `module.a["x"].module.b` is a, then b. */
export function callsIn(
  module: string,
): readonly { readonly name: string; readonly key: string | number | undefined }[] {
  const calls: { name: string; key: string | number | undefined }[] = [];
  for (const step of stepsOf(module)) {
    const last = calls.at(-1);
    if ('index' in step) {
      if (last !== undefined) last.key = step.index;
    } else if (step.name !== 'module' || (last !== undefined && last.name === '')) {
      if (last !== undefined && last.name === '') last.name = step.name;
    } else calls.push({ name: '', key: undefined });
  }
  return calls;
}
