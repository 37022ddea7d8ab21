import { plainText, readMacro, type Directive } from './directives.js';
import type { Mask } from './shadow.js';

/** Which branch of a `#if` is kept. */
export type BranchChoice = 'first' | 'last';

/**
 * Masks all but one branch of every conditional. Needed where branches hold pieces that make no C++ together,
 * such as two function headers for one body. `#if 0` is never kept.
 */
export function inactiveMasks(directives: readonly Directive[], choice: BranchChoice): Mask[] {
  const masks: Mask[] = [];
  const open: { isGuard: boolean; branches: { start: number; end: number; isOff: boolean }[] }[] = [];
  for (const [position, directive] of directives.entries()) {
    const { keyword, start, end } = directive;
    if (/^if(n?def)?$/.test(keyword)) {
      open.push({
        isGuard: isGuard(directive, directives[position + 1]),
        branches: [{ start: end, end, isOff: isOff(directive) }],
      });
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
      // A condition without `else` keeps its only branch, or for `last` leaves it out unless it is a guard.
      const isOnly = group.branches.length === 1 && live.length === 1;
      const leavesOut = isOnly && choice === 'last' && !group.isGuard && isShort(live[0]!);
      const kept = leavesOut ? undefined : live.at(choice === 'first' ? 0 : -1);
      for (const branch of group.branches) {
        if (branch !== kept) masks.push({ start: branch.start, end: branch.end, why: 'inactive branch' });
      }
    }
  }
  return masks.filter(({ start, end }) => end > start).sort((a, b) => a.start - b.start);
}

function isOff({ keyword, argument }: Directive): boolean {
  const condition = plainText(argument);
  if (keyword === 'ifndef') return condition === '__cplusplus';
  return (keyword === 'if' || keyword === 'elif') && /^(0|false|\(0\))$/.test(condition);
}

/** `#ifndef NAME` and then `#define NAME`. */
function isGuard(directive: Directive, next: Directive | undefined): boolean {
  if (directive.keyword !== 'ifndef' || next?.keyword !== 'define') return false;
  return readMacro(next)?.name === plainText(directive.argument);
}

/** Around much text there is a guard of some other sort; a switch within a declaration is short. */
const isShort = ({ start, end }: { start: number; end: number }): boolean => end - start < 2000;
