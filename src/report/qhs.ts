import Table from 'cli-table3';
import { formatFixedType, type FixedType, type PrecisionAssignment } from '../hls/index.js';
import type { QhsOutcome } from '../qhs/index.js';
import type { MetricName, Verification } from '../simulate/index.js';

const roles = ['weight', 'bias', 'result'] as const;
type Role = (typeof roles)[number];

type LayerPrecision = QhsOutcome['virtualLayers'][number]['precisions'][number];

/** What became of one kind of precision of a virtual layer. */
interface Change {
  readonly typedefs: readonly string[];
  readonly before: string;
  readonly after: string;
  readonly bitsBefore: number;
  readonly bitsAfter: number;
}

type Changes = Readonly<Partial<Record<Role, Change>>>;

type LayerRow = Changes & {
  readonly name: string;
  readonly layers: readonly string[];
  /**
   * Further constants: the scale (under `weight`) and bias of a batch normalisation that joined, the recurrent
   * weights of a recurrent layer.
   */
  readonly more: readonly (Changes & { readonly layer: string })[];
};

/**
 * The virtual layers with their types before and after, as `--json` prints them: those of the layer that opens
 * it, and the result, beside its name; constants of layers that joined it under `more`.
 */
export function virtualLayerRows({ virtualLayers, baseline, assignment }: QhsOutcome): LayerRow[] {
  const changeOf = ({ slots }: LayerPrecision): Change => {
    const [{ typedef }] = slots;
    const [before, after] = [baseline, assignment].map((types) => types.get(typedef) as FixedType);
    return {
      typedefs: slots.map((slot) => slot.typedef),
      before: formatFixedType(before),
      after: formatFixedType(after),
      bitsBefore: before.width,
      bitsAfter: after.width,
    };
  };
  /** One row for a layer, and one more for each precision whose role it has already. */
  const rowsOf = (layer: string, precisions: readonly LayerPrecision[]): (Changes & { layer: string })[] => {
    const own: { layer: string } & Partial<Record<Role, Change>> = { layer };
    const further: (Changes & { layer: string })[] = [];
    for (const precision of precisions) {
      const { role, name } = precision;
      if (own[role]) further.push({ layer: name, [role]: changeOf(precision) });
      else own[role] = changeOf(precision);
    }
    return precisions.length > 0 ? [own, ...further] : [];
  };
  return virtualLayers.map(({ name, layers, precisions }) => {
    const names = layers.map((layer) => layer.name);
    const [first = name, ...joined] = names;
    const of = (layer: string): (Changes & { layer: string })[] =>
      rowsOf(
        layer,
        precisions.filter((precision) => precision.layer === layer),
      );
    const [own, ...further] = of(first);
    const { weight, bias, result } = own ?? {};
    const changes = { ...(weight && { weight }), ...(bias && { bias }), ...(result && { result }) };
    return { name, layers: names, ...changes, more: [...further, ...joined.flatMap(of)] };
  });
}

/** The result of a search as one JSON object. */
export function qhsJson(
  outcome: QhsOutcome,
  more: {
    readonly verification: Verification;
    readonly seconds: number;
    readonly diff: string;
    /** The folder that was written, or null. */
    readonly output: string | null;
  },
): object {
  const { baseline, assignment, baselineAccuracy, accuracy, trials, pinned } = outcome;
  const { metric, judged, accumulators, evaluated } = outcome;
  return {
    ...{ metric, judged, accumulators, evaluated },
    baseline: { accuracy: baselineAccuracy, precisions: spelled(baseline) },
    result: { accuracy, precisions: spelled(assignment) },
    virtualLayers: virtualLayerRows(outcome),
    pinned: pinned.map(({ precision, reason }) => ({ name: precision.name, reason })),
    trials,
    verified: more.verification.verified,
    verification: {
      compiler: more.verification.compiler,
      compared: more.verification.compared,
      message: verificationText(more.verification),
    },
    seconds: more.seconds,
    output: more.output,
    diff: more.diff,
  };
}

function spelled(assignment: PrecisionAssignment): Record<string, string> {
  return Object.fromEntries([...assignment].map(([name, type]) => [name, formatFixedType(type)]));
}

/** The table and the summary that a person reads. */
export function qhsReport(outcome: QhsOutcome, verification: Verification, seconds: number): string {
  const rows = virtualLayerRows(outcome);
  const table = new Table({
    head: ['virtual layer', 'layers', 'weight', 'bias', 'result'],
    style: { head: [], border: [] },
  });
  const shown = (change: Change | undefined, layer = ''): string[] =>
    change ? [`${change.bitsBefore} -> ${change.bitsAfter}  ${change.after}${layer}`] : [];
  for (const row of rows) {
    const cell = (role: Role): string =>
      [...shown(row[role]), ...row.more.flatMap((one) => shown(one[role], `  ${one.layer}`))].join('\n');
    table.push([row.name, row.layers.join(', '), ...roles.map(cell)]);
  }
  const changes = rows.flatMap((row) =>
    [row, ...row.more].flatMap((part) => roles.map((role) => part[role])),
  );
  const total = (key: 'bitsBefore' | 'bitsAfter'): number =>
    changes.reduce((sum, change) => sum + (change?.[key] ?? 0), 0);
  const [before, after] = [total('bitsBefore'), total('bitsAfter')];
  const percent = (value: number): string => `${(100 * value).toFixed(2)}%`;
  return [
    table.toString(),
    `bits      ${before} -> ${after} (${percent(1 - after / before)} fewer)`,
    `${outcome.metric.padEnd(9)} ${score(outcome.metric, outcome.baselineAccuracy)} -> ${score(outcome.metric, outcome.accuracy)} (on ${outcome.judged})`,
    `trials    ${outcome.trials.length} in ${seconds.toFixed(1)} s`,
    `verified  ${verificationText(verification)}`,
    ...(outcome.evaluated.remark === null ? [] : [`compiled  ${outcome.evaluated.remark}`]),
    ...outcome.pinned.map(({ precision, reason }) => `kept      ${precision.name}: ${reason}`),
  ].join('\n');
}

/** A metric's value for a person: shares in per cent, errors as they are. */
export function score(metric: MetricName, value: number): string {
  const isShare = metric === 'accuracy' || metric === 'agreement';
  return isShare ? `${(100 * value).toFixed(2)}%` : value.toPrecision(4);
}

/** What came of compiling the rewritten kernel, in one line. */
export function verificationText(verification: Verification): string {
  const { verified, compiler, compared, firstSamples, mismatch } = verification;
  const noCompiler = 'there is no C++ compiler (g++ or clang++ on PATH, or the npm package @yowasp/clang)';
  if (verified === null) return `no: ${verification.reason ?? noCompiler}`;
  const arrays = `${compared.length} arrays`;
  return mismatch
    ? `FAILED: ${mismatchText({ mismatch })}`
    : `yes: ${compiler} gives the same bits in all ${arrays}${firstSamples === null ? '' : ` of the first ${firstSamples} samples`}`;
}

/** The first value that differs. */
export function mismatchText({ mismatch }: Pick<Verification, 'mismatch'>): string {
  if (!mismatch) return 'the output was not recorded';
  const { tensor, sample, index, expected, got } = mismatch;
  return `${tensor}[${index}] of sample ${sample} is ${got} instead of ${expected} (raw values)`;
}
