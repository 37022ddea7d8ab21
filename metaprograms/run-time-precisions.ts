import type { Project, TypedefNode } from 'hlsmith/cpp';
import { parseFixedType, type FixedType } from 'hlsmith/hls';

/** A typedef whose format a kernel reads from a table when it runs. */
export interface RunTimePrecision {
  /** With its struct, for a member: `config2::inp_norm_t`. */
  readonly typedef: string;
  /** As found. */
  readonly type: FixedType;
  /** Its place in the table; typedefs that are tied have the same. */
  readonly entry: number;
}

/**
 * Makes a kernel that is compiled once and run with many precisions: each fixed-point typedef becomes an entry of a
 * table that the kernel reads when it starts.
 *
 * before: `typedef ap_fixed<18,8> fc1_weight_t;` ... `typedef nnet::array<ap_fixed<16,6>, 4*1> layer2_t;`
 * after:  `typedef hlsmith::run_time<0> fc1_weight_t;` ... `typedef nnet::array<hlsmith::run_time<1>, 4*1> layer2_t;`
 *
 * Names for one typedef (`typedef fc1_weight_t weight_t;`) stay names. Types of more than 61 bits, those that wrap
 * with saturated bits or by sign and magnitude, and integers stay as they are. `hlsmith_run_time.h` must be on the
 * include path. The edits are pending until the project commits them.
 *
 * @param tied typedefs that C++ wants to be one type, such as an LSTM's accumulator and result.
 */
export function useRunTimePrecisions(
  project: Project,
  tied: readonly (readonly string[])[] = [],
): RunTimePrecision[] {
  const entries = new Map<string, number>();
  const precisions: RunTimePrecision[] = [];
  for (const typedef of project.typedefs()) {
    const found = spelledType(typedef);
    if (!found) continue;
    const name = typedef.qualifiedName;
    const group = tied.find((names) => names.includes(name))?.find((other) => entries.has(other));
    const entry = (group === undefined ? undefined : entries.get(group)) ?? new Set(entries.values()).size;
    entries.set(name, entry);
    precisions.push({ typedef: name, type: found.type, entry });
    typedef.set(typedef.type.text.replace(found.text, `hlsmith::run_time<${entry}>`));
  }
  const files = new Set(precisions.map(({ typedef }) => project.typedef(typedef).file));
  for (const file of files) file.insertAtStart('#include "hlsmith_run_time.h"');
  return precisions;
}

const spelling = /\bap_u?fixed\s*<[^<>]*>/g;

/** The one fixed-point type that a typedef spells, itself or as what its groups hold. */
function spelledType(typedef: TypedefNode): { text: string; type: FixedType } | null {
  const [text, ...others] = typedef.type.text.match(spelling) ?? [];
  if (text === undefined || others.length > 0) return null;
  const canonical = typedef.type.canonical.match(spelling)?.[0];
  const type = canonical === undefined ? null : parseFixedType(canonical);
  return type && canRunTime(type) ? { text, type } : null;
}

function canRunTime({ width, overflow, saturationBits }: FixedType): boolean {
  return width <= widest && overflow !== 'WRAP_SM' && saturationBits === 0;
}

/** What `hlsmith::run_time` holds. */
const widest = 61;
