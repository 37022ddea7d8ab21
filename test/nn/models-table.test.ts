import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { expect, it } from 'vitest';
import { HlsmithError } from '../../src/diagnostics/index.js';
import { accuracy, logits, predict, type Model, type ModelLayer, type NdArray } from '../../src/nn/index.js';
import { readKerasModel } from '../../src/nn/index.js';
import { resize } from './resize.js';
import { scratchFolder } from './scratch.js';
import { describeWithSharedData, jetSurrogate, mnistTest, sharedData, sharedModels } from './shared.js';

const scratch = scratchFolder();
const document = fileURLToPath(new URL('../../docs/models.md', import.meta.url));
/** Some take seconds: without the variable, the document's own figures are kept. */
const measuring = process.env.HLSMITH_ACCURACY === '1';

interface Row {
  /** Below ../shared/data. */
  readonly model: string;
  readonly weights?: string;
}

/** Weights that are not called like their architecture. */
const others: Readonly<Record<string, readonly string[]>> = {
  'KERAS_3layer.json': [
    'KERAS_3layer_weights.h5',
    'KERAS_3layer_70pruned_retrained_weights.h5',
    'KERAS_3layer_95pruned_retrained_weights.h5',
  ],
  'fashionmnist_model.json': ['FashionMNIST.h5'],
};

function rows(): Row[] {
  const files = readdirSync(sharedModels, { recursive: true, encoding: 'utf8' }).sort();
  const models = files.filter((file) => /\.(json|h5|keras|onnx)$/.test(file) && !/weights\.h5$/.test(file));
  const found = models.flatMap((file): Row[] => {
    const model = join('models', file);
    const name = file.split(/[\\/]/).at(-1)!;
    if (!file.endsWith('.json')) return [{ model }];
    const folder = model.slice(0, -name.length);
    const candidates = others[name] ?? [name.replace('.json', '_weights.h5')];
    const present = candidates
      .map((one) => join(folder, one))
      .filter((one) => existsSync(join(sharedData, one)));
    return present.length > 0 ? present.map((weights) => ({ model, weights })) : [{ model }];
  });
  return [...found, { model: join('jet', 'model_batchnorm.h5') }];
}

const read = ({ model, weights }: Row): Promise<Model> =>
  readKerasModel(
    join(sharedData, model),
    weights === undefined ? {} : { weights: join(sharedData, weights) },
  );

function layersOf(model: Model): string {
  const counts = new Map<string, number>();
  for (const layer of model.layers) {
    const kind = layer.kind === 'activation' ? layer.activation : layer.kind;
    if (kind !== 'input') counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return [...counts].map(([kind, count]) => (count === 1 ? kind : `${count} ${kind}`)).join(', ');
}

const isArray = (value: unknown): value is NdArray =>
  typeof value === 'object' && value !== null && 'data' in value;

const weightsOf = (model: Model): number =>
  model.layers
    .flatMap((layer: ModelLayer) => Object.values(layer).filter(isArray))
    .reduce((sum, { data }) => sum + data.length, 0);

async function mnist(row: Row, more: (model: Model) => Model = (model) => model): Promise<string> {
  const { inputs, labels, samples } = mnistTest();
  const model = more(await read(row));
  return accuracy(logits(model, inputs, samples), labels).toFixed(4);
}

/** The same with the quantizers of the file taken out. */
async function mnistBothWays(row: Row): Promise<string> {
  const text = readFileSync(join(sharedData, row.model), 'utf8');
  const json = JSON.parse(text, (key, value: unknown) => {
    if (key === 'kernel_quantizer' || key === 'bias_quantizer') return null;
    return key === 'activation' && JSON.stringify(value).includes('quantized_relu') ? 'relu' : value;
  }) as unknown;
  const path = scratch.write('floats.json', JSON.stringify(json));
  const floats = await readKerasModel(path, { weights: join(sharedData, row.weights!) });
  return `${await mnist(row)} quantised, ${await mnist(row, () => floats)} in floats`;
}

async function mnistSmall(row: Row): Promise<string> {
  const { inputs, labels, samples } = mnistTest();
  const small = resize(
    Uint8Array.from(inputs, (value) => Math.round(value * 255)),
    28,
    12,
  );
  const model = await read(row);
  return accuracy(
    logits(
      model,
      Float64Array.from(small, (pixel) => pixel / 255),
      samples,
    ),
    labels,
  ).toFixed(4);
}

async function jets(row: Row): Promise<string> {
  const { inputs, labels, samples } = jetSurrogate();
  const share = accuracy(logits(await read(row), inputs, samples), labels).toFixed(4);
  return `${share} on ${samples} surrogates`;
}

async function houseNumbers(row: Row): Promise<string> {
  const numbers = (name: string): Float64Array => {
    const text = readFileSync(join(sharedModels, 'hls4ml-history', `svhn_grayscale_mlp_${name}.dat`), 'utf8');
    return Float64Array.from(text.trim().split(/\s+/), Number);
  };
  const [inputs, expected] = [numbers('input_features'), numbers('predictions')];
  const found = predict(await read(row), inputs, expected.length / 10);
  const worst = Math.max(...found.map((value, at) => Math.abs(value - expected[at])));
  return `8 predictions within ${worst.toExponential(0)}`;
}

/** By file: what the data's notes state, and how it is measured. */
const figures: Readonly<Record<string, readonly [stated: string, measure: (row: Row) => Promise<string>]>> = {
  'KERAS_mnist_mlp.json': ['0.9825', mnist],
  'KERAS_mnist_mlp128.json': ['0.9819', mnist],
  'KERAS_mnist_12x12_mlp.json': ['0.9701, Lanczos resize', mnistSmall],
  'qkeras_mnist_cnn.json': ['0.9847', mnistBothWays],
  'qkeras_mnist_dense.json': ['0.9248', mnistBothWays],
  'tiny_mnist_model.h5': ['0.9580', mnist],
  'hgq_mnist_homogeneous.h5': ['', mnist],
  'hgq_mnist_heterogeneous.h5': ['', mnist],
  'svhn_grayscale_mlp.json': ['8 predictions', houseNumbers],
  'model_batchnorm.h5': ['0.7669 on 166,000 jets', jets],
};

/** `model | weights` of each row of the document, to its cell with the measured accuracy. */
function cells(text: string): Map<string, string> {
  const lines = text.split('\n').map((line) => line.split('|').map((cell) => cell.trim()));
  return new Map(lines.map((cells) => [cells.slice(1, 3).join(), cells[6] ?? '']));
}

async function describe(row: Row, known: ReadonlyMap<string, string>): Promise<string> {
  const file = row.model.split(/[\\/]/).at(-1)!;
  const weightsFile = row.weights?.split(/[\\/]/).at(-1) ?? '';
  const [stated, measure] = figures[file] ?? ['', undefined];
  const cell = (...texts: readonly (string | number)[]): string =>
    `| ${[file, weightsFile, ...texts].join(' | ')} |`;
  try {
    const model = await read(row);
    const measured = measuring ? await measure?.(row) : known.get([file, weightsFile].join());
    return cell('yes', layersOf(model), weightsOf(model), measured ?? '', stated);
  } catch (error) {
    if (!(error instanceof HlsmithError)) throw error;
    const [reason] = error.message.replace(`${join(sharedData, row.model)}: `, '').split(';');
    return cell('no', reason, '', '', stated);
  }
}

describeWithSharedData('the table in docs/models.md', () => {
  it('says what each model is', { timeout: 600_000 }, async () => {
    const text = readFileSync(document, 'utf8');
    const known = cells(text);
    const lines = [
      '| model | weights file | read | layers, or the reason | weights | accuracy | stated |',
      '| - | - | - | - | -: | - | - |',
    ];
    for (const row of rows()) lines.push(await describe(row, known));
    const start = text.indexOf('<!-- table -->') + '<!-- table -->'.length;
    const end = text.indexOf('<!-- end of table -->');
    const whole = `${text.slice(0, start)}\n\n${lines.join('\n')}\n\n${text.slice(end)}`;
    const pretty = await format(whole, { ...(await resolveConfig(document)), parser: 'markdown' });
    await expect(pretty).toMatchFileSnapshot(document);
  });

  it('uses all files of weights', () => {
    const used = new Set(rows().flatMap(({ weights }) => weights ?? []));
    const files = readdirSync(sharedModels, { recursive: true, encoding: 'utf8' });
    // These hold their architecture too, which names a class that is not supported.
    const weights = files.filter((file) => file.endsWith('weights.h5')).map((file) => join('models', file));
    expect(weights.filter((file) => !used.has(file)).map((file) => relative('models', file))).toEqual([]);
  });
});
