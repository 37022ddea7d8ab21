import { formatFixedType, fractionBits, type FixedType, type LayerGraph } from '../../hls/index.js';
import type { ProfileRow } from './profile.js';

/** Something about the precisions of a network that is likely not meant. */
export interface Finding {
  readonly rule: 'softmax-resolution' | 'softmax-table' | 'overflow' | 'unused-integer-bits';
  /** `error`: answers are wrong or constant; `warning`: they are coarse; `note`: bits that could be saved. */
  readonly severity: 'error' | 'warning' | 'note';
  readonly layer: string | null;
  readonly message: string;
  /** What to change, in C++ names. */
  readonly fix: string;
}

/** Findings about a network, from its types and from what was measured. */
export function lintNetwork(graph: LayerGraph, rows: readonly ProfileRow[]): Finding[] {
  return [...softmaxFindings(graph, rows), ...rows.flatMap(overflowFinding), ...unusedBits(rows)];
}

/** Index steps above this change exp by more than an eighth from one entry of the table to the next. */
const finestNeeded = 1 / 8;

/**
 * A softmax looks exp up at the top bits of its index: an entry stands for 2^(I - log2(size)) of the distance to the
 * greatest input. From 1 on, classes that are apart by less look alike (hls4ml issues 1512, 1443).
 */
function softmaxFindings({ layers }: LayerGraph, rows: readonly ProfileRow[]): Finding[] {
  return layers
    .filter(({ kind, parameters }) => kind === 'softmax' && parameters.implementation !== 3)
    .flatMap((layer): Finding[] => {
      const isStable = (layer.parameters.implementation ?? 2) === 2;
      const [input] = layer.inputs;
      const index = isStable ? layer.types.norm?.type : input!.slot.type;
      if (!index) return [];
      const entries = layer.parameters.exp_table_size ?? 1024;
      const bits = Math.ceil(Math.log2(entries));
      const step = 2 ** (index.integer - Math.min(bits, index.width));
      if (step <= finestNeeded) return [];
      const measured = rows.find(({ what, name }) => what !== 'accumulator' && name === input!.name);
      const needed = Math.max(1, measured?.integerBits ?? input!.slot.type.integer);
      const size = 2 ** Math.ceil(bits + Math.log2(step / finestNeeded));
      const { typedef, type } = input!.slot;
      const narrower = formatFixedType(withIntegerBits(type, needed));
      const fixes = [
        ...(needed < type.integer ? [`make ${typedef} ${narrower}, which holds the logits seen`] : []),
        ...(index.width > bits ? [`make exp_table_size of ${layer.config} ${size}`] : []),
      ];
      const places = `an entry of the exp table of ${layer.name} stands for a distance of ${step} between logits`;
      return [
        {
          rule: step >= 1 ? 'softmax-resolution' : 'softmax-table',
          severity: step >= 1 ? 'error' : 'warning',
          layer: layer.name,
          message: step >= 1 ? `${places}: nearer ones look alike` : places,
          fix: fixes.join(', or ') || `give ${typedef} more bits`,
        },
      ];
    });
}

function overflowFinding(row: ProfileRow): Finding[] {
  const { what, name, layer, typedef, type, values, integerBits } = row;
  const wraps = row.wraps ?? 0;
  if (wraps === 0) return [];
  const share = ((100 * wraps) / values).toPrecision(2);
  const place = what === 'accumulator' ? `the accumulator of ${name}` : name;
  return [
    {
      rule: 'overflow',
      severity: 'error',
      layer,
      message: `${place} (${formatFixedType(type)}) wraps in ${wraps} of ${values} values (${share}%)`,
      fix: `make ${typedef} ${formatFixedType(withIntegerBits(type, integerBits))}`,
    },
  ];
}

/** Fewer than this is the margin that inputs not seen may need. */
const worthSaving = 2;

/** Integer bits that nothing needs: by all of a typedef's users, since they change together. */
function unusedBits(rows: readonly ProfileRow[]): Finding[] {
  const typedefs = [...new Set(rows.map(({ typedef }) => typedef))];
  return typedefs.flatMap((typedef): Finding[] => {
    const users = rows.filter((row) => row.typedef === typedef);
    const [{ type, layer }] = users as [ProfileRow];
    const isExact = users.every(({ what }) => what === 'constants');
    const needed = Math.max(...users.map(({ integerBits }) => integerBits));
    const spare = type.integer - Math.max(needed, type.integer - type.width + (type.signed ? 2 : 1));
    if (type.isInteger || users.some(({ values }) => values === 0) || spare < (isExact ? 1 : worthSaving))
      return [];
    const seen = isExact ? 'no constant needs' : 'no value seen needs';
    return [
      {
        ...{ rule: 'unused-integer-bits', severity: 'note', layer },
        message: `${spare} integer bits of ${typedef} (${formatFixedType(type)}) hold nothing: ${seen} them`,
        fix: `make ${typedef} ${formatFixedType(withIntegerBits(type, type.integer - spare))}`,
      },
    ];
  });
}

/** Other integer bits; the fraction bits stay. */
function withIntegerBits(type: FixedType, integer: number): FixedType {
  return { ...type, isInteger: false, integer, width: integer + fractionBits(type) };
}
