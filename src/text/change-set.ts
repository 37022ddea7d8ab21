import { formatPlace, problem } from '../diagnostics/index.js';
import { isInsertion, type Edit } from './edit.js';
import type { SourceText } from './source-text.js';

/**
 * Edits of one text, all in its original coordinates. Insertions at one point compose; edits that would
 * change the same characters are refused, except for the very same edit made twice, which counts once.
 */
export class ChangeSet {
  private readonly sorted: Edit[] = [];

  constructor(readonly source: SourceText) {}

  get edits(): readonly Edit[] {
    return this.sorted;
  }

  get isEmpty(): boolean {
    return this.sorted.length === 0;
  }

  /** @throws text.overlap when the edit and an earlier one would change the same characters. */
  add(edit: Edit): void {
    if (edit.start < 0 || edit.end < edit.start || edit.end > this.source.text.length) {
      throw problem('text.range', { start: edit.start, end: edit.end }, { file: this.source.path });
    }
    if (isInsertion(edit) && edit.text === '') return;
    const index = this.indexFor(edit);
    // Only neighbours can collide: replacements in the list never overlap one another.
    for (let i = index - 1; i >= 0; i--) {
      if (this.collides(this.sorted[i]!, edit)) return;
      if (!isInsertion(this.sorted[i]!)) break;
    }
    for (let i = index; i < this.sorted.length && this.sorted[i]!.start < edit.end; i++) {
      if (this.collides(this.sorted[i]!, edit)) return;
    }
    this.sorted.splice(index, 0, edit);
  }

  /** The text with all edits made. */
  apply(): string {
    const { text } = this.source;
    let result = '';
    let at = 0;
    for (const edit of this.sorted) {
      result += text.slice(at, edit.start) + edit.text;
      at = edit.end;
    }
    return result + text.slice(at);
  }

  /**
   * Where an offset of the original lands. At a point of insertion, `right` lands behind the inserted text,
   * `left` before it. Inside replaced text, `left` gives the start of the replacement, `right` its end; where
   * replaced text begins, so does its replacement.
   */
  map(offset: number, bias: 'left' | 'right'): number {
    let shift = 0;
    for (const edit of this.sorted) {
      if (edit.start > offset || (edit.start === offset && bias === 'left')) break;
      if (edit.end > offset) {
        const inside = edit.start < offset;
        return edit.start + shift + (inside && bias === 'right' ? edit.text.length : 0);
      }
      shift += edit.text.length - (edit.end - edit.start);
    }
    return offset + shift;
  }

  /** Where the text of one of the edits lands. */
  placeOf(edit: Edit): number {
    let shift = 0;
    for (const other of this.sorted) {
      if (other === edit) break;
      shift += other.text.length - (other.end - other.start);
    }
    return edit.start + shift;
  }

  /** The edit that removed or replaced all of `[start, end)`, if one did. */
  editCovering(start: number, end: number): Edit | null {
    return this.sorted.find((edit) => !isInsertion(edit) && edit.start <= start && edit.end >= end) ?? null;
  }

  /** The edits that turn the changed text back. `changed` is `source.withText(this.apply())`. */
  inverse(changed: SourceText, author = 'undo'): ChangeSet {
    const inverse = new ChangeSet(changed);
    let shift = 0;
    for (const edit of this.sorted) {
      const start = edit.start + shift;
      const text = this.source.text.slice(edit.start, edit.end);
      inverse.sorted.push({ start, end: start + edit.text.length, text, author });
      shift += edit.text.length - (edit.end - edit.start);
    }
    return inverse;
  }

  /** The same edits again, to be added to independently (edits themselves are immutable). */
  copy(): ChangeSet {
    const copy = new ChangeSet(this.source);
    copy.sorted.push(...this.sorted);
    return copy;
  }

  private indexFor(edit: Edit): number {
    let low = 0;
    let high = this.sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (precedes(this.sorted[middle]!, edit)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** True when `next` repeats `earlier` and can be dropped. @throws text.overlap */
  private collides(earlier: Edit, next: Edit): boolean {
    if (isInsertion(earlier) && isInsertion(next)) return false;
    const apart = earlier.end <= next.start || next.end <= earlier.start;
    if (apart) return false;
    const same = earlier.start === next.start && earlier.end === next.end && earlier.text === next.text;
    if (same) return true;
    throw problem(
      'text.overlap',
      {
        author: next.author,
        otherPlace: formatPlace(this.source.placeAt(earlier.start)),
        otherAuthor: earlier.author,
      },
      this.source.placeAt(next.start),
    );
  }
}

/** The order of application; of two insertions at one point, the earlier recorded of the same side is first. */
function precedes(listed: Edit, next: Edit): boolean {
  if (listed.start !== next.start) return listed.start < next.start;
  const listedInserts = isInsertion(listed);
  const nextInserts = isInsertion(next);
  if (listedInserts && nextInserts) return rank(listed) <= rank(next);
  return listedInserts || !nextInserts;
}

const rank = (edit: Edit): number => (edit.side === 'after' ? 0 : 1);
