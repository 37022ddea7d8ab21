import { problem } from '../../diagnostics/index.js';
import { isKind, kindNames } from './kinds.js';
import type { Attribute, Edge, NodeTest, Path, Step } from './path.js';

/** Reads a path query. @throws cpp.query with the offending column */
export function parsePath(text: string): Path {
  return new PathParser(text).parse();
}

class PathParser {
  private at = 0;

  constructor(private readonly text: string) {}

  parse(): Path {
    const first = this.step();
    const rest: { edge: Edge; step: Step }[] = [];
    for (this.blanks(); this.at < this.text.length; this.blanks()) {
      const edge = this.edge();
      rest.push({ edge, step: this.step() });
    }
    const bound = [first, ...rest.filter(({ edge }) => !edge.negated).map(({ step }) => step)].flat();
    if (bound.every(({ name }) => !name)) {
      this.at = 0;
      this.fail('no node has a name, so that its rows would be empty: write c:Call instead of :Call');
    }
    return { first, rest };
  }

  private edge(): Edge {
    const negated = this.take('!');
    if (this.take('=>')) return { negated, min: 1, max: Infinity };
    if (!this.take('={')) this.fail('expected =>, ={n}> or ={min,max}>');
    const min = Number(this.word(/\d+/y, 'a number'));
    let max = min;
    this.blanks();
    if (this.take(',')) {
      this.blanks();
      max = this.text[this.at] === '}' ? Infinity : Number(this.word(/\d+/y, 'a number'));
    }
    this.blanks();
    if (!this.take('}>')) this.fail('expected }>');
    if (min < 1 || max < min) this.fail('a distance is at least 1 and goes upwards');
    return { negated, min, max };
  }

  private step(): Step {
    this.blanks();
    if (!this.take('(')) return [this.node()];
    const alternatives = [this.node()];
    for (this.blanks(); this.take('|'); this.blanks()) alternatives.push(this.node());
    if (!this.take(')')) this.fail('expected ) or |');
    return alternatives;
  }

  private node(): NodeTest {
    this.blanks();
    const name = this.optional(/[A-Za-z_]\w*/y);
    this.blanks();
    if (!this.take(':')) this.fail('expected NAME:KIND');
    this.blanks();
    const kinds: string[] = [];
    if (this.take('(')) {
      do kinds.push(this.kind());
      while (this.take('|'));
      if (!this.take(')')) this.fail('expected ) or |');
    } else kinds.push(this.kind());
    const attributes: Attribute[] = [];
    for (this.blanks(); this.take('['); this.blanks()) attributes.push(this.attribute());
    return { name, kinds, attributes };
  }

  private kind(): string {
    this.blanks();
    const from = this.at;
    const kind = this.word(/[A-Za-z]\w*/y, 'a kind');
    if (!isKind(kind)) {
      this.at = from;
      this.fail(`no kind ${kind}; kinds: ${kindNames.join(', ')}`);
    }
    this.blanks();
    return kind;
  }

  private attribute(): Attribute {
    this.blanks();
    const negated = this.take('!');
    const property = this.word(/[A-Za-z_]\w*/y, 'a property');
    this.blanks();
    const operator = this.optional(/!=|\^=|\$=|\*=|<=|>=|=|<|>/y) as Attribute['operator'];
    let value = '';
    if (operator) {
      this.blanks();
      const quoted = this.optional(/"[^"]*"/y);
      value = quoted?.slice(1, -1) ?? this.word(/[^\]\s]+/y, 'a value');
    }
    this.blanks();
    if (!this.take(']')) this.fail('expected ]');
    return { property, operator, value, negated };
  }

  private blanks(): void {
    while (/\s/.test(this.text[this.at] ?? '')) this.at++;
  }

  private take(text: string): boolean {
    if (!this.text.startsWith(text, this.at)) return false;
    this.at += text.length;
    return true;
  }

  private optional(pattern: RegExp): string | null {
    pattern.lastIndex = this.at;
    const match = pattern.exec(this.text)?.[0] ?? null;
    if (match) this.at += match.length;
    return match;
  }

  private word(pattern: RegExp, what: string): string {
    return this.optional(pattern) ?? this.fail(`expected ${what}`);
  }

  private fail(reason: string): never {
    throw problem('cpp.query', { query: this.text, column: this.at + 1, reason });
  }
}
