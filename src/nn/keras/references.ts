/** One tensor that a layer reads. */
export interface TensorReference {
  readonly layer: string;
  /** Which application of that layer, from 0. */
  readonly node: number;
  /** Which of its results, from 0. */
  readonly tensor: number;
  /** The keyword under which it is passed; absent for a plain argument. */
  readonly keyword?: string;
}

/**
 * The tensors that a value of the file refers to, in order. Keras 2 writes `[name, node, tensor]` with optional
 * keyword arguments, alone or in lists; Keras 3 writes `{args: [{config: {keras_history: [...]}}], kwargs}`.
 */
export function tensorsOf(value: unknown, keyword?: string): TensorReference[] {
  if (Array.isArray(value)) {
    const [layer, node, tensor, keywords] = value as unknown[];
    if (typeof layer !== 'string' || typeof node !== 'number' || typeof tensor !== 'number') {
      return value.flatMap((item) => tensorsOf(item, keyword));
    }
    const reference = { layer, node, tensor, ...(keyword === undefined ? {} : { keyword }) };
    return [reference, ...keywordTensors(keywords)];
  }
  if (typeof value !== 'object' || value === null) return [];
  if ('keras_history' in value) return tensorsOf(value.keras_history, keyword);
  if ('kwargs' in value && 'args' in value)
    return [...tensorsOf(value.args), ...keywordTensors(value.kwargs)];
  return Object.values(value).flatMap((item) => tensorsOf(item, keyword));
}

function keywordTensors(keywords: unknown): TensorReference[] {
  if (typeof keywords !== 'object' || keywords === null) return [];
  return Object.entries(keywords).flatMap(([keyword, value]) => tensorsOf(value, keyword));
}
