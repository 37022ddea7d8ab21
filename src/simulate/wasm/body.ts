import { instructions, type Expression, type WasmType } from './instructions.js';

export type { Expression } from './instructions.js';

/** Something computed once and readable often. */
export type Value = () => Expression;

/** A local that loops change. */
export interface Variable {
  readonly get: Value;
  set(value: Expression): void;
}

/**
 * The body of one WebAssembly function while it is written: statements in order, every result in a local of
 * its own. The engine behind turns locals into registers.
 */
export class Body {
  readonly v128 = 'v128';
  readonly i64 = 'i64';
  readonly i32 = 'i32';
  readonly module = instructions;
  private readonly locals: WasmType[] = [];
  private readonly prologue: Expression[] = [];
  private readonly constants = new Map<string, Value>();
  private statements: Expression[] = [];

  /** @param parameters how many `i32` parameters the function has. */
  constructor(private readonly parameters: number) {}

  parameter(index: number): Value {
    return () => this.module.local.get(index);
  }

  /** Computes an expression now, to be read from here on. */
  let(type: WasmType, expression: Expression): Value {
    return this.variable(type, expression).get;
  }

  variable(type: WasmType, initial: Expression): Variable {
    const index = this.parameters + this.locals.push(type) - 1;
    const set = (value: Expression): void => this.do(this.module.local.set(index, value));
    set(initial);
    return { get: () => this.module.local.get(index), set };
  }

  /** A constant, computed once before everything else. */
  constant(key: string, type: WasmType, expression: () => Expression): Value {
    let value = this.constants.get(key);
    if (!value) {
      const index = this.parameters + this.locals.push(type) - 1;
      this.prologue.push(this.module.local.set(index, expression()));
      value = () => this.module.local.get(index);
      this.constants.set(key, value);
    }
    return value;
  }

  do(statement: Expression): void {
    this.statements.push(statement);
  }

  /** A pointer or counter plus a constant. */
  plus(value: Value, constant: number): Expression {
    return constant === 0 ? value() : this.module.i32.add(value(), this.module.i32.const(constant));
  }

  /** Runs the statements that `write` adds a fixed number of times, at least once. */
  repeat(count: number, write: () => void): void {
    if (count === 1) return write();
    const { i32, repeat } = this.module;
    const counter = this.variable(this.i32, i32.const(count));
    const outer = this.statements;
    this.statements = [];
    write();
    counter.set(i32.sub(counter.get(), i32.const(1)));
    const inside = this.statements;
    this.statements = outer;
    this.do(repeat(inside, counter.get()));
  }

  /** The text of a module that exports the finished function; its memory is imported as `session.memory`. */
  finish(name: string): string {
    const parameters = Array<WasmType>(this.parameters).fill('i32');
    const statements = [...this.prologue, ...this.statements];
    return `(module
      (import "session" "memory" (memory 1))
      (func (export "${name}") (param ${parameters.join(' ')}) (local ${this.locals.join(' ')})
      ${statements.join('\n')}))`;
  }
}
