/** Users' TypeScript and JavaScript files, loaded without a build step, a package.json or an installed hlsmith. */
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** `.js` where hlsmith runs as built, `.ts` where its sources are run. */
export const ownExtension = extname(fileURLToPath(import.meta.url));

const own = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const rooms = ['cpp', 'hls', 'nn', 'codegen', 'simulate', 'qhs', 'flow', 'tasks'];

/** Imports a file in which `hlsmith` and its rooms are this one's: the same classes, whatever is installed. */
export async function importUserModule(path: string): Promise<Record<string, unknown>> {
  // Loading it costs 45 ms, which those who need no users' files do not pay.
  const { createJiti } = await import('jiti');
  const jiti = createJiti(path, {
    alias: {
      ...Object.fromEntries(rooms.map((room) => [`hlsmith/${room}`, own(`../${room}/index${ownExtension}`)])),
      'hlsmith/metaprograms': own('../../metaprograms'),
      hlsmith: own(`../index${ownExtension}`),
      // Tasks declare their parameters with it, and a schema of another copy would not be one of ours.
      zod: createRequire(import.meta.url).resolve('zod'),
    },
    // The default is a folder in /tmp that others may write to.
    fsCache: join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'hlsmith', 'jiti'),
  });
  return jiti.import(path);
}
