import { render } from '../templates/index.js';
import { rowsOfDecimals } from './decimals.js';
import { literal } from './literal.js';
import type { PlannedConstants } from './planned.js';

/**
 * The header of one array of constants: row by row, so that a line holds what one input sends to all outputs.
 * The numbers are the model's own, not rounded to the type: a later change of precision starts from them.
 */
export function constantsHeader(constants: PlannedConstants, isConst: boolean): string {
  const { variable, type, array, extent } = constants;
  const { shape, data } = array;
  const width = shape.length > 1 ? shape[shape.length - 1] : data.length;
  return render('project/firmware/constants.h', {
    guard: `${variable.toUpperCase()}_H_`,
    shape: shape.join(' x '),
    smallest: literal(extent.low),
    largest: literal(extent.high),
    zeros: extent.zeros,
    isConst,
    type: type.name,
    variable,
    size: data.length,
    rows: rowsOfDecimals(data, width, '\n    '),
  });
}
