import { FunctionNode, LoopNode, meaningAt, valueAt } from 'hlsmith/cpp';
import { pragmasOf } from 'hlsmith/hls';

/** How many copies of a body run at once: a number, or the template parameter that will say. */
export type Copies = number | { readonly parameter: string };

/** How many copies of a loop's body run at once in Vitis: 1 if it is not unrolled; or why that is not known. */
export function unrolledBy(loop: LoopNode): Copies | string {
  const trips = typeof loop.tripCount === 'number' ? loop.tripCount : null;
  for (const { meaning } of pragmasOf(loop, 'vitis')) {
    if (meaning?.kind === 'no unroll') return 1;
    if (meaning?.kind !== 'unroll') continue;
    if (meaning.factor === 'all') return trips ?? whyNoCount(loop);
    const factor = valueAt(loop.body, meaning.factor ?? '');
    if (typeof factor === 'number') return trips === null ? factor : Math.min(factor, trips);
    return meaning.factor !== null && isTemplateParameter(loop, meaning.factor)
      ? { parameter: meaning.factor }
      : `its factor ${meaning.factor} is no known number`;
  }
  if (!isBelowPipeline(loop)) return 1;
  return trips ?? whyNoCount(loop);
}

const isTemplateParameter = (loop: LoopNode, name: string): boolean =>
  meaningAt(loop.body, name)?.parent?.syntax === 'template_parameter_list';

/** Which name of its header keeps a loop from being counted. */
function whyNoCount(loop: LoopNode): string {
  const { iv } = loop;
  const unknown = 'the loop is unrolled, but how often is not known';
  if (!iv) {
    const changing = callThatMayChange(loop);
    return changing
      ? `${unknown}: ${changing} may change what it counts with`
      : `${unknown}: what it counts with is not plain to see, or its body changes it`;
  }
  const names = [iv.init, iv.bound, iv.step].flatMap((text) => String(text).match(/[A-Za-z_]\w*/g) ?? []);
  const name = names.find((each) => valueAt(loop.body, each) === null);
  if (name === undefined) return unknown;
  if (isTemplateParameter(loop, name)) return `${unknown}: ${name} is a parameter of the template`;
  return meaningAt(loop.body, name)
    ? `${unknown} before it runs: ${name} is no constant`
    : `${unknown}: ${name} is declared nowhere here; -I names folders of headers`;
}

/** A method that is given the counter, perhaps by reference. */
function callThatMayChange(loop: LoopNode): string | null {
  const counter = loop.field('update')?.field('argument')?.text;
  const calls = loop.body.query('c:Call').map(({ c }) => c);
  const found = calls.find(
    (call) =>
      call.field('function')?.syntax === 'field_expression' && call.args.some(({ text }) => text === counter),
  );
  return found ? found.text : null;
}

/** Vitis unrolls every loop inside a pipelined loop or function (UG1399, "pragma HLS pipeline"). */
export function isBelowPipeline(loop: LoopNode): boolean {
  for (let around = loop.parent; around !== null; around = around.parent) {
    if (!(around instanceof LoopNode || around instanceof FunctionNode)) continue;
    if (pragmasOf(around, 'vitis').get('PIPELINE')?.meaning?.kind === 'pipeline') return true;
  }
  return false;
}
