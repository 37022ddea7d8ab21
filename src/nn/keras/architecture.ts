import { z } from 'zod';
import { problem } from '../../diagnostics/index.js';
import { checked } from './checked.js';
import { Flattening, type KerasApplication } from './flatten.js';

/** What a Keras file says about its layers, the same for all its dialects; models inside models are flattened. */
export interface KerasArchitecture {
  readonly name: string;
  /** The major version of Keras: a few layers mean other things in 3 than in 2. */
  readonly version: number;
  /** Topological. */
  readonly applications: readonly KerasApplication[];
  /** Names of applications. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

const modelSchema = z.object({
  class_name: z.string(),
  config: z.union([z.record(z.string(), z.unknown()), z.array(z.unknown())]),
  keras_version: z.string().optional(),
});

/**
 * Reads the JSON that `model.to_json()` writes and that a full-model file holds as `model_config`: Sequential and
 * Functional models of Keras 2 and 3.
 * @param file the name that messages give
 * @param version of Keras, where another part of the file states it; 2 where nothing does
 * @throws `model.damaged`, `model.kind`, `model.graph`
 */
export function parseArchitecture(text: string, file: string, version?: string): KerasArchitecture {
  const model = checked(modelSchema, parseJson(text, file), file);
  const flattening = new Flattening(file);
  const flat = shallow(() => flattening.model(model.class_name, model.config), file);
  const major = Number.parseInt(version ?? model.keras_version ?? '2', 10);
  return { ...flat, version: major || 2, applications: flattening.applications };
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw problem('model.damaged', { reason: 'its architecture is not valid JSON' }, { file });
  }
}

/** Lists in lists without end are no architecture. */
function shallow<T>(act: () => T, file: string): T {
  try {
    return act();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw problem('model.damaged', { reason: 'its architecture is nested too deep' }, { file });
  }
}
