import { plainText, type Directive } from './directives.js';
import type { Mask } from './shadow.js';

/** Which branch of a `#if` is kept. */
export type BranchChoice = 'first' | 'last';

/**
 * Masks all but one branch of every conditional. Needed where branches hold pieces that make no C++ together,
 * such as two function headers for one body. `#if 0` is never kept.
 */
export function inactiveMasks(directives: readonly Directive[], choice: BranchChoice): Mask[] {
  const masks: Mask[] = [];
  const open: { branches: { start: number; end: number; isOff: boolean }[] }[] = [];
  for (const directive of directives) {
    const { keyword, start, end } = directive;
    if (/^if(n?def)?$/.test(keyword)) {
      open.push({ branches: [{ start: end, end, isOff: isOff(directive) }] });
    } else if (/^(elif|elifdef|elifndef|else)$/.test(keyword)) {
      const group = open.at(-1);
      if (!group) continue;
      group.branches.at(-1)!.end = start;
      group.branches.push({ start: end, end, isOff: isOff(directive) });
    } else if (keyword === 'endif') {
      const group = open.pop();
      if (!group) continue;
      group.branches.at(-1)!.end = start;
      const live = group.branches.filter((branch) => !branch.isOff);
      const kept = choice === 'first' ? live[0] : live.length > 1 ? live.at(-1) : undefined;
      // A condition without `else` keeps its only branch, or for `last` leaves it out unless it is a guard.
      const isOnly = group.branches.length === 1;
      for (const branch of group.branches) {
        const stays = branch === kept || (isOnly && choice === 'last' && !isShort(branch));
        if (!stays) masks.push({ start: branch.start, end: branch.end, why: 'inactive branch' });
      }
    }
  }
  return masks.filter(({ start, end }) => end > start).sort((a, b) => a.start - b.start);
}

const isOff = ({ keyword, argument }: Directive): boolean =>
  (keyword === 'if' || keyword === 'elif') && /^(0|false|\(0\))$/.test(plainText(argument));

/** An include guard spans the file; a switch within a declaration does not. */
const isShort = ({ start, end }: { start: number; end: number }): boolean => end - start < 2000;
