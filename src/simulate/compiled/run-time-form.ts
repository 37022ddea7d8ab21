import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Project } from '../../cpp/index.js';
import type { FixedType, PrecisionAssignment } from '../../hls/index.js';
import { useRunTimePrecisions, type RunTimePrecision } from '../../../metaprograms/run-time-precisions.js';
import { writeTraced } from './traced.js';
import { buildKernel, compileFailed, ownHeaders, type CompiledKernel } from './compile.js';
import type { Kernel } from './kernel.js';

/** A kernel that reads its formats from a table when it starts. */
export interface RunTimeForm {
  readonly precisions: readonly RunTimePrecision[];
  /** Typedefs that must be one type, for the C++ to compile. */
  readonly ties: readonly (readonly string[])[];
  readonly compiled: CompiledKernel;
}

export interface FormOptions {
  readonly kernel: Kernel;
  /** An empty folder. */
  readonly folder: string;
  readonly compiler: string;
  readonly seconds: number;
  readonly runSeconds: number;
  /** Counts what is fitted into each format. */
  readonly profile: boolean;
}

/** How often types that the compiler wants equal are tied, one error after the other. */
const mostRounds = 4;

/**
 * Compiles a kernel once for all precisions. Where the compiler wants two typedefs to be one type, and they were,
 * they are tied: those that its message names, or in the end all that were spelled alike, with which any kernel compiles
 * that compiled before, unless it needs a width when it is compiled.
 *
 * @throws the last simulate.compile-failed.
 */
export async function compileRunTimeForm(project: Project, options: FormOptions): Promise<RunTimeForm> {
  const ties = new Ties();
  for (let round = 0; ; round++) {
    const fork = project.fork();
    const precisions = useRunTimePrecisions(fork, ties.groups);
    fork.commit({ author: 'run-time-precisions' });
    const projectDirectory = join(options.folder, `project${round}`);
    writeTraced(fork, options.kernel.name, projectDirectory);
    const { kernel, folder, compiler, seconds, runSeconds, profile } = options;
    const job = {
      ...{ projectDirectory, kernel, compiler, seconds, runSeconds, headers: ownHeaders(), build: folder },
      flags: ['-O2', ...(profile ? ['-DHLSMITH_PROFILE'] : [])],
    };
    const built = await buildKernel(job);
    if (typeof built !== 'string') return { precisions, ties: ties.groups, compiled: built };
    const pairs = round < mostRounds ? pairsIn(built, precisions) : [];
    const grew = pairs.filter(([a, b]) => ties.tie(a, b)).length > 0;
    if (!grew && !ties.tieAllAlike(precisions)) compileFailed(job, built);
  }
}

/** Typedefs of one original type whose run-time types stand together in an error. */
function pairsIn(message: string, precisions: readonly RunTimePrecision[]): [string, string][] {
  const pairs: [string, string][] = [];
  for (const line of message
    .split('\n')
    .filter((text) => /convert|conversion|no match|conflict|deduced/.test(text))) {
    const entries = [...line.matchAll(/run_time<(\d+)>/g)].map(([, entry]) => Number(entry));
    const named = [...new Set(entries)].flatMap(
      (entry) => precisions.find((precision) => precision.entry === entry) ?? [],
    );
    for (const other of named.slice(1)) {
      if (sameType(named[0]!.type, other.type)) pairs.push([named[0]!.typedef, other.typedef]);
    }
  }
  return pairs;
}

const sameType = (a: FixedType, b: FixedType): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Sets of typedefs, joined pair by pair. */
class Ties {
  groups: string[][] = [];

  /** Whether that was new. */
  tie(a: string, b: string): boolean {
    const ours = this.groups.find((group) => group.includes(a)) ?? [a];
    if (ours.includes(b)) return false;
    const theirs = this.groups.find((group) => group.includes(b)) ?? [b];
    this.groups = [
      ...this.groups.filter((group) => group !== ours && group !== theirs),
      [...ours, ...theirs],
    ];
    return true;
  }

  tieAllAlike(precisions: readonly RunTimePrecision[]): boolean {
    let grew = false;
    for (const [at, { typedef, type }] of precisions.entries()) {
      const alike = precisions.slice(0, at).find((other) => sameType(other.type, type));
      if (alike && this.tie(alike.typedef, typedef)) grew = true;
    }
    return grew;
  }
}

const quantizations = ['RND', 'RND_ZERO', 'RND_MIN_INF', 'RND_INF', 'RND_CONV', 'TRN', 'TRN_ZERO'];
const overflows = ['SAT', 'SAT_ZERO', 'SAT_SYM', 'WRAP'];

/** Writes the table of formats as `hlsmith_run_time.h` reads it. */
export function writeFormats(
  path: string,
  precisions: readonly RunTimePrecision[],
  assignment: PrecisionAssignment,
): void {
  const lines: string[] = [];
  for (const { typedef, type, entry } of precisions) {
    const { width, integer, signed, quantization, overflow } = assignment.get(typedef) ?? type;
    const modes = [quantizations.indexOf(quantization), overflows.indexOf(overflow)];
    lines[entry] = [width, integer, signed ? 1 : 0, ...modes].join(' ');
  }
  writeFileSync(path, `${lines.join('\n')}\n`);
}

/** What was fitted into a format, before it was. */
export interface FormatCounts {
  readonly entry: number;
  readonly values: number;
  readonly zeros: number;
  readonly wraps: number;
  readonly saturations: number;
  readonly least: number;
  readonly greatest: number;
}

export function readCounts(path: string): FormatCounts[] {
  const lines = readFileSync(path, 'utf8').split('\n');
  return lines
    .filter((line) => line !== '')
    .map((line) => {
      const [entry, values, zeros, wraps, saturations, least, greatest] = line.split(' ').map(Number);
      return {
        ...{ entry: entry!, values: values!, zeros: zeros!, wraps: wraps! },
        ...{ saturations: saturations!, least: least!, greatest: greatest! },
      };
    });
}
