import { entry } from '../entry.js';
import { exitCode } from '../exit-codes.js';

/** The file itself is the message's place. */
export const nnMessages = {
  'npy.notNpy': entry<Record<never, never>>(
    exitCode.badInput,
    () => 'is not a .npy file',
    'write the array with numpy.save',
  ),
  'npy.damaged': entry<{ reason: string }>(
    exitCode.badInput,
    (a) => `the .npy file is damaged: ${a.reason}`,
    'write the array again with numpy.save',
  ),
  'npy.dtype': entry<{ dtype: string }>(
    exitCode.badInput,
    (a) => `arrays of dtype ${a.dtype} are not supported`,
    'convert the array first, for instance with .astype("float32")',
  ),
  'data.shape': entry<{ what: string; shape: string; expected: string }>(
    exitCode.badInput,
    (a) => `${a.what} of shape ${a.shape}, expected ${a.expected}`,
    'reshape the array with numpy.reshape and save it again',
  ),
  'data.notFinite': entry<{ value: string; sample: number; feature: number; count: number }>(
    exitCode.badInput,
    (a) =>
      `${a.value} in sample ${a.sample}, feature ${a.feature} (${a.count} such values in all; counted from 0)`,
    'remove or replace these samples',
  ),
  'labels.count': entry<{ labels: number; samples: number }>(
    exitCode.badInput,
    (a) => `${a.labels} labels for ${a.samples} samples`,
    'give one label for each sample of the inputs',
  ),
  'labels.value': entry<{ value: string; sample: number; expected: string }>(
    exitCode.badInput,
    (a) => `label ${a.value} of sample ${a.sample} is not ${a.expected} (samples counted from 0)`,
    'give class indices from 0, or one column for each class',
  ),
};
