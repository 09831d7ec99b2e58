import { PlannedInputError } from '../../planned-input-error.ts';
import type { SourceText } from '../../source-text.ts';
import type { Block, Body, Expression, Span } from './expression.ts';
import type { ParseHcl, SyntaxNode } from './syntax-node.ts';

/** Deeper nested expressions are not written by people, and would exhaust the stack. */
const DEEPEST = 200;

/**
 * Reads a `.tf` file.
 *
 * @throws PlannedInputError for what is not HCL, naming the line.
 */
export function parseBody(source: SourceText, parseHcl: ParseHcl): Body {
  const root = parseHcl(source.text);
  if (root.hasError) throw errorIn(root, source);
  return new Reader(source).body(root);
}

/** The one expression of a text, such as the `${…}` of a `.tf.json` file. */
export function parseExpression(source: SourceText, parseHcl: ParseHcl): Expression | undefined {
  const root = parseHcl(source.text);
  return root.hasError ? undefined : new Reader(source).body(root).attributes.get('value');
}

function errorIn(root: SyntaxNode, source: SourceText): PlannedInputError {
  let node = root;
  for (;;) {
    const inner = node.children.find((child) => child !== null && (child.isError || child.isMissing || child.hasError));
    if (inner === undefined || inner === null || node.isError || node.isMissing) break;
    node = inner;
  }
  const problem = node.isMissing ? `${node.type} is missing` : 'this is not HCL';
  return new PlannedInputError(source.file, source.lineOf(node.startIndex), problem);
}

/** Turns nodes into what they mean. */
class Reader {
  readonly #source: SourceText;
  #depth = 0;

  constructor(source: SourceText) {
    this.#source = source;
  }

  body(node: SyntaxNode): Body {
    const attributes = new Map<string, Expression>();
    const blocks: Block[] = [];
    for (const child of partsOf(node)) {
      if (child.type === 'body') return this.body(child);
      if (child.type === 'attribute') {
        const [name, , value] = partsOf(child);
        if (name !== undefined && value !== undefined) attributes.set(name.text, this.expression(value));
      }
      if (child.type === 'block') blocks.push(this.#block(child));
    }
    return { attributes, blocks };
  }

  /** What is in a block is read when somebody asks for it: most of a directory is about other things. */
  #block(node: SyntaxNode): Block {
    const [type, ...others] = partsOf(node);
    const labels = others.filter((child) => child.type === 'string_lit' || child.type === 'identifier');
    const inner = others.find((child) => child.type === 'body');
    const read = () => this.#nested(node, inner);
    let body: Body | undefined;
    return {
      type: type?.text ?? '',
      labels: labels.map((label) => (label.type === 'identifier' ? label.text : this.#text(label))),
      get body() {
        body ??= read();
        return body;
      },
      span: this.#span(node),
    };
  }

  #nested(node: SyntaxNode, inner: SyntaxNode | undefined): Body {
    if (inner === undefined) return { attributes: new Map(), blocks: [] };
    if (++this.#depth > DEEPEST) throw this.#tooDeep(node);
    const body = this.body(inner);
    this.#depth--;
    return body;
  }

  expression(node: SyntaxNode): Expression {
    if (++this.#depth > DEEPEST) throw this.#tooDeep(node);
    const result = this.#operand(partsOf(node), node);
    this.#depth--;
    return result;
  }

  #tooDeep(node: SyntaxNode): PlannedInputError {
    return new PlannedInputError(this.#source.file, this.#source.lineOf(node.startIndex), 'it is nested too deeply');
  }

  /** A term, and the attributes and indices after it. */
  #operand(nodes: readonly SyntaxNode[], around: SyntaxNode): Expression {
    const [first, second, third, ...rest] = nodes;
    if (first === undefined) return { kind: 'opaque', span: this.#span(around) };
    if (first.type === '(' && second !== undefined && third?.type === ')')
      return this.#steps(this.expression(second), rest);
    return this.#steps(this.#term(first), nodes.slice(1));
  }

  #steps(term: Expression, steps: readonly SyntaxNode[]): Expression {
    let of = term;
    for (const step of steps) {
      const span = { ...of.span, end: step.endIndex };
      if (step.type === 'get_attr') of = { kind: 'attribute', of, name: nameIn(step), span };
      else if (step.type === 'index') of = this.#index(of, step, span);
      else if (step.type === 'splat') of = { kind: 'splat', of, steps: this.#splatSteps(step), span };
      else return { kind: 'opaque', span };
    }
    return of;
  }

  #index(of: Expression, step: SyntaxNode, span: Span): Expression {
    const [index] = partsOf(step);
    const inner = index && partsOf(index).find(({ type }) => type === 'expression');
    if (inner !== undefined) return { kind: 'index', of, key: this.expression(inner), span };
    return { kind: 'index', of, key: { kind: 'literal', value: Number(step.text.slice(1)), span }, span };
  }

  #splatSteps(splat: SyntaxNode): readonly (string | Expression)[] {
    const [kind] = partsOf(splat);
    return (kind === undefined ? [] : partsOf(kind)).flatMap((step): readonly (string | Expression)[] => {
      if (step.type === 'get_attr') return [nameIn(step)];
      const [index] = step.type === 'index' ? partsOf(step) : [];
      const inner = index && partsOf(index).find(({ type }) => type === 'expression');
      return inner === undefined ? [] : [this.expression(inner)];
    });
  }

  #term(node: SyntaxNode): Expression {
    const span = this.#span(node);
    const parts = partsOf(node);
    const [first] = parts;
    switch (node.type) {
      case 'expression':
        return this.expression(node);
      case 'literal_value':
        return first === undefined ? { kind: 'opaque', span } : { kind: 'literal', value: this.#literal(first), span };
      case 'variable_expr':
        return { kind: 'variable', name: node.text, span };
      case 'template_expr':
        return first === undefined ? { kind: 'opaque', span } : this.#template(first);
      case 'collection_value':
        return first === undefined ? { kind: 'opaque', span } : this.#collection(first);
      case 'function_call':
        return this.#call(parts, span);
      case 'conditional': {
        const [condition, yes, no] = parts.filter(({ type }) => type !== '?' && type !== ':');
        if (condition === undefined || yes === undefined || no === undefined) return { kind: 'opaque', span };
        return {
          kind: 'conditional',
          condition: this.expression(condition),
          yes: this.expression(yes),
          no: this.expression(no),
          span,
        };
      }
      case 'operation':
        return first === undefined ? { kind: 'opaque', span } : this.#operation(first);
      case 'for_expr':
        return first === undefined ? { kind: 'opaque', span } : this.#for(first);
      default:
        return { kind: 'opaque', span };
    }
  }

  #operation(node: SyntaxNode): Expression {
    const parts = partsOf(node);
    const at = parts.findIndex(({ type }) => OPERATORS.has(type));
    const operator = parts[at]?.type ?? '';
    const sides = [parts.slice(0, at), parts.slice(at + 1)].filter((side) => side.length > 0);
    return {
      kind: 'operation',
      operator,
      operands: sides.map((side) => this.#operand(side, node)),
      span: this.#span(node),
    };
  }

  #call([name, ...others]: readonly SyntaxNode[], span: Span): Expression {
    const given = others.find(({ type }) => type === 'function_arguments');
    const parts = given === undefined ? [] : partsOf(given);
    return {
      kind: 'call',
      name: name?.text ?? '',
      operands: parts.filter(({ type }) => type === 'expression').map((each) => this.expression(each)),
      isSpread: parts.some(({ type }) => type === 'ellipsis'),
      span,
    };
  }

  #collection(node: SyntaxNode): Expression {
    const span = this.#span(node);
    const parts = partsOf(node);
    if (node.type === 'tuple') {
      return {
        kind: 'tuple',
        items: parts.filter(({ type }) => type === 'expression').map((each) => this.expression(each)),
        span,
      };
    }
    const members = parts.flatMap((element): readonly (readonly [Expression, Expression])[] => {
      const [key, value] =
        element.type === 'object_elem' ? partsOf(element).filter(({ type }) => type === 'expression') : [];
      return key === undefined || value === undefined ? [] : [[this.#key(key), this.expression(value)]];
    });
    return { kind: 'object', members, span };
  }

  /** A bare word is a key, and no variable. */
  #key(node: SyntaxNode): Expression {
    const key = this.expression(node);
    const isBare = key.kind === 'variable' && !node.text.startsWith('(');
    return isBare ? { kind: 'literal', value: key.name, span: key.span } : key;
  }

  #for(node: SyntaxNode): Expression {
    const span = this.#span(node);
    const parts = partsOf(node);
    const intro = parts.find(({ type }) => type === 'for_intro');
    const [collection] = intro === undefined ? [] : partsOf(intro).filter(({ type }) => type === 'expression');
    const values = parts.filter(({ type }) => type === 'expression').map((each) => this.expression(each));
    const [only] = parts.filter(({ type }) => type === 'for_cond');
    const condition = only && partsOf(only).find(({ type }) => type === 'expression');
    const value = values.at(-1);
    if (intro === undefined || collection === undefined || value === undefined) return { kind: 'opaque', span };
    return {
      kind: 'for',
      variables: partsOf(intro)
        .filter(({ type }) => type === 'identifier')
        .map(({ text }) => text),
      collection: this.expression(collection),
      key: node.type === 'for_object_expr' ? values[0] : undefined,
      value,
      condition: condition && this.expression(condition),
      isGrouped: parts.some(({ type }) => type === 'ellipsis'),
      span,
    };
  }

  #literal(node: SyntaxNode): string | number | boolean | null {
    switch (node.type) {
      case 'numeric_lit':
        return Number(node.text);
      case 'bool_lit':
        return node.text === 'true';
      case 'null_lit':
        return null;
      default:
        return this.#text(node);
    }
  }

  #text(node: SyntaxNode): string {
    return unescaped(node.text.slice(1, -1));
  }

  /** What stands between the parts of a template belongs to it, white space too. */
  #template(node: SyntaxNode): Expression {
    const span = this.#span(node);
    const isHeredoc = node.type === 'heredoc_template';
    const { text } = this.#source;
    const start = isHeredoc ? text.indexOf('\n', node.startIndex) + 1 : node.startIndex + 1;
    const closing = isHeredoc ? (partsOf(node).at(-1)?.startIndex ?? node.endIndex) : node.endIndex - 1;
    const end = isHeredoc ? text.lastIndexOf('\n', closing) + 1 : closing;
    const parts: (string | Expression)[] = [];
    let from = start;
    const add = (to: number) => {
      const raw = text.slice(from, Math.max(from, to));
      const literal = isHeredoc ? raw.replaceAll('$${', '${').replaceAll('%%{', '%{') : unescaped(raw);
      if (literal !== '') parts.push(literal);
    };
    for (const part of partsOf(node)) {
      if (part.type !== 'template_interpolation' && part.type !== 'template_directive') continue;
      add(part.startIndex);
      const inner =
        part.type === 'template_interpolation' ? partsOf(part).find(({ type }) => type === 'expression') : undefined;
      parts.push(inner === undefined ? { kind: 'opaque', span: this.#span(part) } : this.expression(inner));
      from = part.endIndex;
    }
    add(end);
    const isIndented = isHeredoc && node.text.startsWith('<<-');
    return { kind: 'template', parts: isIndented ? withoutIndent(parts) : parts, span };
  }

  #span({ startIndex, endIndex }: SyntaxNode): Span {
    return { source: this.#source, at: startIndex, end: endIndex };
  }
}

const OPERATORS: ReadonlySet<string> = new Set([
  '||',
  '&&',
  '==',
  '!=',
  '<',
  '<=',
  '>',
  '>=',
  '+',
  '-',
  '*',
  '/',
  '%',
  '!',
]);

function partsOf(node: SyntaxNode): readonly SyntaxNode[] {
  return node.children.filter((child) => child !== null && child.type !== 'comment') as readonly SyntaxNode[];
}

function nameIn(step: SyntaxNode): string {
  return step.text.replace(/^\./, '').trim();
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\' };

function unescaped(text: string): string {
  if (!/[\\$%]/.test(text)) return text;
  return text.replace(
    /\\u([0-9a-fA-F]{4})|\\U([0-9a-fA-F]{8})|\\(.)|([$%])\4\{/gs,
    (whole, short, long, escaped, doubled) => {
      if (short !== undefined) return String.fromCharCode(Number.parseInt(short, 16));
      if (long !== undefined) return codePoint(Number.parseInt(long, 16)) ?? whole;
      return doubled === undefined ? (ESCAPES[escaped] ?? whole) : `${doubled}{`;
    },
  );
}

function codePoint(code: number): string | undefined {
  return code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
}

/** What `<<-` takes away from the beginning of each line: as much as the least indented one has. */
function withoutIndent(parts: readonly (string | Expression)[]): readonly (string | Expression)[] {
  const lines = parts
    .map((part) => (typeof part === 'string' ? part : '\u0000'))
    .join('')
    .split('\n')
    .filter((line) => line.trim() !== '');
  const indent = Math.min(...lines.map((line) => /^[ \t]*/.exec(line)?.[0].length ?? 0));
  if (!Number.isFinite(indent) || indent === 0) return parts;
  const beginning = new RegExp(`(^|\\n)[ \\t]{1,${indent}}`, 'g');
  return parts.map((part, at) => {
    if (typeof part !== 'string') return part;
    return at === 0 ? part.replace(beginning, '$1') : part.replace(new RegExp(`\\n[ \\t]{1,${indent}}`, 'g'), '\n');
  });
}
