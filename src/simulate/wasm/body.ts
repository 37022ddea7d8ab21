import type binaryen from 'binaryen';

export type Expression = binaryen.ExpressionRef;
export type WasmType = binaryen.Type;

/** Something computed once and readable often: an expression may stand in the tree only once. */
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
  readonly v128: WasmType;
  readonly i64: WasmType;
  readonly i32: WasmType;
  private readonly locals: WasmType[] = [];
  private readonly prologue: Expression[] = [];
  private readonly constants = new Map<string, Value>();
  private statements: Expression[] = [];
  private labels = 0;

  /** @param parameters how many `i32` parameters the function has. */
  constructor(
    readonly module: binaryen.Module,
    private readonly types: Pick<typeof binaryen, 'v128' | 'i64' | 'i32' | 'none' | 'createType'>,
    private readonly parameters: number,
  ) {
    this.v128 = types.v128;
    this.i64 = types.i64;
    this.i32 = types.i32;
  }

  parameter(index: number): Value {
    return () => this.module.local.get(index, this.i32);
  }

  /** Computes an expression now, to be read from here on. */
  let(type: WasmType, expression: Expression): Value {
    return this.variable(type, expression).get;
  }

  variable(type: WasmType, initial: Expression): Variable {
    const index = this.parameters + this.locals.push(type) - 1;
    const set = (value: Expression): void => this.do(this.module.local.set(index, value));
    set(initial);
    return { get: () => this.module.local.get(index, type), set };
  }

  /** A constant, computed once before everything else. */
  constant(key: string, type: WasmType, expression: () => Expression): Value {
    let value = this.constants.get(key);
    if (!value) {
      const index = this.parameters + this.locals.push(type) - 1;
      this.prologue.push(this.module.local.set(index, expression()));
      value = () => this.module.local.get(index, type);
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
    const { i32, br, loop, block } = this.module;
    const counter = this.variable(this.i32, i32.const(count));
    const label = `loop${this.labels++}`;
    const outer = this.statements;
    this.statements = [];
    write();
    counter.set(i32.sub(counter.get(), i32.const(1)));
    this.do(br(label, counter.get()));
    const inside = this.statements;
    this.statements = outer;
    this.do(loop(label, block(null, inside)));
  }

  /** Adds the finished function to the module and exports it under its name. */
  finish(name: string): void {
    const parameters = this.types.createType(Array<WasmType>(this.parameters).fill(this.i32));
    const body = this.module.block(null, [...this.prologue, ...this.statements]);
    this.module.addFunction(name, parameters, this.types.none, this.locals, body);
    this.module.addFunctionExport(name, name);
  }
}
