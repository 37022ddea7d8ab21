import {
  applyMetaprogram,
  type Metaprogram,
  type OptionDeclaration,
  type OptionDeclarations,
} from '../cpp/index.js';

/**
 * Metaprograms one after the other as one, each on what the one before has left: `A,B,C`. An option goes to every
 * one that declares it; `A.option` to A alone. The report is of each by its name, as lines where all are lines.
 */
export function sequenceOf(programs: readonly Metaprogram[]): Metaprogram {
  const options: Record<string, OptionDeclaration> = {};
  for (const program of programs) {
    for (const [name, declaration] of Object.entries(program.options)) {
      const shared = options[name];
      // Where defaults differ, each has its own.
      const differs = shared !== undefined && shared.default !== declaration.default;
      options[name] = differs ? ({ ...shared, default: null } as OptionDeclaration) : (shared ?? declaration);
      options[`${program.name}.${name}`] = { ...declaration, default: null } as OptionDeclaration;
    }
  }
  return {
    name: programs.map(({ name }) => name).join(','),
    description: programs.map(({ description }) => description).join('; then '),
    scope: programs.some(({ scope }) => scope === 'project') ? 'project' : 'file',
    idempotent: programs.every(({ idempotent }) => idempotent),
    options,
    cases: [],
    async run(project, values) {
      const reports: [name: string, report: unknown][] = [];
      for (const program of programs) {
        const { report } = await applyMetaprogram(program, project, optionsFor(program, values));
        if (report !== undefined) reports.push([program.name, report]);
      }
      return joined(reports);
    },
  };
}

function optionsFor(
  { name: program, options }: Metaprogram<OptionDeclarations>,
  values: Readonly<Record<string, unknown>>,
): Record<string, never> {
  const own: Record<string, unknown> = {};
  for (const name of Object.keys(options)) {
    const value = values[`${program}.${name}`] ?? values[name];
    if (value !== undefined && value !== null) own[name] = value;
  }
  return own as Record<string, never>;
}

function joined(reports: readonly (readonly [string, unknown])[]): unknown {
  if (reports.length === 0) return undefined;
  const areLines = reports.every(
    ([, report]) =>
      typeof report === 'string' ||
      (Array.isArray(report) && report.every((line) => typeof line === 'string')),
  );
  if (!areLines) return Object.fromEntries(reports);
  return reports.flatMap(([name, report]) =>
    (Array.isArray(report) ? (report as string[]) : [report as string]).map((line) => `${name}: ${line}`),
  );
}
