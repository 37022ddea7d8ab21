import { Listr, ListrLogger, ProcessOutput } from 'listr2';

/** One stage of a long command. `say` replaces the line under its title. */
export interface Stage {
  readonly title: string;
  readonly run: (say: (text: string) => void) => Promise<string | undefined>;
}

/**
 * Runs the stages in order and shows them on standard error: live in a terminal, as plain lines elsewhere.
 * What a stage returns is put behind its title. The first error ends the run and is thrown.
 */
export async function runStages(stages: readonly Stage[]): Promise<void> {
  // Standard output belongs to the result.
  const logger = new ListrLogger({ processOutput: new ProcessOutput(process.stderr, process.stderr) });
  const list = new Listr(
    stages.map(({ title, run }) => ({
      title,
      task: async (_, task): Promise<void> => {
        const done = await run((text) => (task.output = text));
        if (done !== undefined) task.title = `${title}: ${done}`;
      },
    })),
    {
      renderer: 'default',
      fallbackRenderer: 'simple',
      fallbackRendererCondition: () => !process.stderr.isTTY,
      // The command line prints the error, once.
      rendererOptions: { logger, showErrorMessage: false, collapseErrors: false },
      fallbackRendererOptions: { logger },
    },
  );
  await list.run();
}
