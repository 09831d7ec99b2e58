import { parseJsonTemplate } from '../../cloudformation/json-template.ts';
import { ListNode, MapNode, type TemplateNode } from '../../cloudformation/template-node.ts';
import { PlannedInputError } from '../../planned-input-error.ts';
import { SourceText } from '../../source-text.ts';
import type { Block, Body, Expression, Span } from './expression.ts';
import { parseExpression } from './parse-body.ts';
import type { ParseHcl } from './syntax-node.ts';

/** Outermost names, and how many labels their blocks have (Terraform's documentation, "JSON Configuration Syntax"). */
const LABELS: ReadonlyMap<string, number> = new Map([
  ['resource', 2],
  ['data', 2],
  ['module', 1],
  ['variable', 1],
  ['output', 1],
  ['provider', 1],
  ['locals', 0],
]);

/** Reads a `.tf.json` file. @throws PlannedInputError for what is not JSON, naming the line. */
export function parseJsonBody(source: SourceText, parseHcl: ParseHcl): Body {
  const root = parseJsonTemplate(source);
  if (!(root instanceof MapNode)) throw new PlannedInputError(source.file, 1, 'a configuration is a JSON object');
  const reader = new Reader(source, parseHcl);
  const blocks = [...LABELS].flatMap(([type, labels]) => {
    const member = root.members.get(type);
    return member === undefined ? [] : reader.blocks(type, member.value, member.at, labels, []);
  });
  return { attributes: new Map(), blocks };
}

class Reader {
  readonly #source: SourceText;
  readonly #parseHcl: ParseHcl;

  constructor(source: SourceText, parseHcl: ParseHcl) {
    this.#source = source;
    this.#parseHcl = parseHcl;
  }

  blocks(type: string, node: TemplateNode, at: number, more: number, labels: readonly string[]): readonly Block[] {
    if (node instanceof ListNode)
      return node.items.flatMap((item) => this.blocks(type, item.value, item.at, more, labels));
    if (!(node instanceof MapNode)) return [];
    if (more === 0) return [{ type, labels, body: this.#body(node), span: this.#span(at) }];
    return [...node.members].flatMap(([label, member]) =>
      this.blocks(type, member.value, member.at, more - 1, [...labels, label]),
    );
  }

  /** Nested blocks stand as attributes, but for dynamic ones. */
  #body(node: MapNode): Body {
    const attributes = new Map<string, Expression>();
    const blocks: Block[] = [];
    for (const [name, { at, value }] of node.members) {
      if (name !== 'dynamic') attributes.set(name, this.#expression(value, at));
      else
        for (const block of this.blocks('dynamic', value, at, 1, [])) {
          const content = value instanceof MapNode ? value.get(block.labels[0] ?? '') : undefined;
          const inner = content instanceof MapNode ? content.get('content') : undefined;
          const body = inner instanceof MapNode ? this.#body(inner) : { attributes: new Map(), blocks: [] };
          const contents = [{ type: 'content', labels: [], body, span: block.span }];
          blocks.push({ ...block, body: { attributes: block.body.attributes, blocks: contents } });
        }
    }
    return { attributes, blocks };
  }

  #expression(node: TemplateNode, at: number): Expression {
    const span = this.#span(at);
    if (node instanceof ListNode) {
      return { kind: 'tuple', items: node.items.map((item) => this.#expression(item.value, item.at)), span };
    }
    if (node instanceof MapNode) {
      const members = [...node.members].map(
        ([key, member]) => [this.#template(key, member.at), this.#expression(member.value, member.at)] as const,
      );
      return { kind: 'object', members, span };
    }
    if (typeof node === 'string') return this.#template(node, at);
    if (node !== null && typeof node === 'object') return { kind: 'opaque', span };
    return { kind: 'literal', value: node, span };
  }

  /** Texts are templates. */
  #template(text: string, at: number): Expression {
    const span = this.#span(at);
    if (!/[$%]\{/.test(text)) return { kind: 'literal', value: text, span };
    const before = '\n'.repeat(this.#source.lineOf(at) - 1);
    const written = `${before}value = ${quoted(text)}\n`;
    return parseExpression(new SourceText(this.#source.file, written), this.#parseHcl) ?? { kind: 'opaque', span };
  }

  #span(at: number): Span {
    return { source: this.#source, at, end: at };
  }
}

/** As a text of HCL: what stands between `${` and `}` is an expression, and stays as it is. */
function quoted(text: string): string {
  let depth = 0;
  let result = '"';
  for (let at = 0; at < text.length; at++) {
    const character = text[at] ?? '';
    const isOpening = /^[$%]\{/.test(text.slice(at, at + 2)) && text[at - 1] !== character;
    if (depth === 0 && isOpening) {
      depth = 1;
      result += text.slice(at, at + 2);
      at++;
    } else if (depth === 0)
      result += character === '"' || character === '\\' ? `\\${character}` : character === '\n' ? '\\n' : character;
    else {
      if (character === '{') depth++;
      if (character === '}') depth--;
      result += character;
    }
  }
  return `${result}"`;
}
