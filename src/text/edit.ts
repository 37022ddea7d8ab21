/** One change, in the coordinates of the text before any change. An insertion has `start === end`. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  /** What stands there instead. */
  readonly text: string;
  /** Who asked for it; named when two edits collide. */
  readonly author: string;
  /**
   * Of insertions at one point, those that stick to the text on their left (`after`) come before those that
   * stick to the text on their right (`before`); otherwise the order of recording holds. Default `before`.
   */
  readonly side?: 'before' | 'after';
}

export const isInsertion = (edit: Edit): boolean => edit.start === edit.end;
