import type { FixedType, MultiplierTable } from '../../hls/index.js';
import { problem } from '../../diagnostics/index.js';
import { brokenArray, drum, mitchell, truncated } from './models.js';
import { signedAs, type Multiplier } from './multiplier.js';

export type { Multiplier } from './multiplier.js';

/**
 * The approximate multiplier that a config struct's product names: `approximate<hlsmith::drum<6>>`; null for a
 * product that is none.
 *
 * @throws simulate.multiplier for one of which nothing is known.
 */
export function multiplierNamed(
  product: string,
  tables: Readonly<Record<string, MultiplierTable>>,
  layer: string,
): Multiplier | null {
  const name = /^approximate<(?:hlsmith::)?(.*)>$/.exec(product)?.[1];
  if (name === undefined) return null;
  const table = Object.hasOwn(tables, name) ? tables[name] : undefined;
  if (table) return tabled(table);
  const [, model = '', numbers = ''] = /^(\w+)(?:<([\d\s,]*)>)?$/.exec(name) ?? [];
  const given = numbers === '' ? [] : numbers.split(',').map(Number);
  const known = Object.hasOwn(models, model) ? models[model] : undefined;
  if (known?.numbers !== given.length) {
    throw problem('simulate.multiplier', { layer, name, known: Object.keys(models) });
  }
  return known.make(...given);
}

type Make = (...numbers: number[]) => Multiplier;

/** By their C++ names, with how many template arguments they have. */
const models: Readonly<Record<string, { readonly numbers: number; readonly make: Make }>> = {
  truncated: { numbers: 1, make: (lost) => truncated(lost!) },
  mitchell: { numbers: 0, make: () => mitchell },
  drum: { numbers: 1, make: (kept) => drum(kept!) },
  broken_array: { numbers: 2, make: (columns, rows) => brokenArray(columns!, rows!) },
};

function tabled({ name, bits, isSigned, products }: MultiplierTable): Multiplier {
  const mask = 2 ** bits - 1;
  const known = products();
  const bitsOf = (x: number): number => (isSigned ? x & mask : Math.abs(x));
  return {
    ...{ name: `hlsmith::${name}`, bits, isSigned },
    product(a, b) {
      const product = known[bitsOf(a) * (mask + 1) + bitsOf(b)]!;
      return isSigned ? product : signedAs(product, a, b);
    },
    inLanes: null,
  };
}

/** @throws simulate.multiplier-width for a type with values that the multiplier does not take. */
export function checkOperand(multiplier: Multiplier, type: FixedType, layer: string): void {
  const { name, bits, isSigned } = multiplier;
  const width = type.width + (isSigned && !type.signed ? 1 : 0);
  if (width > bits) throw problem('simulate.multiplier-width', { layer, name, width, bits });
}
