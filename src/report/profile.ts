import Table from 'cli-table3';
import { formatFixedType } from '../hls/index.js';
import type { Finding, ProfileRow, TypedefProfile } from '../simulate/index.js';

interface Profile {
  readonly kernel: string;
  readonly samples: number;
  readonly rows: readonly ProfileRow[];
  readonly findings: readonly Finding[];
}

/** As `--json` prints it: rows, what each typedef is given by all its users, findings. */
export function profileJson({ rows, ...profile }: Profile): object {
  const typedefs = [...new Set(rows.map(({ typedef }) => typedef))].map((typedef) => {
    const users = rows.filter((row) => row.typedef === typedef);
    const sum = (key: 'wraps' | 'saturations'): number =>
      users.reduce((total, row) => total + (row[key] ?? 0), 0);
    return {
      typedef,
      type: formatFixedType(users[0].type),
      min: Math.min(...users.map(({ min }) => min)),
      max: Math.max(...users.map(({ max }) => max)),
      integerBits: Math.max(...users.map(({ integerBits }) => integerBits)),
      ...{ wraps: sum('wraps'), saturations: sum('saturations') },
    };
  });
  const shown = rows.map((row) => ({ ...row, type: formatFixedType(row.type) }));
  return { ...profile, rows: shown, typedefs };
}

/** The table that a person reads, findings behind it. */
export function profileReport({ kernel, samples, rows, findings }: Profile): string {
  const table = newTable([
    'layer',
    'what',
    'type',
    'min',
    'max',
    'integer bits',
    'wraps',
    'saturates',
    'zeros',
  ]);
  for (const row of rows) {
    const { name, what, layer, type, min, max, integerBits, values } = row;
    const isOwn = what === 'accumulator' || what === 'input';
    table.push([
      layer ?? '',
      isOwn ? (what === 'input' ? `input ${name}` : what) : name,
      formatFixedType(type),
      ...[rounded(min), rounded(max), `${integerBits} of ${type.integer}`],
      ...[row.wraps, row.saturations].map((count) => (count === null ? '' : share(count, values))),
      share(row.zeros, values),
    ]);
  }
  const lines = findings.map(({ severity, message, fix }) => `${severity.padEnd(7)}  ${message}; ${fix}`);
  return [`${kernel}: ${samples} samples`, table.toString(), ...lines].join('\n');
}

/** The same of a compiled kernel, by typedef. */
export function typedefReport(typedefs: readonly TypedefProfile[], reason: string): string {
  const table = newTable(['typedef', 'type', 'min', 'max', 'wraps', 'saturates', 'zeros']);
  for (const { typedefs: names, type, least, greatest, wraps, saturations, zeros, values } of typedefs) {
    table.push([
      names.join('\n'),
      ...[formatFixedType(type), rounded(least), rounded(greatest)],
      ...[wraps, saturations, zeros].map((count) => share(count, values)),
    ]);
  }
  return [`compiled, since it is not simulated: ${reason}`, table.toString()].join('\n');
}

function newTable(head: string[]): Table.Table {
  return new Table({ head, style: { head: [], border: [], compact: true } });
}

const rounded = (value: number): string => String(Number(value.toPrecision(4)));

function share(count: number, values: number): string {
  if (count === 0 || values === 0) return '0';
  const percent = (100 * count) / values;
  return percent < 0.01 ? '<0.01%' : `${percent.toFixed(2)}%`;
}
