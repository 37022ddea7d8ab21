import { Unfamiliar } from './bytes.js';
import type { OpenHdf5 } from './hdf5.js';
import { PlainHdf5 } from './plain.js';

/** Reads a file with the HDF5 library, which starts in a third of a second, where it is needed only. */
export const openHdf5: OpenHdf5 = async (bytes, file, use) => {
  try {
    return await PlainHdf5.read(bytes, file, use);
  } catch (error) {
    if (!(error instanceof Unfamiliar)) throw error;
  }
  const { LibraryHdf5 } = await import('./library.js');
  return LibraryHdf5.read(bytes, file, use);
};
